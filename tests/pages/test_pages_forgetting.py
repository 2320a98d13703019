"""A forgotten password: the same answer for everybody, a letter for members, one use, every session over."""

from datetime import timedelta
from unittest import mock

import pytest
from django.contrib.auth import hashers
from django.test import Client
from django.utils import timezone
from dougong.commands.demo_company import DEMO_HOST
from dougong.events.models import EventRow
from dougong.outbox.models import OutboxRow
from dougong.tenancy import Account
from dougong.tenancy.models import SignInToken

from tests.company import make_member, make_tenant
from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied
from tests.letters_sent import letters, link_in

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]
NEW = "six grey cranes over the river"


@pytest.fixture
def browser(site: Site) -> Client:
    Account.objects.filter(login="cost").update(email="cost@example.org")
    client = Client(HTTP_HOST=DEMO_HOST, REMOTE_ADDR="10.1.1.1")
    client.cookies["dougong_language"] = "en"
    return client


def said(answer: object) -> str:
    return answer.content.decode().replace("nobody", "cost")


def test_the_answer_and_the_work_are_the_same_for_everybody(site: Site, browser: Client, mailoutbox: list) -> None:
    rows, hashed = [], []
    with mock.patch.object(hashers, "make_password", side_effect=hashed.append):
        answers = []
        for name in ("cost", "nobody"):
            before = OutboxRow.objects.count()
            answers.append(said(browser.post("/forgot/", {"account": name})))
            rows.append(OutboxRow.objects.count() - before)
    assert [one.split("<main")[1].split("csrfmiddlewaretoken")[0] for one in answers[:1]] == [
        one.split("<main")[1].split("csrfmiddlewaretoken")[0] for one in answers[1:]
    ]
    assert rows == [1, 1]
    assert hashed == []
    assert [letter.to for letter in letters(site.tenant)] == [["cost@example.org"]]
    other = make_member(make_tenant(), login="elsewhere")
    Account.objects.filter(pk=other.pk).update(email="else@example.org")
    browser.post("/forgot/", {"account": "else@example.org"})
    assert letters(site.tenant) == []  # works in another company only
    assert browser.post("/forgot/", {"account": " "}).status_code == 422


def test_five_letters_an_hour_from_one_place(site: Site, browser: Client) -> None:
    client = Client(HTTP_HOST=DEMO_HOST, REMOTE_ADDR="10.1.1.2")
    answers = [client.post("/forgot/", {"account": "finance"}) for _ in range(6)]
    assert [one.status_code for one in answers] == [200] * 5 + [429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 3601
    assert client.post("/forgot/", {"account": "legal"}).status_code == 200


def test_a_new_password_ends_every_session_and_the_link(site: Site, browser: Client, mailoutbox: list) -> None:
    here, link = site.visitor("cost"), site.sign_in_address("cost")
    browser.post("/forgot/", {"account": "cost@example.org"})
    (first,) = letters(site.tenant)
    browser.post("/forgot/", {"account": "cost"})
    (letter,) = letters(site.tenant)
    assert "孙丽" in letter.body
    assert browser.get(link_in(first)).status_code == 422  # a later letter makes the earlier void
    address = link_in(letter)
    assert browser.get(address).status_code == 200
    for wrong, place in (({"new": "short", "again": "short"}, "new"), ({"again": "other"}, "again")):
        answer = browser.post(address, {"new": NEW, "again": NEW, **wrong})
        assert f'id="{place}-wrong"' in answer.content.decode()
    assert browser.post(address, {"new": NEW, "again": NEW}).status_code == 302
    assert here.client.get("/").status_code == 302
    assert browser.post(link).status_code == 422
    assert browser.post(address, {"new": NEW + "x", "again": NEW + "x"}).status_code == 422
    assert browser.post("/sign-in/", {"account": "cost", "password": NEW}).status_code == 302
    assert EventRow.objects.filter(verb="reset_password", record_id=Account.objects.get(login="cost").pk).exists()


def test_a_link_is_good_for_half_an_hour_and_for_nothing_else(site: Site, browser: Client, mailoutbox: list) -> None:
    browser.post("/forgot/", {"account": "cost"})
    (letter,) = letters(site.tenant)
    address = link_in(letter)
    assert browser.post(address.replace("/reset/", "/sign-in/")).status_code == 422
    assert browser.get(site.sign_in_address("cost").replace("/sign-in/", "/reset/")).status_code == 422
    SignInToken.objects.filter(purpose="reset").update(expires_at=timezone.now() - timedelta(seconds=1))
    assert browser.post(address, {"new": NEW, "again": NEW}).status_code == 422


def test_an_administrator_has_a_letter_sent(site: Site, browser: Client, mailoutbox: list) -> None:
    admin = site.visitor("admin")
    member = Account.objects.get(login="cost")
    admin.post(f"/settings/members/{member.pk}/entrance/", {"do": "reset"})
    assert len(letters(site.tenant)) == 1
    gm = Account.objects.get(login="gm")
    answer = admin.post(f"/settings/members/{gm.pk}/entrance/", {"do": "reset"}, 422)
    assert "no e-mail address" in answer.content.decode()
