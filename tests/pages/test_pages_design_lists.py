"""The lists of a form, adapted from its page without scripts."""

import re
from dataclasses import replace
from typing import Any

import pytest
from dougong.admission import seat_of
from dougong.designer import change, open_draft
from dougong.designer.tabling import ListBench
from dougong.tenancy import reading

from tests.demo_site import Site, Visitor, site
from tests.designer.making import MODULE, caller
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = pytest.mark.django_db

HERE = f"/settings/design/{MODULE}/slip/lists/"


def seen_on(html: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', html)
    assert found
    return found.group(1)


def do(admin: Visitor, what: str, status: int = 302, at: str = HERE, **fields: Any) -> Any:
    return admin.post(at, {"seen": seen_on(admin.get(at)), "_do": what, **fields}, status=status)


def filled(html: str) -> dict[str, Any]:
    """What a browser would send of the open list."""
    form = html[html.index('class="bench-main"') :]
    fields: dict[str, Any] = {"column": re.findall(r'name="column" value="([^"]+)"', form)}
    for name, value in re.findall(r'<(?:input|textarea)[^>]* name="(title|view)"[^>]* value="([^"]*)"', form):
        fields[name] = value
    fields["view"] = re.findall(r'name="view" value="(\w+)"', form)[0]
    for name, options in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.findall(r'value="([^"]*)" selected', options)
        fields[name] = chosen[0] if chosen else ""
    fields["where"] = re.findall(r'<textarea name="where"[^>]*>(.*?)</textarea>', form, re.S)[0]
    fields["total"] = re.findall(r'name="total" value="(\w+)" checked', form)
    for at in re.findall(r'name="(down\d)" value="1" checked', form):
        fields[at] = "1"
    return fields


def view(site: Site, key: str, module: str = MODULE, entity: str = "slip") -> Any:
    with reading(site.tenant):
        return open_draft(seat_of(caller(site)), module).read().tables[entity].views[key]


def tabs(site: Site) -> list[str]:
    with reading(site.tenant):
        return list(open_draft(seat_of(caller(site)), MODULE).read().tables["slip"].views)


def test_a_list_is_adapted_and_published(site: Site) -> None:
    admin = site.visitor("admin")
    html = admin.get(f"{HERE}?view=mine")
    sent = filled(html)
    assert sent["column"] == ["number", "work_date", "team", "cause", "total_gong", "state"]
    admin.post(HERE, {**sent, "seen": seen_on(html), "_do": "keep", "title": "Own", "sort0": "total", "down0": "1",
                      "sort1": "", "group": "team", "total": ["total", "total_gong"]})  # fmt: skip
    made = view(site, "mine")
    assert (made.title, made.sort, made.group) == ("Own", ("-total",), "team")
    assert set(made.totals) == {"total", "total_gong"}
    html = admin.get(f"{HERE}?view=mine")
    admin.post(HERE, {**filled(html), "seen": seen_on(html), "_do": "with", "more": "zone"})
    html = admin.get(f"{HERE}?view=mine")
    admin.post(HERE, {**filled(html), "seen": seen_on(html), "_do": "left:zone"})
    html = admin.get(f"{HERE}?view=mine")
    admin.post(HERE, {**filled(html), "seen": seen_on(html), "_do": "without:cause"})
    assert view(site, "mine").columns == ("number", "work_date", "team", "total_gong", "zone", "state")
    admin.post(f"/settings/design/{MODULE}/publish/", {"seen": seen_on(html := admin.get(HERE)), "do": "publish"})
    assert "Own" in html
    page = site.visitor("foreman").get("/m/day_labour/slip/?view=mine")
    assert "Own" in page


def test_a_condition_is_put_together_or_written(site: Site) -> None:
    admin = site.visitor("admin")
    html = admin.get(f"{HERE}?view=mine")
    sent = {**filled(html), "seen": seen_on(html)}
    admin.post(HERE, {**sent, "_do": "condition", "name": "total", "word": "more", "value": "1000"})
    assert view(site, "mine").where.text == "created_by == me && total > 1000"
    html = admin.get(f"{HERE}?view=mine")
    sent = {**filled(html), "seen": seen_on(html)}
    bad = admin.post(HERE, {**sent, "_do": "condition", "name": "total", "word": "more", "value": "many"}, status=422)
    assert "This is not a number" in bad.content.decode()
    for wrong in ("nothing == 1", "total +", "rows.count() > 1"):
        answer = admin.post(HERE, {**sent, "_do": "keep", "where": wrong}, status=422).content.decode()
        assert 'id="where-wrong"' in answer, wrong
        assert wrong.split()[0] in answer, "nothing typed is lost"
    assert view(site, "mine").where.text == "created_by == me && total > 1000"


def test_lists_of_ones_own_come_move_and_go(site: Site) -> None:
    admin = site.visitor("admin")
    answer = do(admin, "new", title="雨天")
    assert answer["Location"].endswith("?view=x_yu_tian")
    assert view(site, "x_yu_tian").title == "雨天"
    assert "Fill this in." in do(admin, "new", status=422, title=" ").content.decode()
    last = tabs(site).index("x_yu_tian")
    assert last >= 7
    do(admin, "up:x_yu_tian")
    assert tabs(site).index("x_yu_tian") == last - 1
    do(admin, "hide:mine")
    assert "show:mine" in admin.get(HERE)
    do(admin, "show:mine")
    assert "show:mine" not in admin.get(HERE)
    do(admin, "hide:x_yu_tian")
    assert "x_yu_tian" not in admin.get(HERE), "what was never published is simply gone"


def test_a_form_without_lists_gets_some(site: Site) -> None:
    with reading(site.tenant):
        draft = open_draft(seat_of(caller(site)), MODULE)
        bare = {key: one for key, one in draft.base.items() if key != "tables/slip"}
        draft = replace(draft, base=bare, source=bare)
        module = draft.read()
        key, deeds = ListBench(draft, module, module.entities["slip"]).add("Ours")
        views = change(draft, deeds).read().tables["slip"].views
    assert list(views) == ["x_all", key]
    assert views[key].columns[:2] == ("number", "work_date")


def test_the_last_list_stays(site: Site) -> None:
    admin = site.visitor("admin")
    here = "/settings/design/core/trade/lists/"
    answer = do(admin, "hide:all", status=422, at=here).content.decode()
    assert "The last list stays" in answer
    admin.get(f"{HERE}?view=nothing", status=404)
    admin.get("/settings/design/core/nothing/lists/", status=404)
    site.visitor("gm").get(HERE, status=403)
