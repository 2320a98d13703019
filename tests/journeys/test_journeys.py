"""A working day, through the whole product: what people do in it, on their devices."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.live import ROOT, Live

pytestmark = pytest.mark.browser

SLIPS = "/m/day_labour/slip/"
PHOTOS = [ROOT / "demo" / "photos" / f"rubbish_{when}.jpg" for when in ("before", "after")]
WORK = "清理 1# 厂房二层楼面余浆，装袋 60 多袋，手推车运到垃圾池。"
PASTE = """(pasted) => {
  const data = new DataTransfer();
  data.setData("text/plain", pasted);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(event);
}"""


def go(page: Page, live: Live, path: str) -> None:
    page.goto(live.address(path))


def form(page: Page, live: Live, path: str) -> None:
    """A form whose scripts run."""
    go(page, live, path)
    expect(page.locator(".dg-form[data-live]")).to_be_attached()


def field(page: Page, name: str) -> Any:
    return page.locator(f'[name="{name}"]').first


def named(name: str) -> str:
    """The select of a field; of a column, the one of whichever row stands first."""
    start, star, end = name.partition("*")
    return f'select[name^="{start}"][name$="{end}"]' if star else f'select[name="{name}"]'


def pick(page: Page, name: str, words: str) -> None:
    """A reference by the words one types, in its searchable list; a short list is the browser's own."""
    page.locator(named(name)).first.click()
    if not page.locator(".dg-picker").count():
        choose(page, name, words)
        return
    page.locator(".dg-picker-input").fill(words)
    page.locator(".dg-picker-list [role=option]").filter(has_text=words).first.click()


def choose(page: Page, name: str, words: str) -> None:
    """An option of a short list by the words in it."""
    select = page.locator(named(name)).first
    value = select.locator("option").filter(has_text=words).first.get_attribute("value")
    select.select_option(value)


def save(page: Page) -> None:
    page.locator("button[name=_do][value=save]").last.click()


def test_a_foreman_files_a_slip_on_his_phone(device: Any, live: Live) -> None:
    page = device("foreman", 390, language="zh-hans", has_touch=True, is_mobile=True)
    go(page, live, "/")
    began = time.monotonic()
    form(page, live, f"{SLIPS}new/")
    pick(page, "/zone", "A 区")
    pick(page, "/wbs_node", "楼层混凝土")
    choose(page, "/cause", "我方零星")
    field(page, "/work_content").fill(WORK)
    page.locator('input[type=file][name="/photos"]').set_input_files(PHOTOS)
    expect(page.locator('[data-name="/photos"] img')).to_have_count(2)
    page.locator('[data-name="/rows"] .dg-add, [data-name="/rows"] button[value^="add"]').first.click()
    pick(page, "/rows/*/worker", "李建国")
    expect(page.locator(".dg-cautions")).to_be_visible()  # attendance says nothing of him yet: read before it is sent
    page.locator(".save-bar .btn-primary").click()
    expect(page.locator(".state").first).to_contain_text("已提交")
    assert time.monotonic() - began < 40
    expect(page.locator("h1")).to_contain_text("DG-HD-NEP-")


def test_an_accountant_pastes_two_hundred_lines_out_of_excel(device: Any, live: Live) -> None:
    page = device("cost")
    form(page, live, "/m/contract/contract/new/")
    page.locator('[data-name="/lines"] button[value^="add"]').first.click()
    lines = [f"{n // 10 + 1}.{n % 10 + 1}\tItem {n}\t{n + 1},000.5\t¥2.00" for n in range(200)]
    lines[7] = "1.8\tItem 7\tmany\t2"
    page.locator('[data-name="/lines"] tr.dg-line input.dg-input').first.focus()
    page.evaluate(PASTE, "\r\n".join(["Item\tDescription\tQuantity\tPrice before tax", *lines]))
    expect(page.locator('[data-name="/lines"] tr.dg-line')).to_have_count(200)
    expect(page.locator(".dg-unread")).to_have_count(1)
    total = sum((n + 1) * 2000 + 1 for n in range(200)) - 16001
    expect(page.locator('output[id="f/lines_total"]')).to_have_text(f"¥{total:,}.00")


def test_two_people_edit_one_record(device: Any, live: Live) -> None:
    path = live.record("core/team", "mixed") + "edit/"
    one, two = device("labour"), device("labour")
    for page in (one, two):
        form(page, live, path)
    field(one, "/phone").fill("13800138000")
    save(one)
    expect(one).not_to_have_url(re.compile("edit/$"))
    field(two, "/note").fill("night shift")
    save(two)
    expect(two).not_to_have_url(re.compile("edit/$"))
    expect(two.locator("main")).to_contain_text("night shift")
    expect(two.locator("main")).to_contain_text("13800138000")
    for page in (one, two):
        form(page, live, path)
    field(one, "/note").fill("day shift")
    save(one)
    expect(one).not_to_have_url(re.compile("edit/$"))
    field(two, "/note").fill("both shifts")
    save(two)
    expect(two.locator(".conflict")).to_contain_text("day shift")
    expect(two.locator(".conflict")).to_contain_text("both shifts")
    expect(field(two, "/note")).to_have_value("both shifts")
    save(two)
    expect(two).not_to_have_url(re.compile("edit/$"))
    expect(two.locator("main")).to_contain_text("both shifts")


def test_a_session_that_ends_loses_nothing(device: Any, live: Live) -> None:
    page = device("labour")
    form(page, live, live.record("core/team", "wood") + "edit/")
    field(page, "/note").fill("written before the session ended")
    page.context.clear_cookies(name="session")
    save(page)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Account").fill("labour")
    dialog.get_by_label("Password").fill(live.told["password"])
    dialog.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).not_to_have_url(re.compile("edit/$"))
    expect(page.locator("main")).to_contain_text("written before the session ended")


def test_a_network_that_drops_while_saving(device: Any, live: Live) -> None:
    page = device("labour")
    form(page, live, live.record("core/team", "rebar") + "edit/")
    field(page, "/note").fill("written in the basement")
    page.context.set_offline(True)
    save(page)
    expect(page.locator(".dg-remark")).to_be_visible()
    expect(field(page, "/note")).to_have_value("written in the basement")
    page.context.set_offline(False)
    expect(page).not_to_have_url(re.compile("edit/$"), timeout=20_000)
    expect(page.locator("main")).to_contain_text("written in the basement")


def test_back_makes_nothing_twice(device: Any, live: Live) -> None:
    page = device("labour")
    filtered = "/m/core/party/?sort=-name"
    go(page, live, filtered)
    form(page, live, "/m/core/party/new/")
    field(page, "/name").fill("回退测试有限公司")
    choose(page, "/party_kind", "")
    page.evaluate("history.length")
    page.go_back()
    expect(page).to_have_url(re.compile(r"sort=-name"))


def test_two_hundred_percent(device: Any, live: Live) -> None:
    """A page at 200 % is a page half as wide with everything twice as large."""
    page = device("cost", 640, height=450, device_scale_factor=2)
    for path in ("/", SLIPS, live.slips("effective")[0], "/m/contract/contract/new/", "/me/"):
        go(page, live, path)
        page.evaluate("shots.quiet()")
        assert page.evaluate("shots.overflow()") == "", path


def test_by_keyboard_alone(device: Any, live: Live) -> None:
    page = device("labour")
    form(page, live, live.record("core/team", "concrete") + "edit/")
    page.locator("body").press("Home")
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "/note":
            break
    page.keyboard.press("Control+a")
    page.keyboard.type("typed without a mouse")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "save":
            break
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("edit/$"))
    expect(page.locator("main")).to_contain_text("typed without a mouse")


def test_without_javascript_a_slip_is_filled_saved_and_handed_in(device: Any, live: Live) -> None:
    page = device("foreman", java_script_enabled=False)
    go(page, live, f"{SLIPS}new/")
    choose(page, "/zone", "A 区")
    choose(page, "/wbs_node", "楼层混凝土")
    choose(page, "/cause", "Own")
    field(page, "/work_content").fill(WORK)
    page.locator('input[type=file][name="/photos"]').set_input_files([str(one) for one in PHOTOS])
    page.locator('[data-name="/rows"] button[value^="add"]').first.click()
    choose(page, "/rows/*/worker", "王")
    save(page)
    expect(page.locator(".state").first).to_contain_text("Draft")
    page.get_by_role("button", name="Submit").first.click()
    page.get_by_role("button", name="Submit all the same").click()
    expect(page.locator(".state").first).to_contain_text("Submitted")
