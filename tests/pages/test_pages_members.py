"""Members: seen, given roles, kept out, handed over; and nobody without an administrator."""

import re
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from dougong.events.models import EventRow
from dougong.tenancy import Account, actor_of, reading
from dougong.tenancy.models import MemberRole, Membership, SignedInRow, Tenant

from tests.company import make_member
from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


def address(login: str, then: str = "") -> str:
    return f"/settings/members/{Account.objects.get(login=login).pk}/{then}"


def roles(site: Site, login: str) -> frozenset[str]:
    with reading(site.tenant):
        return actor_of(Account.objects.get(login=login), site.tenant).roles


def last_event(site: Site) -> EventRow:
    return EventRow.objects.filter(tenant_id=site.tenant.pk).order_by("-seq").first()


def problem(text: str) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", text)


def test_members_are_found_by_name_account_and_role(site: Site) -> None:
    admin = site.visitor("admin")
    page = admin.get("/settings/members/")
    assert "孙丽" in page
    assert "王志远" in page
    assert re.search(r"孙丽.*?Cost engineer.*?·\s*Cost engineer", page, re.S)  # in the company and in projects
    found = admin.get("/settings/members/?q=孙丽")
    assert "孙丽" in found
    assert "王志远" not in found
    assert "王志远" in admin.get("/settings/members/?role=general_manager")
    assert "Nobody fits" in admin.get("/settings/members/?q=qqqq")
    assert "孙丽" in admin.get("/settings/members/?role=nonsense&after=x&former=also")
    for other in ("gm", "worker"):
        site.visitor(other).get("/settings/members/", 403)
        site.visitor(other).get(address("cost"), 403)


def test_a_role_is_given_dated_logged_and_ends_sessions(site: Site) -> None:
    admin, legal = site.visitor("admin"), site.visitor("legal")
    extra = {f"x{n}": "admin" for n in range(200)}
    sent = {"role": "buyer", "project": "", "since": "", "until": "", "login": "root", "is_staff": "1", **extra}
    admin.post(address("legal", "roles/"), sent)
    assert roles(site, "legal") == {"legal_counsel", "buyer"}
    line = last_event(site)
    assert (line.verb, line.after["role"], line.record_id) == (
        "give_role",
        "buyer",
        Account.objects.get(login="legal").pk,
    )
    assert line.actor_id == Account.objects.get(login="admin").pk
    assert legal.client.get("/me/").status_code == 302  # signed out; the new right holds at the next sign-in
    assert not Account.objects.get(login="legal").is_staff
    page = admin.get(address("legal"))
    assert "Buyer" in page
    grant = MemberRole.objects.get(role="buyer", account__login="legal", until__isnull=True)
    refused = admin.post(address("legal", "roles/"), sent, 422).content.decode()
    assert "held there already" in refused
    site.visitor("legal")
    admin.post(address("legal", "roles/"), {"end": str(grant.id)})
    assert roles(site, "legal") == {"legal_counsel"}
    assert last_event(site).verb == "end_role"
    admin.post(address("legal", "roles/"), {"end": str(grant.id)}, 404)


def test_days_of_a_role_are_first_and_last(site: Site) -> None:
    admin, today = site.visitor("admin"), date.today()
    project = next(iter(actor_in_projects(site, "pm")))
    sent = {"role": "planner", "project": str(project), "since": f"{today + timedelta(days=40)}",
            "until": f"{today + timedelta(days=50)}"}  # fmt: skip
    admin.post(address("inspector", "roles/"), sent)
    grant = MemberRole.objects.get(role="planner", account__login="inspector")
    assert grant.until - grant.since == timedelta(days=11)
    page = admin.get(address("inspector"))
    assert sent["until"] in page
    assert "Not yet begun" in page
    for wrong, said in (
        ({"until": f"{today - timedelta(days=2)}", "since": ""}, "This day is over"),
        ({"until": f"{today + timedelta(days=3)}"}, "last day lies before"),
        ({"since": "tomorrow"}, "Write a day"),
        ({"role": "emperor"}, "Choose one of the values"),
        ({"project": "0190a1b2-0000-7000-8000-000000000000"}, "does not exist"),
    ):
        answer = admin.post(address("inspector", "roles/"), {**sent, **wrong}, 422).content.decode()
        assert said in answer
        assert 'aria-invalid="true"' in answer


def actor_in_projects(site: Site, login: str) -> dict[UUID, frozenset[str]]:
    with reading(site.tenant):
        return dict(actor_of(Account.objects.get(login=login), site.tenant).project_roles)


def test_who_is_disabled_is_nobody_until_enabled(site: Site) -> None:
    admin, cashier = site.visitor("admin"), site.visitor("cashier")
    link = site.sign_in_address("cashier")
    admin.post(address("cashier", "standing/"), {"do": "disable"})
    assert cashier.client.get("/").status_code == 302
    assert cashier.client.post(link).status_code == 422
    assert "Disabled" in admin.get(address("cashier"))
    assert last_event(site).verb == "disable"
    assert "changed meanwhile" in problem(
        admin.post(address("cashier", "standing/"), {"do": "disable"}, 422).content.decode()
    )
    admin.post(address("cashier", "standing/"), {"do": "enable"})
    site.visitor("cashier").get("/")
    admin.post(address("cashier", "standing/"), {"do": "explode"}, 400)


def test_the_last_administrator_stays(site: Site) -> None:
    admin = site.visitor("admin")
    (grant,) = MemberRole.objects.filter(role="admin", account__login="admin", until__isnull=True)
    for then, sent in (
        ("standing/", {"do": "disable"}),
        ("roles/", {"end": str(grant.id)}),
        ("hand-over/", {"to": str(Account.objects.get(login="gm").pk), "grant": str(grant.id), "how": "until",
                        "until": "2001-01-01"}),
    ):  # fmt: skip
        answer = admin.post(address("admin", then), sent, 422).content.decode()
        assert "left without an administrator" in answer or "This day is over" in answer
    assert "own page" in admin.post(address("admin", "standing/"), {"do": "end"}, 422).content.decode()
    # A second one with an end does not count; one without does.
    later = f"{date.today() + timedelta(days=9)}"
    admin.post(address("gm", "roles/"), {"role": "admin", "project": "", "until": later})
    admin.post(address("admin", "roles/"), {"end": str(grant.id)}, 422)
    admin.post(address("gm", "roles/"), {"role": "admin", "project": ""})
    admin.post(address("admin", "roles/"), {"role": "buyer", "project": ""})
    admin.get("/settings/members/")  # a change of one's own roles leaves one in
    admin.post(address("admin", "roles/"), {"end": str(grant.id)})
    admin.get("/settings/members/", 403)
    gm = site.visitor("gm")
    gm.post(address("admin", "roles/"), {"role": "admin", "project": ""})
    for held in MemberRole.objects.filter(role="admin", account__login="gm"):
        gm.post(
            address("gm", "roles/"),
            {"end": str(held.id)},
            302 if gm.client.get("/settings/").status_code == 200 else 403,
        )


def test_work_goes_over_to_another_for_good_or_for_a_while(site: Site) -> None:
    admin = site.visitor("admin")
    pm, school = Account.objects.get(login="pm"), Account.objects.get(login="pm_school")
    project = next(iter(actor_in_projects(site, "pm")))
    (grant,) = MemberRole.objects.filter(account=pm, until__isnull=True)
    page = admin.get(address("pm", "hand-over/"))
    assert str(grant.id) in page
    assert "吴敏捷" in page
    until = f"{date.today() + timedelta(days=14)}"
    for wrong in ({"grant": ""}, {"to": ""}, {"to": str(pm.pk)}, {"until": "x"}, {"until": ""}):
        sent = {"to": str(school.pk), "grant": str(grant.id), "how": "until", "until": until, **wrong}
        admin.post(address("pm", "hand-over/"), sent, 422)
    admin.post(
        address("pm", "hand-over/"), {"to": str(school.pk), "grant": str(grant.id), "how": "until", "until": until}
    )
    assert "project_manager" in actor_in_projects(site, "pm_school")[project]
    assert "project_manager" in actor_in_projects(site, "pm")[project]
    assert last_event(site).verb == "take_over"
    admin.post(address("pm", "hand-over/"), {"to": str(school.pk), "grant": str(grant.id), "how": "good"})
    assert project not in actor_in_projects(site, "pm")
    assert MemberRole.objects.filter(
        account=school, role="project_manager", project_id=project, until__isnull=True
    ).exists()


def test_a_one_time_sign_in_is_shown_once_and_logged(site: Site) -> None:
    admin = site.visitor("admin")
    page = admin.post(address("safety", "entrance/"), {"do": "link"}, 200).content.decode()
    (link,) = re.findall(r'value="http://[^/]+(/sign-in/[^"]+/)"', page)
    assert last_event(site).verb == "give_sign_in"
    assert link.split("/")[2] not in str(last_event(site).after)
    assert link not in admin.get(address("safety"))
    safety = site.visitor("worker")
    assert safety.client.post(link).status_code == 302
    assert "韩磊" in safety.get("/me/")


def test_a_change_asks_who_it_is_and_loses_nothing(site: Site) -> None:
    admin = site.visitor("admin")
    me = Account.objects.get(login="admin")
    me.set_password("six grey cranes over the river")
    me.save()
    SignedInRow.objects.filter(account=me).update(confirmed_at=timezone.now() - timedelta(minutes=11))
    sent = {"role": "buyer", "project": "", "until": ""}
    page = admin.post(address("foreman", "roles/"), sent, 422).content.decode()
    assert "Confirm that it is you" in page
    assert '<input type="hidden" name="role" value="buyer">' in page
    assert "buyer" not in roles(site, "foreman")
    page = admin.post(address("foreman", "roles/"), {**sent, "_proof": "wrong"}, 422).content.decode()
    assert "That is not right" in page
    admin.post(address("foreman", "roles/"), {**sent, "_proof": "six grey cranes over the river"})
    assert "buyer" in roles(site, "foreman")
    admin.post(address("foreman", "standing/"), {"do": "disable"})  # not asked again
    # Where a second factor is asked for, whoever has nothing to prove himself with signs in anew.
    me.set_unusable_password()
    me.save()
    SignedInRow.objects.filter(account=me).update(confirmed_at=None)
    admin.post(address("foreman", "standing/"), {"do": "enable"})
    Tenant.objects.filter(pk=site.tenant.pk).update(require_second_factor=True)
    try:
        page = admin.post(address("foreman", "standing/"), {"do": "disable"}, 422).content.decode()
        assert "Sign in anew" in page
    finally:
        Tenant.objects.filter(pk=site.tenant.pk).update(require_second_factor=False)


def test_who_leaves_is_nobody_and_his_name_stays(site: Site) -> None:
    admin, engineer = site.visitor("admin"), site.visitor("engineer")
    admin.post(address("engineer", "standing/"), {"do": "end"})
    assert engineer.client.get("/").status_code == 302
    assert "刘洋" not in admin.get("/settings/members/")
    assert "刘洋" in admin.get("/settings/members/?former=also")
    assert "Has left" in admin.get(address("engineer"))
    admin.post(address("engineer", "roles/"), {"role": "buyer", "project": ""}, 422)
    assert Membership.objects.get(account__login="engineer").until is not None


def test_members_of_others_are_not_there(site: Site) -> None:
    admin = site.visitor("admin")
    other = Tenant.objects.create(key="elsewhere", name="Elsewhere")
    stranger = make_member(other, login="stranger")
    for then in ("", "hand-over/"):
        admin.get(f"/settings/members/{stranger.pk}/{then}", 404)
    for then, sent in (("roles/", {"role": "buyer"}), ("standing/", {"do": "disable"}), ("entrance/", {})):
        admin.post(f"/settings/members/{stranger.pk}/{then}", sent, 404)
    assert "Nobody fits" in admin.get("/settings/members/?q=stranger&former=also")
