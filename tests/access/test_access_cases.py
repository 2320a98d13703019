"""Who may do what to which record and field: `cases/site.json`, judged by `authorize` and by `reach_for`."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

import pytest
from dougong.access import EVERYWHERE, Actor, authorize, matching_cases, reach_for, system_reach
from dougong.definition import PROJECT, USER, Context, field_pointers, read_module
from dougong.problem import Ref, Refused, Values

SITE = json.loads((Path(__file__).parent / "cases" / "site.json").read_text("utf-8"), parse_float=Decimal)
MODULE = read_module(SITE["documents"], hash="sha256:site")
CONTEXT = Context(today=date(2025, 4, 10))


def named(name: str) -> UUID:
    return uuid5(NAMESPACE_DNS, name)


def person(name: str) -> Actor:
    given = SITE["people"][name]
    projects = {named(key): frozenset(roles) for key, roles in given.get("projects", {}).items()}
    return Actor(Ref(USER, named(given.get("id", name))), frozenset(given.get("roles", ())), projects)


def record(given: dict[str, Any]) -> tuple[Values, Values]:
    """Field values, and system values."""
    values = {"keeper": Ref(USER, named(given["keeper"]))} if given.get("keeper") else {}
    system: dict[str, Any] = {"state": given.get("state"), "project": None, "id": None}
    if given.get("project"):
        system["project"] = Ref(PROJECT, named(given["project"]))
    if given.get("id"):
        system["id"] = Ref("site/works", named(given["id"]))
    return {**values, "total": Decimal(1), "rows": ()}, system


@pytest.mark.parametrize("name", SITE["cases"])
def test_verdict(name: str) -> None:
    case = SITE["cases"][name]
    entity = MODULE.entities[case["entity"]]
    values, system = record(case["record"]) if "record" in case else (None, {})
    verdict = authorize(
        MODULE.rights,
        person(case["as"]),
        entity,
        case["verb"],
        values,
        context=replace(CONTEXT, system=system),
        workflow=MODULE.workflows.get(case["entity"]),
    )
    assert verdict.allowed is case["allowed"], verdict.because
    assert verdict.because == case.get("because", verdict.because)
    every = set(field_pointers(entity))
    if "hidden" in case:
        assert every - verdict.fields.readable == set(case["hidden"])
    if "locked" in case:
        assert every - verdict.fields.editable == set(case["locked"])
    assert verdict.fields.editable <= verdict.fields.readable


@pytest.mark.parametrize("name", [key for key, case in SITE["cases"].items() if "record" in case])
def test_reach_agrees(name: str) -> None:
    case = SITE["cases"][name]
    entity = MODULE.entities[case["entity"]]
    values, system = record(case["record"])
    asked = (MODULE.rights, person(case["as"]), entity, case["verb"])
    if case.get("because", "").startswith("no rule"):
        with pytest.raises(Refused) as refused:
            reach_for(*asked, workflow=None)
        assert refused.value.problems[0].code == "forbidden"
        return
    reach = reach_for(*asked, workflow=MODULE.workflows.get(case["entity"]))
    found = matching_cases(reach, entity, values, replace(CONTEXT, system=system))
    assert bool(found) is case["allowed"]
    if found and "hidden" in case:
        hidden = reach.hidden_in(found)
        assert {p for p in field_pointers(entity) if p in hidden} == set(case["hidden"])


def test_a_right_of_another_module_does_not_count() -> None:
    other = [replace(right, entity="elsewhere/sheet") for right in MODULE.rights]
    verdict = authorize(other, person("chief"), MODULE.entities["sheet"], "see", None, context=CONTEXT, workflow=None)
    assert not verdict.allowed


def test_a_rule_that_fails_on_a_row_opens_nothing() -> None:
    from_text = read_module(
        {
            **SITE["documents"],
            "roles": {"rights": {"sheet": {"chief": {"see": {"where": "subject + 1 > 0"}}}}},
        },
        hash="sha256:broken",
    )
    verdict = authorize(
        from_text.rights,
        person("chief"),
        from_text.entities["sheet"],
        "see",
        {"subject": "x"},
        context=CONTEXT,
        workflow=None,
    )
    assert not verdict.allowed


def test_a_rule_another_module_adds_names_that_module() -> None:
    added = [replace(right, module="crew") for right in MODULE.rights]
    verdict = authorize(added, person("chief"), MODULE.entities["sheet"], "see", None, context=CONTEXT, workflow=None)
    assert verdict.because == "crew/roles#/rights/site~1sheet/chief/see"


def test_the_reach_of_a_job_states_its_reason() -> None:
    reach = system_reach("site/sheet", "nightly sums")
    assert reach.everywhere
    assert [case.where for case in reach.cases] == [EVERYWHERE]
    assert reach.reason == "nightly sums"
    with pytest.raises(ValueError, match="reason"):
        system_reach("site/sheet", "  ")


def test_params_carry_their_types() -> None:
    reach = reach_for(
        MODULE.rights,
        person("kim_in_p1"),
        MODULE.entities["sheet"],
        "see",
        workflow=None,
        today=date(2025, 4, 10),
    )
    assert reach.params["me"] == person("kim_in_p1").id
    assert reach.params["my_projects"] == (Ref(PROJECT, named("p1")),)
    assert reach.params["today"] == date(2025, 4, 10)
    assert {name: kind.name for name, kind in reach.param_types.items()} == {
        "me": "ref",
        "my_projects": "list",
        "projects_as_clerk": "list",
        "today": "date",
    }


def test_a_field_hidden_in_some_case_is_known() -> None:
    reach = reach_for(MODULE.rights, person("lee_and_chief"), MODULE.entities["sheet"], "see", workflow=None)
    assert not reach.shows_wherever_reached("/total")
    assert [case.rule for case in reach.showing("/total")] == ["roles#/rights/sheet/chief/see"]
    assert reach.shows_wherever_reached("/subject")
