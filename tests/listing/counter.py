"""A person before the list of the storage kit's things, which have a field of every kind."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from dougong.access import Actor, Case, Reach, Verb
from dougong.admission import Caller, Entry, Seat
from dougong.definition import TRUE_EXPR, Entity, Module, Right, State, View, Workflow
from dougong.definition.layout import Layout
from dougong.definition.model import Table
from dougong.listing import Wanted, open_list, read_wanted
from dougong.problem import Ref
from dougong.tenancy import Account

from tests.storage.kit import Kit

TODAY = date(2025, 4, 10)
STATES = {key: State(key, key.title()) for key in ("draft", "open", "closed")}
FLOW = Workflow(key="thing", entity="thing", initial="draft", states=STATES, transitions={})


def seat_at(kit: Kit) -> Seat:
    """Somebody who may see everything of the kit."""
    entities = {one.key: one for one in (kit.site, kit.party, kit.thing)}
    rights = tuple(Right(role="all", entity=one.name, see=TRUE_EXPR) for one in entities.values())
    module = Module(
        key="kit", version="1", title="Kit", icon="", hash="", documents={}, entities=entities,
        workflows={"thing": FLOW}, rights=rights,
    )  # fmt: skip
    caller = Caller(kit.tenant, Account(), "en", "test")
    actor = Actor(kit.me, roles=frozenset({"all"}))
    return Seat(caller, actor, {"kit": module}, rights, TODAY, ZoneInfo("Asia/Shanghai"), kit.site.name)


def entry_for(
    kit: Kit,
    entity: Entity | None = None,
    *,
    reach: Reach | None = None,
    views: Iterable[View] = (),
    layout: Layout | None = None,
) -> Entry:
    """The entry to an entity; to things, with a workflow."""
    seat = seat_at(kit)
    entity = entity or kit.thing
    own = reach or Reach(entity.name, (Case(TRUE_EXPR, rule="all"),))
    verb: Verb = "see"
    table = Table(entity.key, {view.key: view for view in views}) if views else None
    return Entry(
        seat=seat, module=seat.modules["kit"], entity=entity, shaped=entity, verb=verb, reach=own,
        layout=layout or Layout(), workflow=FLOW if entity.key == "thing" else None, table=table, form=None,
        posting=None,
    )  # fmt: skip


def partly(kit: Kit, *hide: str) -> Reach:
    """A reach of two cases: everything of what is done, and of the rest all but these fields."""
    cases = (("done", ()), ("true", tuple(f"/{key}" for key in hide)))
    return kit.reach(kit.thing, *cases)


def found(entry: Entry, text: str, **more: Any) -> set[Any]:
    """The tags of the things that a filter, as JSON, finds."""
    wanted = replace(read_wanted({"filter": text, "columns": "tag"}), limit=1000, **more)
    return {one.values["tag"] for one in open_list(entry, wanted).records}


def tags(entry: Entry, wanted: Wanted) -> list[Any]:
    """The tags of a page, in order."""
    return [one.values["tag"] for one in open_list(entry, replace(wanted, columns=("tag",))).records]


def ref_to(entity: str, record: Any) -> Ref:
    """A reference to a record."""
    return Ref(entity, record.id)
