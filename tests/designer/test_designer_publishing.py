"""A draft is put in force, gone back from, let go; what it does is told before, and logged after."""

import pytest
from django.db import connection
from dougong import actions, catalog, jobs_log, outbox, storage
from dougong.actions import discard_draft, publish_overlay, revert_overlay
from dougong.admission import admit, seat_of
from dougong.designer import forecast_of, open_draft
from dougong.events.models import EventRow
from dougong.jobs import HANDLERS, run_once
from dougong.overlay import Add, Overlay, Remove, Set
from dougong.problem import Refused
from dougong.tenancy import reading, writing

from tests.demo_site import Site, site
from tests.designer.making import AT, HIDE, MODULE, RAIN, caller, draft
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_a_draft_is_put_in_force_and_logged(site: Site) -> None:
    seen = draft(site, {f"{AT}x_rain": Add(RAIN, after="work_date")})
    publish_overlay(caller(site), MODULE, seen, " Rain days ")
    with reading(site.tenant):
        assert list(catalog.entity_for(f"{MODULE}/slip", "en").fields).index("x_rain") > 0
        assert catalog.pending(MODULE) is None
        (revision,) = catalog.publications(MODULE)
        assert (revision.note, revision.by.id) == ("Rain days", site.demo.people["admin"].id)
        line = EventRow.objects.filter(tenant_id=site.tenant.id).latest("seq")
    assert (line.entity, line.verb, line.actor_id) == (MODULE, "publish", revision.by.id)
    assert line.before == {f"{AT}x_rain": None}
    assert line.after == {f"{AT}x_rain": {"add": RAIN, "after": "work_date"}, "note": "Rain days"}


def test_only_who_administers_publishes(site: Site) -> None:
    seen = draft(site, {f"{AT}x_rain": Add(RAIN)})
    with pytest.raises(Refused) as refused:
        publish_overlay(caller(site, "gm"), MODULE, seen)
    assert codes(refused) == ["forbidden"]


def test_who_comes_second_is_told(site: Site) -> None:
    seen = draft(site, {f"{AT}x_rain": Add(RAIN)})
    publish_overlay(caller(site), MODULE, seen)
    with pytest.raises(Refused) as refused:
        publish_overlay(caller(site), MODULE, seen)
    assert codes(refused) == ["conflict"]
    assert refused.value.problems[0].params["who"] == site.demo.people["admin"].display_name
    with reading(site.tenant):
        again = open_draft(seat_of(caller(site)), MODULE).seen
    with pytest.raises(Refused) as refused:
        publish_overlay(caller(site), MODULE, again)
    assert codes(refused) == ["nothing_to_publish"]


def test_a_draft_that_moved_is_not_published_unseen(site: Site) -> None:
    seen = draft(site, {f"{AT}x_rain": Add(RAIN)})
    draft(site, {f"{AT}x_rain": Add(RAIN), f"{AT}work_content": Remove()})
    with pytest.raises(Refused) as refused:
        publish_overlay(caller(site), MODULE, seen)
    assert codes(refused) == ["conflict"]


def test_what_goes_out_of_sight_is_confirmed(site: Site) -> None:
    seen = draft(site, HIDE)
    with pytest.raises(Refused) as refused:
        publish_overlay(caller(site), MODULE, seen)
    (problem,) = refused.value.problems
    assert problem.code == "planning.field_removed"
    assert int(str(problem.params["rows"])) > 0
    publish_overlay(caller(site), MODULE, seen, confirmed=True)
    with reading(site.tenant):
        assert "photos" not in catalog.entity_for(f"{MODULE}/slip", "en").fields


def test_going_back_is_a_publication_of_its_own(site: Site) -> None:
    publish_overlay(caller(site), MODULE, draft(site, {f"{AT}x_rain": Add(RAIN)}), "one")
    publish_overlay(caller(site), MODULE, draft(site, {f"{AT}work_content/title": Set("What", "Work done")}), "two",
                    confirmed=True)  # fmt: skip
    seen = draft(site, {f"{AT}work_content/title": Set("Which", "Work done")})
    with reading(site.tenant):
        two, one = catalog.publications(MODULE)
    revert_overlay(caller(site), MODULE, one.id, seen, confirmed=True)
    with reading(site.tenant):
        assert "x_rain" in catalog.entity_for(f"{MODULE}/slip", "en").fields
        assert [r.note for r in catalog.publications(MODULE)] == ["", "two", "one"]
        pending = catalog.pending(MODULE)
        assert pending is not None, "somebody's draft outlives it"
        assert pending.overlay.changes == {f"{AT}work_content/title": Set("Which", "Work done")}
        seen = open_draft(seat_of(caller(site)), MODULE).seen
    revert_overlay(caller(site), MODULE, None, seen, confirmed=True)
    with reading(site.tenant):
        assert catalog.overlay_of(MODULE).changes == {}
        assert len(list(catalog.publications(MODULE))) == 4
    assert two.note == "two"


def test_a_draft_is_let_go(site: Site) -> None:
    seen = draft(site, {f"{AT}x_rain": Add(RAIN)})
    discard_draft(caller(site), MODULE, seen)
    with reading(site.tenant):
        assert catalog.pending(MODULE) is None
        assert catalog.draft_of(MODULE).changes == {}
        now = open_draft(seat_of(caller(site)), MODULE).seen
    with pytest.raises(Refused) as refused:
        discard_draft(caller(site), MODULE, now)
    assert codes(refused) == ["nothing_to_publish"]


def test_the_forecast_counts_and_says_why_not(site: Site) -> None:
    with reading(site.tenant):
        seat = seat_of(caller(site))
        changes = {
            f"{AT}x_must": Add({"title": "Must", "type": "string"}),
            f"{AT}x_find": Add(RAIN),
            "entities/slip#/required": Set(["x_must", "work_date"]),
            **HIDE,
        }
        told = forecast_of(seat, Overlay(MODULE, "", changes))
        codes_of = {(one.code, one.pointer.rpartition("/")[2]) for one in told.plan.destructive}
        assert ("planning.field_added", "x_must") in codes_of
        assert ("planning.field_removed", "photos") in codes_of
        assert told.given == ((f"{MODULE}/slip", "x_find", "spare_n1"),)
        wrong = forecast_of(seat, Overlay(MODULE, "", {f"{AT}x_a": Add({"title": "A", "computed": "nothing + 1"})}))
        assert wrong.problems
        nowhere = forecast_of(seat, Overlay(MODULE, "", {"entities/none#/properties/x_a": Add({"title": "A"})}))
        assert nowhere.after is None
        assert nowhere.problems


def test_values_that_were_there_move_where_lists_find_them(site: Site) -> None:
    plain = {**RAIN, "indexed": False}
    publish_overlay(caller(site), MODULE, draft(site, {f"{AT}x_rain": Add(plain)}))
    with reading(site.tenant):
        catalog.entity_for(f"{MODULE}/slip", "en")
    _give_rain(site)
    publish_overlay(caller(site), MODULE, draft(site, {f"{AT}x_rain": Add(RAIN)}))
    with reading(site.tenant):
        (job,) = [one for one in jobs_log.recent() if one.state == "waiting"]
        assert outbox.is_due()
    while not run_once(HANDLERS).idle:
        pass
    with reading(site.tenant):
        done = jobs_log.progress_of(job.id)
        assert done is not None
        assert done.state == "done"
        assert done.result["records"] >= 1
    assert actions.FILL == "fill_spare"


def _give_rain(site: Site) -> None:
    with writing(site.tenant), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE e_day_labour_slip SET custom = %s WHERE tenant_id = %s", ['{"x_rain":"3"}', site.tenant.id]
        )
        assert cursor.rowcount > 0


def test_a_field_brought_back_is_searched_again(site: Site) -> None:
    text = {"title": "Note of ours", "type": "string"}
    publish_overlay(caller(site), MODULE, draft(site, {f"{AT}x_note": Add(text)}))
    with reading(site.tenant):
        assert not outbox.is_due(), "a new field has no values yet"
        (one,) = catalog.publications(MODULE)
        seen = open_draft(seat_of(caller(site)), MODULE).seen
    revert_overlay(caller(site), MODULE, None, seen, confirmed=True)
    with reading(site.tenant):
        seen = open_draft(seat_of(caller(site)), MODULE).seen
    revert_overlay(caller(site), MODULE, one.id, seen, confirmed=True)
    with reading(site.tenant):
        assert outbox.is_due()


def test_another_formula_is_told_and_worked_out_by_a_visible_job(site: Site) -> None:
    at = "entities/rate_card#/properties/x_dear"
    field = {"title": "Dear", "kind": "money", "computed": "day_rate * 2"}
    publish_overlay(caller(site), MODULE, draft(site, {at: Add(field)}))
    overlay = Overlay(MODULE, "", {at: Add({**field, "computed": "day_rate * 3"})})
    with reading(site.tenant):
        (told,) = forecast_of(seat_of(caller(site)), overlay).reckoned
    assert (told.path, told.documents, told.more) == ("x_dear", False, False)
    assert told.differing == told.looked_at > 0
    publish_overlay(caller(site), MODULE, draft(site, overlay.changes), recompute=True)
    with reading(site.tenant):
        job = jobs_log.recent(limit=1)[0]
        assert not job.over
    while not run_once(HANDLERS).idle:
        pass
    with reading(site.tenant):
        job = jobs_log.progress_of(job.id)
        assert job is not None
        assert job.result == {"records": told.looked_at, "changed": told.looked_at, "left": 0}
        seat = seat_of(caller(site))
        entry = admit(seat, f"{MODULE}/rate_card")
        records = storage.select(entry.reach, entry.entity, entry.layout, storage.Query(limit=200)).records
        assert all(one.values["x_dear"] == one.values["day_rate"] * 3 for one in records)
        lines = EventRow.objects.filter(tenant_id=site.tenant.id, verb="recompute", entity=f"{MODULE}/rate_card")
        assert lines.count() == told.looked_at
        assert {line.actor_id for line in lines} == {site.demo.people["admin"].id}
        assert forecast_of(seat, overlay).reckoned == ()


def test_documents_keep_their_values_until_they_are_saved(site: Site) -> None:
    overlay = Overlay(MODULE, "", {f"{AT}total/computed": Set("rows.sum(r, r.amount) * 2")})
    with reading(site.tenant):
        reckoned = forecast_of(seat_of(caller(site)), overlay).reckoned
    assert [(one.path, one.documents) for one in reckoned] == [("total", True)]
    assert reckoned[0].differing > 0
    publish_overlay(caller(site), MODULE, draft(site, overlay.changes), recompute=True)
    with reading(site.tenant):
        assert not [job for job in jobs_log.recent() if not job.over]
