"""Two administrators at the same moment, each in a process of his own: one wins, the other is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rivals import Arena

pytestmark = [pytest.mark.storage]

SET_UP = """
from dougong import catalog
from dougong.tenancy import Tenant, Account, add_member, give_role, platform_writing, writing
from dougong.actions import install_module
from tests.catalog.conftest import BASE, WORK
roles = {"$schema": "urn:dougong:roles:1", "roles": {"boss": {"title": "Boss", "administers": True}}}
base = {**BASE, "roles": roles, "locale/zh_Hans": {**BASE["locale/zh_Hans"], "roles#/roles/boss/title": "老板"}}
install_module(base)
install_module(WORK)
with platform_writing():
    tenant = Tenant.objects.create(key="acme", name="Acme")
    account = Account.objects.create_account("boss")
with writing(tenant):
    add_member(account)
    give_role(account, "boss")
    catalog.switch_on("base")
    catalog.switch_on("work")
"""
HERE = """
from dougong.tenancy import Tenant, Account, reading
from dougong.admission import Caller, seat_of
from dougong.actions import publish_overlay, save_overlay_draft
from dougong.designer import Add, open_draft
from dougong.problem import Refused
tenant, account = Tenant.objects.get(key="acme"), Account.objects.get(login="boss")
caller = Caller(tenant, account, "en", "test")
def seen():
    with reading(tenant):
        return open_draft(seat_of(caller), "work").seen
def tried(work):
    try:
        work()
    except Refused as refused:
        return refused.problems[0].code
    return "done"
"""


@pytest.fixture
def arena(tmp_path: Path) -> Iterator[Arena]:
    found = Arena(tmp_path)
    found.run([SET_UP + "answer = 0"])
    yield found
    found.close()


def test_of_two_who_publish_at_once_one_wins(arena: Arena) -> None:
    draft = 'save_overlay_draft(caller, "work", {"entities/slip#/properties/x_a": Add({"title": "A"})}, seen())\n'
    (name,) = arena.run([HERE + draft + "answer = seen()"])
    script = HERE + f'answer = tried(lambda: publish_overlay(caller, "work", "{name}"))'
    assert sorted(arena.run([script] * 4)) == ["conflict", "conflict", "conflict", "done"]


def test_of_two_who_change_the_same_at_once_one_wins(arena: Arena) -> None:
    (name,) = arena.run([HERE + "answer = seen()"])
    scripts = [
        HERE + f"""answer = tried(lambda: save_overlay_draft(caller, "work",
            {{"entities/slip#/properties/text/title": "Text {n}"}}, "{name}"))"""
        for n in range(3)
    ]  # fmt: skip
    assert sorted(arena.run(scripts)) == ["conflict", "conflict", "done"]
