"""Companies and staff made on the command line: nobody has a password nobody chose."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from dougong.tenancy import Account, Tenant, actor_of, reading

from tests.emptying import tables_can_be_emptied

__all__ = ["tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db(transaction=True)]


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_a_company_begins_with_a_link_for_its_administrator(tables_can_be_emptied: None) -> None:
    words = ("create_tenant", "huaxia", "华夏建工", "--host", "huaxia.localhost", "--admin", "boss@example.org")
    (link,) = re.findall(r"http://huaxia\.localhost(/join/\S+/)", run(*words))
    (again,) = re.findall(r"http://huaxia\.localhost(/join/\S+/)", run(*words))
    browser = Client(HTTP_HOST="huaxia.localhost")
    page = browser.get(link).content.decode()
    assert "boss@example.org" in page
    sent = {
        "how": "new",
        "name": "Boss",
        "login": "boss",
        "email": "boss@example.org",
        "password": "a long way to the site",
    }
    assert browser.post(link, sent).status_code == 302
    tenant = Tenant.objects.get(key="huaxia")
    with reading(tenant):
        assert actor_of(Account.objects.get(login="boss"), tenant).roles == {"admin"}
    assert browser.get("/settings/")["Location"] == "/me/second-factor/"  # not before the second factor
    with pytest.raises(CommandError, match="has an administrator"):
        run(*words)
    assert Client(HTTP_HOST="huaxia.localhost").get(again).status_code == 422
    for wrong in (("--admin", "x"), ("--host", "a b")):
        with pytest.raises(CommandError):
            run("create_tenant", "other", "Other", "--host", "o.localhost", "--admin", "a@b.org", *wrong)
    with pytest.raises(CommandError, match="already"):
        run("create_tenant", "other", "Other", "--host", "huaxia.localhost", "--admin", "a@b.org")


def test_staff_begins_with_a_link_and_no_password() -> None:
    said = run("create_staff", "support", "--name", "Support")
    assert re.search(r"/sign-in/\S+/", said)
    account = Account.objects.get(login="support")
    assert account.is_staff
    assert not account.has_usable_password()
    run("create_staff", "support")
    Account.objects.create_account("member")
    with pytest.raises(CommandError):
        run("create_staff", "member")
