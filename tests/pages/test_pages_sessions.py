"""Sessions: of one host and company, over when left alone, a day at most; and staff in a member's place."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from dougong.actions import act_for
from dougong.commands.demo_company import DEMO_HOST
from dougong.events.models import EventRow
from dougong.problem import Refused
from dougong.tenancy import Account, Domain, StaffOnly, add_member, platform_writing, writing
from dougong.tenancy.models import SignedInRow

from tests.company import make_member, make_tenant
from tests.demo_site import Site, Visitor, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


def moved(login: str, **back: timedelta) -> None:
    rows = SignedInRow.objects.filter(account__login=login, ended_at__isnull=True)
    for row in rows:
        for key, by in back.items():
            setattr(row, key, getattr(row, key) - by)
        row.save()


def test_a_cookie_of_one_host_is_nobody_on_another(site: Site) -> None:
    other = make_tenant("other_host")
    with platform_writing():
        Domain.objects.create(host="other.localhost", tenant=other)
        Domain.objects.create(host="second.localhost", tenant=site.tenant)
    account = make_member(other, login="two_jobs")
    with writing(site.tenant):
        add_member(account)
    visitor = site.visitor("two_jobs")
    visitor.get("/me/")
    for host in ("other.localhost", "second.localhost"):
        thief = Client(HTTP_HOST=host)
        thief.cookies["session"] = visitor.client.cookies["session"].value
        assert thief.get("/me/").status_code == 302, host
        assert thief.get("/alive/").json()["account"] is None


def test_a_session_left_alone_is_over_sooner_for_who_handles_money(site: Site) -> None:
    gm, foreman = site.visitor("gm"), site.visitor("foreman")
    for login in ("gm", "foreman"):
        moved(login, used_at=timedelta(minutes=29))
    assert gm.client.get("/alive/").json()["left"] <= 60
    gm.get("/inbox/count/")  # asked by the page itself: no use
    assert gm.client.get("/alive/").json()["left"] <= 60
    assert gm.client.get("/alive/?stay=1").status_code == 200
    assert gm.client.get("/alive/").json()["left"] > 1700
    for login in ("gm", "foreman"):
        moved(login, used_at=timedelta(minutes=31))
    assert gm.client.get("/").status_code == 302
    foreman.get("/")
    moved("foreman", used_at=timedelta(hours=12, minutes=1))
    assert foreman.client.get("/").status_code == 302


def test_no_session_lasts_longer_than_a_day(site: Site) -> None:
    foreman = site.visitor("foreman")
    moved("foreman", started_at=timedelta(hours=23, minutes=59))
    foreman.get("/")
    moved("foreman", started_at=timedelta(minutes=2))
    assert foreman.client.get("/").status_code == 302


def staff(login: str = "support") -> Account:
    with platform_writing():
        return Account.objects.create_account(login, display_name="Platform Support", is_staff=True)


def acting(site: Site, who: Account, login: str, minutes: int = 30) -> Visitor:
    member = Account.objects.get(login=login)
    token = act_for(who, site.tenant, member, reason="Looks why a slip cannot be saved", minutes=minutes)
    client = Client(HTTP_HOST=DEMO_HOST)
    client.cookies["dougong_language"] = "en"
    assert client.post(f"/sign-in/{token}/").status_code == 302
    assert client.post(f"/sign-in/{token}/").status_code == 422
    return Visitor(client)


def test_staff_acts_for_a_member_seen_by_everybody(site: Site) -> None:
    who = staff()
    with writing(site.tenant), pytest.raises(StaffOnly):
        add_member(who)
    visitor = acting(site, who, "admin")
    page = visitor.get("/")
    assert "Platform Support" in page
    assert "Looks why a slip cannot be saved" in page
    admin, gm = Account.objects.get(login="admin"), Account.objects.get(login="gm")
    visitor.post(f"/settings/members/{gm.pk}/roles/", {"role": "buyer", "project": ""})
    line = EventRow.objects.order_by("-seq").first()
    assert (line.verb, line.actor_id, line.as_whom_id) == ("give_role", who.pk, admin.pk)
    visitor.get("/me/second-factor/", 403)
    visitor.post("/sign-out/", {})
    assert visitor.client.get("/").status_code == 302
    verbs = list(EventRow.objects.filter(actor_id=who.pk).order_by("seq").values_list("verb", flat=True))
    assert verbs == ["ask_acting", "begin_acting", "give_role", "denied", "end_acting"]


def test_acting_ends_with_its_time_and_with_the_staff(site: Site) -> None:
    who = staff("helper")
    visitor = acting(site, who, "cost", minutes=5)
    SignedInRow.objects.filter(staff=who).update(ends_at=timezone.now() - timedelta(seconds=1))
    assert visitor.client.get("/").status_code == 302
    visitor = acting(site, who, "cost")
    Account.objects.filter(pk=who.pk).update(is_staff=False)
    assert visitor.client.get("/").status_code == 302
    cost = Account.objects.get(login="cost")
    with pytest.raises(Refused):
        act_for(cost, site.tenant, cost, reason="curiosity", minutes=5)
    Account.objects.filter(pk=who.pk).update(is_staff=True)
    who.refresh_from_db()
    for wrong in ({"minutes": 61}, {"minutes": 0}, {"reason": " . "}):
        with pytest.raises(Refused):
            act_for(who, site.tenant, cost, **{"reason": "a good reason", "minutes": 5, **wrong})
    assert not re.search("Platform Support", site.visitor("cost").get("/"))
