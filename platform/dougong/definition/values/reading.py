"""From a JSON instance to values, field by field, with each unreadable one named at its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from dougong.definition.model import Field
from dougong.definition.pointers import escape
from dougong.kinds import KINDS, Unreadable
from dougong.problem import Json, Problem, Value

#: Rows and lists longer than this are refused before anything is computed on them.
MAX_ROWS = 1_000
#: The one key a row may carry beside its columns.
ROW_ID = "id"


@dataclass(slots=True)
class Read:
    """Values read so far, in mutable rows, and the problems found on the way."""

    values: dict[str, Value]
    problems: list[Problem] = field(default_factory=list)


def read_values(fields: Mapping[str, Field], instance: Mapping[str, Json], *, closed: bool = True) -> Read:
    """Read every field that is typed in; computed ones and rollups start as None.

    closed: keys that are no field are refused. Absent and null both read as None.
    """
    out = Read({})
    _read_object(fields, instance, "", out, out.values, closed=closed, in_row=False)
    return out


def _read_object(
    fields: Mapping[str, Field],
    instance: Mapping[str, Json],
    pointer: str,
    out: Read,
    values: dict[str, Value],
    *,
    closed: bool,
    in_row: bool,
) -> None:
    if closed:
        for key in instance:
            if key not in fields and not (in_row and key == ROW_ID):
                out.problems.append(Problem(f"{pointer}/{escape(key)}", "unknown_key", {"key": key}))
    if in_row and instance.get(ROW_ID) is not None:
        identity = _row_id(instance[ROW_ID], f"{pointer}/{ROW_ID}", out)
        values.update({ROW_ID: identity} if identity else {})
    for key, one in fields.items():
        given = instance.get(key)
        if given is None or one.computed is not None or one.rollup is not None:
            values[key] = () if one.kind == "rows" else None
        else:
            values[key] = _read_field(one, given, f"{pointer}/{escape(key)}", out, closed=closed)


def _row_id(given: Json, pointer: str, out: Read) -> str | None:
    try:
        return str(UUID(given if isinstance(given, str) else ""))
    except ValueError:
        out.problems.append(Problem(pointer, "format", {"expected": "uuid"}))
        return None


def _read_field(one: Field, given: Json, pointer: str, out: Read, *, closed: bool) -> Value:
    if one.kind == "rows":
        return tuple(_read_rows(one, given, pointer, out, closed=closed))
    if one.kind == "group" and one.fields and isinstance(given, dict):
        group: dict[str, Value] = {}
        _read_object(one.fields, given, pointer, out, group, closed=closed, in_row=False)
        return group
    kind = KINDS[one.kind]
    try:
        value = kind.read(given, one.options)
    except Unreadable as unreadable:
        out.problems.append(unreadable.problem.below(pointer))
        return None
    out.problems.extend(problem.below(pointer) for problem in kind.check(value, one.options))
    return value


def _read_rows(one: Field, given: Json, pointer: str, out: Read, *, closed: bool) -> Iterator[dict[str, Value]]:
    if not isinstance(given, list):
        out.problems.append(Problem(pointer, "type", {"expected": "list"}))
        return
    if len(given) > MAX_ROWS:
        out.problems.append(Problem(pointer, "limit", {"what": one.title, "limit": MAX_ROWS}))
        return
    out.problems.extend(problem.below(pointer) for problem in KINDS["rows"].check(tuple(given), one.options))
    seen: set[Any] = set()
    for position, item in enumerate(given):
        here = f"{pointer}/{position}"
        row: dict[str, Value] = {}
        if not isinstance(item, dict):
            out.problems.append(Problem(here, "type", {"expected": "row"}))
        cells = item if isinstance(item, dict) else {}
        _read_object(one.fields, cells, here, out, row, closed=closed, in_row=True)
        if row.get(ROW_ID) in seen:
            out.problems.append(Problem(f"{here}/{ROW_ID}", "unique_items"))
        elif row.get(ROW_ID) is not None:
            seen.add(row[ROW_ID])
        yield row
