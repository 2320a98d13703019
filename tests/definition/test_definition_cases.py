"""`run_cases`: a module's own tests, and that they can fail."""

from typing import Any

import pytest
from definition_material import example, packaged, packaged_keys, put
from definition_stage import STAGE
from dougong.definition import CaseResult, read_module, run_cases

LOOKUPS = {
    "std_hours": {"entity": "core/worker", "params": {"who": "core/worker", "day": "date"},
                  "where": "id == who", "answer": "hours", "kind": "quantity", "otherwise": "8"},
    "rate_card": {"entity": "core/worker", "params": {"who": "core/worker", "day": "date"},
                  "where": "team == who.team", "sort": ["-rate"], "answer": "rate", "kind": "money"},
    "crew": {"entity": "core/worker", "params": {"in_team": "core/team"}, "where": "team == in_team",
             "aggregate": "count", "kind": "integer"},
    "best": {"entity": "core/worker", "params": {"in_team": "core/team"}, "where": "team == in_team",
             "aggregate": "max", "answer": "rate", "kind": "money"},
}  # fmt: skip
CORE: dict[str, Any] = {
    "module": {"key": "core", "version": "1.0.0", "title": "Core"},
    "entities/team": {"type": "object", "properties": {
        "name": {"type": "string"}, "leader": {"kind": "user"}}},
    "entities/worker": {"type": "object", "properties": {
        "team": {"reference": "core/team"}, "rate": {"kind": "money"}, "hours": {"kind": "quantity"}}},
}  # fmt: skip


def documents(cases: dict[str, Any], **beside: Any) -> dict[str, Any]:
    found = example()
    found["cases/slip"] = {"$schema": "urn:dougong:cases:1", "entity": "slip", "cases": cases, **beside}
    return {**found, **{f"lookups/{key}": {"key": key, **one} for key, one in LOOKUPS.items()}}


def ran(cases: dict[str, Any], **beside: Any) -> dict[str, CaseResult]:
    module = read_module(documents(cases, **beside), hash="x")
    results = run_cases(module, {"core": read_module(CORE, hash="core")}, STAGE)
    return {result.address.rpartition("/")[2]: result for result in results}


def only(case: dict[str, Any], **beside: Any) -> CaseResult:
    return ran({"one": case}, **beside)["one"]


@pytest.mark.parametrize("key", packaged_keys())
def test_the_packaged_modules_pass_their_own_cases(key: str) -> None:
    modules = {one: read_module(packaged(one), hash=one) for one in packaged_keys()}
    results = run_cases(modules[key], {one: modules[one] for one in modules if one != key}, STAGE)
    assert [problem for result in results for problem in result.problems] == []
    assert [result.address for result in results if result.skipped] == []


def test_the_cases_of_the_example() -> None:
    cases = example()["cases/slip"]["cases"]
    del cases["charge_back_nets_to_zero"]  # without rows only the charge-back is posted; see below
    results = ran(cases)
    assert {key for key, result in results.items() if not result.passed} == set()
    assert results["overtime"].address == "cases/slip#/cases/overtime"


def test_a_charge_back_takes_back_what_the_rows_cost() -> None:
    rows = [{"h_reg": "8", "h_ot": "0", "rate": "2600.00"}]
    given = {"cause": "subcontractor", "work_date": "2025-04-10", "rows": rows}
    assert only({"given": given, "after": "approve", "expect": {"postings": {"cost/cost": "0.00"}}}).passed
    own = {**given, "cause": "own"}
    wanted = {"cost/cost": {"amount": "2600", "qty": "1"}}
    assert only({"given": own, "after": "approve", "expect": {"postings": wanted}}).passed


FAILING: list[tuple[dict[str, Any], str]] = [
    ({"given": {"rows": [{"h_reg": "8"}]}, "expect": {"values": {"/rows/0/gong": "2"}}},
     "/values/~1rows~10~1gong"),
    ({"given": {}, "expect": {"values": {"/total": "1.00"}}}, "/values/~1total"),
    ({"given": {}, "expect": {"values": {"/none/at/all": "1"}}}, "/values/~1none~1at~1all"),
    ({"given": {"cause": "own"}, "expect": {"problems": [{"at": "/liable_contract", "code": "required"}]}},
     "/problems/0"),
    ({"given": {"cause": "subcontractor"},
      "expect": {"problems": [{"at": "/liable_contract", "code": "type"}]}}, "/problems/0"),
    ({"given": {}, "expect": {"problems": []}}, "/problems"),
    ({"given": {"cause": "none"}, "expect": {"no_problems": ["/cause"]}}, "/no_problems/0"),
    ({"given": {"state": "priced", "total": "19999.99"},
      "expect": {"approvers": ["project_manager", "general_manager"]}}, "/approvers"),
    ({"as": "foreman", "expect": {"shown": ["/total"]}}, "/shown/0"),
    ({"as": "cost_engineer", "expect": {"hidden": ["/total"]}}, "/hidden/0"),
    ({"as": "cost_engineer", "expect": {"editable": ["/team"]}}, "/editable/0"),
    ({"as": "foreman", "given": {"state": "draft"}, "expect": {"readonly": ["/team"]}}, "/readonly/0"),
    ({"as": "foreman", "given": {"state": "draft"}, "expect": {"available": ["approve"]}}, "/available"),
    ({"after": "submit", "expect": {"state": "confirmed"}}, "/state"),
    ({"given": {"cause": "own"}, "after": "approve", "expect": {"postings": {"cost/cost": "1"}}},
     "/postings/cost~1cost"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "at"), FAILING)
def test_what_comes_out_otherwise_is_told_at_its_place(case: dict[str, Any], at: str) -> None:
    result = only(case)
    assert [problem.pointer for problem in result.problems] == [f"cases/slip#/cases/one/expect{at}"]
    assert {problem.code for problem in result.problems} == {"case"}


def test_a_draft_lacks_nothing_and_defaults_are_filled_in_when_asked() -> None:
    assert only({"draft": True, "expect": {"problems": []}}).passed
    case = {"today": "2025-05-05", "defaults": True, "expect": {"values": {"/work_date": "2025-05-05"}}}
    assert only(case).passed
    assert not only({**case, "defaults": False}).passed


RECORDS = {
    "core/team": {
        "timber": {"name": "Timber", "leader": "me"},
        "steel": {"name": "Steel", "leader": "other"},
    },
    "core/worker": {
        "li": {"team": "timber", "rate": "380.00", "hours": "9"},
        "wu": {"team": "timber", "rate": "400.00"},
        "he": {"team": "steel", "rate": "500.00"},
    },
}


def test_lookups_search_the_records_of_the_case() -> None:
    case = {
        "given": {"rows": [{"worker": "li", "h_reg": "9"}]},
        "defaults": True,
        "expect": {"values": {"/rows/0/rate": "400.00", "/rows/0/gong": "1"}},
    }
    assert only(case, records=RECORDS).problems == ()
    nobody = {
        "given": {"rows": [{"worker": "nobody", "h_reg": "8"}]},
        "expect": {"values": {"/rows/0/gong": "1"}},
    }
    assert only(nobody, records=RECORDS).passed


def test_aggregates_of_lookups() -> None:
    cases = {
        "count": {"given": {"team": "timber"}, "expect": {"values": {"/x_crew": 2, "/x_best": "400.00"}}},
        "none": {"given": {}, "expect": {"values": {"/x_crew": 0, "/x_best": None}}},
        "told": {"given": {"team": "timber"}, "lookups": {"crew": 7, "best": "1.50"},
                 "expect": {"values": {"/x_crew": 7, "/x_best": "1.50"}}},
    }  # fmt: skip
    found = documents(cases, records=RECORDS)
    put(found, "entities/slip#/properties/x_crew", {"kind": "integer", "computed": "crew(team)"})
    put(found, "entities/slip#/properties/x_best", {"kind": "money", "computed": "best(team)"})
    results = run_cases(read_module(found, hash="x"), {"core": read_module(CORE, hash="core")})
    assert [problem for result in results for problem in result.problems] == []


def test_references_are_followed_so_that_rights_hold() -> None:
    mine = {
        "as": "foreman",
        "given": {"team": "timber", "state": "draft"},
        "expect": {"available": ["submit"]},
    }
    assert only(mine, records=RECORDS).passed


def test_settings_and_computed_values_are_taken_as_given() -> None:
    found = documents({
        "default": {"expect": {"values": {"/x_days": 3}}},
        "own": {"settings": {"backdate_days": 5}, "expect": {"values": {"/x_days": 5}}},
        "given": {"given": {"x_days": 9}, "expect": {"values": {"/x_days": 9}}},
        "in_rows": {"given": {"rows": [{"amount": "5.00"}, {"amount": "6.00"}]},
                    "expect": {"values": {"/total": "11.00"}}},
    })  # fmt: skip
    put(found, "entities/slip#/properties/x_days", {"kind": "integer", "computed": "settings.backdate_days"})
    results = run_cases(read_module(found, hash="x"), {"core": read_module(CORE, hash="core")})
    assert [problem for result in results for problem in result.problems] == []


def test_without_the_higher_rooms_their_part_is_skipped_not_passed() -> None:
    found = documents(
        {"two": {"given": {"total": "20000"}, "expect": {"approvers": ["x"], "values": {"/total": "20000"}}}}
    )
    (result,) = run_cases(read_module(found, hash="x"), {})
    assert (result.passed, result.skipped) == (True, ("approvers",))


def test_a_room_that_refuses_fails_the_case_and_not_the_run() -> None:
    rows = [{"h_reg": "8"}]
    result = only({"given": {"rows": rows}, "after": "approve", "expect": {"postings": {"cost/cost": "0"}}})
    assert [problem.pointer for problem in result.problems] == ["cases/slip#/cases/one/expect"]


def test_a_field_that_does_not_exist_fails_the_case_unless_that_is_the_case() -> None:
    given = {"caus": "own", "rows": [{"h_rge": "8"}]}
    result = only({"given": given, "expect": {"no_problems": ["/team/x"]}})
    at = "cases/slip#/cases/one/given"
    assert [problem.pointer for problem in result.problems] == [f"{at}/caus", f"{at}/rows/0/h_rge"]
    expected = {"problems": [{"at": "/caus", "code": "unknown_key"}]}
    assert only({"given": {"caus": "own"}, "expect": expected}).passed


def test_a_case_of_nothing_fails() -> None:
    found = documents({"one": {"expect": {"problems": []}}}, entity="nothing")
    (result,) = run_cases(read_module(found, hash="x"), {})
    assert [problem.code for problem in result.problems] == ["no_such"]
