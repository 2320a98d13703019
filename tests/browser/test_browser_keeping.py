"""What is typed is never lost, in Chromium: closed tabs, ended sessions, dropped networks; and the picker that asks."""

from typing import Any

import pytest
from browser_page import Site, open_site
from dougong.forms import Offer
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.browser

TEAMS = [(f"00000000-0000-7000-8000-{n:012d}", f"Team {n:02d}") for n in range(3)]
SCHEMA: dict[str, Any] = {
    "key": "slip",
    "title": "Slip",
    "type": "object",
    "properties": {
        "team": {"title": "Team", "reference": "core/team", "pick": "kind == record.note"},
        "helpers": {"title": "Helpers", "reference": "core/team", "many": True},
        "note": {"title": "Note", "type": "string"},
        "card": {"title": "Card", "kind": "id_card", "masked": True},
        "rows": {"title": "Rows", "type": "array", "items": {"type": "object", "properties": {
            "hours": {"title": "Hours", "kind": "quantity", "unit": "h", "scale": 2}}}},
    },
}  # fmt: skip


def offers(typed: Any) -> Any:
    def offer(asked: Any, settings: Any, pointer: str, value: Any) -> Offer | None:
        if asked is None or asked.reference is None:
            return None
        return Offer(tuple(TEAMS), search="/choices/", needs="/note", more=True)

    return offer


def found(asked: Any) -> dict[str, Any]:
    """What the server finds: more than the page knows."""
    gangs = [(f"9000000{n}-0000-7000-8000-000000000000", f"Gang {n}", f"BZ-0{n}") for n in (1, 2)]
    every = [*((value, title, "") for value, title in TEAMS), *gangs]
    fitting = [one for one in every if asked["q"].lower() in one[1].lower()]
    choices = [{"value": value, "title": title, "detail": detail} for value, title, detail in fitting]
    return {"choices": choices, "more": False, "entity": "core/team"}


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page in which things go wrong on purpose."""
    return context.new_page()


@pytest.fixture
def site() -> Site:
    return Site(SCHEMA, offers=offers, answers=found)


def note(page: Page) -> Any:
    return page.locator('[name="/note"]')


def test_what_was_typed_survives_a_closed_tab(context: BrowserContext, page: Page, site: Site) -> None:
    open_site(page, site)
    note(page).fill("half done")
    page.locator('[name="/card"]').fill("11010519491231002X")
    page.get_by_role("button", name="Add a row").click()
    page.locator("tr.dg-line").get_by_label("Hours").fill("7.5")
    expect(page.locator(".dg-kept")).to_have_text("Kept on this device")
    stored = page.evaluate("Object.values(localStorage).join()")
    assert "half done" in stored
    assert "11010519491231002X" not in stored, "personal data does not lie in the browser's store"
    page.close()
    again = open_site(context.new_page(), site)
    expect(note(again)).to_have_value("")
    again.get_by_role("button", name="Go on filling in").click()
    expect(note(again)).to_have_value("half done")
    expect(again.locator("tr.dg-line").get_by_label("Hours")).to_have_value("7.5")
    again.get_by_role("button", name="Save").click()
    expect(again).to_have_title("saved")
    assert site.sent == [{"note": "half done", "rows": [{"hours": "7.5"}]}]
    assert again.evaluate("localStorage.length") == 0, "what was saved is no draft any more"


def test_a_draft_can_be_let_go(page: Page, site: Site) -> None:
    open_site(page, site)
    note(page).fill("never mind")
    expect(page.locator(".dg-kept")).to_have_text("Kept on this device")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_role("button", name="Discard").click()
    expect(page.locator(".dg-draft")).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0


def test_a_session_that_ends_is_begun_again_over_the_form(page: Page, site: Site) -> None:
    open_site(page, site)
    note(page).fill("long work")
    site.signed_out = True
    page.get_by_role("button", name="Save").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Your session has ended")
    dialog.get_by_label("Account").fill("foreman")
    dialog.get_by_label("Password").fill("secret")
    dialog.get_by_role("button", name="Sign in").click()
    expect(page).to_have_title("saved")
    assert [one["note"] for one in site.sent] == ["long work"]
    assert site.raw[0]["csrfmiddlewaretoken"] == "t2", "the new session's token"


def test_somebody_else_does_not_save_what_another_typed(page: Page, site: Site) -> None:
    open_site(page, site)
    note(page).fill("mine")
    site.signed_out, site.account = True, "other"
    page.get_by_role("button", name="Save").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog.get_by_role("alert")).to_contain_text("another person's account")
    dialog.get_by_role("button", name="Later").click()
    expect(note(page)).to_have_value("mine")
    assert site.sent == []


def test_a_network_that_drops_keeps_the_form_and_saves_once(context: BrowserContext, page: Page, site: Site) -> None:
    open_site(page, site)
    note(page).fill("in the basement")
    context.set_offline(True)
    page.unroute("**/*")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".dg-remark")).to_contain_text("No connection.")
    expect(note(page)).to_have_value("in the basement")
    page.route("**/*", site.answer)
    context.set_offline(False)  # it goes on by itself; pressing "Try again" would do the same
    expect(page).to_have_title("saved")
    assert [one["note"] for one in site.sent] == ["in the basement"]


def test_the_picker_finds_on_the_server_by_keyboard(page: Page, site: Site) -> None:
    open_site(page, site)
    note(page).fill("steel")
    team = page.locator('select[name="/team"]')
    team.focus()
    page.keyboard.type("gang")
    options = page.get_by_role("option", name="Gang")
    expect(options).to_have_count(2)
    expect(page.locator(".dg-picker-detail").first).to_have_text("BZ-01")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(team).to_have_value("90000002-0000-7000-8000-000000000000")
    expect(team).to_be_focused()
    asked = next(one for one in site.searches if one != "/preferences/picked/" and "gang" in one["q"])
    assert (asked["field"], asked["/note"]) == ("/team", "steel"), "with the inputs that narrow the choices"
    assert "/preferences/picked/" in site.searches, "it is among the last ones picked from now on"


def test_several_choices_stand_as_chips(page: Page, site: Site) -> None:
    open_site(page, site)
    field = page.locator('[data-name="/helpers"]')
    for name in ("Team 01", "Gang 2"):
        field.get_by_role("button", name="Helpers: Add").click()
        page.keyboard.type(name)
        expect(page.locator(".dg-picker").get_by_role("option", name=name)).to_have_count(1)
        page.keyboard.press("Enter")
    expect(field.get_by_role("listitem")).to_have_count(2)
    field.get_by_role("button", name="Take away Team 01").click()
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_title("saved")
    assert site.sent == [{"helpers": ["90000002-0000-7000-8000-000000000000"]}]
