"""The requests: every address, verb and person, and the places where what is another's can hide."""

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from dougong.definition import Entity

from tests.probing import Filling, World, fillings, routes
from tests.walls.planting import CLOSED, MARK, NEIGHBOUR_HOST

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
#: Where the foreign id, or the neighbour's word, hides.
PLACES = ("path", "query", "filter", "fields", "header")
_FILES = {"file", "photo", "signature"}


@dataclass(frozen=True)
class Probe:
    """One request. whose: of whom the path names something. place: where more of the neighbour's hides."""

    who: str
    method: str
    address: str
    place: str
    whose: str
    route: str
    entity: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def probes(world: World, visitors: Iterable[str]) -> Iterator[Probe]:
    """All of them, in a steady order."""
    who_asks = list(visitors)
    for route in routes():
        name = str(route.name)
        for filling in fillings(route, world):
            address = reverse(name, kwargs=dict(filling.kwargs))
            ways = _programs_ways(name, filling, world) if name.startswith("api") else _ways(filling, world)
            for method, place, asked, data, headers in ways:
                for who in who_asks:
                    if headers.get("HTTP_HOST") == NEIGHBOUR_HOST and who == "neighbour":
                        continue  # there he is at home
                    where = f"{address}?{asked}" if asked else address
                    yield Probe(who, method, where, place, filling.whose, name, filling.entity, data, headers)


Way = tuple[str, str, str, Mapping[str, Any], Mapping[str, str]]


def _ways(filling: Filling, world: World) -> Iterator[Way]:
    for method in METHODS:
        yield method, "path", "", {}, {}
    if filling.whose != "own":
        return
    entity = world.entities.get(filling.entity)
    for word in (MARK, CLOSED, MARK[:3]):
        yield "get", "query", urlencode({"q": word}), {}, {"HTTP_HX_REQUEST": "true"}
    yield from _queries(world)
    if entity is not None:
        yield from _filters(entity, world)
    yield from _fields(entity, world)
    yield from _headers()


def _programs_ways(route: str, filling: Filling, world: World) -> Iterator[Way]:
    """The door for programs: what it reads closely, so that nothing is refused for its form alone."""
    entity = world.entities.get(filling.entity)
    for method in METHODS:
        asked = "version=1" if method == "delete" else ""
        for _ in range(2):
            yield method, "path", asked, programs_body(route, method, {}), {}
    if filling.whose != "own":
        return
    for word in (MARK, CLOSED, MARK[:3]):
        yield "get", "query", urlencode({"q": word}), {}, {}
    for ids in (world.theirs, world.closed):
        every = ",".join(map(str, list(ids.values())[:5]))
        yield "get", "query", urlencode({"after": every}), {}, {}
        yield "get", "query", urlencode({"view": every, "expand": "team,project"}), {}, {}
        if entity is not None:
            sent = {key: str(one) for key, one in _foreign(entity, ids)}
            yield "post", "fields", "", programs_body(route, "post", sent), {}
            yield "patch", "fields", "", programs_body(route, "patch", sent), {}
    if entity is not None:
        yield from _programs_filters(entity, world)
    yield from _headers()


def _programs_filters(entity: Entity, world: World) -> Iterator[Way]:
    for field_ in entity.fields.values():
        for ids in (world.theirs, world.closed):
            if field_.reference in ids:
                leaf = {"field": field_.key, "is": "one_of", "to": [str(ids[field_.reference])]}
                yield "get", "filter", urlencode({"filter": json.dumps({"none": [leaf]}), "total": "true"}), {}, {}
                yield "get", "filter", urlencode({"filter": json.dumps(leaf), "expand": field_.key}), {}, {}
                yield "get", "filter", urlencode({"group": field_.key}), {}, {}
    for key in ("x_spare", "x_custom", "tenant_id"):
        leaf = {"field": key, "is": "contains", "to": MARK}
        yield "get", "filter", urlencode({"filter": json.dumps(leaf)}), {}, {}
        yield "get", "filter", urlencode({"fields": key, "sort": key, "sum": key}), {}, {}
    yield "get", "filter", urlencode({"group": "created_by", "removed": "true"}), {}, {}


def programs_body(route: str, method: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a program sends there, in the right form."""
    if method in {"get", "head", "delete", "options"}:
        return {}
    bodies: dict[tuple[str, str], Mapping[str, Any]] = {
        ("api-records", "post"): {"values": values},
        ("api-record", "patch"): {"version": 1, "values": values},
        ("api-perform", "post"): {"version": 1, "reason": "walls"},
        ("api-comments", "post"): {"text": "walls"},
        ("api-comment", "patch"): {"text": "walls"},
        ("api-batch", "post"): {"operations": [{"do": "create", "values": values}]},
    }
    return bodies.get((route, method), {})


def _queries(world: World) -> Iterator[Way]:
    """The neighbour's ids wherever an address may name one."""
    for ids in (world.theirs, world.closed):
        one = next(iter(ids.values()))
        every = ",".join(map(str, list(ids.values())[:5]))
        for asked in (
            {"view": every, "after": every, "copy": one, "saved": ids.get("view_id", one)},
            {"copy": one, "project": one, "part": "rows", "back": f"/m/?{every}"},
            {"panel": "1", "only": every, "of": one, "part": "stream", "before": one},
        ):
            yield "get", "query", urlencode(asked), {}, {}


def _filters(entity: Entity, world: World) -> Iterator[Way]:
    """Filters and sorts over what leads to others: ids of the neighbour's, his fields, paths beyond a reference."""
    for field_ in entity.fields.values():
        if field_.reference in world.theirs:
            for ids in (world.theirs, world.closed):
                if field_.reference in ids:
                    leaf = {"field": field_.key, "is": "one_of", "to": [str(ids[field_.reference])]}
                    asked = {"filter": json.dumps(leaf), "group": field_.key, "part": "groups"}
                    yield "get", "filter", urlencode(asked), {}, {}
                    needed = {"field": f"/{field_.key}", f"/{field_.key}": str(ids[field_.reference])}
                    yield "get", "filter", urlencode(needed), {}, {}
        if field_.kind in {"reference", "user"}:
            for word in (CLOSED, MARK, ""):
                yield "get", "filter", urlencode({"field": f"/{field_.key}", "q": word}), {}, {}
    for key in ("x_spare", "x_custom", "tenant_id"):
        leaf = {"field": key, "is": "contains", "to": MARK}
        yield "get", "filter", urlencode({"filter": json.dumps(leaf), "sort": key, "columns": f"name,{key}"}), {}, {}
    first = next(iter(entity.fields))
    yield "get", "filter", urlencode({"sort": f"-{first}", "group": "created_by", "removed": "1"}), {}, {}


def _fields(entity: Entity | None, world: World) -> Iterator[Way]:
    """What is sent: the neighbour's ids in references, files and people; ids where forms keep them."""
    for ids in (world.theirs, world.closed):
        sent = {f"/{key}": str(one) for key, one in _foreign(entity, ids)} if entity else {}
        any_id = str(next(iter(ids.values())))
        hidden = {
            **sent, "_id": any_id, "id": any_id, "ids": [str(one) for one in list(ids.values())[:6]], "_version": "1",
            "field": next(iter(sent), "/name"), "view": str(ids.get("view_id", any_id)), "account": any_id,
            "tenant": "neighbour", "tenant_id": "2", "q": MARK, "record": any_id, "parent": any_id, "text": "x",
            "mention": str(ids.get("member_id", any_id)), "next": f"//{NEIGHBOUR_HOST}/", "session": any_id,
        }  # fmt: skip
        for do in ("refresh", "save", "keep", "resume", "more"):
            yield "post", "fields", "", {**hidden, "_do": do, "do": do, "what": do}, {}
        key, value = next(iter(sent.items()), ("/name", any_id))
        yield "post", "fields", "", {"field": key, key: value, "value": value, "_version": "1"}, {}


def _foreign(entity: Entity, ids: Mapping[str, UUID]) -> Iterator[tuple[str, UUID]]:
    for one in entity.fields.values():
        if one.reference in ids:
            yield one.key, ids[one.reference]
        elif one.kind in _FILES and "file_id" in ids:
            yield one.key, ids["file_id"]
        elif one.kind == "user" and "member_id" in ids:
            yield one.key, ids["member_id"]


def _headers() -> Iterator[Way]:
    """The neighbour's name where a proxy or a script would put one."""
    yield "get", "header", "", {}, {"HTTP_HOST": NEIGHBOUR_HOST}
    yield "get", "header", "", {}, {"HTTP_X_FORWARDED_HOST": NEIGHBOUR_HOST, "HTTP_FORWARDED": f"host={NEIGHBOUR_HOST}"}
    yield "get", "header", "", {}, {
        "HTTP_X_TENANT": "neighbour", "HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": f"http://{NEIGHBOUR_HOST}/",
        "HTTP_REFERER": f"http://{NEIGHBOUR_HOST}/", "HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE",
    }  # fmt: skip


def chosen(every: Iterable[Probe], count: int, seed: int) -> list[Probe]:
    """So many of them in a random order: of each route, verb and place some, and every route asked by everybody."""
    rng = random.Random(seed)
    heaps: dict[tuple[str, str, str, str], list[Probe]] = defaultdict(list)
    for probe in every:
        heaps[probe.route, probe.method, probe.place, probe.whose].append(probe)
    for heap in heaps.values():
        rng.shuffle(heap)
    taken: list[Probe] = []
    left, most = _every_route_early(heaps), 1
    while left and len(taken) < count:
        for heap in left:
            # Verbs that no page knows are refused at the door: a few of them are enough.
            share = min(most, {"get": 4, "post": 4, "head": 2}.get(heap[0].method, 1))
            taken += [heap.pop() for _ in range(share) if heap]
        left, most = [heap for heap in left if heap], 4
    taken = taken[:count]
    rng.shuffle(taken)
    return taken


def _every_route_early(heaps: Mapping[tuple[str, str, str, str], list[Probe]]) -> list[list[Probe]]:
    """The first heap of each route, then the second of each, so that a small count leaves no route out."""
    by_route: dict[str, list[list[Probe]]] = defaultdict(list)
    for (route, *_), heap in heaps.items():
        by_route[route].append(heap)
    return [heap for some in zip_longest(*by_route.values()) for heap in some if heap]
