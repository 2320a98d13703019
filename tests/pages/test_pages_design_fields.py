"""The designer of a form in a browser without scripts: every deed, every refusal, every kind of field end to end."""

import re
from html import unescape
from typing import Any

import pytest
from dougong import catalog
from dougong.admission import Caller, seat_of
from dougong.designer import open_draft
from dougong.tenancy import Account, reading

from tests.demo_site import Site, Visitor, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]
pytestmark = [pytest.mark.storage, pytest.mark.django_db]

HERE = "/settings/design/day_labour/slip/fields/"


def seen_of(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found, page[:500]
    return found.group(1)


def deed(admin: Visitor, do: str, status: int = 302, *, here: str = HERE, **fields: Any) -> str:
    """Press a button of the page as it is now; the page that comes."""
    sent = {"seen": seen_of(admin.get(here)), "_do": do, **fields}
    answer = admin.post(here, sent, status)
    return admin.get(answer.headers["Location"]) if status == 302 else answer.content.decode()


def lines(page: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'data-path="([^"]+)"', page)]


def test_who_comes_in(site: Site) -> None:
    admin = site.visitor("admin", "zh-hans")
    home = admin.get("/settings/design/")
    assert HERE in home
    assert "点工单" in admin.get(HERE)
    for address in (HERE, "/settings/design/"):
        site.visitor("gm").get(address, status=403)
    admin.get("/settings/design/day_labour/nothing/fields/", status=404)
    admin.get("/settings/design/nothing/slip/fields/", status=404)
    assert "点工单" in admin.get(f"{HERE}?at=nothing&section=x&add=what&as=1")


def test_deeds_one_after_the_other(site: Site) -> None:
    admin = site.visitor("admin")
    page = deed(admin, "add", title="Weather", kind="choice", choices="Sunny\nRain", section="where")
    assert lines(page).index("x_weather") == lines(page).index("wbs_node") + 1
    assert "Weather" in page[page.index('class="design-preview"') :]
    page = deed(admin, "up:x_weather")
    assert lines(page).index("x_weather") == lines(page).index("wbs_node") - 1
    page = deed(admin, "move:x_weather", section="more", before="note")
    assert lines(page).index("x_weather") == lines(page).index("note") - 1
    page = deed(admin, "undo")
    assert lines(page).index("x_weather") == lines(page).index("wbs_node") - 1
    form = admin.form(f"{HERE}?at=x_weather")
    sent = {**form.with_(title="Sky", required="true"), "_do": "keep", "formula.visible_when": "total > 5"}
    page = admin.get(admin.post(HERE, sent).headers["Location"])
    assert "Sky" in page
    assert "total &gt; 5" in page
    page = deed(admin, "hide:note")
    assert "note" not in lines(page)
    page = deed(admin, "show:note")
    assert "note" in lines(page)
    page = deed(admin, "section-add", title="Safety")
    assert "Safety" in page
    page = deed(admin, "section-up:x_safety")
    page = deed(admin, "section-keep:x_safety", title="Safety first", columns="1", folded="on")
    assert "Safety first" in page
    assert "Safety first" not in deed(admin, "section-drop:x_safety")
    page = deed(admin, "add", title="Gear", kind="boolean", above="rows")
    assert "rows/x_gear" in lines(page)
    assert "Sky" not in site.visitor("foreman").get("/m/day_labour/slip/new/")


def test_refusals_stand_at_their_field_and_nothing_typed_is_lost(site: Site) -> None:
    admin = site.visitor("admin")
    page = deed(admin, "add", 422, title="", kind="choice", choices="", key="own")
    assert page.count('class="wrong"') == 3
    page = deed(admin, "add", 422, title="<b>x</b>\u202e", kind="text")
    assert "&lt;b&gt;x" in page
    assert "nobody sees" in page
    page = deed(admin, "add", 422, title="Of whom", kind="reference", target="elsewhere/thing")
    assert 'id="new-target-wrong"' in page
    form = admin.form(f"{HERE}?at=note")
    page = admin.post(HERE, {**form.with_(title="Kept words"), "_do": "keep", "formula.visible_when": "caus == 1"}, 422)
    text = page.content.decode()
    assert "Kept words" in text
    assert "did you mean" in text
    assert "<mark>c</mark>" in text
    page = deed(admin, "hide:cause", 422)
    assert "used elsewhere" in page
    assert "cause" in lines(page)
    used = admin.form(f"{HERE}?at=cause")
    few = {key: value for key, value in used.fields.items() if not key.startswith("/choices/0/")}
    few["row:/choices"] = [one for one in few["row:/choices"] if one != "0"]
    assert "no longer offered" in admin.post(HERE, {**few, "_do": "keep"}, 422).content.decode()
    for do in ("hide:nothing", "up:rows/nothing", "what", "section-up:nothing", "show:cause", "module:nothing:title"):
        answer = admin.client.post(HERE, {"seen": seen_of(admin.get(HERE)), "_do": do})
        assert answer.status_code in (404, 422), (do, answer.status_code)
    assert admin.client.post(HERE, {"seen": "x" * 9, "_do": "keep", "at": "nothing"}).status_code in (404, 422)


def test_conditions_are_put_together_and_checked_without_scripts(site: Site) -> None:
    admin = site.visitor("admin")
    form = admin.form(f"{HERE}?at=note")
    chosen = {"visible_when.name": "cause", "visible_when.word": "is", "visible_when.value": "Rework"}
    page = admin.post(HERE, {**form.fields, **chosen, "_do": "condition:visible_when", "formula.visible_when": ""}, 200)
    assert "cause == &#39;rework&#39;" in page.content.decode()
    chosen["visible_when.value"] = "Nonsense"
    page = admin.post(HERE, {**form.fields, **chosen, "_do": "condition:visible_when"}, 422)
    assert "Choose one of the values offered" in page.content.decode()
    page = admin.post(HERE, {**form.fields, "_do": "check", "formula.required_when": "total >"}, 200)
    assert "a value is still missing" in page.content.decode()
    sent = {"at": "rows/amount", "word": "computed", "formula.computed": "h_reg * rate"}
    assert "Gives: a number" in admin.post(f"{HERE}formula/", sent, 200).content.decode()
    admin.post(f"{HERE}formula/", {**sent, "word": "title"}, 404)
    admin.post(f"{HERE}formula/", {**sent, "at": "x"}, 404)
    site.visitor("gm").post(f"{HERE}formula/", sent, 403)


def test_two_administrators_at_once(site: Site) -> None:
    admin = site.visitor("admin")
    form = admin.form(f"{HERE}?at=zone")
    deed(admin, "down:zone")
    first = admin.form(f"{HERE}?at=zone")
    admin.post(HERE, {**first.with_(title="Area"), "_do": "keep"})
    page = admin.post(HERE, {**form.with_(title="District"), "_do": "keep"}, 422).content.decode()
    assert "District" in page
    assert Account.objects.get(login="admin").display_name in page
    assert "nothing you typed is lost" in page
    other = {**form.with_(description="Where it was"), "_do": "keep"}
    assert "Where it was" in admin.get(admin.post(HERE, other).headers["Location"])
    with reading(site.tenant):
        draft = open_draft(seat_of(Caller(site.tenant, Account.objects.get(login="admin"), "en", "t")), "day_labour")
        assert draft.at_address("entities/slip#/properties/zone/title") == "Area"
        assert catalog.newest_of("day_labour") is not None
