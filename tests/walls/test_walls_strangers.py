"""A stranger is answered on the frozen list of addresses only, however an address is spelt."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from dougong.commands.demo_company import DEMO_HOST
from dougong.tenancy import Account

from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied
from tests.laws.test_laws_routes import PUBLIC
from tests.probing import World, fillings, routes
from tests.walls.scene import look_round
from tests.walls.walking import undone

__all__ = ["site", "tables_can_be_emptied"]
pytestmark = [pytest.mark.storage, pytest.mark.django_db]

#: Beginnings that a rule written on paths would let pass.
FRONTS = (
    "/static/..",
    "/healthz/..",
    "/sign-in/..",
    "/readyz/../",
    "//",
    "/./",
    "/%2e/",
    "/static/%2e%2e",
    "/;/",
    "/\\",
)
#: What may stand behind without being another address.
BEHIND = ("?next=/sign-in/", "?/healthz", "?path=/static/x.css", "#/healthz", "%23/readyz", ";/healthz", "?a=1&b=%00",
          "%20", "%2f", "/..;/", "?format=json", "%3f/sign-in/", ".css", ".json", "/static/",
          "?" + "x" * 500)  # fmt: skip
HOSTS = (
    DEMO_HOST,
    DEMO_HOST.upper(),
    f"{DEMO_HOST}:8000",
    f"{DEMO_HOST}.",
    "localhost",
    "127.0.0.1",
    "nobody.localhost",
)


def spellings(path: str) -> Iterator[str]:
    """Other ways to write an address."""
    yield path
    yield path.upper()
    yield path.rstrip("/") or "/"
    yield path.replace("/", "//")
    yield "".join(f"%{ord(char):02x}" if char.isalpha() else char for char in path)
    yield quote(path, safe="")
    yield from (front + path for front in FRONTS)
    yield from (path + behind for behind in BEHIND)


def test_a_stranger_gets_the_frozen_list_and_nothing_else(site: Site) -> None:
    world: World = look_round(site.tenant, Account.objects.get(login="admin"))
    asked, wrong, let_in = 0, [], set()
    client = Client(raise_request_exception=False)
    for route in routes():
        seen: set[str] = set()
        for filling in fillings(route, world):
            if filling.entity in seen and len(seen) > 2:
                continue
            seen.add(filling.entity)
            path = reverse(str(route.name), kwargs=dict(filling.kwargs))
            for number, spelt in enumerate(spellings(path)):
                for host in HOSTS if number < 2 else HOSTS[:1]:
                    with undone():
                        answer = client.get(spelt, HTTP_HOST=host)
                    asked += 1
                    name = answer.resolver_match.url_name if answer.status_code == 200 else ""
                    let_in |= {name} - {""}
                    if (answer.status_code == 200 and name not in PUBLIC) or answer.status_code >= 500:
                        wrong.append(f"{host} {spelt[:150]}: {answer.status_code} {name}")
            if len(seen) > 2:
                break
    print(f"\n{asked} requests of a stranger, {len(wrong)} wrong; let in: {sorted(let_in)}")
    assert not wrong, "\n".join(wrong[:30])
    assert {"healthz", "readyz", "sign-in"} <= let_in
    assert asked > 2000
