"""Lists: their parts, many records at once, one cell in its place; what somebody may not see is nowhere in them."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from dougong.actions import Target, edit_many, publish_overlay, revert_overlay
from dougong.admission import Caller, seat_of
from dougong.designer import open_draft
from dougong.overlay import Change, Set
from dougong.problem import Refused
from dougong.tenancy import Account, new_id, reading

from tests.demo_site import Site, Visitor, site
from tests.designer.making import caller, draft
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

SLIPS = "/m/day_labour/slip/"
TEAMS = "/m/core/team/"


def targets(page: str) -> list[str]:
    """Every row of a list as its tick names it: "id:version"."""
    return re.findall(r'type="checkbox" name="id" value="([0-9a-f-]{36}:\d+)"', page)


def bulk(visitor: Visitor, address: str, **fields: Any) -> str:
    """The answer to something done with many records."""
    return visitor.post(f"{address}bulk/", fields, status=200).content.decode()


def counts(report: str) -> tuple[int, int]:
    """How many were done, how many refused."""
    found = re.search(r'data-done="(\d+)" data-refused="(\d+)"', report)
    assert found, re.sub(r"\s+", " ", report)[:1500]
    return int(found.group(1)), int(found.group(2))


def test_a_page_of_rows_comes_by_itself(site: Site) -> None:
    admin = site.visitor("pm")
    page = admin.get(SLIPS)
    next_ = re.search(r'data-next="([^"]+)"', page).group(1)
    rows = admin.client.get(SLIPS, {"part": "rows", "after": next_}, headers={"HX-Request": "true"}).content.decode()
    assert rows.lstrip().startswith("<tbody")
    assert "<html" not in rows
    assert targets(rows)
    assert not set(targets(rows)) & set(targets(page))
    one = targets(page)[3]
    again = admin.client.get(SLIPS, {"part": "rows", "id": one.split(":")[0]}).content.decode()
    assert targets(again) == [one]


def test_a_change_of_the_list_brings_the_list_without_its_frame(site: Site) -> None:
    admin = site.visitor("pm")
    part = admin.client.get(SLIPS + "?state=draft", headers={"HX-Request": "true"}).content.decode()
    assert 'id="list"' in part
    assert "<html" not in part
    whole = admin.client.get(SLIPS, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in whole.content.decode()


def test_many_are_changed_each_by_its_own_right(site: Site) -> None:
    foreman = site.visitor("foreman")
    drafts, others = targets(foreman.get(SLIPS + "?state=draft")), targets(foreman.get(SLIPS + "?state=effective"))
    assert drafts
    assert others
    ids = [*drafts, others[0]]
    asked = bulk(foreman, SLIPS, id=ids, do="edit", field=["work_content"])
    assert 'name="/work_content"' in asked
    done = bulk(
        foreman, SLIPS, id=ids, do="edit", go="1", field=["work_content"],
        **{"/work_content": "Swept the road in front of the gate"},
    )  # fmt: skip
    assert counts(done) == (len(drafts), 1)
    assert "may not" in done
    record = foreman.get(f"{SLIPS}{drafts[0].split(':')[0]}/")
    assert "Swept the road in front of the gate" in record
    stale = bulk(foreman, SLIPS, id=drafts, do="edit", go="1", field=["work_content"], **{"/work_content": "Once more"})
    assert counts(stale)[0] == 0, "what changed meanwhile is not written over, and what is too short is refused"


def test_many_take_a_step_with_a_reason(site: Site) -> None:
    pm = site.visitor("pm")
    rows = targets(pm.get(SLIPS + "?state=submitted"))[:3]
    effective = targets(pm.get(SLIPS + "?state=effective"))[:1]
    ids = [*rows, *effective]
    offered = bulk(pm, SLIPS, id=ids)
    assert 'value="perform:return"' in offered
    without = bulk(pm, SLIPS, id=ids, do="perform:return", go="1")
    assert counts(without) == (0, len(ids))
    report = bulk(pm, SLIPS, id=ids, do="perform:return", go="1", reason="The hours do not agree with the gate")
    assert counts(report) == (len(rows), 1)


def publish(site: Site, changes: dict[str, Change]) -> None:
    seen = draft(site, changes)
    publish_overlay(caller(site), "day_labour", seen, confirmed=True)


@pytest.fixture
def noted(site: Site) -> Iterator[Site]:
    """A company whose site engineers note the work when they hand a slip back to its foreman."""
    at = "workflows/slip#/transitions/return/edit"
    publish(site, {at: Set(["/work_content", "/work_date"])})
    yield site
    with reading(site.tenant):
        seen = open_draft(seat_of(caller(site)), "day_labour").seen
    revert_overlay(caller(site), "day_labour", None, seen, confirmed=True)


def test_what_a_step_asks_for_is_asked_once_for_all(noted: Site) -> None:
    pm = noted.visitor("pm")
    ids = targets(pm.get(SLIPS + "?state=submitted"))[:2]
    effective = targets(pm.get(SLIPS + "?state=effective"))[:1]
    asked = bulk(pm, SLIPS, id=[*ids, *effective], do="perform:return")
    assert 'name="/work_content"' in asked
    assert 'name="/work_date"' in asked
    assert 'name="reason"' in asked
    step = {"id": [*ids, *effective], "do": "perform:return", "go": "1", "reason": "The gate counted fewer people"}
    wrong = pm.post(SLIPS + "bulk/", {**step, "/work_date": "yesterday"}, status=422).content.decode()
    assert "The gate counted fewer people" in wrong, "nothing typed is lost"
    assert 'value="yesterday"' in wrong
    short = bulk(pm, SLIPS, **step, **{"/work_content": "x"})
    assert counts(short) == (0, 3), "each by the rules of the whole record"
    done = bulk(pm, SLIPS, **step, **{"/work_content": "Swept the road, fewer people than noted"})
    assert counts(done) == (2, 1)
    record = pm.get(f"{SLIPS}{ids[0].split(':')[0]}/")
    assert "Swept the road, fewer people than noted" in record


def test_what_needs_a_signature_or_rows_says_why_it_is_done_one_by_one(site: Site) -> None:
    engineer = site.visitor("engineer")
    offered = bulk(engineer, SLIPS, id=targets(engineer.get(SLIPS + "?state=submitted"))[:2])
    assert 'value="perform:confirm"' not in offered
    assert "Each entry is signed by itself." in offered
    cost = site.visitor("cost")
    priced = bulk(cost, SLIPS, id=targets(cost.get(SLIPS + "?state=confirmed"))[:2])
    assert 'value="perform:price"' not in priced
    assert "It is filled in for each entry by itself." in priced


def test_many_are_removed(site: Site) -> None:
    admin = site.visitor("admin")
    rows = targets(admin.get("/m/core/holiday/"))[:2]
    assert counts(bulk(admin, "/m/core/holiday/", id=rows, do="remove", go="1")) == (2, 0)
    bin_ = {one.split(":")[0] for one in targets(admin.get("/m/core/holiday/?removed=1"))}
    assert {one.split(":")[0] for one in rows} <= bin_


def test_at_most_two_hundred_at_once(site: Site) -> None:
    caller = Caller(site.tenant, Account.objects.get(login="admin"), "en", "test")
    with pytest.raises(Refused) as refused:
        edit_many(caller, "core/team", [Target(new_id(), 1) for _ in range(201)], {})
    assert refused.value.problems[0].code == "limit"
    admin = site.visitor("admin")
    answer = admin.client.post(TEAMS + "bulk/", {"id": [f"{new_id()}:1" for _ in range(201)]})
    assert answer.status_code == 400


def test_what_may_not_be_seen_is_not_among_what_can_be_done(site: Site) -> None:
    foreman, gm = site.visitor("foreman"), site.visitor("gm")
    mine = {one.split(":")[0] for one in targets(foreman.get(SLIPS))}
    foreign = [one for one in targets(gm.get(SLIPS)) if one.split(":")[0] not in mine][:2]
    assert foreign
    offered = bulk(foreman, SLIPS, id=foreign)
    assert "Nothing is selected" in offered
    report = bulk(foreman, SLIPS, id=foreign, do="remove", go="1")
    assert counts(report) == (0, 2)
    assert "Something you may not see" in report
    fields = bulk(foreman, SLIPS, id=targets(foreman.get(SLIPS + "?state=draft")))
    assert "total" not in re.findall(r'name="field" value="([^"]+)"', fields), "money is not a foreman's"


def cell_of(visitor: Visitor, state: str) -> str:
    """The address of the cells of the first slip in a state."""
    page = visitor.get(f"{SLIPS}?state={state}")
    return re.search(r'class="row-link"[^>]* href="([^"?]+)', page).group(1) + "cell/"


def form(visitor: Visitor, address: str, field: str, status: int = 200) -> dict[str, str]:
    """What the control's form sends as it comes."""
    html = visitor.get(f"{address}?field={field}", status=status)
    names = re.findall(r'<input type="hidden" name="(_version|_base|field)" value="([^"]*)"', html)
    return {name: value.replace("&#34;", '"') for name, value in names}


def test_a_cell_is_changed_and_taken_back(site: Site) -> None:
    foreman = site.visitor("foreman")
    address = cell_of(foreman, "draft")
    began = form(foreman, address, "work_content")
    sent = {**began, "/work_content": "Levelled the ground behind the gate"}
    saved = json.loads(foreman.post(address, sent, status=200).content)
    assert saved["version"] > int(began["_version"])
    before = json.loads(began["_base"])["work_content"]
    back = {"field": "work_content", "_version": saved["version"], "/work_content": before}
    foreman.post(address, back, status=200)
    assert before in foreman.get(address.removesuffix("cell/"))


def test_what_is_wrong_stands_at_the_cell_with_what_was_typed(site: Site) -> None:
    foreman = site.visitor("foreman")
    address = cell_of(foreman, "draft")
    sent = {**form(foreman, address, "work_date"), "/work_date": "soon"}
    answer = foreman.post(address, sent, status=422).content.decode()
    assert 'value="soon"' in answer
    assert "dg-error" in answer


def test_two_change_the_same_cell(site: Site) -> None:
    foreman = site.visitor("foreman")
    address = cell_of(foreman, "draft")
    began = form(foreman, address, "work_content")
    foreman.post(address, {**began, "/work_content": "Carried bricks to the second floor"}, status=200)
    mine = {**began, "/work_content": "Carried bricks to the third floor"}
    told = foreman.post(address, mine, status=409).content.decode()
    assert "Carried bricks to the second floor" in told
    assert "Carried bricks to the third floor" in told
    again = dict(re.findall(r'<input type="hidden" name="(_version|field)" value="([^"]*)"', told))
    foreman.post(address, {**mine, **again, "_base": ""}, status=200)


def test_a_cell_that_is_not_his_to_write_says_why(site: Site) -> None:
    foreman = site.visitor("foreman")
    locked = foreman.get(cell_of(foreman, "effective") + "?field=work_content", status=403)
    assert "while the state is" in locked
    for field in ("total", "total_gong", "rows", "photos", "no_such_field", "state"):
        refused = foreman.get(cell_of(foreman, "draft") + f"?field={field}", status=403)
        assert "not typed in by people" in refused
    cost = site.visitor("cost")
    theirs = cell_of(cost, "effective")
    mine = set(re.findall(r'class="row-link"[^>]* href="([^"?]+)', foreman.get(SLIPS)))
    if theirs.removesuffix("cell/") not in mine:
        foreman.get(theirs + "?field=work_content", status=404)


def fields_offered(visitor: Visitor) -> dict[str, str]:
    """What a person may filter by: title -> address of the builder."""
    html = visitor.get(SLIPS + "filter/")
    found = re.search(r'<ul class="filter-fields">(.*?)</ul>', html, re.S).group(1)
    return {title: unescape(href) for href, title in re.findall(r'<a href="([^"]+)">([^<]+)</a>', found)}


def chips(page: str) -> list[str]:
    """The conditions of a list as its chips say them."""
    return [unescape(one) for one in re.findall(r'<span class="chip"><(?:a|span) [^>]*title="([^"]+)"', page)]


def test_a_condition_is_built_without_scripts(site: Site) -> None:
    pm = site.visitor("pm")
    offered = fields_offered(pm)
    form = pm.get(offered["Total"])
    assert 'name="is"' in form
    answer = pm.client.get(offered["Total"], {**parameters(offered["Total"]), "is": "more", "one": "1000", "go": "1"})
    assert answer.status_code == 302
    page = pm.get(answer["Location"])
    assert chips(page) == ["Total is more than 1000"]
    assert 0 < len(targets(page)) < len(targets(pm.get(SLIPS)))
    team = offered["Team"]
    choice = re.search(r'name="many" value="([0-9a-f-]{36})"> ([^<]+)<', pm.get(team))
    asked = {
        **parameters(answer["Location"]),
        "add": "team",
        "is": "one_of",
        "many": choice.group(1),
        "or": "0",
        "go": "1",
    }
    either = pm.client.get(SLIPS + "filter/", asked)
    said = chips(pm.get(either["Location"]))
    assert said == [f"Total is more than 1000 or Team is one of {choice.group(2).strip()}"]
    wrong = pm.client.get(offered["Total"], {**parameters(offered["Total"]), "is": "more", "one": "much", "go": "1"})
    assert wrong.status_code == 422
    assert 'value="much"' in wrong.content.decode()


def parameters(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return dict(parse_qsl(urlsplit(address).query))


def test_what_is_hidden_is_in_no_filter_order_group_or_column(site: Site) -> None:
    foreman, pm = site.visitor("foreman"), site.visitor("pm")
    assert "Total" in fields_offered(pm)
    assert [title for title in fields_offered(pm) if "rate" in title.lower()]
    assert not [title for title in fields_offered(foreman) if title == "Total" or "rate" in title.lower()]
    page = foreman.get(SLIPS)
    assert not re.search(r'sort=[^"]*\btotal\b(?!_)', unescape(page))
    assert 'name="column" value="total"' not in page
    hidden = '{"all":[{"field":"total","is":"more","to":"1"},{"field":"cause","is":"one_of","to":["own"]}]}'
    told = foreman.client.get(SLIPS, {"filter": hidden, "sort": "-total", "columns": "number,total"}).content.decode()
    assert chips(told) == ["Cause is one of Own sundry work"]
    assert "notice-warn" in told
    assert targets(told)
    assert not re.search(r"¥\d", told)


def test_views_are_kept_shared_changed_and_removed(site: Site) -> None:
    cost, gm, pm = site.visitor("cost"), site.visitor("gm"), site.visitor("pm")
    asked = '{"view": "all", "state": "effective", "sort": "-total"}'
    shared = cost.post(SLIPS + "views/", {"do": "save", "title": "Paid work", "asked": asked, "shared": "1"})
    kept = shared["Location"]
    page = gm.get(kept)
    assert "Paid work" in page
    assert chips(page) == ["State is Effective"]
    assert "tab-dot" not in page
    assert "tab-dot" in gm.get(f"{kept}&view=all&state=effective")
    view_id = parameters(kept)["saved"]
    refused = gm.post(SLIPS + "views/", {"do": "remove", "saved": view_id, "asked": asked})
    assert "Paid work" in gm.get(refused["Location"])
    pm.post(SLIPS + "views/", {"do": "save", "title": "Mine", "asked": asked, "shared": "1"}, status=403)
    own = pm.post(SLIPS + "views/", {"do": "save", "title": "Only mine", "asked": asked})["Location"]
    assert "Only mine" in pm.get(own)
    assert "Only mine" not in cost.get(SLIPS)
    pm.post(SLIPS + "views/", {"do": "pin", "saved": parameters(own)["saved"], "asked": asked})
    cost.post(SLIPS + "views/", {"do": "remove", "saved": view_id, "asked": asked})
    assert "Paid work" not in gm.get(SLIPS)


def heads(page: str) -> list[str]:
    """The keys of a list's columns, in order."""
    return re.findall(r'<th scope="col" data-key="([^"]+)"', page)


def test_columns_are_chosen_for_oneself(site: Site) -> None:
    gm, pm = site.visitor("gm"), site.visitor("pm")
    before = heads(gm.get(SLIPS))
    wanted = {"view": "all", "back": SLIPS, "column": ["number", "total", "team"], "shift": "up:team", "frozen": "2"}
    assert gm.post(SLIPS + "columns/", wanted)["Location"] == SLIPS
    page = gm.get(SLIPS)
    assert heads(page) == ["number", "team", "total"]
    assert 'data-frozen="2"' in page
    assert heads(pm.get(SLIPS)) == before
    gm.post(SLIPS + "columns/", {"view": "all", "back": SLIPS, "reset": "1"})
    assert heads(gm.get(SLIPS)) == before


def test_groups_come_first_and_their_sums_after(site: Site) -> None:
    pm = site.visitor("pm")
    page = pm.get(SLIPS + "?group=team")
    opened = [unescape(one) for one in re.findall(r'<tbody class="group" data-href="([^"]+)"', page)]
    assert len(opened) > 2
    assert not targets(page)
    figures = pm.client.get(SLIPS, {"group": "team", "part": "groups"}).content.decode()
    assert figures.count("¥") >= len(opened)
    rows = pm.client.get(opened[0] + "&part=rows", headers={"HX-Request": "true"}).content.decode()
    count = int(re.search(r'<span class="group-count">(\d+)', figures).group(1))
    assert len(targets(rows)) == min(count, 50)
