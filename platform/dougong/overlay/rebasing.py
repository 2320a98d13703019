"""An overlay carried over to the next version of its module: a three-way merge with an inbox."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from dougong.overlay.change import ABSENT, Absent, Add, Change, Order, Overlay, Remove, Set
from dougong.overlay.diffing import diff_documents
from dougong.overlay.merging import merge_report
from dougong.overlay.ordering import three_way
from dougong.overlay.renaming import renames
from dougong.overlay.tree import Documents, find, is_words, keys_of, place_of, same
from dougong.problem import Json

Choice = Literal["mine", "new", "both"]
Why = Literal["moved", "gone", "taken"]


@dataclass(frozen=True, slots=True)
class Item:
    """One change that a person has to look at.

    address: in the new documents. change: the tenant's. old, new: the vendor's value before and now (`ABSENT`
    where there is none). both: the two brought together, `ABSENT` where they cannot be.
    why: "moved", the vendor has changed the same; "gone", its place no longer exists; "taken", the key the
    tenant added has become the vendor's too.
    """

    address: str
    change: Change
    old: Json | Absent
    new: Json | Absent
    both: Json | Absent
    why: Why

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What may be chosen; what is gone can only be let go."""
        if self.why == "gone":
            return ("new",)
        return ("mine", "new") if self.both is ABSENT else ("mine", "new", "both")


@dataclass(frozen=True, slots=True)
class Rebased:
    """The overlay against the new version, and the changes still to be looked at.

    Until a choice is made the tenant keeps his own wherever it can be made; what is gone stands in the inbox
    alone.
    """

    overlay: Overlay
    inbox: tuple[Item, ...] = ()


def rebase(overlay: Overlay, old: Documents, new: Documents, *, made_against: str = "") -> Rebased:
    """Carry `overlay`, made against `old`, over to `new`.

    What the vendor left alone, or changed elsewhere, is carried silently; what he has done the same is
    dropped; what both changed goes to the inbox. Properties he renamed are followed by their `was`.
    made_against: the content hash of `new`.
    """
    names = renames(old, new)
    carried = {address: names.carried(address, change) for address, change in overlay.changes.items()}
    ground = _ground(new, carried.values())
    changes: dict[str, Change] = {}
    inbox: list[Item] = []
    for address, (moved, change) in carried.items():
        before, now = find(old, *place_of(address)), find(new, *place_of(moved))
        result = _carry(moved, change, before, now, has_place=_has_place(ground, moved))
        if isinstance(result, Item):
            inbox.append(result)
            result = None if result.why == "gone" else change
        if result is not None:
            changes[moved] = result
    return Rebased(Overlay(overlay.module, made_against, changes), tuple(inbox))


def resolve(rebased: Rebased, choices: Mapping[str, Choice]) -> Rebased:
    """The same with some items of the inbox decided, by their address.

    Raises ValueError for a choice an item does not offer, KeyError for an address that is not in the inbox.
    """
    items = {item.address: item for item in rebased.inbox}
    changes = dict(rebased.overlay.changes)
    for address, choice in choices.items():
        item = items.pop(address)
        if choice not in item.choices:
            raise ValueError(f"{address}: {choice} is not one of {', '.join(item.choices)}")
        decided = _decided(item, choice)
        changes.pop(address, None)
        changes.update({address: decided} if decided is not None else {})
    return Rebased(replace(rebased.overlay, changes=changes), tuple(items.values()))


def _carry(
    address: str, change: Change, old: Json | Absent, new: Json | Absent, *, has_place: bool
) -> Change | Item | None:
    """The change for the new version; None when it says nothing new; an item when a person must look."""
    if isinstance(change, Remove):
        if new is ABSENT:
            return None
        return Remove(new) if same(old, new) else Item(address, change, old, new, ABSENT, "moved")
    if isinstance(change, Order):
        return _carry_order(address, change, old, new)
    if same(new, change.value):
        return change if same(old, change.value) else None  # what was set to itself is held on purpose
    if not has_place:
        return Item(address, change, old, new, ABSENT, "gone")
    if isinstance(change, Add):
        return change if new is ABSENT else Item(address, change, old, new, _both({}, change, new), "taken")
    if same(old, new):
        return Set(change.value, new)
    return Item(address, change, old, new, _both(old, change, new), "moved")


def _carry_order(address: str, change: Order, old: Json | Absent, new: Json | Absent) -> Change | Item | None:
    now = new if is_words(new) else keys_of(new)
    if now is None:
        return Item(address, change, old, new, ABSENT, "gone")
    current: Any = now
    wanted = three_way(current, change.keys, change.was)
    return None if wanted == current else Order(tuple(wanted), tuple(current))


def _both(old: Any, change: Add | Set, new: Any) -> Json | Absent:
    """The vendor's value and the tenant's brought together: objects key by key, lists of words as orders."""
    mine: Any = change.value
    if isinstance(mine, dict) and isinstance(new, dict) and isinstance(old, dict):
        own = diff_documents({"": old}, {"": mine})
        found: Json = merge_report({"": new}, [own]).documents[""]
        return found
    if is_words(mine) and is_words(new) and is_words(old):
        return list(three_way(new, mine, old))
    return ABSENT


def _ground(new: Documents, changes: Iterable[tuple[str, Change]]) -> Documents:
    """The new documents with what the overlay adds: the places where its other changes may stand."""
    added = {address: change for address, change in changes if isinstance(change, Add)}
    return merge_report(new, [Overlay("", changes=added)]).documents


def _has_place(ground: Documents, address: str) -> bool:
    """Whether what stands above the address is there."""
    document, path = place_of(address)
    return not path or keys_of(find(ground, document, path[:-1])) is not None


def _decided(item: Item, choice: Choice) -> Change | None:
    if choice == "new":
        return None
    if choice == "both" and item.both is not ABSENT:
        return Set(item.both, item.new)
    if isinstance(item.change, Remove):
        return Remove(item.new)
    assert isinstance(item.change, Add | Set)
    return Set(item.change.value, item.new)
