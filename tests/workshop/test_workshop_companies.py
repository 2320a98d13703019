"""What the platform's staff does to companies, and that each change went through an action."""

import html
import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from dougong import catalog
from dougong.actions import portal as portal_actions
from dougong.admission import Caller, admit, seat_of
from dougong.events.models import EventRow
from dougong.problem import Refused
from dougong.tenancy import Account, Domain, NotMember, Tenant, issue_staff_sign_in, platform_writing, reading
from dougong.workshop.documents import pruned
from dougong.workshop.models import CompanyPage, CompanyPages
from dougong.workshop.simple_schemas import simple

from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.django_db, pytest.mark.storage]

NEW = {"key": "second", "name": "第二建筑", "host": "Second.localhost", "language": "zh-hans",
       "timezone": "Asia/Shanghai", "admin_login": "boss", "admin_name": "郭老板",
       "modules": ["day_labour"]}  # fmt: skip


@pytest.fixture
def staff(site: Site) -> Client:
    account = Account.objects.by_identifier("integrator_of_tests")
    if account is None:
        with platform_writing():
            account = Account.objects.create_account("integrator_of_tests", is_staff=True)
    client = Client(HTTP_HOST=settings.WORKSHOP_HOST)
    client.cookies["dougong_language"] = "en"
    assert client.post(f"/sign-in/{issue_staff_sign_in(account)}/").status_code == 302
    return client


def verbs(tenant: Tenant) -> set[str]:
    return set(EventRow.objects.filter(tenant_id=tenant.pk).values_list("verb", flat=True))


def do(client: Client, wish: str, company: str = "demo", **fields: str) -> str:
    answer = client.post(f"/companies/{company}/do/", {"_do": wish, **fields}, follow=True)
    return answer.content.decode()


def test_a_new_company_opens_for_its_first_administrator_alone(staff: Client) -> None:
    answer = staff.post("/companies/new/", NEW)
    address = re.search(r"http://second\.localhost(/sign-in/[^/]+/)", answer.content.decode())
    assert address, answer.content.decode()[-3000:]
    made = Tenant.objects.get(key="second")
    with reading(made):
        assert set(catalog.modules_for("en")) == {"core", "day_labour"}
    boss = Client(HTTP_HOST="second.localhost")
    assert boss.post(address.group(1)).status_code == 302
    assert boss.get("/settings/").headers["Location"] == "/me/second-factor/"
    assert boss.get("/me/second-factor/").status_code == 200
    assert Client(HTTP_HOST="second.localhost").post(address.group(1)).status_code == 422
    assert {"create", "switch_on"} <= verbs(made)
    made.refresh_from_db()
    assert made.enabled


@pytest.mark.parametrize(("field", "value"), [
    ("key", "Bad Key"), ("key", "demo"), ("host", "demo.localhost"), ("host", "workshop.localhost"),
    ("host", "no spaces.x"), ("name", ""), ("timezone", "Mars/Base"),
    ("modules", []), ("modules", ["nothing"]), ("admin_login", "admin"),
])  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(staff: Client, field: str, value: Any) -> None:
    before = Tenant.objects.count()
    answer = staff.post("/companies/new/", {**NEW, "key": "third", "host": "third.localhost", field: value})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "error-message" in said
    assert "郭老板" in said
    assert Tenant.objects.filter(key="third").count() == 0
    assert Tenant.objects.count() == before


def test_a_disabled_company_lets_nobody_in_and_comes_back(staff: Client, site: Site) -> None:
    visitor = site.visitor("admin")
    do(staff, "disable")
    assert visitor.client.get("/").status_code == 404
    assert "Disabled" in staff.get("/companies/demo/").content.decode()
    do(staff, "enable")
    assert visitor.client.get("/").status_code == 200
    assert {"disable", "enable"} <= verbs(site.tenant)


def test_hosts_are_added_made_main_and_taken_away(staff: Client, site: Site) -> None:
    assert "extra.localhost" in do(staff, "add_domain", host="Extra.localhost.")
    assert "taken already" in do(staff, "add_domain", host=settings.WORKSHOP_HOST)
    assert "taken already" in do(staff, "add_domain", host="extra.localhost")
    do(staff, "main", host="extra.localhost")
    assert Domain.objects.get(tenant=site.tenant, main=True).host == "extra.localhost"
    assert "Make another one the main host first" in do(staff, "remove", host="extra.localhost")
    do(staff, "main", host="demo.localhost")
    do(staff, "remove", host="extra.localhost")
    assert not Domain.objects.filter(host="extra.localhost").exists()


def test_modules_are_switched_off_and_on(staff: Client, site: Site) -> None:
    do(staff, "switch_off", module="funds")
    with reading(site.tenant):
        assert "funds" not in catalog.modules_for("en")
    do(staff, "switch_on", module="funds")
    with reading(site.tenant):
        assert "funds" in catalog.modules_for("en")


def test_staff_at_a_companys_settings_see_none_of_its_records(site: Site, staff: Client) -> None:
    account = Account.objects.get(login="integrator_of_tests")
    with reading(site.tenant):
        seat = seat_of(Caller(site.tenant, account, "en", "x", at_workshop=True))
        assert seat.administers
        with pytest.raises(Refused):
            admit(seat, "core/worker")
    with reading(site.tenant), pytest.raises(NotMember):
        seat_of(Caller(site.tenant, site.demo.people["admin"], "en", "x", at_workshop=True))


def test_a_document_is_edited_as_text_published_and_gone_back_from(staff: Client, site: Site) -> None:
    address = "/companies/demo/day_labour/documents/entities/borrowing/?as=text"
    page = staff.get(address)
    seen = re.search(r'name="seen" value="([^"]+)"', page.content.decode()).group(1)
    area = re.search(r"<textarea[^>]*>(.*?)</textarea>", page.content.decode(), re.S).group(1)
    document = json.loads(html.unescape(area))
    document["properties"]["x_note"] = {"type": "string", "title": "Note of tests"}
    answer = staff.post(address, {"seen": seen, "document": json.dumps(document)})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    module = staff.get("/companies/demo/day_labour/").content.decode()
    assert "changed" in module
    seen = re.search(r'name="seen" value="([^"]+)"', module).group(1)
    done = staff.post("/companies/demo/day_labour/do/", {"_do": "publish", "seen": seen, "confirmed": "1"}, follow=True)
    with reading(site.tenant):
        assert "x_note" in catalog.modules_for("en")["day_labour"].entities["borrowing"].fields, done.content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', staff.get("/companies/demo/day_labour/").content.decode()).group(1)
    staff.post("/companies/demo/day_labour/do/", {"_do": "revert", "seen": seen, "confirmed": "1"})
    with reading(site.tenant):
        assert "x_note" not in catalog.modules_for("en")["day_labour"].entities["borrowing"].fields
    assert {"draft", "publish", "revert"} <= verbs(site.tenant)


@pytest.mark.parametrize("text", ["", "{", "[" * 5000, '{"properties": 5}', "null"])
def test_a_document_that_is_none_is_refused_with_what_was_typed(staff: Client, text: str) -> None:
    address = "/companies/demo/core/documents/entities/worker/?as=text"
    seen = re.search(r'name="seen" value="([^"]+)"', staff.get(address).content.decode()).group(1)
    answer = staff.post(address, {"seen": seen, "document": text})
    assert answer.status_code in {302, 422}
    if answer.status_code == 422:
        assert "workshop-problems" in answer.content.decode()


def test_what_is_not_there_answers_404(staff: Client) -> None:
    for address in (
        "/companies/nobody/",
        "/companies/demo/nothing/",
        "/companies/demo/core/documents/entities/nothing/",
    ):
        assert staff.get(address).status_code == 404, address


def test_a_form_leaves_no_trace_of_what_stays_empty() -> None:
    before = {"a": None, "b": {"c": 1}, "d": [1]}
    sent = {"a": None, "b": {"c": 1, "x": ""}, "d": [1], "e": [], "f": ["", None], "g": {"h": ""}, "i": False}
    assert pruned(sent, before) == {"a": None, "b": {"c": 1}, "d": [1], "i": False}


def test_what_the_json_editor_would_lose_is_edited_as_text() -> None:
    assert simple({"type": "object"}, {"a": [{"b": 1}, "c"]}) is None
    assert (
        simple({"type": "object", "properties": {"a": {"type": "string"}}}, {"a": "x"})["properties"]["a"]["type"]
        == "string"
    )


def test_a_page_is_edited_in_wagtail_and_the_companys_log_tells_who(staff: Client, site: Site) -> None:
    page = CompanyPage.objects.get(tenant_id=site.tenant.pk, slug="safety")
    form = staff.get(f"/pages/{page.pk}/edit/")
    assert form.status_code == 200
    fields = {
        "title": "Safety first", "slug": "safety", "public": "on", "body-count": "1", "body-0-deleted": "",
        "body-0-order": "0", "body-0-type": "notice", "body-0-id": "", "body-0-value-title": "Helmets",
        "body-0-value-text": "Always", "body-0-value-tone": "warn", "body-0-value-until": "", "action-publish": "1",
    }  # fmt: skip
    answer = staff.post(f"/pages/{page.pk}/edit/", fields)
    assert answer.status_code == 302, re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())[:3000]
    assert "Helmets" in Client(HTTP_HOST="demo.localhost").get("/p/safety/").content.decode()
    told = EventRow.objects.filter(tenant_id=site.tenant.pk, entity=portal_actions.PAGE, verb="staff_edit").last()
    assert told is not None
    assert told.actor_id == Account.objects.get(login="integrator_of_tests").pk


def test_a_new_page_made_in_wagtail_is_the_companys(staff: Client, site: Site) -> None:
    folder = CompanyPages.objects.get(tenant_id=site.tenant.pk)
    address = f"/pages/add/workshop/companypage/{folder.pk}/"
    assert staff.get(address).status_code == 200
    answer = staff.post(address, {"title": "By staff", "slug": "by-staff", "body-count": "0", "action-publish": "1"})
    assert answer.status_code == 302, re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())[:3000]
    assert CompanyPage.objects.get(slug="by-staff").tenant_id == site.tenant.pk


def test_staff_act_for_a_member_with_a_reason_the_company_reads(staff: Client, site: Site) -> None:
    member = str(site.demo.people["foreman"].pk)
    refused = staff.post("/companies/demo/act-for/", {"member": member, "reason": "x"}, follow=True)
    assert "At least 5 characters" in refused.content.decode()
    answer = staff.post("/companies/demo/act-for/", {"member": member, "reason": "He cannot find a slip"})
    address = re.search(r'href="http://demo\.localhost(/sign-in/[^"]+)"', answer.content.decode())
    assert address
    browser = Client(HTTP_HOST="demo.localhost")
    assert browser.post(address.group(1)).status_code == 302
    assert "赵铁柱" in browser.get("/").content.decode()
    assert {"ask_acting", "begin_acting"} <= verbs(site.tenant)
    assert staff.post("/companies/demo/act-for/", {"member": "nobody", "reason": "For nothing"}).status_code == 404
