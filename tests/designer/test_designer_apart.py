"""A draft spoiled in one company, past every door, leaves the other companies as they were."""

from typing import Any

import pytest
from dougong import actions, catalog
from dougong.admission import Caller, seat_of
from dougong.definition import Entity
from dougong.designer import Add, examine, open_draft
from dougong.overlay import Change
from dougong.problem import Refused
from dougong.tenancy import Account, Tenant, add_member, give_role, platform_writing, reading, writing

from tests.company import make_tenant
from tests.demo_site import Site, site
from tests.designer.making import AT, MODULE, draft
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]
pytestmark = [pytest.mark.storage, pytest.mark.django_db]

BOMB = "+".join(["1"] * 900)
POISONS: dict[str, dict[str, Change]] = {
    "formula": {f"{AT}x_a": Add({"title": "A", "kind": "money", "computed": BOMB})},
    "circle": {
        f"{AT}x_a": Add({"title": "A", "kind": "money", "computed": "x_b"}),
        f"{AT}x_b": Add({"title": "B", "kind": "money", "computed": "x_a"}),
    },
    "kind": {f"{AT}x_a": Add({"title": "A", "kind": "nothing"})},
}


@pytest.fixture
def other(site: Site) -> tuple[Tenant, Account]:
    """A company of its own with the same module."""
    tenant = make_tenant("apart", name="Apart Builders", require_second_factor=False)
    with platform_writing():
        account = Account.objects.create_account("apart-admin", display_name="Apart")
    with writing(tenant):
        add_member(account)
        give_role(account, "admin")
    for key in ("core", "contract", MODULE):
        actions.switch_on_module(tenant, key)
    return tenant, account


def slip(tenant: Tenant) -> Entity:
    with reading(tenant):
        return catalog.entity_for(f"{MODULE}/slip", "en")


@pytest.mark.parametrize("name", POISONS)
def test_a_poisoned_draft_stays_where_it_was_made(site: Site, other: tuple[Tenant, Account], name: str) -> None:
    tenant, account = other
    theirs, ours = slip(tenant), slip(site.tenant)
    draft(site, POISONS[name])
    with reading(site.tenant):
        seat = seat_of(Caller(site.tenant, site.demo.people["admin"], "en", "test"))
        assert examine(seat, open_draft(seat, MODULE)), "the draft is poisoned"
    admin = site.visitor("admin")
    admin.get(f"/settings/design/{MODULE}/preview/")
    answer = admin.client.get(f"/settings/design/{MODULE}/slip/fields/", follow=True)
    assert answer.status_code == 200, "he sees the form, or why there is none and how the draft is let go"
    assert "Let the draft go" in admin.get(f"/settings/design/{MODULE}/publish/")
    caller = Caller(tenant, account, "en", "test")
    with reading(tenant):
        seat = seat_of(caller)
        clean = open_draft(seat, MODULE)
        assert not clean.pending
        assert not examine(seat, clean)
    kept = actions.save_overlay_draft(caller, MODULE, {f"{AT}x_mine": Add(_field())}, clean.seen)
    published = actions.publish_overlay(caller, MODULE, seen=kept.seen)
    assert published
    assert "x_mine" in slip(tenant).fields
    assert set(slip(tenant).fields) - {"x_mine"} == set(theirs.fields)
    assert slip(site.tenant).fields == ours.fields, "nor is the company itself touched until it publishes"
    with pytest.raises(Refused):
        actions.publish_overlay(Caller(site.tenant, site.demo.people["admin"], "en", "test"), MODULE, seen=_seen(site))


def _field() -> dict[str, Any]:
    return {"title": "Mine", "type": "string"}


def _seen(site: Site) -> str:
    with reading(site.tenant):
        return open_draft(seat_of(Caller(site.tenant, site.demo.people["admin"], "en", "test")), MODULE).seen
