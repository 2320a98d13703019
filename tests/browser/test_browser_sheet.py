"""Detail rows as a sheet in Chromium: ranges, the clipboard, undo, sections with subtotals, large and odd forms."""

from typing import Any

import pytest
from browser_page import Site, open_site
from dougong.forms import Offer
from dougong.problem import Problem
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

WORKERS = [(f"00000000-0000-7000-8001-{n:012d}", f"W{n:03d} Worker {n}") for n in range(40)]
COLUMNS: dict[str, Any] = {
    "worker": {"title": "Worker", "reference": "core/worker"},
    "day": {"title": "Day", "type": "string", "format": "date"},
    "hours": {"title": "Hours", "kind": "quantity", "unit": "h", "scale": 2},
    "rate": {"title": "Rate", "kind": "price"},
    "amount": {"title": "Amount", "kind": "money", "computed": "hours * rate"},
    "night": {"title": "Night", "type": "boolean"},
    "note": {"title": "Note", "type": "string"},
}
PASTE = """(pasted) => {
  const data = new DataTransfer();
  data.setData("text/plain", pasted);
  const told = {clipboardData: data, bubbles: true, cancelable: true};
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", told));
}"""
COPY = """(kind) => {
  const data = new DataTransfer();
  const told = {clipboardData: data, bubbles: true, cancelable: true};
  document.activeElement.dispatchEvent(new ClipboardEvent(kind, told));
  return data.getData("text/plain");
}"""


def offers(typed: Any) -> Any:
    """Workers, everywhere."""
    return lambda asked, settings, pointer, value: Offer(tuple(WORKERS)) if asked and asked.reference else None


def rows(count: int) -> list[dict[str, str]]:
    return [{"worker": WORKERS[n % 40][0], "hours": "8", "rate": "2.50", "note": f"n{n}"} for n in range(count)]


def slip(**more: Any) -> dict[str, Any]:
    listed = {"title": "Rows", "type": "array", "items": {"type": "object", "properties": COLUMNS}, **more}
    return {"key": "slip", "title": "Slip", "type": "object", "properties": {"rows": listed}}


def sheet(page: Page, count: int = 3, **more: Any) -> Site:
    site = Site(slip(**more), {"rows": rows(count)}, offers=offers)
    open_site(page, site)
    return site


def cell(page: Page, row: int, key: str) -> Any:
    return page.locator("tr.dg-line").nth(row).locator(f'[data-name$="/{key}"]').locator("input, select").first


def total(page: Page, key: str) -> Any:
    return page.locator(f'tfoot [data-sum="{key}"]')


def test_a_range_is_chosen_copied_cleared_and_taken_back(page: Page) -> None:
    sheet(page)
    cell(page, 0, "worker").focus()
    for key in ("Shift+ArrowDown", "Shift+ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator(".dg-status")).to_contain_text("2 × 3 cells · sum 16")
    assert page.evaluate(COPY, "copy") == "W000 Worker 0\t\t8\r\nW001 Worker 1\t\t8"
    page.keyboard.press("Delete")
    expect(cell(page, 1, "worker")).to_have_value("")
    expect(total(page, "hours")).to_have_text("8")
    expect(total(page, "amount")).to_have_text("¥20.00")
    page.keyboard.press("Control+z")
    expect(cell(page, 1, "worker")).to_have_value(WORKERS[1][0])
    expect(total(page, "amount")).to_have_text("¥60.00")
    page.keyboard.press("Control+y")
    expect(total(page, "hours")).to_have_text("8")
    page.keyboard.press("Control+z")
    assert page.evaluate(COPY, "cut").startswith("W000")
    expect(cell(page, 0, "worker")).to_have_value("")


def test_the_keyboard_goes_everywhere(page: Page) -> None:
    sheet(page)
    cell(page, 0, "hours").focus()
    page.keyboard.press("Control+End")
    expect(cell(page, 2, "note")).to_be_focused()
    page.keyboard.press("Home")
    expect(cell(page, 2, "worker")).to_be_focused()
    page.keyboard.press("Control+ArrowUp")
    expect(cell(page, 0, "worker")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Ctrl+D")
    page.keyboard.press("Escape")
    expect(cell(page, 0, "worker")).to_be_focused()
    cell(page, 0, "note").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("typed")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+z")
    expect(cell(page, 0, "note")).to_have_value("n0")
    page.keyboard.press("Alt+Enter")
    expect(page.locator("tr.dg-line")).to_have_count(4)
    expect(cell(page, 2, "note")).to_be_focused()
    page.keyboard.press("Alt+Delete")
    expect(page.locator("tr.dg-line")).to_have_count(3)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(page.locator("tr.dg-line")).to_have_count(3)


def test_fill_down_by_key_and_by_handle(page: Page) -> None:
    sheet(page)
    cell(page, 0, "hours").fill("5")
    cell(page, 0, "worker").focus()
    for key in ("Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowRight", "Shift+ArrowRight", "Control+d"):
        page.keyboard.press(key)
    expect(cell(page, 2, "hours")).to_have_value("5")
    expect(cell(page, 2, "worker")).to_have_value(WORKERS[0][0])
    cell(page, 0, "note").focus()
    handle, target = page.locator(".dg-handle"), cell(page, 2, "note")
    expect(handle).to_be_visible()
    handle.hover()
    page.mouse.down()
    target.hover()
    page.mouse.up()
    expect(target).to_have_value("n0")
    page.keyboard.press("Control+z")
    expect(target).to_have_value("n2")


def test_the_mouse_draws_a_range(page: Page) -> None:
    sheet(page)
    cell(page, 0, "hours").hover()
    page.mouse.down()
    cell(page, 2, "rate").hover()
    page.mouse.up()
    expect(page.locator(".dg-status")).to_contain_text("3 × 2 cells · sum 31.5")
    page.locator("th", has_text="Hours").click()
    expect(page.locator(".dg-status")).to_contain_text("3 × 1 cells · sum 24")


def test_the_first_column_stays_when_the_sheet_is_scrolled(page: Page) -> None:
    page.set_viewport_size({"width": 800, "height": 700})
    sheet(page, 60)
    page.evaluate("document.querySelector('.dg-scroll').scrollTo(300, 400)")
    page.wait_for_function("document.querySelectorAll('.dg-near').length > 5")
    scroll, line = page.locator(".dg-scroll").bounding_box(), page.locator("tr.dg-near").nth(3)
    number, first = line.locator("td").nth(0).bounding_box(), line.locator("td").nth(1).bounding_box()
    assert scroll
    assert number
    assert first
    assert abs(number["x"] - scroll["x"]) <= 1
    assert abs(first["x"] - scroll["x"] - number["width"]) <= 1
    assert page.locator("tr.dg-near").count() < 60


def test_an_accountant_pastes_two_hundred_lines_out_of_excel(page: Page) -> None:
    site = sheet(page, 1)
    lines = [f"w{n % 40:03d}\t2025年4月{n % 28 + 1}日\t１,0{n % 10:02d}.5 小时\t¥2.0\t\t是\tn {n}" for n in range(200)]
    lines[3] = "Worker 39\t45748\t0.1万\t250%\t\tno\tserial"
    lines[7] = "Nobody\t2025年13月1日\tmany\t2\t\tperhaps\tbad"
    cell(page, 0, "worker").focus()
    page.evaluate(PASTE, "\r\n".join(lines) + "\r\n")
    expect(page.locator(".dg-toast")).to_contain_text("200 rows pasted. 4 cells could not be read.")
    expect(page.locator("tr.dg-line")).to_have_count(200)
    expect(cell(page, 3, "worker")).to_have_value(WORKERS[39][0])
    expect(cell(page, 3, "day")).to_have_value("2025-04-01")
    expect(cell(page, 3, "hours")).to_have_value("1000")
    expect(cell(page, 3, "rate")).to_have_value("2.5")
    bad = page.locator("tr.dg-line").nth(7)
    assert bad.locator(".dg-unread").count() == 4
    expect(cell(page, 7, "worker").locator("option:checked")).to_have_text("Nobody")
    expect(cell(page, 7, "day")).to_have_value("2025年13月1日")
    expect(cell(page, 7, "hours")).to_have_value("many")
    expect(bad.locator(".dg-pasted")).to_have_text("perhaps")
    page.locator(".save-bar button").click()
    expect(page).to_have_title("saved", timeout=30_000)
    sent = site.sent[0]["rows"]
    assert len(sent) == 200
    assert (sent[7]["worker"], sent[7]["day"], sent[7]["hours"]) == ("Nobody", "2025年13月1日", "many")
    assert sent[8]["day"] == "2025-04-09"


def test_a_tick_that_could_not_be_read_is_never_saved_as_no(page: Page) -> None:
    site = sheet(page, 2)
    cell(page, 0, "night").focus()
    page.evaluate(PASTE, "perhaps\nyes")
    expect(page.locator(".dg-pasted")).to_have_text("perhaps")
    assert page.evaluate(COPY, "copy").startswith("perhaps")
    page.locator(".save-bar button").click()
    expect(page).to_have_title("saved", timeout=30_000)
    assert [row["night"] for row in site.sent[0]["rows"]] == ["perhaps", True]
    assert [one.pointer for one in site.unread] == ["/rows/0/night"]


def test_an_unread_tick_comes_back_as_a_choice_and_can_be_decided(page: Page) -> None:
    site = sheet(page, 1)
    site.problems = (Problem("/rows/0/night", "type", {"expected": "yes or no"}),)
    cell(page, 0, "night").focus()
    page.evaluate(PASTE, "perhaps")
    page.locator(".save-bar button").click()
    expect(cell(page, 0, "night").locator("option:checked")).to_have_text("perhaps")
    expect(page.locator("tr.dg-line .dg-error")).to_have_text("This is not yes or no.")
    page.locator(".save-bar button").click()
    expect(cell(page, 0, "night").locator("option:checked")).to_have_text("perhaps")
    assert len(site.unread) == 1
    site.problems = ()
    cell(page, 0, "night").select_option("No")
    page.locator(".save-bar button").click()
    expect(page).to_have_title("saved", timeout=30_000)
    assert site.sent[-1]["rows"][0]["night"] is False
    assert not site.unread


def test_a_tick_taken_back_or_ticked_after_an_unread_word_is_saved(page: Page) -> None:
    site = sheet(page, 2)
    cell(page, 0, "night").focus()
    page.evaluate(PASTE, "perhaps\nsometimes")
    expect(page.locator(".dg-pasted")).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(page.locator(".dg-pasted")).to_have_count(0)
    page.keyboard.press("Control+y")
    expect(page.locator(".dg-pasted")).to_have_count(2)
    cell(page, 0, "night").click()
    expect(page.locator(".dg-pasted")).to_have_count(1)
    cell(page, 1, "night").click()
    cell(page, 1, "night").click()
    page.locator(".save-bar button").click()
    expect(page).to_have_title("saved", timeout=30_000)
    assert [row.get("night", False) for row in site.sent[0]["rows"]] == [True, False]
    assert not site.unread


def test_names_the_page_does_not_list_are_looked_up(page: Page) -> None:
    far = {"value": "00000000-0000-7000-8001-000000009999", "title": "Zhang San", "detail": "W-777 · Steel fixer"}

    def found(asked: Any) -> dict[str, Any]:
        return {"choices": [far] if asked["q"] in {"Zhang San", "W-777"} else [], "more": False}

    def some(typed: Any) -> Any:
        offer = Offer(tuple(WORKERS[:3]), search="/choices/", more=True)
        return lambda asked, settings, pointer, value: offer if asked and asked.reference else None

    site = Site(slip(), {"rows": [{"note": "a"}]}, offers=some, answers=found)
    open_site(page, site)
    cell(page, 0, "worker").focus()
    page.evaluate(PASTE, "Zhang San\nW-777\nZhang San\nNobody")
    expect(page.locator(".dg-toast")).to_contain_text("One cell could not be read.")
    for row in range(3):
        expect(cell(page, row, "worker")).to_have_value(far["value"])
    expect(cell(page, 3, "worker").locator("option:checked")).to_have_text("Nobody")
    assert [asked["q"] for asked in site.searches] == ["Zhang San", "W-777", "Nobody"]


def test_more_lines_than_there_may_be_are_named_and_left_out(page: Page) -> None:
    sheet(page, 2, maxItems=5)
    cell(page, 1, "note").focus()
    page.evaluate(PASTE, "\n".join(f"x{n}" for n in range(9)))
    expect(page.locator("tr.dg-line")).to_have_count(5)
    expect(page.locator(".dg-toast")).to_contain_text("5 lines were left out: there can be 5 rows at most.")
    page.locator(".dg-toast").get_by_role("button", name="Undo").click()
    expect(page.locator("tr.dg-line")).to_have_count(2)
    expect(cell(page, 1, "note")).to_have_value("n1")


def test_taking_a_paste_back_takes_back_what_was_done_since(page: Page) -> None:
    sheet(page, 2)
    cell(page, 0, "note").focus()
    page.evaluate(PASTE, "x\ny\nz")
    cell(page, 2, "note").fill("typed later")
    cell(page, 0, "hours").fill("5")
    page.locator(".dg-toast").get_by_role("button", name="Undo").click()
    expect(page.locator("tr.dg-line")).to_have_count(2)
    expect(cell(page, 0, "note")).to_have_value("n0")
    expect(cell(page, 0, "hours")).to_have_value("8")
    cell(page, 0, "note").focus()
    for _ in range(3):
        page.keyboard.press("Control+y")
    expect(cell(page, 2, "note")).to_have_value("typed later")
    expect(cell(page, 0, "hours")).to_have_value("5")


def test_the_menu_of_a_row(page: Page) -> None:
    sheet(page)
    page.locator("td.dg-no").nth(1).click()
    page.get_by_role("menuitem", name="Duplicate the row").click()
    expect(cell(page, 2, "note")).to_have_value("n1")
    expect(total(page, "amount")).to_have_text("¥80.00")
    page.locator("td.dg-no").nth(2).click()
    page.get_by_role("menuitem", name="Insert a row above").click()
    expect(cell(page, 2, "note")).to_have_value("")
    page.get_by_role("button", name="Copy last row").click()
    expect(cell(page, 5, "note")).to_have_value("n2")


BUDGET: dict[str, Any] = {
    "key": "slip", "title": "Budget", "type": "object",
    "properties": {"sections": {"title": "Sections", "type": "array", "items": {"type": "object", "properties": {
        "name": {"title": "Name", "type": "string"},
        "items": {"title": "Items", "type": "array", "items": {"type": "object", "properties": {
            "what": {"title": "What", "type": "string"},
            "amount": {"title": "Amount", "kind": "money"},
        }}},
    }}}},
}  # fmt: skip


def test_sections_of_items_add_up_and_fold(page: Page) -> None:
    items = [{"what": "a", "amount": "1000"}, {"what": "b", "amount": "0.5"}]
    budget = {"sections": [{"name": "Steel", "items": items}, {"name": "Wood", "items": items[:1]}]}
    site = Site(BUDGET, budget)
    open_site(page, site)
    heads, grand = page.locator(".dg-row-head"), page.locator(".dg-grand")
    expect(heads.nth(0)).to_contain_text("Steel")
    expect(heads.nth(0).locator("b")).to_have_text("¥1,000.50")
    expect(grand.locator("b")).to_have_text("¥2,000.50")
    page.locator('[name="/sections/1/items/0/amount"]').fill("2000")
    expect(heads.nth(1).locator("b")).to_have_text("¥2,000.00")
    expect(grand.locator("b")).to_have_text("¥3,000.50")
    page.locator('[data-name="/sections/0/items"]').get_by_role("button", name="Add a row").click()
    page.locator('[data-name="/sections/0/items"] tr.dg-line').nth(2).get_by_label("Amount").fill("1")
    expect(heads.nth(0).locator("b")).to_have_text("¥1,001.50")
    heads.nth(0).get_by_role("button").click()
    expect(page.locator('[data-name="/sections/0/items"]')).to_be_hidden()
    page.get_by_role("button", name="Fold or unfold all").click()
    expect(page.locator(".dg-row-body:visible")).to_have_count(0)
    page.get_by_role("button", name="Fold or unfold all").click()
    expect(page.locator(".dg-row-body:visible")).to_have_count(2)
    page.locator(".dg-tools > .dg-add").last.click()
    fresh = page.locator(".dg-row").nth(2)
    fresh.get_by_label("Name").fill("Paint")
    expect(heads.nth(2)).to_contain_text("Paint")
    fresh.get_by_role("button", name="Add a row").click()
    fresh.get_by_label("Amount").fill("9")
    expect(grand.locator("b")).to_have_text("¥3,010.50")
    page.locator(".dg-row").nth(1).get_by_role("button", name="Remove this row").last.click()
    expect(grand.locator("b")).to_have_text("¥1,010.50")
    page.locator(".save-bar button").click()
    expect(page).to_have_title("saved")
    assert [one["name"] for one in site.sent[0]["sections"]] == ["Steel", "Paint"]


def test_on_a_phone_rows_are_cards(browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    sheet(page, 2)
    page.get_by_role("button", name="Copy last row").tap()
    expect(page.locator("tr.dg-line")).to_have_count(3)
    expect(cell(page, 2, "hours")).to_have_value("8")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for button in page.locator(".dg-tools .btn:visible").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44
    context.close()


def test_five_hundred_fields_open_fit_and_save(page: Page) -> None:
    odd = "\u202eabc\u202c עברית 👷‍♀️ " + "长" * 200
    fields = {f"f{n}": {"title": odd if n == 7 else f"Field {n}", "type": "string"} for n in range(500)}
    site = Site({"key": "slip", "title": "Wide", "type": "object", "properties": fields}, {"f7": odd * 40})
    open_site(page, site)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator('[name="/f499"]').fill("last")
    page.locator(".save-bar button").click()
    expect(page).to_have_title("saved")
    assert site.sent[0] == {"f7": odd * 40, "f499": "last"}


def test_huge_and_odd_texts_stay_in_their_cells(page: Page) -> None:
    odd = "<b>&\u202e" + "👷‍♀️长" * 5000
    site = Site(slip(), {"rows": [{"note": odd}, {"note": "b"}]}, offers=offers)
    open_site(page, site)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    boxes = [one.bounding_box() for one in page.locator("tr.dg-line").all()]
    assert all(box and box["height"] < 60 for box in boxes), boxes
    page.locator(".save-bar button").click()
    expect(page).to_have_title("saved")
    assert site.sent[0]["rows"][0]["note"] == odd
