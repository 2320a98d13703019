"""The frame by keyboard and by thumb: search and go, the folding menu, the sheet of new things."""

import re
import time

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import Open
from tests.live import Live

pytestmark = pytest.mark.browser
CHOSEN = 'dialog.palette [role=option][aria-selected="true"]'


def go(page: Page, words: str) -> None:
    """Open search and go, and type."""
    page.keyboard.press("Control+k")
    palette = page.locator("dialog.palette")
    expect(palette.get_by_role("combobox")).to_be_focused()
    expect(palette.get_by_role("option").first).to_be_visible()
    page.keyboard.type(words)


def test_search_and_go_by_keyboard_alone(live: Live, device: Open) -> None:
    page = device("foreman", language="zh-hans")
    page.goto(live.address())
    go(page, "dgd")  # the first letters of the list's title
    expect(page.locator(CHOSEN)).to_contain_text("点工单")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/m/day_labour/slip/$"))
    go(page, "xjdgd")
    expect(page.locator(CHOSEN)).to_contain_text("新建点工单")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/m/day_labour/slip/new/$"))
    page.goto(live.address())
    go(page, "xjdgd")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.palette")).to_be_hidden()


def late(page: Page, pattern: str) -> None:
    """Whatever is fetched from there comes later than anybody types."""

    def answer(route: Route) -> None:
        time.sleep(0.8)
        route.continue_()

    page.route(re.compile(pattern), answer)


@pytest.mark.parametrize("slow", [r"/palette/$", r"/js/palette[.\w]*\.js$"])
def test_enter_before_the_answer_is_kept_until_it_comes(live: Live, device: Open, slow: str) -> None:
    page = device("foreman", language="zh-hans")
    page.goto(live.address())
    expect(page.locator("html.scripted")).to_be_attached()
    late(page, slow)
    page.keyboard.press("Control+k")
    if "js" not in slow:
        expect(page.locator("dialog.palette").get_by_role("combobox")).to_be_focused()
    page.keyboard.type("xjdgd")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/m/day_labour/slip/new/$"))


def test_enter_before_the_search_has_answered_opens_what_it_finds(live: Live, device: Open) -> None:
    page = device("cost")
    page.goto(live.address(live.slips("confirmed")[0]))
    number = re.search(r"[A-Z]{2}-[A-Z0-9-]+-\d{4}", page.locator("main").inner_text())
    assert number
    here = page.url
    page.goto(live.address("/m/day_labour/slip/"))
    late(page, r"/palette/\?q=")
    go(page, number.group())
    page.keyboard.press("Enter")
    expect(page).to_have_url(here)


def test_a_record_is_found_by_a_part_of_its_number(live: Live, device: Open) -> None:
    page = device("cost")
    page.goto(live.address(live.slips("confirmed")[0]))
    number = re.search(r"[A-Z]{2}-[A-Z0-9-]+-\d{4}", page.locator("main").inner_text())
    assert number
    here = page.url
    page.goto(live.address())
    go(page, number.group()[-11:])
    found = page.locator("dialog.palette").get_by_role("option").filter(has_text=number.group())
    expect(found.first).to_be_visible()
    while number.group() not in page.locator(CHOSEN).inner_text():
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(here)


def test_the_menu_folds_by_a_key_and_stays_folded(live: Live, device: Open) -> None:
    page = device("cost")
    page.goto(live.address())
    wide = page.locator(".rail").bounding_box()
    with page.expect_response("**/preferences/reader/"):
        page.keyboard.press("[")
    narrow = page.locator(".rail").bounding_box()
    assert wide
    assert narrow
    assert narrow["width"] < wide["width"] / 2
    page.reload()
    assert page.locator(".rail").bounding_box() == narrow
    with page.expect_response("**/preferences/reader/"):
        page.keyboard.press("[")
    assert page.locator(".rail").bounding_box() == wide


def test_the_sheet_of_new_things_opens_and_closes(live: Live, device: Open) -> None:
    page = device("foreman", width=390)
    page.goto(live.address())
    sheet = page.locator("#add-sheet")
    new = page.locator(".bottom-bar a[data-action]")
    new.click()
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(new).to_be_focused()
    new.click()
    sheet.get_by_role("link", name="Day-labour slip").click()
    expect(page).to_have_url(re.compile(r"/m/day_labour/slip/new/$"))
