"""Builds groups: the fields of an object, those that depend on others, and keys beyond the declared ones."""

from collections.abc import Container, Mapping
from dataclasses import replace
from typing import Any, Final

from dougong.forms.absent import ABSENT, Maybe
from dougong.forms.building.blanks import blank_for, meant
from dougong.forms.building.conditions import Situation, Source, situation_of
from dougong.forms.building.drafts import told
from dougong.forms.building.entries import build_entries, is_open, template_entry, values_of
from dougong.forms.building.fields import field_place
from dougong.forms.building.sections import identity_of, sections_of
from dougong.forms.building.wording import compiled
from dougong.forms.maker import MAX_OPEN, MAX_OPENED, Here
from dougong.forms.names import id_of
from dougong.forms.nodes import Blank, Fold, Group, Node
from dougong.forms.place import Place
from dougong.forms.shape import Shape
from dougong.forms.slots import Slot

#: Conditions that are asked only because of others that hold, one after the other.
MAX_CHAIN: Final = 6


def build_group(here: Here, shape: Shape) -> Node:
    """The group of an object's schema; a fold where it has to be opened first."""
    slot, place = here.slot, here.place
    here.maker.nodes += 1
    own = frozenset(id(part) for part in shape.parts if part.get("properties"))
    if _folded(here, recursive=bool(own & place.around)):
        return Fold(**_common(here, shape))
    inner = here.at(_begun(slot), around=place.around | own)
    situation = situation_of(here.maker, shape, _known(inner, shape))
    nodes = [*identity_of(inner), *_nodes(inner, situation)]
    entries = [] if here.maker.closed else build_entries(inner, shape, {node.key for node in nodes})
    further = values_of(entries, typed=slot.posted is not None)
    values = {**{node.key: node.value for node in nodes if node.value is not ABSENT}, **further}
    strong = bool(further) or any(node.strong for node in nodes)
    blank = _blank(here, nullable=shape.nullable or place.nullable, strong=strong)
    value: Maybe = values if strong else meant(blank, dict(values))
    return Group(
        **_common(here, shape),
        blank=blank,
        value=value,
        strong=strong or (value is not ABSENT and blank.chosen != blank.usual),
        sections=sections_of(inner, nodes),
        entries=tuple(entries),
        open=not here.maker.closed and is_open(shape),
        marked=place.marked and place.level > 0,
        root=place.level == 0,
        template=None if here.maker.closed else template_entry(inner, shape),
    )


def _begun(slot: Slot) -> Slot:
    """The slot of an object's keys; where no object stands, they are as fresh as can be."""
    if isinstance(slot.value, dict):
        return slot
    return replace(slot, value=ABSENT, fresh=True)


def _blank(here: Here, *, nullable: bool, strong: bool) -> Blank:
    slot, usual = here.slot, _usual(here.place, nullable=nullable)
    blank = blank_for(slot, here.place, nullable=nullable, empty={}, usual=usual, filled=strong)
    if slot.posted is None and isinstance(slot.value, dict) and not strong and blank.usual != "empty":
        return replace(blank, chosen="empty", options=tuple(dict.fromkeys((*blank.options, "empty"))))
    return blank


def _usual(place: Place, *, nullable: bool) -> str | None:
    """An object that must be there is there, even when all its fields are empty."""
    if place.level == 0:
        return "empty"
    if place.item or not place.firm:
        return "absent"
    return "null" if nullable else "empty"


def _folded(here: Here, *, recursive: bool) -> bool:
    """Whether an empty group waits to be opened: it repeats one around it, lies deep, or the form is full."""
    slot, place = here.slot, here.place
    if not place.marked or place.level == 0:
        return False
    deep = recursive or place.level > MAX_OPEN or here.maker.nodes > MAX_OPENED
    if slot.posted is not None:
        return deep and slot.said("in") is None
    return deep and not isinstance(slot.value, dict)


def _known(here: Here, shape: Shape) -> Mapping[str, Any]:
    """The object as far as its conditions ask for it; of typed texts only the keys they ask are read ahead."""
    maker, slot = here.maker, here.slot
    if slot.posted is None:
        return slot.value if isinstance(slot.value, dict) else {}
    known: dict[str, Any] = {}
    read: set[str] = set()
    unread = list(maker.unread)
    for _ in range(MAX_CHAIN):
        situation = situation_of(maker, shape, known)
        wanted = situation.deciding - read
        if not wanted:
            break
        nodes = _nodes(here, situation, only=wanted)
        known.update((node.key, node.value) for node in nodes if node.value is not ABSENT)
        read |= wanted
    maker.unread[:] = unread
    return known


def _nodes(here: Here, situation: Situation, *, only: Container[str] | None = None) -> list[Node]:
    """A node for every key declared anywhere (or for `only` those), in order."""
    nodes: list[Node] = []
    for key in situation.declared():
        if only is not None and key not in only:
            continue
        inner = field_place(here, key, **_terms(situation, key, here.place))
        if inner is None:
            continue
        together = situation.about(here.maker.document, key)
        node = Here(here.maker, here.slot.child(key), inner).node(together)
        if node is not None:
            nodes.append(node if node.visible or not node.strong else replace(node, visible=True))
    return nodes


def _terms(situation: Situation, key: str, place: Place) -> dict[str, Any]:
    """Whether a key is required and shown, now and when."""
    every = [one for one in situation.sources if key in (one.part.get("properties") or ())]
    asking = [one for one in situation.sources if key in (one.part.get("required") or ())]
    conditions: dict[str, str] = {}
    shown = all(one.conditional for one in every)
    if shown:
        conditions["visible"] = _either(every)
    if asking and all(one.conditional for one in asking):
        conditions["required"] = _either(asking)
    return {
        "firm": any(not one.conditional for one in asking),
        "required": any(one.active for one in asking),
        "visible": not shown or any(one.active for one in every),
        "conditions": {word: tree for word, tree in conditions.items() if tree},
        "scope": place.name,
    }


def _either(sources: list[Source]) -> str:
    """The expression tree of "one of these counts"; "" where the browser cannot be told."""
    if not all(one.sayable for one in sources):
        return ""
    ways = dict.fromkeys(" && ".join(f"({words})" for words in one.words) for one in sources)
    return compiled(" || ".join(f"({way})" for way in ways))


def _common(here: Here, shape: Shape) -> dict[str, Any]:
    place = here.place
    label, help_ = told(here, shape)
    return {
        "pointer": place.pointer,
        "name": place.name,
        "id": id_of(place.name),
        "key": place.key,
        "label": label,
        "help": help_,
        "required": place.required,
        "readonly": place.readonly,
        "visible": place.visible,
        "wide": True,
        "conditions": place.conditions,
        "scope": place.scope,
        "problems": here.maker.problems.at(place.pointer),
    }
