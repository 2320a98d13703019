"""The laws of overlays over any two states of any documents."""

import json
from copy import deepcopy
from typing import Any

from dougong.overlay import conflicts, diff_documents, merge, merge_report, read_overlay, write_overlay
from dougong.overlay.ordering import arranged, three_way
from dougong.overlay.tree import NAMED, is_choices, keys_of, same
from dougong.problem import Refused
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.overlay.strategies import DOCUMENTS

ORDERS = st.lists(st.sampled_from("abcdef"), unique=True, max_size=6)


def in_order(one: Any, other: Any, name: str = "") -> bool:
    """Whether the keys of named maps stand in the same order."""
    here, there = keys_of(one), keys_of(other)
    if here is None or there is None:
        return True
    if (name in NAMED or is_choices(other)) and here != there:
        return False
    inner = {key: (a, b) for key, a, b in zip(sorted(here), *_sorted(one, other), strict=True)}
    return all(in_order(a, b, key) for key, (a, b) in inner.items())


def _sorted(one: Any, other: Any) -> tuple[list[Any], list[Any]]:
    def values(node: Any) -> list[Any]:
        pairs = node if isinstance(node, dict) else {entry["const"]: entry for entry in node}
        return [pairs[key] for key in sorted(pairs)]

    return values(one), values(other)


@settings(max_examples=200)
@given(DOCUMENTS, DOCUMENTS)
def test_the_difference_leads_from_one_to_the_other(before: dict[str, Any], after: dict[str, Any]) -> None:
    overlay = diff_documents(before, after)
    merged = merge(before, [overlay])
    assert same(merged, after)
    assert all(in_order(merged[document], after[document]) for document in after)
    assert conflicts(before, [overlay]) == ()


@given(DOCUMENTS)
def test_no_difference_is_no_change(documents: dict[str, Any]) -> None:
    assert diff_documents(documents, deepcopy(documents)).changes == {}


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_merging_changes_nothing_given(before: dict[str, Any], after: dict[str, Any], base: dict[str, Any]) -> None:
    overlay = diff_documents(before, after)
    told = json.dumps([base, write_overlay(overlay)])
    once = merge_report(base, [overlay])
    assert json.dumps([base, write_overlay(overlay)]) == told
    assert merge_report(base, [overlay]) == once


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_layers_one_by_one_are_layers_at_once(one: dict[str, Any], two: dict[str, Any], base: dict[str, Any]) -> None:
    first, second = diff_documents(base, one), diff_documents(one, two)
    assert same(merge(merge(base, [first]), [second]), two)
    assert not {p.code for p in conflicts(base, [first, second])} & {
        "overlay.moved",
        "overlay.gone",
        "overlay.taken",
    }


@given(DOCUMENTS, DOCUMENTS)
def test_what_a_tenant_may_write_is_read_back(before: dict[str, Any], after: dict[str, Any]) -> None:
    overlay = diff_documents(before, after, module="m", made_against="sha256:x")
    try:
        read = read_overlay(write_overlay(overlay))
    except Refused as refused:
        assert {problem.code for problem in refused.problems} == {"overlay.own_key"}  # noqa: PT017 - either answer is right
    else:
        assert read == overlay


@given(ORDERS, ORDERS, ORDERS)
def test_two_changed_orders_together(current: list[str], mine: list[str], was: list[str]) -> None:
    result = three_way(current, mine, was)
    assert len(set(result)) == len(result)
    if current == was:
        assert result == mine
    if mine == was:
        assert result == current
    assert {key for key in result if key in mine} == {key for key in mine if key in current or key not in was}
    assert {key for key in current if key not in was} <= set(result)


@given(ORDERS, ORDERS)
def test_arranging_keeps_every_key(keys: list[str], wanted: list[str]) -> None:
    result = arranged(keys, wanted)
    assert sorted(result) == sorted(keys)
    assert [key for key in result if key in wanted] == [key for key in wanted if key in keys]
