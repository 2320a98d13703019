"""Generated forms in Chromium: live formulas and conditions, detail rows, pasting, signatures, the keyboard alone."""

import base64
import re
from typing import Any

import pytest
from browser_page import Site, open_site
from dougong.forms import Offer
from dougong.problem import Problem
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

TEAMS = [(f"00000000-0000-7000-8000-{n:012d}", f"Team {n:02d}") for n in range(20)]
WORKERS = [(f"00000000-0000-7000-8001-{n:012d}", f"Worker {n:03d}") for n in range(40)]
COLUMNS: dict[str, Any] = {
    "worker": {"title": "Worker", "reference": "core/worker"},
    "day": {"title": "Day", "type": "string", "format": "date"},
    "hours": {"title": "Hours", "kind": "quantity", "unit": "h", "scale": 2},
    "rate": {"title": "Rate", "kind": "money"},
    "amount": {"title": "Amount", "kind": "money", "computed": "hours * rate"},
    "note": {"title": "Note", "type": "string"},
}
SLIP: dict[str, Any] = {
    "key": "slip",
    "title": "Slip",
    "type": "object",
    "properties": {
        "team": {"title": "Team", "reference": "core/team"},
        "cause": {"title": "Cause", "oneOf": [
            {"const": "own", "title": "Own"}, {"const": "subcontractor", "title": "Subcontractor"}]},
        "liable": {"title": "Liable", "type": "string", "visible_when": "cause == 'subcontractor'",
                   "required_when": "cause == 'subcontractor'"},
        "rows": {"title": "Rows", "type": "array", "items": {"type": "object", "properties": COLUMNS}},
        "total": {"title": "Total", "kind": "money", "computed": "rows.sum(r, r.amount)"},
        "big": {"title": "Approval needed by", "type": "string", "visible_when": "total > 1000"},
        "looked_up": {"title": "Looked up", "kind": "money", "computed": "lookup(total)"},
        "photos": {"title": "Photos", "kind": "photo", "many": True},
        "sign": {"title": "Signature", "kind": "signature"},
    },
}  # fmt: skip

#: The same without the field that only the server can work out.
LONG: dict[str, Any] = {**SLIP, "properties": {k: v for k, v in SLIP["properties"].items() if k != "looked_up"}}


def offers(typed: Any) -> Any:
    """Teams; and workers, of whom the last team has only one."""
    last = typed.get("/team") == TEAMS[-1][0]

    def offer(asked: Any, settings: Any, pointer: str, value: Any) -> Offer | None:
        if asked is None or asked.reference is None:
            return None
        return Offer(tuple(TEAMS if asked.reference == "core/team" else WORKERS[: 1 if last else None]))

    return offer


def rows(count: int) -> list[dict[str, str]]:
    return [{"worker": WORKERS[n % 40][0], "hours": "8", "rate": "2.50"} for n in range(count)]


@pytest.fixture
def site() -> Site:
    return Site(SLIP, {"rows": rows(2)}, offers=offers, functions={"lookup": lambda total: total})


def field(page: Page, name: str) -> Any:
    return page.locator(f'[name="{name}"]').and_(page.locator(".dg-input")).first


def output(page: Page, name: str) -> Any:
    return page.locator(f'output[id="f{name}"]')


def test_totals_are_live(page: Page, site: Site) -> None:
    open_site(page, site)
    expect(output(page, "/total")).to_have_text("¥40.00")
    field(page, "/rows/0/hours").fill("１,000.5")
    expect(output(page, "/rows/0/amount")).to_have_text("¥2,501.25")
    expect(output(page, "/total")).to_have_text("¥2,521.25")
    field(page, "/rows/1/rate").fill("")
    expect(output(page, "/rows/1/amount")).to_have_text("—")
    expect(output(page, "/total")).to_have_text("¥2,501.25")


def test_a_condition_shows_hides_and_keeps_what_was_typed(page: Page, site: Site) -> None:
    open_site(page, site)
    frame = page.locator('[data-name="/liable"]')
    expect(frame).to_be_hidden()
    page.get_by_label("Subcontractor").check()
    expect(frame).to_be_visible()
    expect(frame.locator(".dg-star")).to_have_count(1)
    field(page, "/liable").fill("Li Wei")
    page.get_by_label("Own", exact=True).check()
    expect(frame).to_be_hidden()
    page.get_by_label("Subcontractor").check()
    expect(field(page, "/liable")).to_have_value("Li Wei")
    expect(field(page, "/liable")).to_have_attribute("aria-required", "true")


def test_a_condition_may_look_at_a_live_total(page: Page, site: Site) -> None:
    open_site(page, site)
    expect(page.locator('[data-name="/big"]')).to_be_hidden()
    field(page, "/rows/0/hours").fill("500")
    expect(page.locator('[data-name="/big"]')).to_be_visible()


def test_rows_are_added_removed_and_taken_back(page: Page, site: Site) -> None:
    open_site(page, site)
    page.get_by_role("button", name="Add a row").click()
    expect(page.locator("tr.dg-line")).to_have_count(3)
    expect(page.locator("tr.dg-line").nth(2).locator("select").first).to_be_focused()
    fresh = page.locator("tr.dg-line").nth(2).get_attribute("data-row")
    field(page, f"/rows/{fresh}/hours").fill("2")
    field(page, f"/rows/{fresh}/rate").fill("10")
    expect(output(page, "/total")).to_have_text("¥60.00")
    page.locator("tr.dg-line").nth(0).get_by_role("button", name="Remove this row").click()
    expect(output(page, "/total")).to_have_text("¥40.00")
    page.get_by_role("button", name="Undo").click()
    expect(output(page, "/total")).to_have_text("¥60.00")
    expect(page.locator("tr.dg-line").nth(0)).to_have_attribute("data-row", "0")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_title("saved")
    assert [row.get("hours") for row in site.sent[0]["rows"]] == ["8", "8", "2"]


def test_two_hundred_lines_are_pasted_at_once(page: Page, site: Site) -> None:
    open_site(page, site)
    lines = [
        f"{WORKERS[n % 40][1]}\t2025年4月{n % 28 + 1}日\t１,0{n % 10:02d}.50 h\t¥2.00\t\tn {n}" for n in range(200)
    ]
    lines[7] = "Nobody\tnever\tmany\t2\t\tbad"
    page.locator("tr.dg-line").nth(1).locator("select").first.focus()
    page.evaluate(PASTE, "\r\n".join(lines) + "\r\n")
    expect(page.locator("tr.dg-line")).to_have_count(201)
    expect(page.locator(".dg-unread")).to_have_count(3)
    expect(page.locator(".dg-toast")).to_contain_text("200 rows pasted. 3 cells could not be read.")
    expected = 20 + 2 * sum(1000 + n % 10 for n in range(200)) - 2 * 1007 + 199
    expect(output(page, "/total")).to_have_text(f"¥{expected:,}.00")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("tr.dg-line")).to_have_count(2)
    expect(output(page, "/total")).to_have_text("¥40.00")


PASTE = """async (pasted) => {
  const data = new DataTransfer(), began = performance.now();
  data.setData("text/plain", pasted);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(event);
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - began;
}"""


def test_columns_of_a_pasted_block_are_found_by_their_titles(page: Page, site: Site) -> None:
    open_site(page, site)
    field(page, "/rows/0/hours").focus()
    page.evaluate(PASTE, 'Note\tHours\n"two\nlines"\t(3)\n')
    expect(field(page, "/rows/0/note")).to_have_value("two lines")
    expect(field(page, "/rows/0/hours")).to_have_value("-3")
    expect(page.locator("tr.dg-line")).to_have_count(2)


def test_a_signature_is_a_picture(page: Page, site: Site) -> None:
    open_site(page, site)
    canvas = page.locator(".dg-canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 80, steps=8)
    page.mouse.up()
    drawn = page.locator('input[data-signature-target="drawing"]').input_value()
    kind, _, data = drawn.partition(",")
    assert kind == "data:image/png;base64"
    assert base64.b64decode(data).startswith(b"\x89PNG\r\n\x1a\n")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator('input[data-signature-target="drawing"]')).to_have_value("")


def test_files_are_sent_at_once_and_one_is_taken_away(page: Page, site: Site) -> None:
    open_site(page, site)
    chooser = page.locator('input[type=file][name="/photos"]')
    chooser.set_input_files([{"name": f"{n}.png", "mimeType": "image/png", "buffer": PIXEL} for n in "ab"])
    photos = page.locator('.dg-file-list input[name="/photos"]')
    expect(photos).to_have_count(2)
    chooser.set_input_files([{"name": "c.pdf", "mimeType": "application/pdf", "buffer": b"no picture"}])
    expect(page.locator(".dg-file-bad .dg-error")).to_have_text("Pictures only.")
    page.get_by_role("button", name="Do not send c.pdf").click()
    expect(page.locator(".dg-file-bad")).to_have_count(0)
    photos.nth(0).uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_title("saved")
    assert site.uploads == ["a.png", "b.png", "c.pdf"]
    assert site.raw[0].getlist("/photos") == ["00000000-0000-7000-8009-000000000002"]


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_by_keyboard_alone(page: Page, site: Site) -> None:
    open_site(page, site)
    field(page, "/team").focus()
    page.keyboard.type("07")
    expect(page.locator(".dg-picker-input")).to_be_visible()
    page.keyboard.press("Enter")
    expect(field(page, "/team")).to_have_value(TEAMS[7][0])
    expect(field(page, "/team")).to_be_focused()
    field(page, "/rows/0/hours").focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("ArrowRight")
    expect(field(page, "/rows/0/rate")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(field(page, "/rows/0/note")).to_be_focused()
    page.keyboard.type("ab")
    page.keyboard.press("Enter")
    expect(field(page, "/rows/1/note")).to_be_focused()
    page.keyboard.press("Control+d")
    expect(field(page, "/rows/1/note")).to_have_value("ab")
    page.keyboard.press("Enter")
    expect(page.locator("tr.dg-line")).to_have_count(3)
    expect(page.locator("tr.dg-line").nth(2).locator("input.dg-input").last).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field(page, "/rows/1/note")).to_be_focused()
    page.keyboard.press("Alt+Shift+ArrowUp")
    expect(page.locator("tr.dg-line").nth(0)).to_have_attribute("data-row", "1")
    expect(field(page, "/rows/1/note")).to_be_focused()


def test_what_only_the_server_knows_is_fetched(page: Page, site: Site) -> None:
    open_site(page, site)
    site.functions = {"lookup": lambda total: total * 2}
    field(page, "/rows/0/hours").fill("10")
    expect(output(page, "/looked_up")).to_have_text("¥90.00")
    expect(field(page, "/rows/0/hours")).to_have_value("10")
    assert site.asked == 1


def test_the_server_answers_for_rows_it_has_not_numbered_yet(page: Page) -> None:
    columns = {**COLUMNS, "looked_up": {"title": "Looked up", "kind": "money", "computed": "lookup(hours)"}}
    rows_ = {"title": "Rows", "type": "array", "items": {"type": "object", "properties": columns}}
    site = Site({**SLIP, "properties": {"rows": rows_}}, {"rows": rows(2)}, functions={"lookup": lambda hours: hours})
    open_site(page, site)
    page.locator("tr.dg-line").nth(0).get_by_role("button", name="Remove this row").click()
    page.get_by_role("button", name="Add a row").click()
    fresh = page.locator("tr.dg-line").nth(1)
    fresh.get_by_label("Hours").fill("3")
    expect(fresh.locator("output").last).to_have_text("¥3.00")
    expect(output(page, "/rows/1/looked_up")).to_have_text("¥8.00")
    expect(page.locator(".dg-stale")).to_have_count(0)


def test_choices_that_depend_on_another_are_replaced(page: Page, site: Site) -> None:
    open_site(page, site)
    chosen = field(page, "/rows/0/worker")
    other = field(page, "/rows/1/worker")
    assert len(chosen.locator("option").all()) == 41
    field(page, "/team").select_option(TEAMS[-1][0])
    expect(chosen.locator("option")).to_have_count(2)
    expect(chosen).to_have_value(WORKERS[0][0])
    expect(other).not_to_have_value(WORKERS[0][0])
    assert site.asked == 1


def test_leaving_warns_and_sending_twice_sends_once(page: Page, site: Site) -> None:
    open_site(page, site)
    field(page, "/rows/0/note").fill("x")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("location.reload()")
    page.wait_for_timeout(100)
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Save").dblclick()
    expect(page).to_have_title("saved")
    assert len(site.sent) == 1
    assert asked == ["beforeunload"]


def test_a_refused_form_leads_to_what_is_wrong(page: Page, site: Site) -> None:
    site.problems = (Problem("/rows/1/rate", "required"),)
    open_site(page, site)
    page.get_by_role("button", name="Save").click()
    summary = page.locator(".dg-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    expect(field(page, "/rows/1/rate")).to_be_focused()


def test_nothing_is_fetched_from_elsewhere(page: Page, site: Site) -> None:
    open_site(page, site)
    assert site.outside == []


def test_a_keystroke_touches_its_own_row_alone(page: Page) -> None:
    """However many rows there are: no more than the field's own row and the totals is written to."""
    touched = {}
    for count in (10, 300):
        open_site(page, Site(LONG, {"rows": rows(count)}))
        page.locator('[name="/rows/5/hours"]').focus()
        page.evaluate(
            """() => {
              window.touched = new Set();
              new MutationObserver((records) => records.forEach((one) => window.touched.add(one.target)))
                .observe(document.querySelector(".dg-form"),
                         { subtree: true, childList: true, characterData: true, attributes: true });
            }"""
        )
        page.keyboard.type("7")
        expect(output(page, "/rows/5/amount")).to_have_text("¥195.00")
        total = page.evaluate("new Promise((done) => requestAnimationFrame(() => done(window.touched.size)))")
        assert re.fullmatch(r"¥[\d.,]+", output(page, "/total").text_content() or "")
        touched[count] = total
    assert 0 < touched[300] <= touched[10], touched
