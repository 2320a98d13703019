"""Who gets into the workshop, and that it exists nowhere but on its host."""

import os
import subprocess
import sys
import time
from typing import Any

import pyotp
import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver
from dougong.tenancy import Account, Domain, begin_second_factor, issue_staff_sign_in, platform_writing
from dougong.tenancy.throttle import PER_ACCOUNT

from tests.company import PASSWORD, make_member, make_tenant

pytestmark = [pytest.mark.django_db, pytest.mark.storage]

HOST = settings.WORKSHOP_HOST


def make_staff(login: str = "integrator") -> Account:
    with platform_writing():
        return Account.objects.create_account(login, password=PASSWORD, is_staff=True)


def browser(host: str = HOST) -> Client:
    return Client(HTTP_HOST=host, raise_request_exception=False)


def signed_in(account: Account) -> Client:
    client = browser()
    assert client.post(f"/sign-in/{issue_staff_sign_in(account)}/").status_code == 302
    return client


def test_staff_come_in_by_password() -> None:
    make_staff()
    client = browser()
    assert client.get("/companies/").headers["Location"].startswith("/sign-in/")
    answer = client.post("/sign-in/", {"account": "integrator", "password": PASSWORD, "next": "/pages/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/pages/")
    assert client.get("/companies/").status_code == 200


def test_a_member_of_a_company_does_not_come_in() -> None:
    make_member(make_tenant(), "admin", login="member", password=PASSWORD)
    client = browser()
    answer = client.post("/sign-in/", {"account": "member", "password": PASSWORD})
    assert answer.status_code == 422
    assert client.get("/companies/").status_code == 302


def test_guesses_are_throttled() -> None:
    make_staff()
    client = browser()
    for _ in range(PER_ACCOUNT):
        assert client.post("/sign-in/", {"account": "integrator", "password": "wrong"}).status_code == 422
    answer = client.post("/sign-in/", {"account": "integrator", "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_a_one_time_address_works_once_and_only_by_its_button() -> None:
    address = f"/sign-in/{issue_staff_sign_in(make_staff())}/"
    assert browser().get(address).status_code == 200
    assert browser().post(address).status_code == 302
    assert browser().post(address).status_code == 422


def test_a_one_time_address_is_void_after_any_other_sign_in() -> None:
    account = make_staff()
    address = f"/sign-in/{issue_staff_sign_in(account)}/"
    browser().post("/sign-in/", {"account": "integrator", "password": PASSWORD})
    assert browser().post(address).status_code == 422


@pytest.mark.parametrize("change", [{"is_staff": False}, {"is_active": False}])
def test_who_is_staff_no_longer_is_out_at_the_next_request(change: dict[str, bool]) -> None:
    account = make_staff()
    client = signed_in(account)
    assert client.get("/companies/").status_code == 200
    Account.objects.filter(pk=account.pk).update(**change)
    assert client.get("/companies/").status_code == 302


def test_a_new_password_ends_the_session() -> None:
    account = make_staff()
    client = signed_in(account)
    account.set_password("another horse battery staple")
    account.save()
    assert client.get("/companies/").status_code == 302


def test_a_session_of_the_workshop_is_nobody_on_a_tenant_host_and_the_other_way_round() -> None:
    tenant = make_tenant("alpha")
    with platform_writing():
        Domain.objects.create(host="alpha.localhost", tenant=tenant)
    staff = signed_in(make_staff())
    copied = browser("alpha.localhost")
    copied.cookies["session"] = staff.cookies["session"].value
    assert copied.get("/").headers["Location"].startswith("/sign-in/")
    member = make_member(tenant, "admin", login="member", password=PASSWORD)
    there = browser("alpha.localhost")
    assert there.post("/sign-in/", {"account": member.login, "password": PASSWORD}).status_code == 302
    back = browser()
    back.cookies["session"] = there.cookies["session"].value
    assert back.get("/companies/").status_code == 302


def test_no_address_of_the_workshop_exists_on_a_tenant_host() -> None:
    tenant = make_tenant("alpha")
    with platform_writing():
        Domain.objects.create(host="alpha.localhost", tenant=tenant)
    member = make_member(tenant, "admin", login="member", password=PASSWORD)
    client = browser("alpha.localhost")
    client.post("/sign-in/", {"account": member.login, "password": PASSWORD})
    for address in ("/pages/", "/admin/", "/login/", "/sprite/", "/tenants/", "/users/", "/reports/site-history/"):
        assert client.get(address).status_code == 404, address


def test_no_page_of_a_company_exists_on_the_workshop_host() -> None:
    client = signed_in(make_staff())
    for address in ("/inbox/", "/settings/", "/me/", "/m/", "/files/", "/palette/", "/add/"):
        assert client.get(address).status_code == 404, address


@pytest.mark.parametrize("address", [
    "/account/", "/password_reset/", "/collections/", "/workflows/list/", "/reports/site-history/",
    "/api/main/images/", "/failwhale/", "/users/", "/tag-autocomplete/",
])  # fmt: skip
def test_what_wagtail_brings_along_and_nobody_needs_is_not_there(address: str) -> None:
    assert signed_in(make_staff()).get(address).status_code == 404


def test_the_policy_is_the_workshops_own_and_lets_no_inline_script_run() -> None:
    policy = signed_in(make_staff()).get("/companies/").headers["Content-Security-Policy"]
    scripts = next(part for part in policy.split(";") if part.strip().startswith("script-src"))
    assert "unsafe" not in scripts
    assert "style-src 'self' 'unsafe-inline'" in policy
    make_tenant("alpha")
    assert "unsafe" not in browser("nobody.localhost").get("/").headers["Content-Security-Policy"]


def test_tenant_addresses_know_nothing_of_wagtail() -> None:
    assert not [one for one in get_resolver().reverse_dict if "wagtail" in str(one)]


def test_a_device_once_set_up_is_asked_for_after_the_password() -> None:
    account = make_staff()
    client = signed_in(account)
    page = client.get("/second-factor/").content.decode()
    secret = begin_second_factor(account)
    assert secret in page
    done = client.post("/second-factor/", {"code": pyotp.TOTP(secret).now()})
    assert done.content.decode().count("<li><code>") == 10
    other = browser()
    answer = other.post("/sign-in/", {"account": "integrator", "password": PASSWORD})
    assert answer.headers["Location"] == "/sign-in/code/"
    assert other.get("/companies/").status_code == 302
    assert other.post("/sign-in/code/", {"code": "000000"}).status_code == 422
    later = pyotp.TOTP(secret).at(time.time() + 30)
    assert other.post("/sign-in/code/", {"code": later}).status_code == 302
    assert other.get("/companies/").status_code == 200
    assert browser().get("/sign-in/code/").headers["Location"] == "/sign-in/"


def test_staff_set_a_device_up_before_anything_else(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    account = make_staff()
    client = signed_in(account)
    for address in ("/companies/", "/pages/", "/modules/"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/second-factor/"), address
    assert client.post("/companies/new/", {"key": "beta"}).status_code == 302
    secret = begin_second_factor(account)
    assert "svg" in client.get("/second-factor/").content.decode()
    assert client.post("/second-factor/", {"code": pyotp.TOTP(secret).now()}).status_code == 200
    assert client.get("/companies/").status_code == 200


def test_outside_the_demo_staff_need_a_device() -> None:
    code = "from dougong.project import settings; print(settings.STAFF_SECOND_FACTOR)"
    kept = {key: value for key, value in os.environ.items() if not key.startswith("DOUGONG_STAFF")}
    kept["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run([sys.executable, "-c", code], env=kept, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
