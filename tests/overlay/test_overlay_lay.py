"""Deeds laid into an overlay: what is like the base falls away, what lies in own things is changed there."""

from typing import Any

import pytest
from dougong.overlay import (
    ABSENT,
    AS_BASE,
    GONE,
    Add,
    Order,
    Overlay,
    Remove,
    Set,
    find,
    lay,
    merge,
    place_of,
    read_overlay,
    touched,
    write_overlay,
)
from dougong.problem import Refused

SOURCE: dict[str, Any] = {
    "entities/slip": {
        "title": "Slip",
        "properties": {
            "day": {"title": "Day", "format": "date"},
            "cause": {"title": "Cause", "oneOf": [{"const": "rain", "title": "Rain"}, {"const": "owner"}]},
            "text": {"title": "Text"},
        },
        "required": ["day"],
    },
}
BASE = {"entities/slip": {**SOURCE["entities/slip"], "title": "单"}}
AT = "entities/slip#/properties"
NONE = Overlay("work")


def laid(overlay: Overlay, deeds: dict[str, Any], **given: Any) -> Overlay:
    made = lay(overlay, BASE, deeds, source=SOURCE, **given)
    return read_overlay(write_overlay(made))


def test_what_equals_the_base_is_dropped_and_was_is_the_source() -> None:
    one = laid(NONE, {"entities/slip#/title": "Bill"})
    assert one.changes == {"entities/slip#/title": Set("Bill", "Slip")}
    assert laid(one, {"entities/slip#/title": "单"}).changes == {}
    assert laid(one, {"entities/slip#/title": AS_BASE}).changes == {}


def test_a_new_field_and_what_is_changed_in_it() -> None:
    one = laid(NONE, {f"{AT}/x_w": Add({"title": "W"}, after="day")})
    two = laid(one, {f"{AT}/x_w/title": "Weather", f"{AT}/x_w/maxLength": 20})
    assert two.changes == {f"{AT}/x_w": Add({"title": "Weather", "maxLength": 20}, after="day")}
    assert list(merge(BASE, [two])["entities/slip"]["properties"]) == ["day", "x_w", "cause", "text"]
    assert laid(two, {f"{AT}/x_w/maxLength": GONE}).changes[f"{AT}/x_w"].value == {"title": "Weather"}  # type: ignore[union-attr]
    assert laid(two, {f"{AT}/x_w": {"title": "V"}}).changes == {f"{AT}/x_w": Add({"title": "V"}, after="day")}


def test_own_fields_are_forgotten_before_and_buried_after_publishing() -> None:
    one = laid(NONE, {f"{AT}/x_w": {"title": "W"}, "entities/slip#/required": ["day", "x_w"]})
    assert laid(one, {f"{AT}/x_w": GONE, "entities/slip#/required": ["day"]}).changes == {}
    gone = laid(one, {f"{AT}/x_w": GONE}, in_force=one)
    assert gone.changes[f"{AT}/x_w"] == Remove({"title": "W"})
    assert merge(BASE, [gone])["entities/slip"]["required"] == ["day"]
    back = laid(gone, {f"{AT}/x_w": {"title": "W"}}, in_force=one)
    assert back.changes[f"{AT}/x_w"] == Add({"title": "W"})


def test_a_field_of_the_module_is_hidden_and_shown() -> None:
    one = laid(NONE, {f"{AT}/text/title": "Words", f"{AT}/text": GONE})
    assert one.changes == {f"{AT}/text": Remove({"title": "Text"})}
    assert laid(one, {f"{AT}/text": AS_BASE}).changes == {}


def test_choices_and_orders() -> None:
    one = laid(NONE, {f"{AT}/cause/oneOf/x_snow": {"const": "x_snow", "title": "Snow"}})
    assert isinstance(one.changes[f"{AT}/cause/oneOf/x_snow"], Add)
    two = laid(one, {f"{AT}/cause/oneOf": Order(("x_snow", "rain", "owner"))})
    found: Any = find(merge(BASE, [two]), *place_of(f"{AT}/cause/oneOf"))
    assert [choice["const"] for choice in found] == ["x_snow", "rain", "owner"]
    assert two.changes[f"{AT}/cause/oneOf"] == Order(("x_snow", "rain", "owner"), ("rain", "owner"))
    assert f"{AT}/cause/oneOf" not in laid(two, {f"{AT}/cause/oneOf": Order(("rain", "owner", "x_snow"))}).changes
    own = laid(NONE, {f"{AT}/x_c": {"title": "C", "oneOf": [{"const": "a", "title": "A"}, {"const": "b"}]}})
    turned = laid(own, {f"{AT}/x_c/oneOf": Order(("b", "a")), f"{AT}/x_c/oneOf/b/title": "B"})
    assert turned.changes[f"{AT}/x_c"] == Add(
        {"title": "C", "oneOf": [{"const": "b", "title": "B"}, {"const": "a", "title": "A"}]}
    )


def test_a_whole_document_and_what_has_no_place() -> None:
    form = {"entity": "slip", "sections": {"x_main": {"title": "Main", "fields": ["day"]}}}
    one = laid(NONE, {"forms/slip#": form})
    two = laid(one, {"forms/slip#/sections/x_main/fields": ["day", "text"]})
    assert two.changes["forms/slip#"].value["sections"]["x_main"]["fields"] == ["day", "text"]  # type: ignore[union-attr,index,call-overload]
    for address in ("entities/nothing#/title", f"{AT}/day/deep/deeper"):
        with pytest.raises(Refused) as refused:
            laid(NONE, {address: "x"})
        assert [(one.pointer, one.code) for one in refused.value.problems] == [(address, "overlay.gone")]
    with pytest.raises(Refused) as refused:
        laid(NONE, {f"{AT}/weather": {"title": "W"}})
    assert refused.value.problems[0].code == "overlay.own_key"


def test_touched() -> None:
    changes = laid(NONE, {f"{AT}/text/title": "A", f"{AT}/day": GONE}).changes
    assert list(touched({f"{AT}/text": 1}, changes)) == [f"{AT}/text/title"]
    assert list(touched({f"{AT}/day/title": 1}, changes)) == [f"{AT}/day"]
    assert find(SOURCE, *place_of(f"{AT}/gone")) is ABSENT
