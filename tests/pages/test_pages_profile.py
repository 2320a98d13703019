"""A person's own page: name, language, looks, password, sessions; and signing in."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from dougong.commands.demo_company import DEMO_HOST
from dougong.events.models import EventRow
from dougong.tenancy import Account
from dougong.tenancy.models import SignedInRow

from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]
NEW, OLD = "six grey cranes over the river", "the old one is long enough"


def give_password(login: str, password: str) -> None:
    account = Account.objects.get(login=login)
    account.set_password(password)
    account.save()


def test_a_device_signed_out_is_nobody_at_once(site: Site) -> None:
    here, there, stranger = site.visitor("foreman"), site.visitor("foreman"), site.visitor("gm")
    page = here.get("/me/")
    (other,) = re.findall(r'name="session" value="([0-9a-f-]{36})"', page)
    assert page.count("This device") == 1
    stranger.post("/me/sessions/", {"session": other}, 404)
    there.get("/me/")
    here.post("/me/sessions/", {"session": other})
    assert there.client.get("/me/")["Location"].startswith("/sign-in/")
    here.post("/me/sessions/", {"session": other}, 404)
    here.post("/me/sessions/", {"session": "x"}, 404)


def test_all_others_are_signed_out_together(site: Site) -> None:
    here, *others = (site.visitor("engineer") for _ in range(3))
    here.post("/me/sessions/", {})
    assert "2 other devices are signed out" in here.get("/me/")
    assert [one.client.get("/").status_code for one in others] == [302, 302]


def test_signing_out_ends_the_session_itself(site: Site) -> None:
    visitor = site.visitor("pm")
    stolen = visitor.client.cookies["session"].value
    visitor.post("/sign-out/", {})
    thief = Client(HTTP_HOST=DEMO_HOST)
    thief.cookies["session"] = stolen
    assert thief.get("/").status_code == 302
    assert not SignedInRow.objects.filter(account__login="pm", ended_at__isnull=True).exists()


def test_a_password_is_changed_by_whoever_knows_it(site: Site) -> None:
    give_password("cost", OLD)
    here, there = site.visitor("cost"), site.visitor("cost")
    sent = {"old": OLD, "new": NEW, "again": NEW}
    for wrong, place in (
        ({"old": "wrong"}, "old"),
        ({"new": "short", "again": "short"}, "new"),
        ({"again": "x"}, "again"),
    ):
        page = here.post("/me/password/", {**sent, **wrong}, 422).content.decode()
        assert f'id="{place}-wrong"' in page
    there.get("/")
    here.post("/me/password/", sent)
    assert "signed out everywhere else" in here.get("/me/")
    assert there.client.get("/").status_code == 302
    answer = Client(HTTP_HOST=DEMO_HOST).post("/sign-in/", {"account": "cost", "password": NEW})
    assert answer.status_code == 302


def test_whoever_just_came_in_without_a_password_gives_himself_one(site: Site) -> None:
    visitor = site.visitor("labour")
    SignedInRow.objects.filter(account__login="labour").update(started_at=timezone.now() - timedelta(minutes=16))
    assert 'action="/me/password/"' not in visitor.get("/me/")
    visitor.post("/me/password/", {"new": NEW, "again": NEW}, 422)
    SignedInRow.objects.filter(account__login="labour").update(started_at=timezone.now())
    visitor.post("/me/password/", {"new": NEW, "again": NEW})
    assert Account.objects.get(login="labour").check_password(NEW)
    visitor.post("/me/password/", {"new": NEW + "!", "again": NEW + "!"}, 422)  # from now on the old one is asked for


def test_a_name_is_changed_or_refused_at_its_place(site: Site) -> None:
    visitor = site.visitor("worker")
    page = visitor.post("/me/profile/", {"display_name": "x" * 121}, 422).content.decode()
    assert 'id="display_name-wrong"' in page
    assert "x" * 121 in page
    visitor.post("/me/profile/", {"display_name": "<i>Li</i>"})
    assert "&lt;i&gt;Li&lt;/i&gt;" in visitor.get("/")


def test_changes_of_an_account_leave_a_line_each_and_no_secret(site: Site) -> None:
    def lines() -> list[EventRow]:
        me = Account.objects.get(login="engineer_school").id
        own = EventRow.objects.filter(tenant_id=site.tenant.id, entity="user", actor_id=me).exclude(verb="sign_in")
        return list(own.order_by("seq"))

    give_password("engineer_school", OLD)
    here, there = site.visitor("engineer_school"), site.visitor("engineer_school")
    here.post("/me/password/", {"old": "wrong", "new": NEW, "again": NEW}, 422)
    here.post("/me/password/", {"old": OLD, "new": "short", "again": "short"}, 422)
    here.post("/language/", {"language": "en", "next": "/me/"})
    here.post("/me/sessions/", {"session": "00000000-0000-7000-8000-000000000000"}, 404)
    assert lines() == []
    here.post("/me/password/", {"old": OLD, "new": NEW, "again": NEW})
    assert there.client.get("/").status_code == 302
    site.visitor("engineer_school")
    here.post("/me/sessions/", {})
    here.post("/me/profile/", {"display_name": "Li Hua"})
    assert [(one.record_id, one.verb) for one in lines()] == [(None, "password"), (None, "sign_out"), (None, "name")]
    assert lines()[0].after == {"sessions_ended": 1}
    assert lines()[2].after == {"name": "Li Hua"}


def test_language_and_looks_are_the_same_on_every_device(site: Site) -> None:
    here, there = site.visitor("safety"), site.visitor("safety")
    here.post("/language/", {"language": "zh-hans", "next": "/me/"})
    here.post("/me/looks/", {"theme": "dark", "density": "comfortable"})
    home = there.get("/")
    assert '<html lang="zh-Hans" data-theme="dark" data-density="comfortable">' in home
    there.post("/theme/", {"theme": "", "next": "/"})
    assert "data-theme" not in here.get("/")
    here.post("/language/", {"language": "xx"})
    here.post("/me/looks/", {"theme": "pink"}, 400)
    assert 'lang="zh-Hans"' in here.get("/")


def test_before_signing_in_language_and_looks_are_the_devices(site: Site) -> None:
    client = Client(HTTP_HOST=DEMO_HOST)
    client.post("/language/", {"language": "en", "next": "/sign-in/?next=/m/core/team/"})
    client.post("/theme/", {"theme": "dark"})
    page = client.get("/sign-in/?next=/m/core/team/").content.decode()
    assert '<html lang="en" data-theme="dark">' in page
    assert 'name="next" value="/m/core/team/"' in page
    assert 'autocomplete="current-password"' in page
    evil = client.get("/sign-in/?next=https://evil.example/").content.decode()
    assert "evil.example" not in evil


def test_signing_in_leads_where_one_was_going(site: Site) -> None:
    give_password("admin", NEW)
    client = Client(HTTP_HOST=DEMO_HOST)
    wanted = client.get("/m/core/team/?view=all")["Location"]
    answer = client.post("/sign-in/", {"account": "admin", "password": NEW, "next": "/m/core/team/?view=all"})
    assert wanted.startswith("/sign-in/?next=")
    assert answer["Location"] == "/m/core/team/?view=all"


def test_too_many_guesses_are_told_when_to_come_again(site: Site) -> None:
    client = Client(HTTP_HOST=DEMO_HOST, REMOTE_ADDR="10.9.9.9")
    answers = [client.post("/sign-in/", {"account": "gm", "password": "wrong"}) for _ in range(6)]
    assert [one.status_code for one in answers] == [422] * 5 + [429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 15 * 60
    assert 'value="gm"' in answers[-1].content.decode()
