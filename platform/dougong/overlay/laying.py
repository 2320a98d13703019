"""One deed of a person who adapts a module, laid into the overlay he is working at. Pure: a new overlay comes out."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import Enum
from typing import Final

from dougong.overlay.change import ABSENT, Absent, Add, Change, Order, Overlay, Remove, Set
from dougong.overlay.merging import merge_report
from dougong.overlay.tree import NAMED, Documents, Path, address_of, find, is_choices, keys_of, place_of, same
from dougong.problem import Json, Problem, Refused


class Wanted(Enum):
    """What may be wanted at an address beside a value."""

    GONE = "gone"
    AS_BASE = "as base"


#: The node shall be out of sight. What the tenant added and never published is forgotten, else a tombstone stays.
GONE: Final = Wanted.GONE
#: The node, with all below it, shall be as the module has it.
AS_BASE: Final = Wanted.AS_BASE

Deed = Json | Add | Order | Wanted


def lay(
    overlay: Overlay,
    base: Documents,
    deeds: Mapping[str, Deed],
    *,
    source: Documents | None = None,
    in_force: Overlay | None = None,
) -> Overlay:
    """The overlay with `deeds` (address -> what shall be there) laid into it, one after the other.

    What comes to equal the base is dropped; what is changed within something the tenant added is changed there.
    A value may be an `Add` to say beside which key a new one stands, or an `Order`, whose `was` is found here.
    base: the documents as the person reads them. source: the same untranslated, from which each change keeps what
    it was made against. in_force: the overlay published last: what that added leaves a tombstone.
    Raises Refused (code "overlay.gone", pointer the address) where there is no such place.
    """
    laying = _Laying(overlay, base, source or base, in_force)
    for address, wanted in deeds.items():
        laying.lay(address, wanted)
    errors = [
        problem
        for problem in merge_report(base, [laying.overlay]).problems
        if problem.level == "error" and problem.pointer in deeds
    ]
    if errors:
        raise Refused(errors)
    return laying.overlay


class _Laying:
    """The overlay while it is being changed."""

    def __init__(self, overlay: Overlay, base: Documents, source: Documents, in_force: Overlay | None) -> None:
        self.given = overlay
        self.base = base
        self.source = source
        self.in_force = in_force
        self.changes: dict[str, Change] = dict(overlay.changes)

    @property
    def overlay(self) -> Overlay:
        """The overlay as it is by now."""
        return replace(self.given, changes=dict(self.changes))

    def lay(self, address: str, wanted: Deed) -> None:
        """Lay one deed."""
        document, path = place_of(address)
        host = self._host(document, path, itself=isinstance(wanted, Order))
        if host is not None:
            self._within(document, host, path, wanted)
        elif isinstance(wanted, Order):
            self._order(address, document, path, wanted.keys)
        else:
            before = self.changes.get(address)
            self._clear(document, path)
            change = self._change(address, document, path, wanted, before)
            if change is not None:
                self.changes[address] = change

    def _host(self, document: str, path: Path, *, itself: bool) -> Path | None:
        """The nearest node above that the overlay has brought in or replaced as a whole."""
        for length in range(len(path) if itself else len(path) - 1, -1, -1):
            change = self.changes.get(address_of(document, path[:length]))
            if isinstance(change, Add | Set) and keys_of(change.value) is not None:
                return path[:length]
        return None

    def _within(self, document: str, host: Path, path: Path, wanted: Deed) -> None:
        """Change the value of a change; the node lies below it."""
        address = address_of(document, host)
        change = self.changes[address]
        assert isinstance(change, Add | Set)
        self._clear(document, path)
        below = path[len(host) :]
        inner = _inner(change.value, below, wanted, find(self.base, document, path))
        laid = merge_report({"": change.value}, [Overlay("", changes={address_of("", below): inner})])
        if any(problem.level == "error" for problem in laid.problems):
            raise Refused([Problem(address_of(document, path), "overlay.gone")])
        value = laid.documents[""]
        if isinstance(change, Set) and same(value, find(self.base, document, host)):
            del self.changes[address]
        else:
            self.changes[address] = replace(change, value=value)

    def _order(self, address: str, document: str, path: Path, keys: tuple[str, ...]) -> None:
        """Another order of what the base has, with what the overlay put between."""
        self.changes.pop(address, None)
        now = _words_of(find(merge_report(self.base, [self.overlay]).documents, document, path))
        if now != keys:
            self.changes[address] = Order(keys, _words_of(find(self.base, document, path)))

    def _clear(self, document: str, path: Path) -> None:
        for address in list(self.changes):
            other, at = place_of(address)
            if other == document and at[: len(path)] == path:
                del self.changes[address]

    def _change(
        self, address: str, document: str, path: Path, wanted: Json | Add | Wanted, before: Change | None
    ) -> Change | None:
        """The change that a deed comes to, None where the base has it so already."""
        base, source = find(self.base, document, path), find(self.source, document, path)
        if wanted is AS_BASE:
            return None
        if wanted is GONE:
            return self._tombstone(address, before) if base is ABSENT else Remove(source)
        assert not isinstance(wanted, Wanted)
        place = wanted if isinstance(wanted, Add) else before if isinstance(before, Add) else Add(None)
        value = wanted.value if isinstance(wanted, Add) else wanted
        if base is not ABSENT:
            return None if same(base, value) else Set(value, source)
        named = len(path) < 2 or path[-2] in NAMED or is_choices(find(self.base, document, path[:-1]))
        return replace(place, value=value) if named else Set(value)

    def _tombstone(self, address: str, before: Change | None) -> Remove | None:
        published = self.in_force.changes.get(address) if self.in_force else None
        if isinstance(published, Add):
            return Remove(before.value if isinstance(before, Add) else published.value)
        return published if isinstance(published, Remove) else None


def _inner(host: Json, below: Path, wanted: Deed, base: Json | Absent) -> Change:
    """A deed as a change of the value it lies in."""
    found = find({"": host}, "", below)
    if wanted is AS_BASE:
        return Remove() if base is ABSENT else Set(base)
    if wanted is GONE:
        return Remove()
    assert not isinstance(wanted, Wanted)
    if isinstance(wanted, Order):
        return Order(wanted.keys, _words_of(found))
    if isinstance(wanted, Add):
        return wanted if found is ABSENT else Set(wanted.value)
    parent = find({"": host}, "", below[:-1])
    named = is_choices(parent) or (len(below) > 1 and below[-2] in NAMED)
    return Add(wanted) if found is ABSENT and named else Set(wanted)


def _words_of(node: Json | Absent) -> tuple[str, ...]:
    """The keys of a map or of choices, the texts of an `order` list."""
    if isinstance(node, list) and all(isinstance(one, str) for one in node):
        return tuple(str(one) for one in node)
    return tuple(() if isinstance(node, Absent) else keys_of(node) or ())


def touched(deeds: Mapping[str, Deed], changes: Mapping[str, Change]) -> Iterator[str]:
    """The addresses of `changes` that lie at, above or below one of the deeds."""
    places = [place_of(address) for address in deeds]
    for address in changes:
        document, path = place_of(address)
        for other, at in places:
            shorter = min(len(path), len(at))
            if document == other and path[:shorter] == at[:shorter]:
                yield address
                break
