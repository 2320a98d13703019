"""Two states of a module's documents, told as the overlay that leads from one to the other."""

from collections.abc import Iterator, Sequence
from typing import Any

from dougong.overlay.change import ABSENT, Absent, Add, Change, Order, Overlay, Remove, Set
from dougong.overlay.merging import merge_report
from dougong.overlay.tree import (
    NAMED,
    ORDER,
    Documents,
    Path,
    address_of,
    child,
    find,
    is_choices,
    is_words,
    keys_of,
    same,
)
from dougong.problem import Json

Found = Iterator[tuple[str, Change]]


def diff_documents(before: Documents, after: Documents, *, module: str = "", made_against: str = "") -> Overlay:
    """The overlay for which `merge(before, [overlay]) == after`, each change with what it was made against.

    It is the smallest in its parts: a changed title is one change, not a changed field. The order of keys
    counts in the maps of `NAMED` and in `order` lists only.
    """
    changes: dict[str, Change] = {}
    for document in sorted(before.keys() | after.keys()):
        one, other = before.get(document, ABSENT), after.get(document, ABSENT)
        if other is ABSENT:
            changes[address_of(document, ())] = Remove(one)
        elif one is ABSENT:
            changes[address_of(document, ())] = Add(other)
        else:
            changes.update(_between(document, (), one, other))
    for step in (_orders, _leftovers):
        merged = merge_report(before, [Overlay(module, made_against, changes)]).documents
        for document in sorted(before.keys() & after.keys()):
            changes.update(step(before, document, (), merged[document], after[document]))
    return Overlay(module, made_against, changes)


def _between(document: str, path: Path, one: Any, other: Any, beside: Any = ABSENT) -> Found:
    """The changes of keys and values below a node, orders left aside. beside: the `order` list next to it."""
    if same(one, other):
        return
    here, there = keys_of(one), keys_of(other)
    if here is None or there is None or is_choices(one) != is_choices(other):
        if not _only_ordered(path, one, other):
            yield address_of(document, path), Set(other, one)
        return
    for key in here:
        if key not in there:
            yield address_of(document, (*path, key)), Remove(child(one, key))
    for key in there:
        if key in here:
            yield from _between(document, (*path, key), child(one, key), child(other, key), child(other, ORDER))
        else:
            yield address_of(document, (*path, key)), _new(path, here, other, key, beside)


def _only_ordered(path: Path, one: Any, other: Any) -> bool:
    """Whether both are `order` lists, which are compared once every key is in its place."""
    return path[-1:] == (ORDER,) and is_words(one) and is_words(other)


def _new(path: Path, here: Sequence[str], other: Any, key: str, beside: Any) -> Change:
    """How a key came: with its neighbour where the place is seen, else as a plain value."""
    value: Any = child(other, key)
    if not is_choices(other) and path[-1:] and path[-1] not in NAMED:
        return Set(value)
    keys = beside if is_words(beside) and key in beside else keys_of(other) or []
    place = keys.index(key)
    if place:
        return Add(value, after=keys[place - 1])
    return Add(value, before=next((one for one in keys if one in here), None))


def _orders(before: Documents, document: str, path: Path, merged: Any, after: Any) -> Found:
    """Where the keys are all there and their order is not yet the one wanted."""
    if _only_ordered(path, merged, after):
        if merged != after:
            yield address_of(document, path), Order(tuple(after), _words(find(before, document, path)))
        return
    here, there = keys_of(merged), keys_of(after)
    if here is None or there is None:
        return
    if here != there and set(here) == set(there) and (is_choices(after) or (path[-1:] and path[-1] in NAMED)):
        was = keys_of(find(before, document, path)) or ()
        yield address_of(document, path), Order(tuple(there), tuple(was))
    for key in there:
        if key in here:
            yield from _orders(before, document, (*path, key), child(merged, key), child(after, key))


def _leftovers(before: Documents, document: str, path: Path, merged: Any, after: Any) -> Found:
    """Values that what merging does by itself (an `order`, a `required`) has brought out of step."""
    if same(merged, after):
        return
    here, there = keys_of(merged), keys_of(after)
    if here is None or there is None or set(here) != set(there):
        yield address_of(document, path), Set(after, find(before, document, path))
        return
    for key in there:
        yield from _leftovers(before, document, (*path, key), child(merged, key), child(after, key))


def _words(node: Json | Absent) -> tuple[str, ...]:
    return tuple(node) if isinstance(node, list) and is_words(node) else ()  # type: ignore[arg-type]
