"""Publishing a module's draft through its pages: the plan in words, the history, the way back."""

import re

import pytest
from dougong import catalog
from dougong.overlay import Add, Set
from dougong.tenancy import reading

from tests.demo_site import Site, site
from tests.designer.making import AT, MIXED, MODULE, RAIN, draft
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = pytest.mark.django_db

HERE = f"/settings/design/{MODULE}/"


def text_of(html: str) -> str:
    main = html[html.index("<main") :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_only_who_administers_comes_in(site: Site) -> None:
    draft(site, MIXED)
    with reading(site.tenant):
        revision = next(catalog.revisions(MODULE)).id
    for at in ("", "publish/", "history/", "history/delivered/", f"history/{revision}/"):
        site.visitor("gm").get(HERE + at, status=403)
    site.visitor("admin").get("/settings/design/nothing/", status=404)
    site.visitor("admin").get(f"{HERE}history/{revision}/", status=404)  # a draft is no publication


def test_the_outline_marks_what_is_changed(site: Site) -> None:
    admin = site.visitor("admin")
    assert "Everything is published." in admin.get(HERE)
    draft(site, MIXED)
    seen = text_of(admin.get(HERE))
    assert re.search(r"1[0-9] changes in the draft by", seen)
    assert "Rain new" in seen
    assert "What was done, and why changed" in seen
    assert "1 hidden" in seen
    assert "My slips changed" in seen


def test_the_plan_says_what_people_will_notice(site: Site) -> None:
    draft(site, MIXED)
    seen = text_of(site.visitor("admin").get(f"{HERE}publish/"))
    for sentence in (
        "New field “Rain”",
        "The field “Photos” is hidden; its values stay",
        "“What was done, and why”: name Work done What was done, and why",
        "“Cause”: new choice “Flood”",
        "List “My slips”: name Mine My slips",
        "List “To confirm”: order of the entries Work date Work date, descending",
        "State “Rated”: name Priced Rated",
        "Step “Submit”: who may Foreman, Site engineer Foreman",
        "Step “Withdraw”: reason nothing must be given",
        "approval by “General manager”: asked only when total &gt;= 20000 total &gt;= 50000",
    ):
        assert sentence in seen, sentence
    assert re.search(r"Photos The values of \d+ records go out of sight", seen)
    assert "there is room for 11 more with numbers and 12 more with texts" in seen


def test_it_is_published_from_the_page_once_it_was_read(site: Site) -> None:
    draft(site, MIXED)
    admin = site.visitor("admin")
    form = re.search(r'name="seen" value="(\w+)"', admin.get(f"{HERE}publish/"))
    assert form
    sent = {"seen": form.group(1), "note": "Rain and floods", "do": "publish"}
    refused = admin.post(f"{HERE}publish/", sent, status=422).content.decode()
    assert "Read it, then tick the box." in refused
    assert 'value="Rain and floods"' in refused
    admin.post(f"{HERE}publish/", {**sent, "confirmed": "1"})
    seen = text_of(admin.get(f"{HERE}history/"))
    assert "Rain and floods" in seen
    assert "in force" in seen
    assert "New field “Rain”" in seen
    again = admin.post(f"{HERE}publish/", {**sent, "confirmed": "1"}, status=422).content.decode()
    assert "changed this meanwhile" in again


def test_what_cannot_be_is_told_with_its_place(site: Site) -> None:
    draft(site, {f"{AT}x_a": Add({"title": "Odd", "computed": "nothing + 1"})})
    html = site.visitor("admin").get(f"{HERE}publish/")
    seen = text_of(html)
    assert "It cannot be published yet" in seen
    assert "Day-labour slip · Odd" in seen
    assert 'value="publish"' not in html


def test_the_way_back(site: Site) -> None:
    admin = site.visitor("admin")
    assert "as delivered" in admin.get(f"{HERE}history/")
    for title in ("Rain", "Rainfall"):
        seen = draft(site, {f"{AT}x_rain": Add({**RAIN, "title": title})})
        admin.post(f"{HERE}publish/", {"seen": seen, "note": title})
    html = admin.get(f"{HERE}history/")
    assert text_of(html).index("Rainfall") < text_of(html).index("New field “Rain”")
    (back,) = set(re.findall(rf'href="({HERE}history/[0-9a-f-]+/)"', html))
    page = admin.get(back)
    assert "“Rain”: name Rainfall Rain" in text_of(page)
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    admin.post(back, {"seen": found.group(1)})
    with reading(site.tenant):
        assert catalog.entity_for(f"{MODULE}/slip", "en").fields["x_rain"].title == "Rain"
    page = admin.get(f"{HERE}history/delivered/")
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    assert "The field “Rain” is hidden" in text_of(page)
    admin.post(f"{HERE}history/delivered/", {"seen": found.group(1), "confirmed": "1"})
    assert "This is what is in force now." in admin.get(f"{HERE}history/delivered/")


def test_a_draft_is_let_go(site: Site) -> None:
    seen = draft(site, MIXED)
    admin = site.visitor("admin")
    admin.post(f"{HERE}publish/", {"seen": seen, "do": "discard"})
    assert "There is nothing to publish" in admin.get(f"{HERE}publish/")


def test_a_view_gathers_its_entries_by_itself(site: Site) -> None:
    labour = site.visitor("labour")
    grouped = labour.get("/m/day_labour/slip/?view=unsettled")
    assert 'class="group' in grouped
    plain = re.search(r'href="([^"]*view=unsettled[^"]*group=-[^"]*)"', grouped)
    assert plain
    assert 'class="group' not in labour.get(plain.group(1).replace("&amp;", "&"))
    opened = re.search(r'href="([^"]*filter=[^"]*group=-[^"]*)"', grouped)
    assert opened, "a group opens its entries"


def test_another_formula_is_told_before_and_offered_to_be_worked_out(site: Site) -> None:
    admin = site.visitor("admin")
    draft(site, {"entities/rate_card#/properties/x_dear": Add({"title": "Dear", "computed": "day_rate * 2"})})
    html = admin.get(f"{HERE}publish/")
    seen = text_of(html)
    assert "Worked out by another formula" in seen
    assert re.search(r"Rate card · Dear Of the \d+ entries looked at, \d+ would come to another value", seen), seen
    assert 'name="recompute" value="1" checked' in html
    draft(site, {f"{AT}total/computed": Set("rows.sum(r, r.amount) * 2")})
    html = admin.get(f"{HERE}publish/")
    assert "They keep the values they have until they are saved again." in text_of(html)
    assert 'name="recompute"' not in html


def test_what_has_lost_its_place_is_listed_until_it_is_let_go(site: Site) -> None:
    admin = site.visitor("admin")
    seen = draft(site, {f"{AT}x_rain": Add(RAIN), f"{AT}nothing/title": Set("Gone")})
    html = admin.get(f"{HERE}publish/")
    assert "The module has changed beneath the draft" in text_of(html)
    admin.post(f"{HERE}publish/", {"seen": seen, "as_base": f"{AT}nothing/title"})
    html = admin.get(f"{HERE}publish/")
    assert "beneath the draft" not in html
    assert "New field “Rain”" in text_of(html)
