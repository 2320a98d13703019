"""The schedule module at work: links close no loop, reports move activities, a baseline is frozen."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from dougong import catalog, storage
from dougong.access import system_reach
from dougong.actions import Wish, create_record, perform_transition, seed_id, update_record
from dougong.admission import Caller
from dougong.problem import Problem, Refused
from dougong.storage import Record
from dougong.tenancy import new_id, reading

from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

TODAY = date(2025, 4, 30)
ACTIVITY, LINK = "schedule/activity", "schedule/activity_link"


def caller(site: Site, who: str) -> Caller:
    return Caller(site.tenant, site.demo.people[who], "en", "test", today=TODAY)


def named(site: Site, entity: str, name: str) -> str:
    return str(seed_id(site.tenant.pk, entity, name))


def read(site: Site, entity: str, name: str | UUID) -> Record:
    with reading(site.tenant):
        found = catalog.entity_for(entity, "en")
        key = name if isinstance(name, UUID) else UUID(named(site, entity, name))
        return storage.one(system_reach(entity, "a test looks"), found, key, catalog.layout_for(entity))


def activity(site: Site, code: str) -> str:
    sent = {
        "project": named(site, "core/project", "park"), "code": code, "name": f"Activity {code}",
        "activity_kind": "task",
        "duration_d": 3, "wbs_node": named(site, "core/wbs_node", "s2_main_frame"), "measure": "percent",
        "calendar": named(site, "core/calendar", "site"),
    }  # fmt: skip
    return str(create_record(caller(site, "planner"), ACTIVITY, sent, record_id=new_id()).record.id)


def link(site: Site, pred: str, succ: str) -> Record:
    sent = {
        "project": named(site, "core/project", "park"), "pred": pred, "succ": succ, "link_type": "fs", "lag": 0,
        "lag_calendar": "working",
    }  # fmt: skip
    return create_record(caller(site, "planner"), LINK, sent, record_id=new_id()).record


def refused(site: Site, pred: str, succ: str) -> Problem:
    with pytest.raises(Refused) as caught:
        link(site, pred, succ)
    (problem,) = caught.value.problems
    return problem


def test_a_link_back_to_the_start_is_refused_and_the_loop_named(site: Site) -> None:
    a, b, c = (activity(site, code) for code in ("A", "B", "C"))
    link(site, a, b)
    link(site, b, c)
    problem = refused(site, c, a)
    assert (problem.pointer, problem.code) == ("/succ", "loop")
    assert problem.params["path"] == "C Activity C → A Activity A → B Activity B → C Activity C"


def test_an_activity_does_not_follow_itself(site: Site) -> None:
    one = activity(site, "SELF")
    assert refused(site, one, one).params["path"] == "SELF Activity SELF → SELF Activity SELF"


def test_the_same_link_is_not_made_twice(site: Site) -> None:
    one, other = activity(site, "T1"), activity(site, "T2")
    link(site, one, other)
    assert refused(site, one, other).code == "unique"


def test_a_link_may_be_turned_round_where_that_closes_no_loop(site: Site) -> None:
    one, other = activity(site, "R1"), activity(site, "R2")
    made = link(site, one, other)
    turned = {"pred": other, "succ": one}
    after = update_record(caller(site, "planner"), LINK, made.id, turned, version=made.version).record
    assert str(after.values["pred"].id) == other  # type: ignore[union-attr]


def test_two_ways_to_the_same_end_are_no_loop(site: Site) -> None:
    one, left, right, end = (activity(site, f"D{number}") for number in range(4))
    for pred, succ in ((one, left), (one, right), (left, end), (right, end), (one, end)):
        link(site, pred, succ)


def test_a_branch_of_a_tree_is_not_hung_below_itself(site: Site) -> None:
    top, below = read(site, "core/wbs_node", "s2"), read(site, "core/wbs_node", "s2_main")
    sent = {"node_kind": "phase", "parent": str(below.id)}
    with pytest.raises(Refused) as caught:
        update_record(caller(site, "pm"), "core/wbs_node", top.id, sent, version=top.version)
    loops = [one for one in caught.value.problems if one.code == "loop"]
    assert [one.pointer for one in loops] == ["/parent"]


def test_accepted_reports_have_moved_the_column_concrete_to_its_earned_value(site: Site) -> None:
    columns = read(site, ACTIVITY, "s2_columns").values
    assert (columns["qty_done"], columns["pct"], columns["ev"]) == (
        Decimal("75.5"),
        Decimal("0.18875"),
        Decimal("46810.00"),
    )
    assert (columns["actual_start"], columns["reported_on"]) == (date(2025, 4, 28), date(2025, 4, 29))


def test_what_two_people_accepted_as_completed_is_finished(site: Site) -> None:
    pit = read(site, ACTIVITY, "s4_pit").values
    assert (pit["pct"], pit["ev"], pit["actual_finish"]) == (Decimal(1), Decimal("864900.00"), date(2025, 4, 8))
    columns = read(site, ACTIVITY, "s1_columns").values
    assert (columns["pct"], columns["actual_finish"]) == (Decimal(1), date(2025, 3, 24))


def test_a_report_with_later_ones_in_force_is_not_taken_back(site: Site) -> None:
    sooner, later = (UUID(named(site, "schedule/progress_report", one)) for one in ("apr_28", "apr_29"))
    with pytest.raises(Refused):
        perform_transition(caller(site, "planner"), "schedule/progress_report", sooner, Wish("void", reason="Wrong."))
    perform_transition(caller(site, "planner"), "schedule/progress_report", later, Wish("void", reason="Wrong."))
    columns = read(site, ACTIVITY, "s2_columns").values
    assert (columns["qty_done"], columns["ev"]) == (Decimal(30), Decimal("18600.00"))
    assert read(site, "schedule/progress_report", later).values["rows"][0]["earned"] == Decimal("28210.00")  # type: ignore[index]


def test_the_first_baseline_holds_the_plan_and_is_frozen(site: Site) -> None:
    first = read(site, "schedule/baseline", "first")
    assert (first.state, first.values["total_bac"]) == ("effective", Decimal("28815380.00"))
    assert first.values["curve_total"] == first.values["total_bac"]
    assert first.values["approved_on"] is not None
    with pytest.raises(Refused):
        update_record(
            caller(site, "planner"), "schedule/baseline", first.id, {"name": "Another"}, version=first.version
        )
