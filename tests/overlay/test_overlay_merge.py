"""Merging: `cases/merge.json`, and what reading an overlay refuses."""

import json
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dougong.overlay import Overlay, conflicts, merge, merge_report, read_overlay, write_overlay
from dougong.overlay.tree import find, keys_of, place_of
from dougong.problem import MESSAGES, Refused

GIVEN = json.loads((Path(__file__).parent / "cases" / "merge.json").read_text("utf-8"), parse_float=Decimal)
BASE = GIVEN["base"]


def layer(changes: dict[str, Any]) -> Overlay:
    return read_overlay({"module": "day_labour", "changes": changes})


def free(changes: dict[str, Any]) -> Overlay:
    """A layer that may make any key: read under names of its own, as an edition of the vendor might."""
    own = {address: change for address, change in changes.items() if "add" not in change or "x_" in address}
    rest = {address.replace("#", "#/x_"): change for address, change in changes.items() if address not in own}
    read = layer(rest).changes if rest else {}
    return Overlay("day_labour", changes={**layer(own).changes, **{k.replace("#/x_", "#"): v for k, v in read.items()}})


@pytest.mark.parametrize("name", GIVEN["cases"])
def test_merge(name: str) -> None:
    case = GIVEN["cases"][name]
    before = deepcopy(BASE)
    layers = [layer(case["changes"]), *([free(case["then"])] if "then" in case else [])]
    merged = merge_report(before, layers)
    assert before == BASE
    found = merged.documents
    assert [(one.pointer, one.code, one.level) for one in merged.problems] == [
        tuple(one) for one in case.get("problems", [])
    ]
    for address, keys in case.get("keys", {}).items():
        assert keys_of(find(found, *place_of(address))) == keys
    for address, value in case.get("at", {}).items():
        assert find(found, *place_of(address)) == value
    for document in case.get("same", []):
        assert found[document] is before[document]
    assert not set(case.get("gone", [])) & set(found)
    if "buried" in case:
        assert sorted(merged.tombstones) == sorted(case["buried"])


@pytest.mark.parametrize("name", GIVEN["cases"])
def test_merge_refuses_what_has_no_place(name: str) -> None:
    case = GIVEN["cases"][name]
    layers = [layer(case["changes"]), *([free(case["then"])] if "then" in case else [])]
    if any(level == "error" for _, _, level in case.get("problems", [])):
        with pytest.raises(Refused):
            merge(BASE, layers)
    else:
        assert merge(BASE, layers) == merge_report(BASE, layers).documents
    assert conflicts(BASE, layers) == merge_report(BASE, layers).problems


@pytest.mark.parametrize("name", GIVEN["refused"])
def test_reading_refuses(name: str) -> None:
    changes, code = GIVEN["refused"][name]
    with pytest.raises(Refused) as refused:
        layer(changes)
    assert [(one.pointer, one.code) for one in refused.value.problems] == [(next(iter(changes)), code)]
    assert code in MESSAGES


@pytest.mark.parametrize("name", GIVEN["accepted"])
def test_reading_accepts(name: str) -> None:
    assert list(layer(GIVEN["accepted"][name]).changes) == list(GIVEN["accepted"][name])


def test_reading_refuses_what_is_no_map() -> None:
    with pytest.raises(Refused):
        read_overlay({"changes": []})


def test_reading_refuses_too_much() -> None:
    with pytest.raises(Refused) as refused:
        layer({f"entities/slip#/properties/x_{n}": {"add": {}} for n in range(5_001)})
    assert refused.value.problems[0].code == "limit"


@pytest.mark.parametrize("name", GIVEN["cases"])
def test_an_overlay_reads_what_it_writes(name: str) -> None:
    overlay = layer(GIVEN["cases"][name]["changes"])
    written = write_overlay(overlay)
    assert read_overlay(written) == overlay
    assert written["$schema"] == "urn:dougong:overlay:1"


def test_a_layer_never_shares_what_the_next_one_changes() -> None:
    first = layer({"entities/slip#/properties/x_a": {"add": {"title": "A"}}})
    second = layer({"entities/slip#/properties/x_a/title": {"set": "B", "was": "A"}})
    once = merge(BASE, [first, second])
    assert merge(BASE, [first, second]) == once
    assert merge(BASE, [first])["entities/slip"]["properties"]["x_a"] == {"title": "A"}
