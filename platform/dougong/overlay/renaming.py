"""Keys the vendor has renamed: a property lists its former keys in `was`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dougong.overlay.change import ABSENT, Add, Change, Order
from dougong.overlay.tree import Documents, Path, address_of, child, keys_of, place_of

#: The map whose entries may list former keys.
PROPERTIES = "properties"
#: The keyword that lists them.
WAS = "was"


@dataclass(frozen=True, slots=True)
class Renames:
    """Where nodes of the old documents stand in the new ones: document and old path -> new path."""

    moves: Mapping[tuple[str, Path], Path]

    def path(self, document: str, path: Path) -> Path:
        """Where a node of the old documents is to be looked for in the new ones."""
        for length in range(len(path), 0, -1):
            moved = self.moves.get((document, path[:length]))
            if moved is not None:
                return (*moved, *path[length:])
        return path

    def carried(self, address: str, change: Change) -> tuple[str, Change]:
        """A change with its address, and the keys it names, as the new documents have them."""
        document, path = place_of(address)
        moved = address_of(document, self.path(document, path))
        match change:
            case Add(_, after, before):
                holder = path[:-1]
                return moved, replace(
                    change,
                    after=self._key(document, holder, after),
                    before=self._key(document, holder, before),
                )
            case Order(keys, was):
                named = [[self._key(document, path, key) or key for key in one] for one in (keys, was)]
                return moved, Order(tuple(named[0]), tuple(named[1]))
        return moved, change

    def _key(self, document: str, holder: Path, key: str | None) -> str | None:
        return None if key is None else self.path(document, (*holder, key))[-1]


def renames(old: Documents, new: Documents) -> Renames:
    """Every property of `new` that stood under a former key in `old`."""
    found = (
        ((document, one), other)
        for document in old.keys() & new.keys()
        for one, other in _renamed(old[document], new[document], (), ())
    )
    return Renames(dict(found))


def _renamed(old: Any, new: Any, old_path: Path, new_path: Path) -> Iterator[tuple[Path, Path]]:
    for key in keys_of(new) or ():
        value = child(new, key)
        former = key
        if child(old, key) is ABSENT and new_path[-1:] == (PROPERTIES,):
            former = _former(old, new, value, key)
            if former != key:
                yield (*old_path, former), (*new_path, key)
        if child(old, former) is not ABSENT:
            yield from _renamed(child(old, former), value, (*old_path, former), (*new_path, key))


def _former(old: Any, new: Any, value: Any, key: str) -> str:
    """The former key under which `old` has the property, and `new` no longer; else the key itself."""
    listed = value.get(WAS, ()) if isinstance(value, dict) else ()
    gone = [one for one in listed if child(old, one) is not ABSENT and child(new, one) is ABSENT]
    return str(gone[-1]) if gone else key
