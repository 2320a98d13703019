"""The menu that takes a list out, in Chromium: on a desk and on a phone."""

import os
from pathlib import Path
from unittest import mock

import pytest
from dougong.actions import exporting
from dougong.jobs import run_once
from playwright.sync_api import Page, expect

from tests.browser.test_browser_lists import HOST, SLIPS, serve
from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.browser, pytest.mark.storage, pytest.mark.django_db]


@pytest.mark.parametrize(("name", "width", "height"), [("desk", 1440, 900), ("phone", 390, 844)])
def test_the_menu_opens_fits_and_gives_a_file(page: Page, site: Site, name: str, width: int, height: int) -> None:
    page.set_default_timeout(30_000)
    page.set_viewport_size({"width": width, "height": height})
    serve(page, site.visitor("cost", "zh-hans")).goto(HOST + SLIPS)
    menu = page.locator(".tool-export")
    menu.locator("summary").click()
    button = menu.get_by_role("button", name="Excel")
    expect(button).to_be_visible()
    box = button.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    look(page, f"export-{name}")
    with page.expect_download() as waiting:
        button.click()
    assert waiting.value.suggested_filename.startswith("点工单-")
    assert waiting.value.suggested_filename.endswith(".xlsx")
    assert page.url == HOST + SLIPS, "the list stays"


def test_the_selected_are_taken_out_from_the_dialog(page: Page, site: Site) -> None:
    page.set_default_timeout(30_000)
    serve(page, site.visitor("cost", "zh-hans")).goto(HOST + SLIPS)
    expect(page.locator(".list-help")).to_be_visible()
    for one in page.locator('tbody input[type="checkbox"]').all()[:2]:
        one.check()
    page.locator("#bulk").get_by_role("button").first.click()
    dialog = page.locator(".bulk-dialog[open]")
    button = dialog.get_by_role("button", name="Excel")
    expect(button).to_be_visible()
    look(page, "export-selected")
    with page.expect_download() as waiting:
        button.click()
    assert waiting.value.suggested_filename.endswith(".xlsx")
    expect(dialog).to_be_visible()


@pytest.mark.parametrize(("name", "width"), [("desk", 1280), ("phone", 390)])
def test_a_long_list_is_watched_until_its_file_is_there(page: Page, site: Site, name: str, width: int) -> None:
    page.set_default_timeout(30_000)
    page.set_viewport_size({"width": width, "height": 800})
    serve(page, site.visitor("cost", "zh-hans")).goto(HOST + SLIPS)
    page.locator(".tool-export summary").click()
    with mock.patch.object(exporting, "AT_ONCE", 3):
        page.locator(".tool-export").get_by_role("button", name="CSV").click()
        page.wait_for_url(f"{HOST}/exports/")
    first = page.locator(".exports-list li").first
    expect(first.locator("progress")).to_be_visible()
    look(page, f"exports-running-{name}")
    run_once()
    expect(first.get_by_role("link", name="下载")).to_be_visible()
    look(page, f"exports-done-{name}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def look(page: Page, name: str) -> None:
    """A picture for whoever asks for it."""
    if os.environ.get("DOUGONG_LOOK"):
        page.screenshot(path=Path(os.environ["DOUGONG_LOOK"]) / f"{name}.png")
