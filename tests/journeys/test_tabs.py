"""A long form in tabs: by keyboard, with what is wrong marked, whole on paper and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Open
from tests.live import Live

pytestmark = pytest.mark.browser
CONTRACT = "/m/contract/contract/new/"


def test_a_contract_is_filled_in_tab_by_tab(live: Live, device: Open) -> None:
    page = device("cost")
    page.goto(live.address(CONTRACT))
    tabs = page.get_by_role("tab")
    expect(tabs).to_have_count(3)
    expect(tabs.first).to_have_attribute("aria-selected", "true")
    lines, advance = page.locator('[data-name="/lines"]'), page.locator('[name="/advance_ratio"]')
    expect(lines).to_be_visible()
    expect(advance).to_be_hidden()
    tabs.first.focus()
    page.keyboard.press("ArrowRight")
    expect(tabs.nth(1)).to_be_focused()
    expect(advance).to_be_visible()
    expect(lines).to_be_hidden()
    page.keyboard.press("End")
    expect(tabs.nth(2)).to_be_focused()
    advance.evaluate("one => { one.value = 'most of it'; }")
    page.locator("button[name=_do][value=save]").last.click()
    wrong = page.get_by_role("tab", selected=True)
    expect(wrong).to_contain_text("Payment and securities")
    expect(wrong.locator(".dg-tab-wrong")).to_have_text("1")
    expect(advance).to_be_visible()
    page.emulate_media(media="print")
    expect(lines).to_be_visible()
    expect(page.get_by_role("heading", name="Bill of quantities").first).to_be_visible()
    expect(page.locator(".dg-tab-list")).to_be_hidden()


def test_without_scripts_the_tabs_stand_one_under_another(live: Live, device: Open) -> None:
    page = device("cost", java_script_enabled=False)
    page.goto(live.address(CONTRACT))
    expect(page.locator('[data-name="/lines"]')).to_be_visible()
    expect(page.locator('[name="/advance_ratio"]')).to_be_visible()
    expect(page.get_by_role("heading", name="Payment and securities").first).to_be_visible()
