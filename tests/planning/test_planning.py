"""Differences between versions and what they ask for: `cases/upgrade.json`, and laws over random upgrades."""

import json
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dougong.definition import Module, read_module
from dougong.kinds import KINDS
from dougong.overlay import Overlay, Remove, Set, merge
from dougong.planning import AddTable, Change, Plan, Step, count_keys, diff, plan
from dougong.planning.forms import FORMS, WIDER
from dougong.planning.step import Column
from dougong.problem import MESSAGES
from dougong.storage.columns import COLUMNS
from hypothesis import given
from hypothesis import strategies as st

UPGRADE = json.loads((Path(__file__).parent / "cases" / "upgrade.json").read_text("utf-8"), parse_float=Decimal)
BASE = read_module(UPGRADE["base"], hash="sha256:1")
COUNTS = UPGRADE["counts"]


def upgraded(patch: dict[str, Any]) -> Module:
    changes = {at: Remove() if value is None else Set(value) for at, value in deepcopy(patch).items()}
    return read_module(merge(UPGRADE["base"], [Overlay("crew", changes=changes)]), hash="sha256:2")


def told(change: Change) -> str:
    return f"{change.what} {change.path}".strip()


def said(step: Step) -> str:
    parts = [type(step).__name__, "/".join(filter(None, (step.entity, getattr(step, "path", ""))))]
    columns: tuple[Column, ...] = getattr(step, "columns", ())
    column: Column | None = getattr(step, "column", None)
    if hasattr(step, "was"):
        return " ".join([*parts, step.was, step.column.key])
    parts += [f"{one.key}:{one.kind}" for one in (*columns, *([column] if column else []))]
    parts += ["+".join(getattr(step, "keys", ())), getattr(step, "key", "")]
    return " ".join([part for part in parts if part] + (["unique"] if getattr(step, "unique", False) else []))


@pytest.mark.parametrize("name", UPGRADE["cases"])
def test_upgrade(name: str) -> None:
    case = UPGRADE["cases"][name]
    changes = diff(BASE, upgraded(case["patch"]))
    assert [told(one) for one in changes] == case["changes"]
    found = plan(changes, COUNTS)
    if "steps" in case:
        assert [said(step) for step in found.steps] == case["steps"]
    assert [[one.pointer, one.code] for one in found.problems] == case.get("problems", [])
    if "destructive" in case or "problems" not in case:
        harm = [[one.pointer, one.code, one.params["rows"]] for one in found.destructive]
        assert harm == case.get("destructive", [])
    for at, rows in case.get("affected", {}).items():
        assert found.affected.get(at, 0) == rows
    assert [list(one) for one in found.post_existing] == case.get("post_existing", [])
    assert all(one.code in MESSAGES for one in (*found.problems, *found.destructive))


def test_the_first_version_is_all_additions() -> None:
    changes = diff(None, BASE)
    assert {one.what for one in changes} == {
        "entity_added", "field_added", "unique_added", "workflow_added", "posting_added", "role_added",
    }  # fmt: skip
    found = plan(changes, {})
    assert [said(step) for step in found.steps] == [
        "AddTable crew/slip code:text work_date:date cause:choice team:reference total:money",
        "AddRowTable crew/slip/rows rate:money amount:money",
        "AddIndex crew/slip code unique",
    ]
    assert [step.project for step in found.steps if isinstance(step, AddTable)] == [True]
    assert found.destructive == ()
    assert found.problems == ()
    assert plan(changes, {"crew/slip": 10}).affected == {}


def test_what_a_plan_wants_counted() -> None:
    changes = diff(BASE, upgraded(UPGRADE["cases"]["a choice more, a choice less"]["patch"]))
    assert count_keys(changes) == ("crew/slip#cause=owner",)
    assert plan(changes, {"crew/slip": 9}).destructive[0].params == {"rows": 9}
    assert plan(changes, {}).destructive == ()


def test_publishing_an_overlay_changes_no_table() -> None:
    patch = UPGRADE["cases"]["what a tenant adds needs no table"]["patch"]
    assert plan(diff(BASE, upgraded(patch)), COUNTS).ddl == ()
    assert plan(diff(BASE, upgraded(UPGRADE["cases"]["an index"]["patch"])), COUNTS).ddl != ()


def test_every_kind_has_a_form() -> None:
    assert set(FORMS) == set(KINDS)
    assert {kind for kinds in WIDER.values() for kind in kinds} | set(WIDER) <= set(KINDS)
    for wider, kinds in WIDER.items():
        assert {FORMS[kind] for kind in kinds} == {FORMS[wider]}


def test_forms_are_storage_s() -> None:
    """Two kinds share a form exactly when storage keeps them alike."""
    for one, other in ((a, b) for a in FORMS for b in FORMS):
        if "json" not in (FORMS[one], FORMS[other]):
            assert (FORMS[one] == FORMS[other]) == (COLUMNS[one] == COLUMNS[other]), (one, other)


patches = st.lists(st.sampled_from([case["patch"] for case in UPGRADE["cases"].values()]), max_size=3)


def _both(given_patches: list[dict[str, Any]]) -> Module:
    patch: dict[str, Any] = {}
    for one in given_patches:
        patch.update(one)
    whole = {at: value for at, value in patch.items() if at.endswith("#") and value is None}
    rest = {at: v for at, v in patch.items() if not any(at.startswith(gone) for gone in whole)}
    wide = sorted({at for at in rest for other in rest if other != at and at.startswith(other + "/")})
    return upgraded({**{at: v for at, v in rest.items() if at not in wide}, **whole})


@given(patches, patches)
def test_no_plan_ever_drops_anything(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> None:
    found = plan(diff(_both(one), _both(other)), COUNTS)
    assert not any("Drop" in type(step).__name__ for step in found.steps)
    tables = [step for step in found.steps if type(step).__name__.startswith("Add")]
    hidden = [step for step in found.steps if type(step).__name__.startswith("Hide")]
    assert list(found.steps).index(hidden[0]) >= len(tables) if hidden and tables else True


@given(patches)
def test_no_difference_no_plan(one: list[dict[str, Any]]) -> None:
    module = _both(one)
    assert diff(module, _both(one)) == ()
    assert plan((), COUNTS) == Plan()


@given(patches, patches)
def test_there_and_back_hides_what_was_added(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> None:
    before, after = _both(one), _both(other)

    def fields(changes: tuple[Change, ...], what: str) -> set[tuple[str, str]]:
        return {(change.entity, change.path) for change in changes if change.what == what}

    there, back = diff(before, after), diff(after, before)
    added = {change.entity for change in there if change.what == "entity_added"}
    assert added == {change.entity for change in back if change.what == "entity_removed"}
    renamed = fields(back, "field_renamed") | fields(there, "field_renamed")
    for entity, path in fields(back, "field_removed"):
        assert entity in added or (entity, path) in fields(there, "field_added") or renamed
