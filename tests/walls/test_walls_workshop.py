"""The workshop's addresses: nobody of a company comes in, on no host; its staff meet no company's records there."""

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver
from dougong.tenancy import Account, issue_staff_sign_in
from dougong.workshop.models import CompanyPages

from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied
from tests.walls.planting import CLOSED, MARK
from tests.walls.scene import ACTED_FOR, ACTING, Scene, set_scene, set_stage
from tests.walls.walking import told, undone

__all__ = ["site", "tables_can_be_emptied"]
pytestmark = [pytest.mark.storage, pytest.mark.django_db]

#: What answers before anybody is known: coming in, and Wagtail's pictures and words.
OPEN = {"sign-in/", "sign-in/x/", "language/", "login/", "sprite/", "jsi18n/"}
#: Wagtail's own chooser of links falls over a form without its field, which only its staff could send.
FALLS_OVER = ("post", "choose-external-link/")
METHODS = ("get", "post", "put", "delete", "head")
#: The words of a record or of what hangs on it: whose, of which entity, what. Names of companies, people, pages and
#: titles of definitions are shown to staff.
RECORDS = re.compile(
    rf"(?:{MARK}|{CLOSED}) [a-z_]+ [a-z_]+|{MARK} (?:draft|notice|own view|view|job|effect|double|pin)"
)


def addresses(scene: Scene) -> list[str]:
    """Every address of the workshop, with what is the neighbour's and what is our own in it."""
    assert scene.planted is not None
    pages = dict(CompanyPages.objects.values_list("tenant_id", "pk"))
    found = []
    for pattern in _patterns(get_resolver("dougong.workshop.urls").url_patterns):
        for tenant in (scene.planted.tenant, scene.tenant):
            known = {"key": tenant.key, "module": "day_labour", "path": "entities/slip", "action_name": "publish"}

            def part(match: re.Match[str], known: dict[str, str] = known, number: int = pages[tenant.pk]) -> str:
                kind, _, name = match.group(1).rpartition(":")
                return known.get(name, str(number) if kind == "int" else "x")

            found.append(re.sub(r"<([^>]+)>", part, pattern))
    return list(dict.fromkeys(found))


def _patterns(patterns: Any, before: str = "") -> Iterator[str]:
    for one in patterns:
        text = before + str(one.pattern).replace("^", "").rstrip("$")
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns, text)
        elif "(?P" not in text:
            yield text


@pytest.fixture(scope="module")
def scene(site: Site) -> Iterator[Scene]:
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    found = set_scene(set_stage(site.tenant, site.demo))
    with found.walker.watch.set_up():
        yield found


def ask(client: Client, method: str, address: str, host: str) -> HttpResponse:
    with undone():
        answer: HttpResponse = getattr(client, method)(f"/{address}", {}, HTTP_HOST=host)
    return answer


def test_nobody_of_a_company_comes_into_the_workshop(scene: Scene) -> None:
    wrong, asked = [], 0
    for who in ("", "gone", "neighbour", "admin", ACTED_FOR, ACTING):
        client = scene.walker.visitors[who]
        for address in addresses(scene):
            for method in METHODS:
                answer = ask(client, method, address, settings.WORKSHOP_HOST)
                asked += 1
                if address in OPEN:
                    continue
                away = answer.status_code == 302 and answer.headers["Location"].startswith(("/sign-in/", "/companies/"))
                if not away and answer.status_code not in {403, 404, 405}:
                    wrong.append(f"{who} {method} {address}: {answer.status_code}")
                if MARK in told(answer) or CLOSED in told(answer):
                    wrong.append(f"{who} {method} {address}: words")
        assert not scene.walker.watch.touched()
    assert not wrong, "\n".join(wrong[:40])
    assert asked > 3000


def test_the_workshop_is_not_there_on_a_companys_host(scene: Scene) -> None:
    wrong = []
    own = {"sign-in/", "sign-in/x/", "language/", ""}  # a company has its own at these addresses
    for who in ("", "admin", "neighbour", ACTING):
        for address in (one for one in addresses(scene) if one not in own and "sign-in/code" not in one):
            for method in ("get", "post"):
                answer = ask(scene.walker.visitors[who], method, address, scene.walker.host)
                if answer.status_code != 404:
                    wrong.append(f"{who} {method} {address}: {answer.status_code}")
    assert not wrong, "\n".join(wrong[:40])


def test_staff_meet_no_record_in_the_workshop(scene: Scene) -> None:
    staff, wrong, let_in = Account.objects.get(login="integrator"), [], 0
    client = Client(HTTP_HOST=settings.WORKSHOP_HOST, raise_request_exception=False)
    assert client.post(f"/sign-in/{issue_staff_sign_in(staff)}/").status_code == 302
    for address in addresses(scene):
        if address.startswith(("logout", "sign-in", "login")):
            continue
        for method in ("get", "post"):
            answer = ask(client, method, address, settings.WORKSHOP_HOST)
            let_in += answer.status_code == 200
            if answer.status_code >= 500 and (method, address) != FALLS_OVER:
                wrong.append(f"{method} {address}: {answer.status_code}")
            if found := RECORDS.search(told(answer)):
                wrong.append(f"{method} {address}: {found.group()}")
    assert not wrong, "\n".join(wrong[:40])
    assert let_in > 15, "refusing everything is no proof"
    assert MARK in ask(client, "get", "companies/", settings.WORKSHOP_HOST).content.decode()
