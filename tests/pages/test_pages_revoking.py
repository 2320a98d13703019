"""What is withdrawn is withdrawn at the next request: six ways to withdraw, each kind of credential there is."""

from collections.abc import Callable

import pytest
from django.test import Client
from dougong.commands.demo_company import DEMO_HOST
from dougong.tenancy import Account, issue_reset, issue_sign_in
from dougong.tenancy.models import MemberRole

from tests.company import PASSWORD
from tests.demo_site import Site, Visitor, site
from tests.emptying import tables_can_be_emptied
from tests.letters_sent import letters, link_in

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]
NEW = "six grey cranes over the river"


def page(then: str) -> str:
    return f"/settings/members/{Account.objects.get(login='cost').pk}/{then}"


def disable(admin: Visitor, site: Site) -> None:
    admin.post(page("standing/"), {"do": "disable"})


def end(admin: Visitor, site: Site) -> None:
    admin.post(page("standing/"), {"do": "end"})


def change_role(admin: Visitor, site: Site) -> None:
    grant = MemberRole.objects.filter(account__login="cost", until__isnull=True).first()
    admin.post(page("roles/"), {"end": str(grant.id)})


def give(admin: Visitor, site: Site) -> None:
    admin.post(page("roles/"), {"role": "buyer", "project": ""})


def reset(admin: Visitor, site: Site) -> None:
    Account.objects.filter(login="cost").update(email="cost@example.org")
    admin.post(page("entrance/"), {"do": "reset"})
    (letter,) = letters(site.tenant)
    assert Client(HTTP_HOST=DEMO_HOST).post(link_in(letter), {"new": NEW, "again": NEW}).status_code == 302


def own_password(admin: Visitor, site: Site) -> None:
    sent = {"old": PASSWORD, "new": NEW, "again": NEW}
    site.visitor("cost").post("/me/password/", sent)


@pytest.mark.parametrize("withdraw", [disable, end, change_role, give, reset, own_password])
def test_no_credential_of_before_is_taken(site: Site, withdraw: Callable[..., None], mailoutbox: list) -> None:
    account = Account.objects.get(login="cost")
    account.set_password(PASSWORD)
    account.save()
    admin, session = site.visitor("admin"), site.visitor("cost")
    half = Client(HTTP_HOST=DEMO_HOST)  # the cookie of a browser copied
    half.cookies["session"] = session.client.cookies["session"].value
    link, letter = issue_sign_in(account, site.tenant), issue_reset(account, site.tenant)
    session.get("/")
    assert half.get("/").status_code == 200
    withdraw(admin, site)
    stranger = Client(HTTP_HOST=DEMO_HOST)
    taken = {
        "session": session.client.get("/").status_code == 200,
        "copied session": half.get("/").status_code == 200,
        "write": session.client.post("/me/profile/", {"display_name": "X"}).status_code == 302
        and Account.objects.get(login="cost").display_name == "X",
        "sign-in link": stranger.post(f"/sign-in/{link}/").status_code == 302,
        "reset link": stranger.get(f"/reset/{letter}/").status_code == 200,
        "alive": session.client.get("/alive/").json()["account"] is not None,
    }
    assert [kind for kind, one in taken.items() if one] == []
