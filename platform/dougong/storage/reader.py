"""From database rows to frozen records: the columns to select for a shape, and how to read them, made
once.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dougong.definition import Field
from dougong.problem import Ref, Value
from dougong.storage.codecs import moment_out, uuid_out
from dougong.storage.jsontext import loads
from dougong.storage.physical import quote
from dougong.storage.records import Record
from dougong.storage.shapes import Shape
from dougong.storage.wire import read_value

_SYSTEM: Final = (
    "id", "number", "state", "version", "definition_version",
    "created_by", "created_at", "updated_by", "updated_at", "deleted_at",
)  # fmt: skip


def in_columns(shape: Shape, keys: Sequence[str] | None) -> tuple[str, ...]:
    """Of the fields wanted (None: all), those read with the record's own row."""
    return tuple(key for key in shape.fields if (keys is None or key in keys) and _at_home(shape, key))


def _at_home(shape: Shape, key: str) -> bool:
    return key in shape.slots or key in shape.custom


@dataclass(frozen=True, slots=True)
class FieldReader:
    """Reads the fields of one row. columns: what to select, in order, without alias.

    single: (key, index) of fields whose column is their value or takes one call; calls: (key, function).
    several: (key, indexes, function) of fields in more than one column. custom: index of the JSON, fields in
    it.
    """

    columns: tuple[str, ...]
    single: tuple[str, ...]
    calls: tuple[tuple[str, Callable[[Any], Value]], ...]
    several: tuple[tuple[str, slice, Callable[..., Value]], ...]
    custom: tuple[tuple[str, Field], ...]
    moving: tuple[tuple[str, Field], ...]

    def values(self, row: Sequence[Any]) -> dict[str, Value]:
        """The values of a row that holds exactly `columns`."""
        found: dict[str, Any] = dict(zip(self.single, row, strict=False))
        for key, call in self.calls:
            if (kept := found[key]) is not None:
                found[key] = call(kept)
        for key, where, decode in self.several:
            parts = row[where]
            found[key] = None if parts[0] is None else decode(*parts)
        if self.custom or self.moving:
            stored = loads(row[-1]) if row[-1] else {}
            for key, field in self.custom:
                found[key] = read_value(field, stored[key]) if stored.get(key) is not None else None
            for key, field in self.moving:
                if found[key] is None and stored.get(key) is not None:
                    found[key] = read_value(field, stored[key])
        return found


def field_reader(shape: Shape, keys: Sequence[str]) -> FieldReader:
    """The reader of these fields, which all are `in_columns`."""
    slots = [shape.slots[key] for key in keys if key in shape.slots and not shape.slots[key].codec.beside]
    ones = [slot for slot in slots if len(slot.columns) == 1]
    columns = [slot.columns[0] for slot in ones]
    several: list[tuple[str, slice, Callable[..., Value]]] = []
    for slot in slots:
        if len(slot.columns) > 1:
            several.append((slot.key, slice(len(columns), len(columns) + len(slot.columns)), slot.codec.decode))
            columns.extend(slot.columns)
    custom = tuple((key, shape.custom[key]) for key in keys if key in shape.custom)
    moving = tuple((slot.key, shape.fields[slot.key]) for slot in ones if slot.form == "spare")
    if custom or moving:
        columns.append("custom")
    return FieldReader(
        columns=tuple(columns),
        single=tuple(slot.key for slot in ones),
        calls=tuple((slot.key, slot.codec.decode) for slot in ones if not slot.codec.plain),
        several=tuple(several),
        custom=custom,
        moving=moving,
    )


def system_columns(shape: Shape) -> tuple[str, ...]:
    """The platform's columns of a record, to be selected before its fields."""
    return (*_SYSTEM, "touched", *(("project_id",) if _has_project(shape) else ()))


def _has_project(shape: Shape) -> bool:
    return shape.project


def record_of(shape: Shape, row: Sequence[Any], values: dict[str, Value], hidden: frozenset[str]) -> Record:
    """A record from its system columns (at the front of `row`) and its values."""
    made, by, at, changed_by, changed_at, deleted_at, touched = row[0], *row[5:11]
    found = uuid_out(made)
    project = found if shape.is_project else uuid_out(row[11]) if shape.project and row[11] is not None else None
    return Record(
        entity=shape.entity.name,
        id=found,
        values=values,
        project=None if project is None else Ref("project", project),
        number=row[1],
        state=row[2],
        version=row[3],
        definition_version=row[4],
        created_by=Ref("user", uuid_out(by)),
        created_at=moment_out(at),
        updated_by=Ref("user", uuid_out(changed_by)),
        updated_at=moment_out(changed_at),
        deleted_at=None if deleted_at is None else moment_out(deleted_at),
        hidden=hidden,
        touched=json.loads(touched) if touched else {},
    )


def column_list(alias: str, columns: Sequence[str]) -> str:
    """The columns in SQL."""
    return ", ".join(f"{alias}.{quote(column)}" for column in columns)
