"""Search over the demo company: through the actions, the job, and each person's eyes."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from dougong import jobs_log, outbox, search
from dougong.actions import REINDEX, ask_to_reindex, reindex, remove_record, restore_record, update_record
from dougong.admission import Caller, admit, seat_of
from dougong.jobs.handlers import HANDLERS, Job
from dougong.listing import Wanted, count_and_totals, find_everywhere, open_groups, open_list, referring
from dougong.problem import Refused
from dougong.storage import Record
from dougong.tenancy import new_id, reading, writing

from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

SLIP, WORKER, TEAM = "day_labour/slip", "core/worker", "core/team"


def caller(site: Site, login: str = "gm", language: str = "en") -> Caller:
    return Caller(site.tenant, site.demo.people[login], language, "test")


def looked(site: Site, name: str, wanted: Wanted, login: str = "gm") -> tuple[Record, ...]:
    """What somebody finds in a list; its count agrees."""
    with reading(site.tenant):
        entry = admit(seat_of(caller(site, login)), name)
        wanted = replace(wanted, limit=500)
        records = open_list(entry, wanted).records
        assert count_and_totals(entry, wanted)[0] == len(records)
    return records


def test_a_slip_is_found_by_part_of_its_number(site: Site) -> None:
    numbered = [one for one in looked(site, SLIP, Wanted()) if one.number]
    wanted = numbered[0]
    assert wanted.number is not None
    last = wanted.number[-4:]
    found = looked(site, SLIP, Wanted(q=last))
    assert wanted.id in {one.id for one in found}
    assert all(last in (one.number or "") or last in str(one.values) for one in found)
    assert {one.id for one in looked(site, SLIP, Wanted(q=wanted.number))} == {wanted.id}


def test_states_are_found_by_their_title(site: Site) -> None:
    drafts = {one.id for one in looked(site, SLIP, Wanted()) if one.state == "draft"}
    assert drafts
    assert drafts <= {one.id for one in looked(site, SLIP, Wanted(q="draft"))}


def test_changed_removed_and_brought_back(site: Site) -> None:
    team = looked(site, TEAM, Wanted(), "admin")[0]
    update_record(caller(site, "admin"), TEAM, team.id, {"name": "起重吊装突击队"}, version=team.version)
    for q in ("吊装", "qizhong", "qzdz", "突击队 起重"):
        assert [one.id for one in looked(site, TEAM, Wanted(q=q), "admin")] == [team.id], q
    now = looked(site, TEAM, Wanted(q="吊装"), "admin")[0]
    after = update_record(caller(site, "admin"), TEAM, team.id, {"name": "木工班"}, version=now.version).record
    assert looked(site, TEAM, Wanted(q="吊装"), "admin") == ()
    gone = remove_record(caller(site, "admin"), TEAM, team.id, version=after.version).record
    assert team.id not in {one.id for one in looked(site, TEAM, Wanted(q="木工班"), "admin")}
    assert team.id in {one.id for one in looked(site, TEAM, Wanted(q="木工班", removed=True), "admin")}
    restore_record(caller(site, "admin"), TEAM, team.id)
    assert gone.deleted
    assert team.id in {one.id for one in looked(site, TEAM, Wanted(q="mugongban"), "admin")}


def marks(name: str) -> set[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT field, token, record_id FROM {search.TABLE} WHERE entity = %s", [search.entity_number(name)]
        )
        return set(cursor.fetchall())


def test_everything_is_made_anew_as_it_was(site: Site) -> None:
    before = {name: marks(name) for name in (SLIP, WORKER, TEAM)}
    assert all(before.values())
    with writing(site.tenant):
        search.forget_entity(SLIP)
        ask_to_reindex("day_labour")
        ask_to_reindex("not_there")
        waiting = [one for one in outbox.claim(20) if one.handler == REINDEX]
    assert len(waiting) == 1
    assert SLIP in waiting[0].payload["entities"]
    HANDLERS[REINDEX](job_for(site, waiting[0].payload["entities"], lambda: True))
    call_command("reindex", WORKER, TEAM, "--tenant", site.tenant.key, verbosity=0)
    assert {name: marks(name) for name in before} == before
    with reading(site.tenant):
        assert {one.state for one in jobs_log.recent(limit=2)} == {"done"}


def job_for(site: Site, entities: list[str], renew: Callable[[], bool]) -> Job:
    return Job(site.tenant.scope(), new_id(), {"entities": entities}, "test", 1, renew)


def test_another_worker_takes_over(site: Site) -> None:
    assert 0 < reindex(site.tenant.scope(), [WORKER, TEAM], renew=lambda: False) <= 200
    reindex(site.tenant.scope(), [WORKER, TEAM])
    with pytest.raises(Refused):
        reindex(site.tenant.scope(), ["core/nothing"])


def test_a_search_asks_the_same_number_of_queries(site: Site) -> None:
    asked = []
    for q in ("钢", "班 钢筋 zzz"):
        with reading(site.tenant):
            entry = admit(seat_of(caller(site)), TEAM)
            with CaptureQueriesContext(connection) as queries:
                open_list(entry, Wanted(q=q))
        asked.append(len(queries))
    with reading(site.tenant), CaptureQueriesContext(connection) as queries:
        open_list(admit(seat_of(caller(site)), TEAM), Wanted())
    assert max(asked) <= len(queries) + 2


def test_everywhere_finds_what_one_may_see(site: Site) -> None:
    with reading(site.tenant):
        seat = seat_of(caller(site))
        slip = open_list(admit(seat, SLIP), Wanted(limit=500)).records
        number = next(one.number for one in slip if one.number)
        hits = find_everywhere(seat, number)
        assert [(hit.number, hit.module, hit.entity) for hit in hits if hit.entity == "slip"] == [
            (number, "day_labour", "slip")
        ]
        worker = open_list(admit(seat, WORKER), Wanted(limit=1)).records[0]
        name = str(worker.values["name"])
        with CaptureQueriesContext(connection) as queries:
            hits = find_everywhere(seat, name)
        assert hits[0].label == name
        assert worker.ref in {hit.ref for hit in hits}
        touched = {hit.entity for hit in hits}
        assert len(queries) <= 1 + 6 * max(len(touched), 2)
        assert find_everywhere(seat, "") == find_everywhere(seat, "---") == find_everywhere(seat, "vvvv") == ()
        assert len(find_everywhere(seat, "a", limit=3)) <= 3
        blind = replace(seat, rights=())
        assert find_everywhere(blind, name) == ()
        off = replace(seat, modules={key: module for key, module in seat.modules.items() if key != "core"})
        assert all(hit.module != "core" for hit in find_everywhere(off, name))
    with reading(site.tenant):
        foreman = seat_of(caller(site, "foreman"))
        mine = {one.id for one in open_list(admit(foreman, SLIP), Wanted(limit=500)).records}
        assert {hit.ref.id for hit in find_everywhere(foreman, number) if hit.entity == "slip"} <= mine


def rows_of(records: tuple[Record, ...]) -> dict[UUID, set[UUID]]:
    """The workers of each slip."""
    return {one.id: {row["worker"].id for row in one.values["rows"] if row["worker"]} for one in records}


def whole(site: Site, login: str = "gm") -> tuple[Record, ...]:
    return looked(site, SLIP, Wanted(columns=("number", "team", "work_content", "rows")), login)


@pytest.fixture
def team(site: Site) -> Record:
    """The team with most slips, under a name of its own."""
    teams = Counter(one.values["team"].id for one in whole(site) if one.values["team"])
    (key, _slips), *_rest = teams.most_common()
    found = next(one for one in looked(site, TEAM, Wanted(), "admin") if one.id == key)
    update_record(caller(site, "admin"), TEAM, key, {"name": "预应力张拉班"}, version=found.version)
    return found


def test_slips_are_found_by_the_name_of_their_team(site: Site, team: Record) -> None:
    theirs = {one.id for one in whole(site) if one.values["team"] == team.ref}
    assert theirs
    for q in ("预应力张拉班", "张拉", "zhangla", "yuyinglizhangla", "yylzlb"):
        assert {one.id for one in looked(site, SLIP, Wanted(q=q))} == theirs, q


def test_slips_are_found_by_a_worker_in_a_row(site: Site) -> None:
    by_worker: dict[UUID, set[UUID]] = {}
    for slip, workers in rows_of(whole(site)).items():
        for key in workers:
            by_worker.setdefault(key, set()).add(slip)
    worker = next(one for one in looked(site, WORKER, Wanted(), "admin") if one.id in by_worker)
    update_record(caller(site, "admin"), WORKER, worker.id, {"name": "欧阳霄汉"}, version=worker.version)
    for q in ("欧阳霄汉", "霄汉", "ouyangxiaohan", "oyxh", "欧阳 霄汉"):
        assert {one.id for one in looked(site, SLIP, Wanted(q=q))} == by_worker[worker.id], q


def test_one_word_names_the_team_and_another_stands_in_the_slip(site: Site, team: Record) -> None:
    theirs = [one for one in whole(site) if one.values["team"] == team.ref and one.number]
    number = str(theirs[0].number)
    assert {one.id for one in looked(site, SLIP, Wanted(q=f"张拉 {number}"))} == {theirs[0].id}
    assert {one.id for one in looked(site, SLIP, Wanted(q=f"{number} yylzlb"))} == {theirs[0].id}
    other = next(one for one in whole(site) if one.values["team"] != team.ref and one.number)
    assert looked(site, SLIP, Wanted(q=f"张拉 {other.number}")) == ()


def test_a_name_that_may_not_be_seen_finds_nothing(site: Site, team: Record) -> None:
    with reading(site.tenant):
        seat = seat_of(caller(site))
        entry = admit(seat, SLIP)
        assert open_list(entry, Wanted(q="张拉")).records
        no_field = replace(entry, reach=replace(entry.reach, cases=tuple(
            replace(case, hide=(*case.hide, "/team")) for case in entry.reach.cases)))  # fmt: skip
        assert open_list(no_field, Wanted(q="张拉", columns=("number",), sort=("number",))).records == ()
        blind = replace(seat, rights=tuple(right for right in seat.rights if right.entity != TEAM))
        assert open_list(replace(entry, seat=blind), Wanted(q="张拉", sort=("number",))).records == ()


def test_what_a_search_was_cut_to_is_said(site: Site, team: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(referring, "MOST", 1)
    with reading(site.tenant):
        entry = admit(seat_of(caller(site)), SLIP)
        assert open_list(entry, Wanted(q="班")).warnings == ("search_cut",)
        assert open_list(entry, Wanted(q="张拉")).warnings == ()
        assert open_groups(entry, Wanted(q="班", group=("team",))).warnings == ("search_cut",)
    page = site.visitor("gm", "zh-hans").get(f"/m/{SLIP}/?q=班")
    assert "名字最短的" in page


def test_names_cost_one_query_for_each_entity(site: Site) -> None:
    asked = []
    for q in ("张", "班 钢筋 木工 张 0001 架子"):
        with reading(site.tenant):
            entry = admit(seat_of(caller(site)), SLIP)
            count_and_totals(entry, Wanted(q=q))
            with CaptureQueriesContext(connection) as queries:
                count_and_totals(entry, Wanted(q=q))
        asked.append(len(queries))
    with reading(site.tenant):
        entry = admit(seat_of(caller(site)), SLIP)
        with CaptureQueriesContext(connection) as queries:
            count_and_totals(entry, Wanted())
    targets = {"core/project", TEAM, "core/wbs_node", "core/zone", WORKER}
    assert asked[0] == asked[1] <= len(queries) + len(targets) + 1
