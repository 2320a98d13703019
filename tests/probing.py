"""How addresses are filled in: the one place that knows what the parts of an address are.

A new path converter is taught here: its values in `SOME`, or, where it is an id that belongs to a company, in
`World.own` and the ids of what is planted (tests/walls/planting.py). Who asks, and what is wrong with an answer, stands
in tests/walls.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver
from dougong.definition import Entity
from dougong.tenancy import Tenant, new_id

#: Parts that name nothing of a company's: some values each.
SOME: dict[str, tuple[Any, ...]] = {
    "token": ("x" * 43,),
    "slug": ("home",),
    "shape": ("shared", "thumb", "original"),
    "kind": ("recent", "reader", "columns"),
    "view_id": (new_id(),),
    "rest": ("nothing", "records/x"),
}
#: What addresses call an id of the company's own, beside records.
IDS = ("file_id", "comment_id", "member_id", "revision", "page", "job", "batch_id")


def routes(patterns: Any = None) -> Iterator[URLPattern]:
    """Every address there is."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns)
        else:
            yield pattern


@dataclass
class World:
    """What addresses can name. own: ids at home; theirs: the neighbour's; closed: at home, but not for everybody.

    Each by an entity's full name or by what addresses call it.
    """

    tenant: Tenant
    own: dict[str, UUID] = field(default_factory=dict)
    theirs: dict[str, UUID] = field(default_factory=dict)
    closed: dict[str, UUID] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    transitions: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Filling:
    """Path arguments. whose: "own", "theirs" or "closed". entity: the full name of the one they name, or ""."""

    whose: str
    entity: str
    kwargs: Mapping[str, Any]


def fillings(route: URLPattern, world: World) -> Iterator[Filling]:
    """Every way to fill in a route's path: with ids of our own, of the neighbour's, and of closed records."""
    names = set(route.pattern.converters)
    if names & {"record_id", "entity"}:
        for name in world.entities:
            yield from _of_entity(name, names, world)
        return
    if "module" in names:
        for module in dict.fromkeys(name.split("/")[0] for name in world.entities):
            yield from _with_ids({"module": module}, "", names - {"module"}, world)
        return
    yield from _with_ids({}, "", names, world)


def _of_entity(name: str, names: set[str], world: World) -> Iterator[Filling]:
    module, entity = name.split("/")
    given: dict[str, Any] = {"entity": entity, **({"module": module} if "module" in names else {})}
    left = names - {"entity", "module", "record_id", "transition"}
    for transition in world.transitions.get(name, ["submit"])[:2] if "transition" in names else [None]:
        held = given if transition is None else {**given, "transition": transition}
        if "record_id" not in names:
            yield from _with_ids(held, name, left, world)
            continue
        for whose, ids in (("own", world.own), ("theirs", world.theirs), ("closed", world.closed)):
            if name in ids:
                for filling in _with_ids({**held, "record_id": ids[name]}, name, left, world):
                    yield Filling(whose if filling.whose == "own" else filling.whose, name, filling.kwargs)


def _with_ids(given: dict[str, Any], entity: str, left: set[str], world: World) -> Iterator[Filling]:
    """The rest of the parts, one after the other."""
    if not left:
        yield Filling("own", entity, given)
        return
    name = sorted(left)[0]
    rest = left - {name}
    if name in IDS:
        for whose, ids in (("own", world.own), ("theirs", world.theirs), ("closed", world.closed)):
            if name in ids:
                for filling in _with_ids({**given, name: ids[name]}, entity, rest, world):
                    yield Filling(whose if filling.whose == "own" else filling.whose, entity, filling.kwargs)
        return
    assert name in SOME, f"teach tests/probing.py what {name} of an address is"
    for value in SOME[name]:
        yield from _with_ids({**given, name: value}, entity, rest, world)
