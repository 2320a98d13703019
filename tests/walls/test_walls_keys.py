"""Two hundred keys more in a form of people or settings change nothing: only what a form has is read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from dougong.commands.demo_company import DEMO_HOST
from dougong.tenancy import Account

from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied
from tests.probing import World, fillings, routes
from tests.walls.scene import look_round
from tests.walls.walking import client_of, undone

__all__ = ["site", "tables_can_be_emptied"]
pytestmark = [pytest.mark.storage, pytest.mark.django_db]

#: What somebody would try first; filled up to two hundred.
WISHES = {
    "is_staff": "1", "is_superuser": "1", "is_active": "0", "administers": "1", "role": "admin", "roles": "admin",
    "roles[]": "admin", "tenant": "1", "tenant_id": "2", "auth_epoch": "99", "password": "x" * 14, "login": "root",
    "email": "x@y.test", "display_name": "Root", "account": "admin", "account_id": "1", "enabled": "0", "key": "x",
    "currency": "USD", "timezone": "UTC", "require_second_factor": "", "until": "2001-01-01", "since": "2001-01-01",
    "project": "", "project_id": "", "epoch": "9", "stamp": "1", "settings": "{}", "overlay": "{}", "confirmed_at": "1",
    "id": "1", "pk": "1", "created_at": "2001-01-01", "csrf": "x", "as_whom": "admin", "act_for": "admin",
    "module": "x",
    "__proto__": "1", "constructor": "1", "/is_staff": "1", "/roles": "admin", "user.is_staff": "1", "_state": "x",
}  # fmt: skip
#: What people and settings are; of accounts, everything.
TABLES = ("tenancy_account", "tenancy_membership", "tenancy_member_role", "tenancy_tenant", "tenancy_domain",
          "catalog_tenant_module", "catalog_overlay_revision")  # fmt: skip
#: Columns that differ from one moment to the next.
MOVING = {"since", "at", "id", "created_at", "used_at", "confirmed_at", "digest", "expires_at", "until", "password"}


@dataclass
class Forms(HTMLParser):
    """The forms of a page that are posted: address and what a browser would send."""

    html: str
    found: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.inside, self.select = False, ""
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.inside = given.get("method", "").lower() == "post"
            if self.inside:
                self.found.append((given.get("action", ""), {}))
        if not self.inside:
            return
        name, fields = given.get("name", ""), self.found[-1][1]
        if tag == "input" and name and given.get("type") != "file":
            if given.get("type") not in {"checkbox", "radio"} or "checked" in given:
                fields[name] = given.get("value", "")
        elif tag == "button" and name:
            fields.setdefault(name, given.get("value", ""))
        elif tag == "select":
            self.select = name
            fields[name] = ""
        elif tag == "option" and self.select and ("selected" in given or not fields.get(self.select)):
            fields[self.select] = given.get("value", "")
        elif tag == "textarea" and name:
            fields[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        if tag == "select":
            self.select = ""


def state() -> list[tuple[Any, ...]]:
    """What stands in the tables of people and settings."""
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [one[0] for one in cursor.description]
            kept = [number for number, name in enumerate(names) if name not in MOVING]
            found += sorted((table, *(str(row[number]) for number in kept)) for row in cursor.fetchall())
    return found


def posted(client: Client, world: World) -> Iterator[tuple[str, dict[str, str]]]:
    """Every form on pages of people and settings."""
    for route in routes():
        pattern = str(route.pattern)
        if not pattern.startswith(("settings/", "me/")):
            continue
        for filling in list(fillings(route, world))[:3]:
            address = reverse(str(route.name), kwargs=dict(filling.kwargs))
            answer = client.get(address)
            if answer.status_code != 200 or answer.streaming:
                continue
            for action, fields in Forms(answer.content.decode("utf-8", "replace")).found:
                yield action or address, fields


def test_keys_that_a_form_does_not_have_change_nothing(site: Site) -> None:
    admin = Account.objects.get(login="admin")
    world = look_round(site.tenant, admin)
    wishes = {**WISHES, **{f"x_{number}": "1" for number in range(200 - len(WISHES))}}
    assert len(wishes) == 200
    client = client_of(site.tenant, admin, DEMO_HOST)
    told, wrong, changing = set(), [], 0
    for address, fields in list(posted(client, world)):
        if not address.startswith("/") or (address, tuple(sorted(fields))) in told:
            continue
        told.add((address, tuple(sorted(fields))))
        cookies, before, seen = dict(client.cookies), state(), []
        for more in ({}, {key: value for key, value in wishes.items() if key not in fields}):
            with undone():
                answer = client.post(address, {**fields, **more})
                seen.append((answer.status_code, state()))
            client.cookies.update(cookies)
        changing += seen[0][1] != before
        if seen[0] != seen[1]:
            differing = [one for one in seen[1][1] if one not in seen[0][1]][:2]
            wrong.append(f"{address}: {seen[0][0]} became {seen[1][0]}, {differing}")
    print(
        f"\n{len(told)} forms, 200 keys more in each, {changing} of them change people or settings; {len(wrong)} differ"
    )
    assert not wrong, "\n".join(wrong)
    assert len(told) >= 10
