"""Builds the entries of a free-form object: keys beyond the declared ones, each with a field for its value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dougong.forms.absent import ABSENT, Maybe
from dougong.forms.building.leaves import Draft, build_leaf
from dougong.forms.maker import Here, Maker
from dougong.forms.names import ENTRY, PLACEHOLDERS, below, beside, token
from dougong.forms.nodes import Entry, Leaf
from dougong.forms.place import Place
from dougong.forms.schemas import Together
from dougong.forms.shape import Shape, shape_of
from dougong.forms.slots import Slot
from dougong.kinds import fits_pattern, usable_pattern
from dougong.problem import Json

_FURTHER = ("additionalProperties", "unevaluatedProperties")


def is_open(shape: Shape) -> bool:
    """Whether the form offers further keys: the schema says which, or declares none at all."""
    said = [part[word] for part in shape.parts for word in _FURTHER if word in part]
    if any(one is False for one in said):
        return any(part.get("patternProperties") for part in shape.parts)
    declared = any(part.get("properties") for part in shape.parts)
    patterns = any(part.get("patternProperties") for part in shape.parts)
    return bool(said) or patterns or not declared


def build_entries(here: Here, shape: Shape, known: set[str]) -> list[Entry]:
    """The entries that are there, in order."""
    if here.slot.posted is not None:
        tokens = list(dict.fromkeys(here.slot.listed("row")))
        typed = [Begun(ENTRY + str(number), token) for number, token in enumerate(tokens)]
        return _told_apart((_entry(here, shape, one) for one in typed), known)
    values = here.slot.value if isinstance(here.slot.value, dict) else {}
    keys = [key for key in values if key not in known]
    given = [Begun(ENTRY + str(number), ENTRY + str(number), key) for number, key in enumerate(keys)]
    return [_entry(here, shape, one) for one in given]


@dataclass(frozen=True, slots=True)
class Begun:
    """An entry before it is built: its token, the one it was sent under, its key (None: read the one typed)."""

    token: str
    sent: str
    key: str | None = None


def _entry(here: Here, shape: Shape, begun: Begun) -> Entry:
    slot, place = here.slot, here.place
    field = _key_leaf(here, shape, begun)
    key = str(field.value) if field.value is not ABSENT else ""
    inner = replace(slot.child(key), source=below(slot.source, begun.sent))
    node = Here(here.maker, inner, _value_place(place, begun.token, key)).node(value_schema(shape, key))
    assert node is not None
    return Entry(key=field, node=node, token=begun.token)


def _value_place(place: Place, mark: str, key: str) -> Place:
    name, pointer = below(place.name, mark), place.pointer + token(key)
    return place.under(key, name=name, pointer=pointer, item=True, marked=False, field=None, title=key)


def _key_leaf(here: Here, shape: Shape, begun: Begun) -> Leaf:
    """The field of an entry's key: a text, with the keys the schema lists to choose from."""
    name = below(here.place.name, begun.token)
    place = Place(name=beside("key", name), pointer=f"{here.place.pointer}/-", required=True, rows=1, level=1)
    source = beside("key", below(here.slot.source, begun.sent))
    value: Maybe = ABSENT if begun.key is None else begun.key
    slot = Slot(value, here.slot.posted, source, fresh=begun.key is None)
    listed = _listed_keys(here.maker, shape)
    return build_leaf(Here(here.maker, slot, place), Draft(kind="text", suggestions=listed))


def _listed_keys(maker: Maker, shape: Shape) -> tuple[str, ...]:
    names = [part["propertyNames"] for part in shape.parts if "propertyNames" in part]
    choices = shape_of(maker.document, tuple(names)).choices if names else None
    return tuple(one.value for one in choices or () if isinstance(one.value, str))


def value_schema(shape: Shape, key: str) -> Together:
    """What the schema says of the value under an undeclared key."""
    matching: list[Any] = []
    for part in shape.parts:
        patterns = part.get("patternProperties")
        for pattern, schema in patterns.items() if isinstance(patterns, Mapping) else ():
            if usable_pattern(pattern) and fits_pattern(_storable(key), pattern):
                matching.append(schema)
    if not matching:
        further = [part[word] for part in shape.parts for word in _FURTHER if word in part]
        matching = [one for one in further if isinstance(one, Mapping)]
    if not matching and not key:
        every = [part["patternProperties"] for part in shape.parts if part.get("patternProperties")]
        matching = [schema for patterns in every[:1] for schema in list(patterns.values())[:1]]
    return tuple(matching) or (True,)


def _storable(text: str) -> str:
    """The text without halves of character pairs, which no pattern can look at."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _told_apart(entries: Iterable[Entry], known: set[str]) -> list[Entry]:
    """Entries under keys of their own: a key typed twice gets a number, so that neither value is lost."""
    seen = set(known)
    out = []
    for entry in entries:
        key = spoken = str(entry.key.value) if entry.key.value is not ABSENT else ""
        number = 2
        while key in seen and entry.node.value is not ABSENT:
            key = f"{spoken} ({number})"
            number += 1
        seen.add(key)
        out.append(entry if key == spoken else replace(entry, key=replace(entry.key, value=key, texts=(key,))))
    return out


def template_entry(here: Here, shape: Shape) -> Entry | None:
    """A blank entry to copy in the browser; None where further keys are not offered or lie too deep."""
    place = here.place
    if not is_open(shape) or place.rows >= len(PLACEHOLDERS):
        return None
    mark = f"{ENTRY}{PLACEHOLDERS[place.rows]}"
    inside = replace(place, rows=place.rows + 1)
    node = here.maker.sketch(value_schema(shape, ""), Slot(fresh=True), _value_place(inside, mark, ""))
    if node is None:
        return None
    blank = Here(here.maker, Slot(fresh=True), inside)
    return Entry(key=_key_leaf(blank, shape, Begun(mark, mark)), node=node, token=mark)


def values_of(entries: Iterable[Entry], *, typed: bool) -> dict[str, Json]:
    """The entries as keys and values. typed: a key typed with nothing beside it keeps its place, empty."""
    found: dict[str, Json] = {}
    for entry in entries:
        value = entry.node.value
        if value is ABSENT and typed and entry.key.value is not ABSENT:
            value = "" if isinstance(entry.node, Leaf) and entry.node.kind in {"text", "long_text"} else None
        if value is not ABSENT:
            found[str(entry.key.value) if entry.key.value is not ABSENT else ""] = value
    return found
