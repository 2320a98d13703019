"""The second factor: set up, asked for, taken once, throttled, lost; and required of who administers."""

import re
from datetime import timedelta

import pyotp
import pytest
from django.test import Client
from django.utils import timezone
from dougong.commands.demo_company import DEMO_HOST
from dougong.tenancy import Account
from dougong.tenancy.models import SecondFactorRow, SignedInRow, Tenant
from dougong.tenancy.sealing import unseal_for

from tests.company import PASSWORD
from tests.demo_site import Site, Visitor, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]
PAGE = "/me/second-factor/"


def code(login: str, ahead: int = 0) -> str:
    """The code a device shows, `ahead` steps from now."""
    row = SecondFactorRow.objects.get(account__login=login)
    return pyotp.TOTP(unseal_for(row.account_id, row.secret)).at(timezone.now() + timedelta(seconds=30 * ahead))


def set_up(visitor: Visitor, login: str) -> list[str]:
    page = visitor.get(PAGE)
    assert "<svg" in page
    page = visitor.post(PAGE, {"do": "set_up", "code": code(login)}, 200).content.decode()
    return re.findall(r"<li>(\w{4} \w{4} \w{4})</li>", page)


def with_password(login: str) -> None:
    account = Account.objects.get(login=login)
    account.set_password(PASSWORD)
    account.save()


@pytest.fixture
def recovery(site: Site) -> list[str]:
    """Somebody with a password and a device; the code of the set-up is spent."""
    with_password("finance")
    return set_up(site.visitor("finance"), "finance")


def browser() -> Client:
    client = Client(HTTP_HOST=DEMO_HOST)
    client.cookies["dougong_language"] = "en"
    return client


def enter(login: str, given: str = "") -> Client:
    client = browser()
    answer = client.post("/sign-in/", {"account": login, "password": PASSWORD, "next": "/inbox/"})
    assert 'action="/sign-in/code/"' in answer.content.decode()
    assert client.get("/").status_code == 302, "the password alone lets nobody in"
    if given:
        client.post("/sign-in/code/", {"code": given, "next": "/inbox/"})
    return client


def test_a_code_is_asked_for_and_taken_once(site: Site) -> None:
    with_password("finance")
    visitor, elsewhere = site.visitor("finance"), site.visitor("finance")
    assert "not right" in visitor.post(PAGE, {"do": "set_up", "code": "000000"}, 422).content.decode()
    recovery = set_up(visitor, "finance")
    assert len(recovery) == 10
    assert elsewhere.client.get("/").status_code == 302
    kept = SecondFactorRow.objects.get(account__login="finance")
    assert recovery[0].replace(" ", "") not in str(kept.recovery) + kept.secret
    assert enter("finance", code("finance")).get("/").status_code == 302, "the code of the set-up was used"
    fresh = code("finance", ahead=1)
    first = enter("finance", fresh)
    assert first.get("/").status_code == 200
    assert enter("finance", fresh).get("/").status_code == 302
    # A one-time sign-in asks as well; a recovery code lets in, once.
    once = browser()
    assert 'name="code"' in once.post(site.sign_in_address("finance")).content.decode()
    assert once.post("/sign-in/code/", {"code": recovery[0].upper()}).status_code == 302
    assert once.get("/").status_code == 200
    assert enter("finance", recovery[0]).get("/").status_code == 302
    page = first.get(PAGE).content.decode()
    assert "9 recovery codes" in page


def test_guesses_are_counted_wherever_they_come_from(site: Site, recovery: list[str]) -> None:
    client = enter("finance")
    statuses = [
        client.post("/sign-in/code/", {"code": "123123"}, REMOTE_ADDR=f"10.3.0.{n}").status_code for n in range(6)
    ]
    assert statuses == [422] * 5 + [429]
    assert client.post("/sign-in/code/", {"code": code("finance", 1)}).status_code == 429


def test_half_a_sign_in_does_not_last(site: Site, recovery: list[str]) -> None:
    client = enter("finance")
    session = client.session
    session["half"] = {**session["half"], "at": session["half"]["at"] - 301}
    session.save()
    assert client.post("/sign-in/code/", {"code": code("finance", 1)})["Location"] == "/sign-in/"
    assert browser().get("/sign-in/code/")["Location"] == "/sign-in/"


def test_a_lost_device_is_taken_off_by_an_administrator(site: Site, recovery: list[str]) -> None:
    admin, member = site.visitor("admin"), Account.objects.get(login="finance")
    page = admin.get("/settings/members/?q=finance")
    assert "yes" in page
    client = enter("finance", code("finance", 1))
    admin.post(f"/settings/members/{member.pk}/entrance/", {"do": "device"})
    assert client.get("/").status_code == 302
    client = browser()
    assert client.post("/sign-in/", {"account": "finance", "password": PASSWORD}).status_code == 302
    admin.post(f"/settings/members/{member.pk}/entrance/", {"do": "device"}, 422)


def test_who_administers_sets_one_up_before_anything_else(site: Site) -> None:
    with_password("admin")
    Tenant.objects.filter(pk=site.tenant.pk).update(require_second_factor=True)
    try:
        admin, worker = site.visitor("admin"), site.visitor("worker")
        worker.get("/")
        for path in ("/", "/settings/", "/me/", "/m/core/project/"):
            assert admin.client.get(path)["Location"] == PAGE
        assert admin.client.get("/p/home/").status_code in {302, 404}
        admin.client.post("/me/profile/", {"display_name": "X"})
        assert Account.objects.get(login="admin").display_name == "陈敏"
        assert "before you go on" in admin.get(PAGE)
        set_up(admin, "admin")
        admin.get("/settings/")
        # The proof before a change is the password or a code.
        SignedInRow.objects.update(confirmed_at=None)
        gm = Account.objects.get(login="gm")
        sent = {"role": "buyer", "project": ""}
        admin.post(f"/settings/members/{gm.pk}/roles/", sent, 422)
        admin.post(f"/settings/members/{gm.pk}/roles/", {**sent, "_proof": code("admin", 1)})
        admin.post(PAGE, {"do": "renew"}, 200)
        admin.post(PAGE, {"do": "remove"})
        assert "<svg" in admin.get(PAGE)
        assert admin.client.get("/")["Location"] == PAGE
    finally:
        Tenant.objects.filter(pk=site.tenant.pk).update(require_second_factor=False)
        SecondFactorRow.objects.all().delete()


def test_a_company_asks_its_administrators_for_a_device_from_now_on(site: Site) -> None:
    admin, elsewhere, foreman = site.visitor("admin"), site.visitor("admin"), site.visitor("foreman")
    assert 'name="required" value="1">' in admin.get("/settings/members/")
    admin.post("/settings/members/security/", {"required": "1"})
    for one in (admin, elsewhere):
        assert one.client.get("/settings/").headers["Location"].startswith(PAGE), "sessions that are open too"
    assert foreman.client.get("/").status_code == 200
    set_up(admin, "admin")
    assert "made a second factor necessary" in admin.get("/settings/log/")
    assert 'name="required" value="1" checked' in admin.get("/settings/members/")
    admin.post("/settings/members/security/", {})
    assert not Tenant.objects.get(pk=site.tenant.pk).require_second_factor
    assert "no longer asks for a second factor" in admin.get("/settings/log/")


def test_only_who_runs_the_settings_decides_on_it(site: Site) -> None:
    site.visitor("gm").post("/settings/members/security/", {"required": "1"}, 403)
    assert not Tenant.objects.get(pk=site.tenant.pk).require_second_factor
