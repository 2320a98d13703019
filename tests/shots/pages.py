"""Every type of page there is, and how one gets there. Steps go by what a page is made of, not by its words."""

import json
from collections.abc import Callable
from urllib.parse import quote

from playwright.sync_api import Page, expect

from tests.live import Live
from tests.pages.sheets_handed import messy
from tests.shots.camera import Shot, quiet

SLIPS = "/m/day_labour/slip/"
NOTHING = "0190a1b2-0000-7000-8000-000000000000"
Where = Callable[[Live], str]


def at(path: str) -> Where:
    """An address that does not depend on what was prepared."""
    return lambda _live: path


def slip(state: str, then: str = "") -> Where:
    """The first slip in a state."""
    return lambda live: live.slips(state)[0] + then


def of(entity: str, name: str, then: str = "") -> Where:
    """A record of the demo by its name."""
    return lambda live: live.record(entity, name) + then


def trial(entity: str, number: int, then: str = "") -> Where:
    """A record of the company with hostile content."""
    return lambda live: f"/m/trials/{entity}/{live.told['hostile'][entity][number]}/{then}"


def asked(*leaves: dict[str, object], **more: str) -> str:
    """A list's address with a filter."""
    query = {"filter": json.dumps({"all": list(leaves)}), **more} if leaves else more
    return SLIPS + "?" + "&".join(f"{key}={quote(value)}" for key, value in query.items())


OWN = {"field": "cause", "is": "one_of", "to": ["own", "rework"]}
APRIL = {"field": "work_date", "is": "between", "to": ["2025-04-01", "2025-04-15"]}


def save(page: Page, _live: Live) -> None:
    """Send a form that cannot be right: on to the next step with nothing filled in."""
    quiet(page)
    page.locator(".save-bar .btn-primary").last.click()
    expect(page.locator("[role=alert], .dg-problems, [aria-invalid=true]").first).to_be_visible()


def conflict(page: Page, live: Live) -> None:
    """Somebody else saves the same field first."""
    other = page.context.new_page()
    other.goto(page.url)
    for number, one in enumerate((other, page)):
        one.locator(".dg-form[data-live]").wait_for(state="attached")
        text = f"清理二层楼面余浆，装袋运到垃圾池，共 {number}{id(page) % 9973} 袋。"
        one.locator("textarea[name='/work_content']").fill(text)
        one.locator("button[name=_do][value=save]").last.click()
        one.wait_for_load_state()
    other.close()
    expect(page.locator("#conflict-title, .conflict").first).to_be_visible()


def press(key: str, until: str) -> Callable[[Page, Live], None]:
    """A key, until something is there."""

    def steps(page: Page, _live: Live) -> None:
        quiet(page)
        page.keyboard.press(key)
        expect(page.locator(until).first).to_be_visible()

    return steps


def make_token(page: Page, _live: Live) -> None:
    """A token is made and shown."""
    quiet(page)
    page.locator("input[name=called]").fill("ERP")
    page.locator("form.plain .btn-primary").click()
    expect(page.locator(".secret .link")).to_be_visible()


def follow(*steps: str) -> Callable[[Page, Live], None]:
    """Links or buttons, one after the other."""

    def go(page: Page, _live: Live) -> None:
        for step in steps:
            page.locator(step).first.click()
            page.wait_for_load_state()

    return go


def refuse_role(page: Page, live: Live) -> None:
    """A role that is to end before it begins."""
    follow("table.list tbody a")(page, live)
    page.locator("#give ~ form select[name=role]").select_option(index=1)
    page.locator("#give ~ form input[name=since]").fill("2099-05-02")
    page.locator("#give ~ form input[name=until]").fill("2099-05-01")
    page.locator("#give ~ form .btn-primary").click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()


def click(what: str, until: str) -> Callable[[Page, Live], None]:
    """A click, until something is there."""

    def steps(page: Page, _live: Live) -> None:
        quiet(page)
        page.locator(what).first.click()
        expect(page.locator(until).first).to_be_visible()

    return steps


def chosen(page: Page, _live: Live) -> None:
    """Two entries selected."""
    quiet(page)
    if page.locator(".tool-pick").is_visible():  # on a phone
        page.locator(".tool-pick").click()
        for row in range(2):
            page.locator("tbody tr[data-id] input[type=checkbox]").nth(row).check()
    else:
        for key in ("ArrowDown", "x", "ArrowDown", "x"):
            page.keyboard.press(key)
    expect(page.locator(".bulk-bar").first).to_be_visible()


def beside(page: Page, _live: Live) -> None:
    """The first entry beside its list; on a phone it is opened."""
    quiet(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".list-panel:not([hidden]) .panel-record, .record").first).to_be_visible()
    quiet(page)


def hand_in(page: Page, _live: Live) -> None:
    """A register of contracts handed in: its columns."""
    quiet(page)
    page.locator("input[type=file]").set_input_files(
        {"name": "contracts.xlsx", "mimeType": "application/octet-stream", "buffer": messy()}
    )
    expect(page.locator(".import-fields").first).to_be_visible()


SHOTS = (
    Shot("sign-in", "", at("/sign-in/")),
    Shot("sign-in-once", "", at("/sign-in/nothing/")),
    Shot("home-manager", "pm", at("/")),
    Shot("home-foreman", "foreman", at("/")),
    Shot("home-admin", "admin", at("/")),
    Shot("me", "cost", at("/me/")),
    Shot("tokens", "cost", at("/me/tokens/"), make_token),
    Shot("tokens-programs", "admin", at("/settings/tokens/")),
    Shot("api-guide", "cost", at("/me/programs/")),
    Shot("members", "admin", at("/settings/members/")),
    Shot("member", "admin", at("/settings/members/?q=cost"), click("table.list tbody a", "#give")),
    Shot("design", "admin", at("/settings/design/day_labour/")),
    Shot("design-home", "admin", at("/settings/design/")),
    Shot("design-fields", "admin", at("/settings/design/day_labour/slip/fields/")),
    Shot("design-field", "admin", at("/settings/design/day_labour/slip/fields/?at=work_content")),
    Shot("design-field-choices", "admin", at("/settings/design/day_labour/slip/fields/?at=cause")),
    Shot("design-field-formulas", "admin", at("/settings/design/day_labour/slip/fields/?at=variation")),
    Shot("design-field-new", "admin", at("/settings/design/day_labour/slip/fields/?add=field")),
    Shot("design-publish", "admin", at("/settings/design/day_labour/publish/")),
    Shot("design-history", "admin", at("/settings/design/day_labour/history/")),
    Shot("design-lists", "admin", at("/settings/design/day_labour/slip/lists/?view=to_confirm")),
    Shot("design-steps", "admin", at("/settings/design/day_labour/slip/steps/?at=step:approve")),
    Shot("members-none", "admin", at("/settings/members/?q=nobody")),
    Shot("member-refused", "admin", at("/settings/members/?q=cost"), refuse_role),
    Shot("hand-over", "admin", at("/settings/members/?q=cost"), follow("table.list tbody a", ".page-head .btn")),
    Shot("invite", "admin", at("/settings/members/invite/")),
    Shot("invitations", "admin", at("/settings/members/invitations/")),
    Shot("security-log", "admin", at("/settings/log/")),
    Shot("branding", "admin", at("/settings/branding/")),
    Shot("second-factor", "foreman", at("/me/second-factor/")),
    Shot("leave", "foreman", at("/me/leave/")),
    Shot("forgot", "", at("/forgot/")),
    Shot("reset", "", at("/reset/nothing/"), status=422),
    Shot("join", "", at("/join/nothing/"), status=422),
    Shot("design-preview", "admin", at("/settings/design/day_labour/preview/")),
    Shot("inbox", "pm", at("/inbox/")),
    Shot("exports", "cost", at("/exports/")),
    Shot("inbox-empty", "worker", at("/inbox/")),
    Shot("add", "foreman", at("/add/")),
    Shot("palette", "cost", at("/"), press("Control+k", "dialog.palette[open] [role=option]")),
    Shot("list", "cost", at(SLIPS)),
    Shot("import", "cost", at("/m/contract/contract/import/")),
    Shot("import-columns", "cost", at("/m/contract/contract/import/"), hand_in),
    Shot("list-grouped", "cost", at(asked(group="team"))),
    Shot("list-searched", "cost", at(asked(q="清理"))),
    Shot("list-panel", "cost", at(SLIPS), beside),
    Shot("list-filter", "cost", at(asked(OWN)), click(".tool-filter > summary", ".tool-filter[open] .menu-items")),
    Shot("list-columns", "cost", at(SLIPS), click(".tool-columns > summary", ".tool-columns[open] .menu-items")),
    Shot("list-selected", "engineer", at(SLIPS), chosen),
    Shot("list-foreman", "foreman", at(SLIPS)),
    Shot("list-filtered", "cost", at(asked(OWN, APRIL))),
    Shot("list-empty", "cost", at(asked({**OWN, "to": ["own"]}, {**APRIL, "to": ["1999-01-01", "1999-01-02"]}))),
    Shot("list-sorted", "labour", at(asked(sort="-total"))),
    Shot("list-view", "engineer", at(SLIPS + "?view=to_confirm")),
    Shot("list-bin", "foreman", at(SLIPS + "?removed=1")),
    Shot("list-master", "labour", at("/m/core/worker/")),
    Shot("list-tree", "pm", at("/m/core/wbs_node/")),
    Shot("record", "pm", slip("effective")),
    Shot("record-draft", "foreman", of("day_labour/slip", "mixed_0430_draft")),
    Shot("record-confirm", "engineer", slip("submitted")),
    Shot("record-approval", "gm", slip("in_approval")),
    Shot("record-master", "labour", of("core/worker", "li")),
    Shot("record-settlement", "labour", of("day_labour/month_settlement", "mixed_2025_04")),
    Shot("why", "foreman", of("day_labour/slip", "mixed_0430", "why/")),
    Shot("print", "pm", slip("effective", "print/")),
    Shot("record-project", "pm", of("core/project", "park")),
    Shot("new", "foreman", at(SLIPS + "new/")),
    Shot("new-refused", "foreman", at(SLIPS + "new/"), save),
    Shot("new-worker", "labour", at("/m/core/worker/new/")),
    Shot("edit", "foreman", of("day_labour/slip", "mixed_0430_draft", "edit/")),
    Shot("conflict", "foreman_concrete", of("day_labour/slip", "concrete_0426", "edit/"), conflict),
    Shot("ask", "engineer", slip("submitted", "do/return/")),
    Shot("perform", "engineer", slip("submitted", "do/confirm/")),
    Shot("modules", "admin", at("/settings/modules/")),
    Shot("module", "admin", at("/settings/modules/day_labour/")),
    Shot("module-off", "admin", at("/settings/modules/contract/off/")),
    Shot("module-refused", "admin", at("/settings/modules/core/off/")),
    Shot("rights", "admin", at("/settings/rights/")),
    Shot("rights-sheet", "admin", at("/settings/rights/day_labour/slip/sheet/")),
    Shot("rights-steps", "admin", at("/settings/rights/day_labour/slip/steps/")),
    Shot("rights-fields", "admin", at("/settings/rights/day_labour/slip/fields/")),
    Shot("rights-role", "admin", at("/settings/rights/day_labour/slip/fields/?role=foreman&state=submitted")),
    Shot("rights-cell", "admin", at("/settings/rights/contract/contract/cell/?role=buyer&verb=see")),
    Shot("rights-roles", "admin", at("/settings/rights/roles/")),
    Shot("rights-changes", "admin", at("/settings/rights/day_labour/changes/")),
    Shot("why-fields", "admin", of("day_labour/slip", "mixed_0430", "why/")),
    Shot("hostile-modules", "tester", at("/settings/modules/"), company="trials", words=False),
    Shot("hostile-off", "tester", at("/settings/modules/trials/off/"), company="trials", words=False),
    Shot("hostile-rights", "tester", at("/settings/rights/trials/hostile/sheet/"), company="trials", words=False),
    Shot(
        "hostile-fields",
        "tester",
        at("/settings/rights/trials/hostile/fields/?role=tester"),
        company="trials",
        words=False,
    ),
    Shot("not-found", "cost", at(f"{SLIPS}{NOTHING}/"), status=404),
    Shot("forbidden", "worker", at("/m/core/party/new/"), status=403),
    Shot("bad-view", "cost", at(SLIPS + "?view=nothing"), status=404),
    Shot("hostile-home", "tester", at("/"), company="trials", words=False),
    Shot("hostile-list", "tester", at("/m/trials/hostile/"), company="trials", words=False),
    Shot("hostile-record", "tester", trial("hostile", 0), company="trials", words=False),
    Shot("hostile-edit", "tester", trial("hostile", 1, "edit/"), company="trials", words=False),
    Shot("hostile-empty", "tester", at("/m/trials/nothing/"), company="trials", words=False),
    Shot("wide-new", "tester", at("/m/trials/wide/new/"), company="trials", words=False),
    Shot("wide-record", "tester", trial("wide", 0), company="trials", words=False),
    Shot("plain-list", "cost", at(SLIPS), scripts=False),
    Shot("plain-new", "foreman", at(SLIPS + "new/"), scripts=False),
)
