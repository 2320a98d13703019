"""The difference tells what a person did, not more: its changes by name."""

from copy import deepcopy
from typing import Any

import pytest
from dougong.overlay import Add, Change, Order, Remove, Set, diff_documents

BASE: dict[str, Any] = {
    "entities/slip": {
        "title": "Slip",
        "required": ["a", "b"],
        "properties": {
            "a": {"title": "A"},
            "b": {
                "title": "B",
                "oneOf": [{"const": "own", "title": "Own"}, {"const": "owner", "title": "Owner"}],
            },
        },
    },
    "workflows/slip": {
        "transitions": {
            "approve": {"approval": {"order": ["gm", "pm"], "steps": {"pm": {"need": 1}, "gm": {"need": 1}}}}
        }
    },
    "tables/slip": {"views": {"all": {"columns": {"order": ["a", "b"]}, "sort": ["-a"]}}},
}
SLIP, STEPS, COLUMNS = (
    "entities/slip#/properties",
    "workflows/slip#/transitions/approve/approval",
    "tables/slip#/views/all/columns/order",
)


def retitled(doc: Any) -> None:
    doc["entities/slip"]["properties"]["a"]["title"] = "Day"


def keyword(doc: Any) -> None:
    doc["entities/slip"]["properties"]["a"]["indexed"] = True


def field(doc: Any) -> None:
    fields = doc["entities/slip"]["properties"]
    doc["entities/slip"]["properties"] = {"a": fields["a"], "x_c": {"title": "C"}, "b": fields["b"]}


def first_field(doc: Any) -> None:
    doc["entities/slip"]["properties"] = {"x_c": {}, **doc["entities/slip"]["properties"]}


def field_less(doc: Any) -> None:
    del doc["entities/slip"]["properties"]["b"]
    doc["entities/slip"]["required"] = ["a"]


def field_less_and_still_required(doc: Any) -> None:
    del doc["entities/slip"]["properties"]["b"]


def turned(doc: Any) -> None:
    fields = doc["entities/slip"]["properties"]
    doc["entities/slip"]["properties"] = {"b": fields["b"], "a": fields["a"]}


def choices(doc: Any) -> None:
    own, owner = doc["entities/slip"]["properties"]["b"]["oneOf"]
    doc["entities/slip"]["properties"]["b"]["oneOf"] = [owner, {"const": "x_d", "title": "D"}, own]


def step(doc: Any) -> None:
    approval = doc["workflows/slip"]["transitions"]["approve"]["approval"]
    approval["steps"]["x_safety"] = {"need": 1}
    approval["order"] = ["gm", "x_safety", "pm"]


def steps_turned(doc: Any) -> None:
    doc["workflows/slip"]["transitions"]["approve"]["approval"]["order"] = ["pm", "gm"]


def columns(doc: Any) -> None:
    doc["tables/slip"]["views"]["all"]["columns"]["order"] = ["b", "x_c", "a"]


def array(doc: Any) -> None:
    doc["tables/slip"]["views"]["all"]["sort"] = ["b"]


def documents(doc: Any) -> None:
    del doc["tables/slip"]
    doc["entities/x_visit"] = {"title": "Visit"}


def shape(doc: Any) -> None:
    doc["entities/slip"]["title"] = {"en": "Slip"}


CASES: list[tuple[Any, dict[str, Change]]] = [
    (retitled, {f"{SLIP}/a/title": Set("Day", "A")}),
    (keyword, {f"{SLIP}/a/indexed": Set(value=True)}),
    (field, {f"{SLIP}/x_c": Add({"title": "C"}, after="a")}),
    (first_field, {f"{SLIP}/x_c": Add({}, before="a")}),
    (
        field_less,
        {
            f"{SLIP}/b": Remove(BASE["entities/slip"]["properties"]["b"]),
            "entities/slip#/required": Set(["a"], ["a", "b"]),
        },
    ),
    (
        field_less_and_still_required,
        {
            f"{SLIP}/b": Remove(BASE["entities/slip"]["properties"]["b"]),
            "entities/slip#/required": Set(["a", "b"], ["a", "b"]),
        },
    ),
    (turned, {SLIP: Order(("b", "a"), ("a", "b"))}),
    (
        choices,
        {
            f"{SLIP}/b/oneOf/x_d": Add({"const": "x_d", "title": "D"}, after="owner"),
            f"{SLIP}/b/oneOf": Order(("owner", "x_d", "own"), ("own", "owner")),
        },
    ),
    (step, {f"{STEPS}/steps/x_safety": Add({"need": 1}, after="gm")}),
    (steps_turned, {f"{STEPS}/order": Order(("pm", "gm"), ("gm", "pm"))}),
    (columns, {COLUMNS: Order(("b", "x_c", "a"), ("a", "b"))}),
    (array, {"tables/slip#/views/all/sort": Set(["b"], ["-a"])}),
    (documents, {"tables/slip#": Remove(BASE["tables/slip"]), "entities/x_visit#": Add({"title": "Visit"})}),
    (shape, {"entities/slip#/title": Set({"en": "Slip"}, "Slip")}),
]


@pytest.mark.parametrize(("change", "expected"), CASES, ids=[one.__name__ for one, _ in CASES])
def test_the_difference_by_name(change: Any, expected: dict[str, Change]) -> None:
    after = deepcopy(BASE)
    change(after)
    assert dict(diff_documents(BASE, after).changes) == expected


def test_true_is_not_one() -> None:
    assert dict(diff_documents({"d": {"a": True}}, {"d": {"a": 1}}).changes) == {"d#/a": Set(1, was=True)}
