"""Carrying an overlay to the next version: `cases/rebase.json`, and the laws of a three-way merge."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dougong.overlay import (
    ABSENT,
    Add,
    Overlay,
    Set,
    conflicts,
    diff_documents,
    merge,
    merge_report,
    read_overlay,
    rebase,
    resolve,
    write_overlay,
)
from dougong.overlay.tree import find, place_of, same
from hypothesis import given, settings

from tests.overlay.strategies import DOCUMENTS

GIVEN = json.loads((Path(__file__).parent / "cases" / "rebase.json").read_text("utf-8"), parse_float=Decimal)


def layer(changes: dict[str, Any]) -> Overlay:
    return read_overlay({"module": "day_labour", "made_against": "sha256:old", "changes": changes})


def told(overlay: Overlay) -> Any:
    return write_overlay(overlay)["changes"]


@pytest.mark.parametrize("name", GIVEN["cases"])
def test_rebase(name: str) -> None:
    case = GIVEN["cases"][name]
    rebased = rebase(layer(case["change"]), GIVEN["old"], GIVEN["new"], made_against="sha256:new")
    assert rebased.overlay.made_against == "sha256:new"
    assert [[one.address, one.why, list(one.choices)] for one in rebased.inbox] == case.get("inbox", [])
    if "carried" in case:
        assert told(rebased.overlay) == case["carried"]
    for choice in ("mine", "new", "both"):
        if choice in case:
            decided = resolve(rebased, {one.address: choice for one in rebased.inbox})
            assert decided.inbox == ()
            assert told(decided.overlay) == case[choice]
            assert conflicts(GIVEN["new"], [decided.overlay]) == ()


def test_a_choice_that_is_not_offered() -> None:
    rebased = rebase(layer(GIVEN["cases"]["changed by both"]["change"]), GIVEN["old"], GIVEN["new"])
    with pytest.raises(ValueError, match="both"):
        resolve(rebased, {rebased.inbox[0].address: "both"})
    with pytest.raises(KeyError):
        resolve(rebased, {"entities/slip#/nowhere": "new"})


def test_an_item_shows_all_sides() -> None:
    (item,) = rebase(layer(GIVEN["cases"]["changed by both"]["change"]), GIVEN["old"], GIVEN["new"]).inbox
    assert (item.old, item.new, item.both) == ("Work date", "Day", ABSENT)
    assert item.change == Set("Date", "Work date")


@settings(max_examples=100)
@given(DOCUMENTS, DOCUMENTS)
def test_onto_the_same_version_nothing_happens(base: dict[str, Any], mine: dict[str, Any]) -> None:
    overlay = diff_documents(base, mine)
    rebased = rebase(overlay, base, base)
    assert rebased.inbox == ()
    assert rebased.overlay == overlay


@settings(max_examples=100)
@given(DOCUMENTS, DOCUMENTS)
def test_onto_what_the_tenant_has_already_nothing_is_left(base: dict[str, Any], mine: dict[str, Any]) -> None:
    rebased = rebase(diff_documents(base, mine), base, mine)
    assert same(merge(mine, [rebased.overlay]), mine)


@settings(max_examples=150)
@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_nothing_is_lost_in_silence(old: dict[str, Any], mine: dict[str, Any], new: dict[str, Any]) -> None:
    overlay = diff_documents(old, mine)
    rebased = rebase(overlay, old, new)
    merged = merge_report(new, [rebased.overlay]).documents
    waiting = {item.address for item in rebased.inbox}
    for address, change in overlay.changes.items():
        if isinstance(change, Add | Set) and address not in waiting and place_of(address)[1][-1:] != ("order",):
            kept = rebased.overlay.changes.get(address)
            found = find(merged, *place_of(address))
            assert kept is not None or same(found, change.value) or same(find(new, *place_of(address)), change.value)


@settings(max_examples=150)
@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_once_everything_is_decided_nothing_is_in_conflict(
    old: dict[str, Any], mine: dict[str, Any], new: dict[str, Any]
) -> None:
    rebased = rebase(diff_documents(old, mine), old, new)
    assert {problem.pointer for problem in conflicts(new, [rebased.overlay])} <= {one.address for one in rebased.inbox}
    for wanted in ("mine", "new"):
        choices = {one.address: wanted if wanted in one.choices else "new" for one in rebased.inbox}
        decided = resolve(rebased, choices)
        assert decided.inbox == ()
        assert conflicts(new, [decided.overlay]) == ()


@given(DOCUMENTS, DOCUMENTS)
def test_what_only_the_vendor_changed_is_the_vendor_s(old: dict[str, Any], new: dict[str, Any]) -> None:
    rebased = rebase(diff_documents(old, old), old, new)
    assert merge(new, [rebased.overlay]) == new
