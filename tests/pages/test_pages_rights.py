"""Rights as sheets: told, changed in the draft, published; roles of one's own; who gains and who loses."""

import html
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from dougong import catalog, storage
from dougong.access import system_reach
from dougong.actions import discard_draft, publish_overlay, revert_overlay, save_overlay_draft
from dougong.admission import Caller, seat_of
from dougong.designer import open_draft
from dougong.problem import Refused
from dougong.tenancy import Account, reading

from tests.demo_site import Site, Visitor, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.django_db, pytest.mark.storage]
RIGHTS = "/settings/rights/"
SLIP = RIGHTS + "day_labour/slip/"


def caller(site: Site) -> Caller:
    return Caller(site.tenant, Account.objects.get(login="admin"), "en", "test")


def seen(site: Site, module: str) -> str:
    with reading(site.tenant):
        return open_draft(seat_of(caller(site)), module).seen


def publish(site: Site, module: str) -> None:
    publish_overlay(caller(site), module, seen(site, module), confirmed=True)


@pytest.fixture
def admin(site: Site) -> Iterator[Visitor]:
    """The administrator; what a test drafted or published is undone after it."""
    yield site.visitor("admin")
    for module in ("core", "day_labour"):
        with suppress(Refused):  # there may be nothing to undo
            discard_draft(caller(site), module, seen(site, module))
        with suppress(Refused):
            revert_overlay(caller(site), module, None, seen(site, module), confirmed=True)


def send(visitor: Visitor, address: str, status: int = 302, **fields: Any) -> str:
    """Send a page's form with its draft's name."""
    given = re.search(r'name="seen" value="(\w+)"', visitor.get(address))
    assert given
    return html.unescape(visitor.post(address, {"seen": given.group(1), **fields}, status=status).content.decode())


def cell(page: str, role: str, verb: str) -> str:
    """What a cell of the sheet says."""
    found = re.search(rf'<a id="c-{role}-{verb}"[^>]*title="([^"]*)"', page)
    assert found, (role, verb)
    return html.unescape(found.group(1))


def test_a_cell_says_its_rule_in_words_with_its_address(admin: Visitor) -> None:
    page = admin.get(SLIP + "sheet/")
    foreman = cell(page, "foreman", "see")
    assert "Leader of Team = me" in foreman or "me" in foreman
    assert "roles#/rights/slip/foreman/see" in foreman
    assert "as the module has it" in foreman
    assert cell(page, "general_manager", "see").startswith("all")
    assert cell(page, "buyer", "edit").startswith("not at all")


def test_only_who_administers_and_only_what_there_is(site: Site, admin: Visitor) -> None:
    for page in ("", "roles/", "day_labour/slip/sheet/", "day_labour/slip/cell/?role=foreman&verb=see"):
        site.visitor("gm").get(RIGHTS + page, status=403)
    for page in ("cell/?role=foreman&verb=fly", "cell/?role=nobody&verb=see", "cell/", "step/?role=foreman&step=fly",
                 "fields/?role=nobody", "fields/?role=foreman&state=fly"):  # fmt: skip
        admin.get(SLIP + page, status=404)
    admin.get(RIGHTS + "day_labour/nothing/sheet/", status=404)
    admin.get(RIGHTS + "nothing/changes/", status=404)


def test_a_right_is_changed_in_the_draft_told_and_counts_once_published(site: Site, admin: Visitor) -> None:
    gm, slips = site.visitor("gm"), "/m/day_labour/slip/"
    before = gm.get(slips)
    address = SLIP + "cell/?role=general_manager&verb=see"
    send(admin, address, how="formula", where="state == 'paid' && project in my_projects")
    page = admin.get(SLIP + "sheet/")
    assert "your company's draft" in cell(page, "general_manager", "see")
    assert gm.get(slips) == before or len(gm.get(slips)) > 1000
    told = html.unescape(admin.get(RIGHTS + "day_labour/changes/"))
    assert "General manager on Day-labour slip, See: State = “Paid” and Project is one of: my projects" in told
    assert "(before: all)" in told
    assert "1 person" in told
    publish(site, "day_labour")
    assert "your company's change" in cell(admin.get(SLIP + "sheet/"), "general_manager", "see")
    assert "-2025-" not in gm.get(slips)
    send(admin, address, how="module")
    publish(site, "day_labour")
    assert "as the module has it" in cell(admin.get(SLIP + "sheet/"), "general_manager", "see")


def test_a_wrong_condition_is_refused_at_its_field_and_nothing_typed_is_lost(admin: Visitor) -> None:
    address = SLIP + "cell/?role=foreman&verb=edit"
    for wrong, words in (("state ==", "where-wrong"), ("nonsense == me", "nonsense"), ("total", "where-wrong"),
                         ("work_content == me", "where-wrong"), ("", "where-wrong")):  # fmt: skip
        page = send(admin, address, status=422, how="formula", where=wrong)
        assert words in page, wrong
        assert f">{wrong}</textarea>" in page
    assert 'value="module"' not in admin.get(address)
    assert "how-wrong" in send(admin, address, status=422, how="perhaps")


def test_who_looked_at_another_draft_keeps_what_others_changed_and_never_writes_over_it(
    site: Site, admin: Visitor
) -> None:
    old, address = seen(site, "day_labour"), SLIP + "cell/?role=buyer&verb=see"
    send(admin, SLIP + "cell/?role=planner&verb=see", how="all")
    admin.post(address, {"seen": old, "how": "all"})
    page = admin.get(SLIP + "sheet/")
    assert cell(page, "planner", "see").startswith("all")
    assert cell(page, "buyer", "see").startswith("all")
    answer = admin.post(address, {"seen": old, "how": "projects"}, status=422)
    assert "changed this meanwhile" in answer.content.decode()


def test_a_step_is_given_and_taken(site: Site, admin: Visitor) -> None:
    address = SLIP + "step/?role=planner&step=submit"
    send(admin, address, may="yes")
    assert "Planner may take the step “Submit” of Day-labour slip." in html.unescape(
        admin.get(RIGHTS + "day_labour/changes/")
    )
    publish(site, "day_labour")
    with reading(site.tenant):
        arrow = catalog.module_for("day_labour", "en").workflows["slip"].transitions["submit"]
    assert arrow.by == ("foreman", "site_engineer", "planner")
    send(admin, address, may="no")
    publish(site, "day_labour")
    with reading(site.tenant):
        assert catalog.overlay_of("day_labour").changes == {}


def test_fields_are_hidden_and_locked_for_a_role_and_in_a_state(site: Site, admin: Visitor) -> None:
    address = SLIP + "fields/?role=general_manager"
    send(admin, address, role="general_manager", state="", **{"/rows/*/rate": "hidden", "/total": "hidden"})
    state = SLIP + "fields/?role=foreman&state=returned"
    send(admin, state, role="foreman", state="returned", **{"/work_content": "edit", "/cause": "hide"})
    publish(site, "day_labour")
    with reading(site.tenant):
        module = catalog.module_for("day_labour", "en")
        right = next(one for one in module.rights if (one.role, one.entity) == ("general_manager", "day_labour/slip"))
        assert set(right.hide) == {"/rows/*/rate", "/total"}
        assert module.workflows["slip"].field_rights["returned"]["foreman"] == {
            "edit": ["/work_content"], "hide": ["/cause"]}  # fmt: skip
    page = admin.get(address)
    assert re.search(r'name="/total">.*?value="hidden" selected', page, re.S)
    send(admin, address, role="general_manager", state="", **{"/rows/*/rate": "write", "/total": "write"})
    send(admin, state, role="foreman", state="returned", **{"/work_content": "", "/cause": ""})
    publish(site, "day_labour")
    with reading(site.tenant):
        assert catalog.overlay_of("day_labour").changes == {}


def test_a_role_of_ones_own_is_added_given_rights_renamed_and_hidden(site: Site, admin: Visitor) -> None:
    roles = RIGHTS + "roles/"
    assert "Give the role a name" in send(admin, roles, status=422, module="core", title="  ")
    assert "There is a role of this name already" in send(admin, roles, status=422, module="core", title="Planner")
    send(admin, roles, module="core", title="Weighbridge clerk")
    publish(site, "core")
    key = "x_weighbridge_clerk"
    send(admin, SLIP + f"cell/?role={key}&verb=see", how="projects")
    publish(site, "day_labour")
    assert cell(admin.get(SLIP + "sheet/"), key, "see").startswith("own projects")
    send(admin, roles, module="core", role=key, do="rename", title="过磅员")
    send(admin, roles, module="core", role="planner", do="hide", title="")
    publish(site, "core")
    with reading(site.tenant):
        known = catalog.module_for("core", "zh_Hans").roles
        assert (known[key].title, known["planner"].hidden) == ("过磅员", True)
    assert "c-planner-see" not in admin.get(SLIP + "sheet/")
    send(admin, SLIP + f"cell/?role={key}&verb=see", how="none")
    publish(site, "day_labour")


def test_nobody_locks_the_company_out(site: Site, admin: Visitor) -> None:
    save_overlay_draft(caller(site), "core", {"roles#/roles/admin/administers": False}, seen(site, "core"))
    told = html.unescape(admin.get(RIGHTS + "core/changes/"))
    assert "no longer opens the company's settings" in told
    with pytest.raises(Refused) as refused:
        publish(site, "core")
    assert [one.code for one in refused.value.problems] == ["last_administrator"]
    admin.get("/settings/")


def test_a_sheet_asks_as_much_for_a_small_entity_as_for_a_large_one(admin: Visitor) -> None:
    def queries(page: str) -> int:
        admin.get(page)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            admin.get(page)
        return len(caught)

    for tab in ("sheet", "fields"):
        counts = {name: queries(f"{RIGHTS}{name}/{tab}/") for name in
                  ("core/unit", "core/project", "day_labour/slip", "contract/contract")}  # fmt: skip
        assert len(set(counts.values())) == 1, counts
        assert max(counts.values()) < 30, counts


def why(visitor: Visitor, address: str, **asked: Any) -> str:
    return html.unescape(visitor.get(address + "why/" + (f"?who={asked['who']}" if asked else "")))


def test_why_somebody_else_sees_and_writes_what_he_does(site: Site, admin: Visitor) -> None:
    slip = first(site, "day_labour/slip", "draft")
    pm, engineer, safety = (Account.objects.get(login=one) for one in ("pm", "engineer", "safety"))
    page = why(admin, slip, who=pm.pk)
    assert f"What may {pm.display_name} do here?" in page
    assert "roles#/rights/slip/project_manager/see" in page
    assert "step “Let in late”: open to: Project manager" in page
    hidden = why(admin, slip, who=engineer.pk)
    assert "roles#/rights/slip/site_engineer/see/hide" in hidden
    assert "Site engineer does not see this field" in hidden
    outside = why(admin, slip, who=safety.pk)
    assert "As Safety officer, " in outside
    assert "roles#/rights/slip/safety_officer/see" in outside
    for stranger in ("0190a1b2-0000-7000-8000-000000000000", "nobody"):
        admin.get(f"{slip}why/?who={stranger}", status=404)
    site.visitor("pm").get(f"{slip}why/?who={safety.pk}", status=403)


def test_why_tells_oneself_of_fields_one_sees_and_names_no_other(site: Site) -> None:
    slip = first(site, "day_labour/slip", "effective")
    gm, engineer = site.visitor("gm"), site.visitor("engineer")
    assert ">Total</th>" in why(gm, slip)
    assert "Workers / Amount</th>" in why(gm, slip)
    assert "Workers / Amount</th>" not in why(engineer, slip)
    confirmed = why(site.visitor("cost"), first(site, "day_labour/slip", "confirmed"))
    assert "workflows/slip#/rights/confirmed" in confirmed
    assert "roles#/rights/slip/cost_engineer/edit" in confirmed
    assert "For</label>" not in why(gm, slip)


def first(site: Site, name: str, state: str) -> str:
    """The address of a record in a state."""
    with reading(site.tenant):
        reach, query = system_reach(name, "a test looks"), storage.Query(limit=1000, fields=())
        page = storage.select(reach, catalog.entity_for(name, "en"), catalog.layout_for(name), query)
        found = next(one for one in page.records if one.state == state and one.project)
    return f"/m/{name}/{found.id}/"
