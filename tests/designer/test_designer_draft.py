"""The draft all administrators of a company work at: opened, changed, kept through one verb, never written over."""

import pytest
from dougong import catalog
from dougong.actions import save_overlay_draft
from dougong.admission import Caller, seat_of
from dougong.designer import GONE, Draft, change, open_draft
from dougong.events.models import EventRow
from dougong.overlay import Add
from dougong.problem import Refused
from dougong.tenancy import Account, reading

from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]
pytestmark = [pytest.mark.storage, pytest.mark.django_db]

MODULE = "day_labour"
AT = "entities/slip#/properties"


def _caller(site: Site, login: str, language: str = "en") -> Caller:
    return Caller(site.tenant, Account.objects.get(login=login), language, "test")


def _draft(site: Site, login: str = "admin") -> Draft:
    with reading(site.tenant):
        return open_draft(seat_of(_caller(site, login)), MODULE)


def test_what_is_saved_is_seen_by_the_next_and_by_nobody_else(site: Site) -> None:
    draft = _draft(site)
    assert not draft.pending
    assert not draft.problems
    saved = save_overlay_draft(
        _caller(site, "admin"), MODULE, {f"{AT}/x_w": Add({"title": "Weather", "type": "string"})}, draft.seen
    )
    assert saved.pending
    assert saved.at_address(f"{AT}/x_w/title") == "Weather"
    assert "x_w" in saved.read().entities["slip"].fields
    assert saved.seen == _draft(site).seen != draft.seen
    with reading(site.tenant):
        assert "x_w" not in catalog.entity_for(f"{MODULE}/slip", "en").fields
        assert catalog.problems_of(saved.overlay) == ()
        logged = EventRow.objects.filter(tenant_id=site.tenant.id, entity=MODULE).get()
        assert logged.verb == "draft"
        assert f"{AT}/x_w" in str(logged.after)
    with pytest.raises(Refused) as refused:
        save_overlay_draft(_caller(site, "admin"), MODULE, {f"{AT}/x_w/title": "W"}, draft.seen)
    assert refused.value.problems[0].code == "conflict"
    assert refused.value.problems[0].params["who"] == Account.objects.get(login="admin").display_name
    assert not change(saved, {f"{AT}/x_w": GONE}).pending


def test_only_who_runs_the_settings(site: Site) -> None:
    draft = _draft(site)
    with pytest.raises(Refused) as refused:
        save_overlay_draft(_caller(site, "foreman"), MODULE, {f"{AT}/x_v": {"title": "V"}}, draft.seen)
    assert refused.value.problems[0].code == "forbidden"
