"""Invitations: given, sent, taken once, never for more than their giver holds; and leaving."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from dougong.commands.demo_company import DEMO_HOST
from dougong.events.models import EventRow
from dougong.tenancy import Account, actor_of, add_member, end_role, give_role, reading, remove_member, writing
from dougong.tenancy.models import InvitationRow, MemberRole, Membership

from tests.company import PASSWORD, make_member, make_tenant
from tests.demo_site import Site, Visitor, site
from tests.emptying import tables_can_be_emptied
from tests.letters_sent import letters, link_in

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]
INVITE = "/settings/members/invite/"
NEW = {"how": "new", "name": "Zhao Min", "login": "", "password": "six grey cranes over the river"}


def link(admin: Visitor, **sent: str) -> str:
    page = admin.post(INVITE, {"how": "link", "role": "buyer", "project": "", **sent}, 200).content.decode()
    (found,) = re.findall(r'value="http://[^/]+(/join/[^"]+/)"', page)
    return found


def stranger() -> Client:
    client = Client(HTTP_HOST=DEMO_HOST)
    client.cookies["dougong_language"] = "en"
    return client


def roles(site: Site, login: str) -> frozenset[str]:
    with reading(site.tenant):
        return actor_of(Account.objects.get(login=login), site.tenant).roles


def test_a_link_lets_one_person_join_with_its_roles(site: Site) -> None:
    admin = site.visitor("admin")
    address = link(admin)
    token = address.split("/")[2]
    assert token not in str(list(InvitationRow.objects.values())) + str(list(EventRow.objects.values("after")))
    guest = stranger()
    page = guest.get(address).content.decode()
    assert "陈敏" in page
    assert "Buyer" in page
    for wrong, place in (
        ({"password": "short"}, "password"),
        ({"password": "qwerty123456"}, "password"),
        ({"login": "a b"}, "login"),
        ({"login": "cost"}, "login"),
        ({"name": ""}, "name"),
        ({"email": "x"}, "email"),
    ):
        answer = guest.post(address, {**NEW, "login": "min", **wrong})
        assert answer.status_code == 422
        assert f'id="{place}-wrong"' in answer.content.decode(), wrong
    extra = {"role": "admin", "roles": "admin", "is_staff": "1", "is_active": "1"}
    answer = guest.post(address, {**NEW, "login": "min", "email": "min@example.org", **extra})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "Zhao Min" in guest.get("/me/").content.decode()
    assert roles(site, "min") == {"buyer"}
    assert not Account.objects.get(login="min").is_staff
    assert EventRow.objects.filter(verb="join", actor_id=Account.objects.get(login="min").pk).exists()
    assert stranger().get(address).status_code == 422
    assert stranger().post(address, {**NEW, "login": "second"}).status_code == 422
    assert not Account.objects.filter(login="second").exists()
    assert "Zhao Min" in admin.get("/settings/members/invitations/")


def test_a_letter_brings_the_link(site: Site, mailoutbox: list) -> None:
    admin = site.visitor("admin")
    assert "Fill this in" in admin.post(INVITE, {"how": "letter", "email": ""}, 422).content.decode()
    admin.post(INVITE, {"how": "letter", "email": "nobody"}, 422)
    admin.post(INVITE, {"how": "letter", "email": "Guest@Example.org", "role": ""})
    (letter,) = letters(site.tenant)
    assert letter.to == ["guest@example.org"]
    assert "示范建工" in letter.subject
    guest = stranger()
    assert 'value="guest@example.org"' in guest.get(link_in(letter)).content.decode()
    guest.post(link_in(letter), {**NEW, "login": "guest", "email": "guest@example.org"})
    assert roles(site, "guest") == frozenset()


def test_one_person_works_in_two_companies(site: Site) -> None:
    other = make_tenant()
    make_member(other, "foreman", login="wanderer", password=PASSWORD)
    address = link(site.visitor("admin"))
    guest = stranger()
    wrong = guest.post(address, {"how": "known", "account": "wanderer", "known_password": "wrong"})
    assert "wrong" in wrong.content.decode()
    assert guest.post(address, {"how": "known", "account": "wanderer", "known_password": PASSWORD}).status_code == 302
    assert roles(site, "wanderer") == {"buyer"}
    with reading(other):
        assert actor_of(Account.objects.get(login="wanderer"), other).roles == {"foreman"}
    # Whoever is signed in takes another invitation as he is.
    more = link(site.visitor("admin"), role="planner")
    assert guest.post(more, {"how": "here"}).status_code == 302
    assert roles(site, "wanderer") == {"buyer", "planner"}


def test_nobody_gives_by_a_link_what_he_does_not_hold_any_more(site: Site) -> None:
    with writing(site.tenant):
        pm = Account.objects.get(login="pm")
        grant = give_role(pm, "admin")
    second = site.visitor("pm")
    address, void = link(second), link(second)
    with writing(site.tenant):
        end_role(grant)
    guest = stranger()
    assert guest.post(address, {**NEW, "login": "late"}).status_code == 302
    assert roles(site, "late") == frozenset()
    with writing(site.tenant):
        remove_member(pm)
    assert "too old" in guest.post(void, {**NEW, "login": "later"}).content.decode()
    assert not Account.objects.filter(login="later").exists()
    with writing(site.tenant):
        add_member(pm)


def test_a_link_ends_after_a_week_or_when_it_is_withdrawn(site: Site) -> None:
    admin = site.visitor("admin")
    address, old = link(admin), link(admin)
    row = InvitationRow.objects.order_by("-created_at")[1]
    admin.post("/settings/members/invitations/", {"withdraw": str(row.id)})
    assert stranger().get(address).status_code == 422
    admin.post("/settings/members/invitations/", {"withdraw": str(row.id)}, 404)
    admin.post("/settings/members/invitations/", {"withdraw": "x"}, 404)
    InvitationRow.objects.filter(used_at__isnull=True).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert stranger().post(old, {**NEW, "login": "slow"}).status_code == 422
    site.visitor("gm").get(INVITE, 403)
    site.visitor("gm").post(INVITE, {"how": "link"}, 403)
    elsewhere = make_tenant()
    with writing(elsewhere):
        assert InvitationRow.objects.filter(tenant_id=elsewhere.pk).count() == 0


def test_who_is_disabled_does_not_come_back_by_a_link(site: Site) -> None:
    Account.objects.filter(login="legal").update(password="")
    legal = Account.objects.get(login="legal")
    legal.set_password(PASSWORD)
    legal.save()
    address = link(site.visitor("admin"))
    Membership.objects.filter(account=legal).update(disabled_at=timezone.now())
    answer = stranger().post(address, {"how": "known", "account": "legal", "known_password": PASSWORD})
    assert "disabled" in answer.content.decode()
    assert "buyer" not in set(MemberRole.objects.filter(account=legal).values_list("role", flat=True))


def test_leaving_ends_everything_but_the_last_administrator_stays(site: Site) -> None:
    admin = site.visitor("admin")
    assert "without an administrator" in admin.post("/me/leave/", {}, 422).content.decode()
    worker = site.visitor("worker")
    assert "stays with the company" in worker.get("/me/leave/")
    worker.post("/me/leave/", {})
    assert worker.client.get("/me/").status_code == 302
    assert not MemberRole.objects.filter(account__login="worker", until__isnull=True).exists()
    assert EventRow.objects.filter(verb="leave").exists()
