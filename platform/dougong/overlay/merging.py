"""Layers of changes laid over a module's documents. Pure JSON in, JSON out; nothing given is ever changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from dougong.overlay.change import ABSENT, Absent, Add, Change, Order, Overlay, Remove, Set
from dougong.overlay.ordering import arranged, placed, three_way
from dougong.overlay.tree import (
    ORDER,
    Documents,
    Path,
    arrange,
    child,
    drop,
    find,
    is_words,
    keys_of,
    place_of,
    put,
    replace_child,
    same,
)
from dougong.problem import Json, Problem, Refused

#: Codes of changes that could not be made; with any other the change was made all the same.
_LEFT_OUT = frozenset({"overlay.gone", "overlay.buried"})
#: Entries of lists looked through while one overlay is laid over documents: half a second.
WORK: Final = 2_000_000
#: A change with the document and the path it is made at.
Spot = tuple[str, Path, Change]


@dataclass(frozen=True, slots=True)
class Merged:
    """Documents with their layers, and what did not fit; each problem's pointer is the change's address.

    problems: "overlay.gone" and "overlay.buried" are errors, the change was left out; "overlay.moved" (the
    base's value is no longer the one the change was made against) and "overlay.taken" (the key has come into
    being meanwhile) are warnings, the change was made.
    tombstones: every removed node by its address, with what it was.
    """

    documents: dict[str, Any]
    problems: tuple[Problem, ...] = ()
    tombstones: Mapping[str, Json | Absent] = field(default_factory=dict)


def merge(documents: Documents, overlays: Sequence[Overlay]) -> dict[str, Any]:
    """The documents as the layers make them, the first layer first. Whatever nobody changed is the same object
    as before: never change what comes of it.

    Translate documents first, then lay the tenant's changes over them: his words are final.
    Raises Refused when a change has no place any more; see `merge_report` for what else may not fit.
    """
    merged = merge_report(documents, overlays)
    errors = [problem for problem in merged.problems if problem.level == "error"]
    if errors:
        raise Refused(errors)
    return merged.documents


def merge_report(documents: Documents, overlays: Iterable[Overlay]) -> Merged:
    """The same, with everything that does not fit told instead of raised.

    Raises Refused (code "limit") for changes that take too long to lay.
    """
    merged = Merged(dict(documents))
    for overlay in overlays:
        merged = _Layer(merged).over(overlay)
    return merged


def conflicts(documents: Documents, overlays: Iterable[Overlay]) -> tuple[Problem, ...]:
    """What of the layers does not fit the documents; () when all of it does."""
    return merge_report(documents, overlays).problems


class _Layer:
    """One overlay being laid over documents: `base` as it was, `work` as it becomes."""

    def __init__(self, below: Merged) -> None:
        self.base = below.documents
        self.work = dict(below.documents)
        self.own: dict[int, Any] = {}
        self.left = WORK
        self.problems = list(below.problems)
        self.tombstones = dict(below.tombstones)

    def over(self, overlay: Overlay) -> Merged:
        """The documents with the overlay's changes: keys come, values change, keys go, orders change."""
        spots = {address: (*place_of(address), change) for address, change in sorted(overlay.changes.items())}
        for address in _adds_in_turn(spots):
            self._add(address, *spots[address])
        for kind in (Set, Remove, Order):
            for address, (document, path, change) in spots.items():
                if isinstance(change, kind):
                    self._perform(address, document, path, change)
        return Merged(self.work, tuple(self.problems), self.tombstones)

    def _perform(self, address: str, document: str, path: Path, change: Change) -> None:
        match change:
            case Set(value, was):
                if self._write(address, document, path, value):
                    self._note_moved(address, document, path, was, value)
            case Remove(was):
                self._remove(address, document, path, was)
            case Order(keys, was_order):
                self._order(address, document, path, keys, was_order)

    def _note(self, address: str, code: str) -> None:
        self.problems.append(Problem(address, code, level="error" if code in _LEFT_OUT else "warning"))

    def _note_moved(self, address: str, document: str, path: Path, was: Json | Absent, mine: Json | Absent) -> None:
        base = find(self.base, document, path)
        if not same(base, was) and not same(base, mine):
            self._note(address, "overlay.moved")

    def _add(self, address: str, document: str, path: Path, change: Change) -> None:
        assert isinstance(change, Add)
        if address in self.tombstones and not same(self.tombstones[address], change.value):
            self._note(address, "overlay.buried")
            return
        base = find(self.base, document, path)
        if base is not ABSENT and not same(base, change.value):
            self._note(address, "overlay.taken")
        if not self._write(address, document, path, change.value):
            return
        self.tombstones.pop(address, None)
        for holder in self._holders(document, path, adding=True):
            keys = keys_of(holder)
            listed: Sequence[str] = holder if keys is None else keys
            wanted = placed(listed, path[-1], change.after, change.before)
            self._pay(listed)
            if wanted != listed:
                arrange(holder, wanted)

    def _write(self, address: str, document: str, path: Path, value: Json) -> bool:
        """Write a value of its own at the place; False (and noted) where there is no such place."""
        if not path:
            self.work[document] = deepcopy(value)
            return True
        parent = self._mine(document, path[:-1])
        if keys_of(parent) is None:
            self._note(address, "overlay.gone")
            return False
        put(parent, path[-1], deepcopy(value))
        return True

    def _remove(self, address: str, document: str, path: Path, was: Json | Absent) -> None:
        found = find(self.work, document, path)
        self.tombstones[address] = was if found is ABSENT else deepcopy(found)
        if path[-2:-1] == ("properties",):
            required = self._mine(document, (*path[:-2], "required"))
            if is_words(required):
                drop(required, path[-1])
        if found is ABSENT:
            return  # what shall be hidden is not there any more: nothing is lost by that
        if was is not ABSENT:
            self._note_moved(address, document, path, was, ABSENT)
        if not path:
            del self.work[document]
            return
        for holder in self._holders(document, path, adding=False):
            drop(holder, path[-1])

    def _order(self, address: str, document: str, path: Path, keys: tuple[str, ...], was: tuple[str, ...]) -> None:
        node: Any = self._mine(document, path)
        present = keys_of(node)
        if is_words(node):
            arrange(node, three_way(node, keys, was))
        elif present is not None:
            arrange(node, arranged(present, three_way(present, keys, was)))
        else:
            self._note(address, "overlay.gone")

    def _pay(self, holder: object) -> None:
        """Take what looking through a list costs off what is left. Raises Refused (code "limit")."""
        self.left -= len(holder) if isinstance(holder, list) else 0
        if self.left < 0:
            raise Refused([Problem("", "limit", {"what": "entries looked through", "limit": WORK})])

    def _mine(self, document: str, path: Path) -> Any:
        """The node at a path, to be changed: it and all above it are copied once, everything else stays shared."""
        holder: Any = self.work
        for key in (document, *path):
            self._pay(holder)
            node = child(holder, key)
            if isinstance(node, dict | list) and id(node) not in self.own:
                node = dict(node) if isinstance(node, dict) else list(node)
                self.own[id(node)] = node
                replace_child(holder, key, node)
            holder = node
        return holder

    def _holders(self, document: str, path: Path, *, adding: bool) -> list[Any]:
        """Where a key has its place: its map, and the `order` list that belongs to the map, if any."""
        if not path:
            return []
        parent = self._mine(document, path[:-1])
        others = [key for key in keys_of(parent) or () if key not in (path[-1], ORDER)]
        places = [path[:-2], path[:-1]] if len(path) > 1 else [path[:-1]]
        lists = [self._mine(document, (*place, ORDER)) for place in places] if path[-1] != ORDER else []
        belonging = [one for one in lists if is_words(one) and _belongs(one, others, path[-1])]
        return [parent, *belonging] if adding else [*belonging, parent]


def _belongs(order: Any, keys: Sequence[str], key: str) -> bool:
    """Whether an `order` list speaks of a map's keys."""
    return not keys or key in order or bool(set(order) & set(keys))


def _adds_in_turn(spots: Mapping[str, Spot]) -> Iterable[str]:
    """The added keys in an order in which each finds its parent and its neighbour."""
    waiting = {address: spot for address, spot in spots.items() if isinstance(spot[2], Add)}
    named = {(document, path): address for address, (document, path, _) in waiting.items()}
    needs = {address: set(_needed(spot, named)) for address, spot in waiting.items()}
    wanted_by: dict[str, list[str]] = {}
    for address, others in needs.items():
        for other in others:
            wanted_by.setdefault(other, []).append(address)
    ready = [address for address in waiting if not needs[address]]
    while ready:
        yield from ready
        following: list[str] = []
        for address in ready:
            del waiting[address]
            for other in wanted_by.get(address, ()):
                needs[other].discard(address)
                if not needs[other]:
                    following.append(other)
        ready = following
    yield from waiting  # neighbours of each other: any turn will do


def _needed(spot: Spot, named: Mapping[tuple[str, Path], str]) -> Iterator[str]:
    """The addresses of the added keys that must be there first: its neighbours, and what stands above it."""
    document, path, change = spot
    assert isinstance(change, Add)
    beside = [(*path[:-1], key) for key in (change.after, change.before) if key is not None and path]
    for other in (*beside, *(path[:length] for length in range(len(path)))):
        if (document, other) in named and other != path:
            yield named[document, other]
