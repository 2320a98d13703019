"""A list in Chromium: the keyboard, the entry beside it, a cell in its place, many at once, widths, the back button."""

import re
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Page, Route, expect

from tests.demo_site import Site, Visitor, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.browser, pytest.mark.storage, pytest.mark.django_db]

HOST = "http://demo.localhost"
STATIC = Path(__file__).resolve().parents[2] / "static"
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
SLIPS = "/m/day_labour/slip/"


def serve(page: Page, visitor: Visitor) -> Page:
    """Every request of the browser is answered by the pages themselves, as this visitor.

    The browser's driver calls back in a context of its own; it is given the connection of the test.
    """
    shared = connections["default"]
    shared.inc_thread_sharing()

    def answer(route: Route) -> None:
        connections["default"] = shared
        address = route.request.url.removeprefix(HOST)
        path = STATIC / address.removeprefix("/static/").partition("?")[0]
        if address.startswith("/static/") and path.is_file():
            return route.fulfill(body=path.read_bytes(), content_type=TYPES[path.suffix])
        sent = {name: value for name, value in route.request.headers.items() if name in {"hx-request", "x-panel"}}
        told = visitor.client.generic(
            route.request.method, address, route.request.post_data_buffer or b"",
            content_type=route.request.headers.get("content-type", ""), headers=sent,
        )  # fmt: skip
        body = b"".join(told.streaming_content) if told.streaming else told.content
        return route.fulfill(status=told.status_code, body=body, headers=dict(told.headers))

    page.route("**/*", answer)
    return page


@pytest.fixture
def slips(page: Page, site: Site) -> Page:
    """The list of slips of a project manager, its scripts running."""
    page.set_default_timeout(30_000)
    serve(page, site.visitor("pm")).goto(HOST + SLIPS)
    expect(page.locator(".list-help")).to_be_visible()
    return page


def rows(page: Page) -> int:
    """How many rows stand in the table."""
    return page.locator("tbody tr[data-id]").count()


def test_the_keyboard_alone(slips: Page) -> None:
    press = slips.keyboard.press
    press("ArrowDown")
    press("j")
    second = slips.locator("tbody tr[data-id]").nth(1)
    expect(second.locator("a.row-link")).to_be_focused()
    press("x")
    press("Shift+ArrowDown")
    press("Shift+ArrowDown")
    expect(slips.locator("tr.selected")).to_have_count(3)
    expect(slips.locator(".bulk-bar")).to_be_visible()
    press("Enter")
    panel = slips.locator(".list-panel")
    expect(panel.locator(".panel-record")).to_be_visible()
    shown = panel.locator(".panel-record h2").first.inner_text()
    press("ArrowDown")
    expect(panel.locator(".panel-record h2").first).not_to_have_text(shown)
    assert "open=" in slips.url
    press("Escape")
    expect(panel).to_be_hidden()
    assert "open=" not in slips.url
    press("Escape")
    expect(slips.locator("tr.selected")).to_have_count(0)
    press("/")
    expect(slips.locator("input[type=search]").first).to_be_focused()
    press("Tab")
    slips.locator("a.row-link").first.focus()
    press("?")
    expect(slips.locator(".list-keys")).to_be_visible()


def test_rows_far_away_are_dropped_and_come_back(slips: Page) -> None:
    wrap = slips.locator(".table-wrap")
    first = slips.locator("tbody tr[data-id]").first.get_attribute("data-id")
    before = rows(slips)
    wrap.evaluate("one => one.scrollTop = one.scrollHeight")
    expect(slips.locator("tbody[data-after]")).to_have_count(2)
    assert before < rows(slips) <= 200
    wrap.evaluate("one => one.scrollTop = 0")
    expect(slips.locator(f'tr[data-id="{first}"]')).to_be_in_viewport()


def test_conditions_are_built_in_a_menu_and_the_back_button_takes_them_back(slips: Page) -> None:
    slips.locator(".tool-filter summary").click()
    slips.locator(".filter-find").fill("team")
    slips.locator(".filter-fields li:visible a").first.click()
    slips.locator(".filter-choices input").first.check()
    slips.locator(".filter-form .btn-primary").click()
    chip = slips.locator(".chip").first
    expect(chip).to_contain_text("Team is one of")
    assert "filter=" in slips.url
    slips.go_back()
    expect(slips.locator(".chip")).to_have_count(0)
    slips.go_forward()
    expect(slips.locator(".chip")).to_have_count(1)
    slips.locator(".chip-x").first.click()
    expect(slips.locator(".chip")).to_have_count(0)


def test_columns_are_pulled_and_moved_and_kept(slips: Page) -> None:
    head = slips.locator("th[data-key=team]")
    edge = head.locator(".edge")
    before = head.bounding_box()["width"]
    edge.focus()
    with slips.expect_response(re.compile("/preferences/columns/")):
        for _step in range(3):
            slips.keyboard.press("ArrowRight")
    assert abs(head.bounding_box()["width"] - before - 48) <= 1
    with slips.expect_response(re.compile("/preferences/columns/")):
        head.drag_to(slips.locator("th[data-key=work_date]"), target_position={"x": 3, "y": 10})
    slips.reload()
    keys = slips.locator("th[data-key]").evaluate_all("all => all.map((one) => one.dataset.key)")
    assert keys.index("team") < keys.index("work_date")
    assert abs(slips.locator("th[data-key=team]").bounding_box()["width"] - before - 48) <= 1


def test_many_at_once_with_a_report(slips: Page) -> None:
    slips.goto(f"{HOST}{SLIPS}?state=submitted")
    expect(slips.locator(".list-help")).to_be_visible()
    slips.locator("tbody .tick input").nth(0).check()
    slips.locator("tbody .tick input").nth(1).check()
    slips.locator(".bulk-bar .btn-bar").first.click()
    dialog = slips.locator(".bulk-dialog")
    dialog.get_by_role("button", name="Return").click()
    dialog.locator("textarea").fill("The hours do not agree with the gate")
    dialog.locator(".actions .btn").first.click()
    expect(dialog.locator("[data-bulk-heading]")).to_contain_text("2 done")
    dialog.locator("[data-bulk=close]").click()
    expect(slips.locator("tr.left")).to_have_count(2)


def test_on_a_phone_cards_are_selected(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    serve(page, site.visitor("pm")).goto(f"{HOST}{SLIPS}?state=submitted")
    expect(page.locator('#list[data-live="yes"]')).to_be_visible()
    pick, bar = page.get_by_role("button", name="Select", exact=True), page.locator(".bulk-bar")
    expect(bar).to_be_hidden()
    pick.click()
    expect(pick).to_have_attribute("aria-pressed", "true")
    expect(bar.get_by_role("status")).to_have_text("0 selected")
    cards = page.locator("tbody tr[data-id]")
    name = cards.nth(1).locator(".tick input").get_attribute("aria-label")
    cards.nth(1).click()
    expect(page.get_by_role("checkbox", name=name).first).to_be_checked()
    expect(bar.get_by_role("status")).to_have_text("1 selected")
    assert bar.bounding_box()["y"] + bar.bounding_box()["height"] <= page.locator(".bottom-bar").bounding_box()["y"]
    sizes = [one.bounding_box() for one in bar.locator("button:visible").all()]
    assert len(sizes) == 3
    assert all(box["width"] >= 44 and box["height"] >= 44 for box in sizes)
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    expect(pick).to_be_focused()
    expect(page.locator("tr.selected")).to_have_count(0)
    cards.nth(0).dispatch_event("pointerdown", {"pointerType": "touch", "isPrimary": True, "clientX": 9, "clientY": 9})
    expect(bar.get_by_role("status")).to_have_text("1 selected")
    bar.get_by_role("button", name="With the selected …").click()
    dialog = page.locator(".bulk-dialog")
    dialog.get_by_role("button", name="Return").click()
    dialog.locator("textarea").fill("The hours do not agree with the gate")
    dialog.locator(".actions .btn").first.click()
    expect(dialog.locator("[data-bulk-heading]")).to_contain_text("1 done")
    dialog.locator("[data-bulk=close]").click()
    expect(bar).to_be_hidden()
    expect(pick).to_have_attribute("aria-pressed", "false")


def test_a_cell_is_changed_in_its_place_and_undone(page: Page, site: Site) -> None:
    serve(page, site.visitor("foreman")).goto(f"{HOST}{SLIPS}?state=draft")
    expect(page.locator(".list-help")).to_be_visible()
    at = page.locator("th[data-key]").evaluate_all("all => all.findIndex((one) => one.dataset.key === 'work_date')")
    cell = page.locator("tbody tr[data-id]").first.locator("td").nth(at + 1)
    before = cell.inner_text()
    page.locator("a.row-link").first.focus()
    for _step in range(at):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("F2")
    control = page.locator(".cell-box input[type=date]")
    control.fill("2025-04-27")
    control.press("Escape")
    expect(page.locator(".cell-box")).to_have_count(0)
    expect(cell).to_have_text(before)
    cell.dblclick()
    control.fill("2025-04-27")
    control.press("Enter")
    expect(cell).to_have_text("2025-04-27")
    page.locator(".dg-toast button").first.click()
    expect(cell).to_have_text(before)
