"""Drafts for tests of the designer, on the demo company."""

from typing import Any

from dougong import catalog
from dougong.admission import Caller, seat_of
from dougong.designer import open_draft
from dougong.overlay import Add, Change, Overlay, Remove, Set
from dougong.problem import Ref
from dougong.tenancy import writing

from tests.demo_site import Site

MODULE = "day_labour"
AT = "entities/slip#/properties/"
RAIN: dict[str, Any] = {"title": "Rain", "kind": "quantity", "indexed": True}
#: Takes the photos out of sight: the field, and where the form shows it.
HIDE: dict[str, Change] = {
    f"{AT}photos": Remove(),
    "forms/slip#/sections/work/fields/order": Set(["cause", "liable_contract", "variation", "work_content"]),
}
#: A bit of everything.
MIXED: dict[str, Change] = {
    **HIDE,
    f"{AT}x_rain": Add(RAIN, after="work_date"),
    f"{AT}work_content/title": Set("What was done, and why", "Work done"),
    "entities/slip#/properties/cause/oneOf/x_flood": Add({"title": "Flood"}),
    "tables/slip#/views/mine/title": Set("My slips", "Mine"),
    "tables/slip#/views/to_confirm/sort": Set(["-work_date"], ["work_date"]),
    "workflows/slip#/states/priced/title": Set("Rated", "Priced"),
    "workflows/slip#/transitions/submit/by": Set(["foreman"], ["foreman", "site_engineer"]),
    "workflows/slip#/transitions/withdraw/reason": Set("required"),
    "workflows/slip#/transitions/approve/approval/steps/gm/when": Set("total >= 50000", "total >= 20000"),
}


def caller(site: Site, login: str = "admin", language: str = "en") -> Caller:
    """Somebody of the company."""
    return Caller(site.tenant, site.demo.people[login], language, "test")


def draft(site: Site, changes: dict[str, Change], login: str = "admin", module: str = MODULE) -> str:
    """Keep a draft; what names it."""
    with writing(site.tenant):
        catalog.save_draft(Overlay(module, "", changes), Ref("user", site.demo.people[login].id))
        return open_draft(seat_of(caller(site)), module).seen
