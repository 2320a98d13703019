"""What became of an entity's fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from dougong.definition import Field
from dougong.definition.pointers import join
from dougong.planning.change import Change, What

Fields = Mapping[str, Field]

#: Keywords that draw a limit; a value below (or above) the former one refuses what was right before.
_AT_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_AT_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "scale")


@dataclass(frozen=True, slots=True)
class Place:
    """Where fields stand: entity, document, the path of their rows ("" or "rows/") and its pointer."""

    entity: str
    document: str
    path: str = ""
    pointer: tuple[str, ...] = ()

    def at(self, key: str, *words: str) -> str:
        """The address of a field, or of something in it."""
        return f"{self.document}#" + join((*self.pointer, "properties", key, *words))

    def inside(self, key: str) -> "Place":
        """The place of the columns of a rows field."""
        return Place(self.entity, self.document, f"{self.path}{key}/", (*self.pointer, "properties", key, "items"))

    def change(self, what: What, key: str, before: Any, after: Any, *words: str) -> Change:
        """A change of the field `key`, at what `words` name in it."""
        return Change(what, self.at(key, *words), self.entity, self.path + key, before, after)


def field_changes(before: Fields, after: Fields, place: Place) -> Iterator[Change]:
    """Every change from one set of fields to the other, in the new order, what is gone last."""
    followed: set[str] = set()
    for key, field in after.items():
        former = key if key in before else _former(field, before, after)
        if former is None:
            yield from _added(field, place)
            continue
        followed.add(former)
        if former != key:
            yield place.change("field_renamed", key, before[former], field)
        yield from _compared(before[former], field, place)
    for key, field in before.items():
        if key not in followed:
            yield place.change("field_removed", key, field, None)


def _former(field: Field, before: Fields, after: Fields) -> str | None:
    """The key the field had, when its `was` names one that is no longer there."""
    return next((key for key in reversed(field.was) if key in before and key not in after), None)


def _added(field: Field, place: Place) -> Iterator[Change]:
    yield place.change("field_added", field.key, None, field)
    for column in field.fields.values() if field.kind == "rows" else ():
        yield from _added(column, place.inside(field.key))


def _compared(before: Field, after: Field, place: Place) -> Iterator[Change]:
    key = after.key
    if before.title != after.title:
        yield place.change("field_retitled", key, before.title, after.title, "title")
    if _shape(before) != _shape(after):
        yield place.change("kind_changed", key, before, after)
    elif before.reference != after.reference:
        yield place.change("reference_changed", key, before.reference, after.reference, "reference")
    if before.required != after.required:
        what: What = "required_added" if after.required else "required_dropped"
        yield place.change(what, key, before.required, after.required)
    yield from _limits(before, after, place)
    yield from _choices(before, after, place)
    if after.indexed and not before.indexed:
        yield place.change("index_added", key, before, after, "indexed")
    if _formula(before) != _formula(after):
        yield place.change("computed_changed", key, before, after, "computed")
    if before.kind == after.kind == "rows":
        yield from field_changes(before.fields, after.fields, place.inside(key))


def _shape(field: Field) -> tuple[Any, ...]:
    return field.kind, field.many, field.masked, field.stored, field.reference == "*"


def _formula(field: Field) -> str | None:
    return field.computed.text if field.computed else None


def _limits(before: Field, after: Field, place: Place) -> Iterator[Change]:
    """Limits that refuse what was right before."""
    for word in (*_AT_LEAST, *_AT_MOST):
        was, now = _number(before.schema.get(word)), _number(after.schema.get(word))
        if now is not None and (was is None or (now > was if word in _AT_LEAST else now < was)):
            yield place.change("limit_tightened", after.key, was, now, word)
    was_pattern, pattern = before.schema.get("pattern"), after.schema.get("pattern")
    if pattern is not None and pattern != was_pattern:
        yield place.change("limit_tightened", after.key, was_pattern, pattern, "pattern")


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def _choices(before: Field, after: Field, place: Place) -> Iterator[Change]:
    was, now = before.options.get("choices"), after.options.get("choices")
    if not isinstance(was, Mapping) or not isinstance(now, Mapping):
        return
    for slug in now:
        if slug not in was:
            yield place.change("choice_added", after.key, None, slug, "oneOf", str(slug))
    for slug in was:
        if slug not in now:
            yield place.change("choice_removed", after.key, slug, None, "oneOf", str(slug))
