"""Packed records on their way in: many in few statements, all or none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.utils import timezone

from dougong.definition import Entity
from dougong.definition.layout import Layout
from dougong.problem import Problem, Ref, Refused
from dougong.storage.checks import NUMBER, check_references, hold_all, laws_of
from dougong.storage.children import within
from dougong.storage.codecs import is_postgres, moment_in, uuid_in, uuid_out
from dougong.storage.conflicts import Taken
from dougong.storage.jsontext import loads
from dougong.storage.physical import quote
from dougong.storage.rows import insert_many_values
from dougong.storage.shapes import Shape, shape_of
from dougong.storage.sqlrun import as_text, delete_rows, fetch, insert_rows, update_rows
from dougong.tenancy import current, require_writing

#: Ids and values in one condition.
_TOGETHER: Final = 2_000


@dataclass(frozen=True, slots=True)
class Arriving:
    """A packed record on its way in, with what only the moment of its arrival knows.

    version: of a changed record, the one it has now; 0 for a new one. touched: of a changed one, version by field.
    """

    id: UUID
    packed: str
    state: str | None = None
    number: str | None = None
    definition_version: str = ""
    version: int = 0
    touched: Mapping[str, int] | None = None


def hold_packed(entity: Entity) -> None:
    """Keep other writers of an entity's unique values out until the transaction ends; once, as late as possible."""
    require_writing()
    hold_all(entity.name)


def insert_packed(entity: Entity, layout: Layout, arriving: Sequence[Arriving], by: Ref) -> set[Ref]:
    """Create packed records of one entity, all or none. `hold_packed` comes before the first, `check_packed` after.

    Returns what they refer to. Raises Taken when an id is there already; Refused ("unique"), "/<index>" in front.
    """
    require_writing()
    shape, now, author = shape_of(entity, layout), moment_in(timezone.now()), uuid_in(by.id)
    ready = [loads(one.packed) for one in arriving]
    _refuse(_problems(shape, arriving, ready))
    rows = [
        {
            **_own(shape, one, author, now), "version": 1, "touched": None,
            "created_by": author, "created_at": now, "created_digest": "", **held["own"],
        }
        for one, held in zip(arriving, ready, strict=True)
    ]  # fmt: skip
    if rows and insert_rows(shape.table, tuple(rows[0]), _tuples(rows), skip_existing=True) != len(rows):
        raise Taken
    _insert_below(shape, ready)
    return _refs(ready)


def update_packed(entity: Entity, layout: Layout, arriving: Sequence[Arriving], by: Ref) -> set[Ref]:
    """Write packed records over those that are there; `versions_of` has said that they are as expected.

    Returns what they refer to. Raises Refused ("unique") with "/<index>" before the pointer.
    """
    require_writing()
    shape, now, author = shape_of(entity, layout), moment_in(timezone.now()), uuid_in(by.id)
    ready = [loads(one.packed) for one in arriving]
    _refuse(_problems(shape, arriving, ready))
    rows = [
        {
            **_own(shape, one, author, now), "version": one.version + 1,
            "touched": as_text(dict(one.touched)) if one.touched else None, **held["own"],
        }
        for one, held in zip(arriving, ready, strict=True)
    ]  # fmt: skip
    update_rows(shape.table, rows)
    ids = [one.id for one in arriving]
    for table in _tables_below(shape):
        for part, params in _conditions("record_id", ids):
            delete_rows(table, f"tenant_id = %s AND {part}", [current().tenant_id, *params])
    _insert_below(shape, ready)
    return _refs(ready)


def check_packed(refs: Iterable[Ref]) -> None:
    """Raises Refused (code "reference") when something packed records refer to is gone or lies in the bin."""
    wanted = list(dict.fromkeys(refs))
    for start in range(0, len(wanted), _TOGETHER):
        check_references(("", ref) for ref in wanted[start : start + _TOGETHER])


def versions_of(entity: Entity, layout: Layout, ids: Sequence[UUID]) -> dict[UUID, int]:
    """The versions of the living among some records, held until the writing transaction ends."""
    require_writing()
    table, found = shape_of(entity, layout).table, dict[UUID, int]()
    ending = " FOR UPDATE" if is_postgres() else ""
    for part, params in _conditions("id", ids):
        sql = f"SELECT id, version FROM {quote(table)} WHERE tenant_id = %s AND deleted_at IS NULL AND {part}{ending}"
        found.update((uuid_out(key), int(version)) for key, version in fetch(sql, [current().tenant_id, *params]))
    return found


def bin_many(entity: Entity, layout: Layout, ids: Sequence[UUID], by: Ref) -> None:
    """Put living records into the bin; `versions_of` has said that they are as expected."""
    require_writing()
    table, now = shape_of(entity, layout).table, moment_in(timezone.now())
    for part, params in _conditions("id", ids):
        sql = f"UPDATE {quote(table)} SET deleted_at = %s, updated_at = %s, updated_by = %s, version = version + 1"
        with connection.cursor() as cursor:
            given = [now, now, uuid_in(by.id), current().tenant_id, *params]
            cursor.execute(f"{sql} WHERE tenant_id = %s AND {part}", given)


def _refs(ready: Sequence[Mapping[str, Any]]) -> set[Ref]:
    told = {(entity, key) for held in ready for entity, key in held["refs"]}
    return {Ref(entity, UUID(key)) for entity, key in told}


def _conditions(column: str, ids: Sequence[UUID]) -> Iterator[tuple[str, list[Any]]]:
    for start in range(0, len(ids), _TOGETHER):
        yield within(column, ids[start : start + _TOGETHER])


def _own(shape: Shape, one: Arriving, author: Any, now: Any) -> dict[str, Any]:
    """The columns of a record's own row that every arrival writes."""
    return {
        "tenant_id": current().tenant_id,
        "id": uuid_in(one.id),
        **({"entity": shape.discriminator} if shape.discriminator is not None else {}),
        "number": one.number,
        "state": one.state,
        "definition_version": one.definition_version,
        "updated_by": author,
        "updated_at": now,
        "deleted_at": None,
    }


def _insert_below(shape: Shape, ready: Sequence[Mapping[str, Any]]) -> None:
    """Insert the detail rows and many values of packed records: one table after another, parents first."""
    for path, table in _paths(shape):
        rows = [row for held in ready for row in held["rows"].get(path, ())]
        if rows and insert_rows(table, tuple(rows[0]), _tuples(rows), skip_existing=True) != len(rows):
            raise Refused([Problem(f"/{path}", "row_id_taken")])
    insert_many_values(shape, (row for held in ready for row in held["many"]))


def _paths(shape: Shape) -> Iterator[tuple[str, str]]:
    for child in shape.children.values():
        yield child.path, child.table
        yield from _paths(child)


def _tables_below(shape: Shape) -> list[str]:
    """The tables that hold a record's rows and many values, the deepest first."""
    found = [shape.many_table, *(table for _path, table in reversed(list(_paths(shape))))]
    return list(dict.fromkeys(found))


def _tuples(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Any, ...]]:
    return (tuple(row.values()) for row in rows)


def taken_by_others(entity: Entity, layout: Layout, told: Sequence[tuple[UUID, Sequence[Any]]]) -> tuple[Problem, ...]:
    """A problem ("unique", with "/<index>" before its pointer) for each record, told by its id and `laws_of_packed`,
    whose values for a unique law stand in another one, among these or in the database. Asks only.
    """
    arriving = [Arriving(key, "") for key, _laws in told]
    return tuple(_problems(shape_of(entity, layout), arriving, [{"laws": laws} for _key, laws in told]))


def _refuse(problems: Iterable[Problem]) -> None:
    if found := tuple(problems):
        raise Refused(found)


def _problems(shape: Shape, arriving: Sequence[Arriving], ready: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    laws = [keys for keys in laws_of(shape.entity) if keys != NUMBER]
    for place, keys in enumerate(laws):
        yield from _twice(shape, keys, arriving, [held["laws"][place] for held in ready])
    numbers = [None if one.number is None else [["number", one.number]] for one in arriving]
    yield from _twice(shape, NUMBER, arriving, numbers)


def _twice(
    shape: Shape, keys: tuple[str, ...], arriving: Sequence[Arriving], compared: Sequence[Any]
) -> Iterator[Problem]:
    first: dict[tuple[Any, ...], int] = {}
    columns: tuple[str, ...] = ()
    for index, found in enumerate(compared):
        if not found:
            continue
        columns = tuple(column for column, _value in found)
        if first.setdefault(tuple(value for _column, value in found), index) != index:
            yield _problem(shape, keys, index, found)
    for values, key in _stored(shape, keys, columns, list(first)):
        if values in first and arriving[first[values]].id != key:
            yield _problem(shape, keys, first[values], compared[first[values]])


def _stored(
    shape: Shape, keys: tuple[str, ...], columns: tuple[str, ...], wanted: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[tuple[Any, ...], UUID]]:
    """The records that have some of these values, by them. The last column is the telling one: ("project", "code")."""
    listed = ", ".join(map(quote, columns))
    for start in range(0, len(wanted), _TOGETHER):
        part = [values[-1] for values in wanted[start : start + _TOGETHER]]
        sql = f"SELECT id, {listed} FROM {quote(shape.table)} WHERE tenant_id = %s"
        sql += f" AND {quote(columns[-1])} IN ({', '.join(['%s'] * len(part))})"
        sql += "" if keys == NUMBER else " AND deleted_at IS NULL"
        params: list[Any] = [current().tenant_id, *part]
        if shape.discriminator is not None:
            sql += " AND entity = %s"
            params.append(shape.discriminator)
        for key, *values in fetch(sql, params):
            yield tuple(map(_packed_form, values)), uuid_out(key)


def _packed_form(value: Any) -> Any:
    """A value the database gives, in the form it has when packed."""
    if isinstance(value, UUID):
        return value.hex
    return value.isoformat() if isinstance(value, date) else value


def _problem(shape: Shape, keys: tuple[str, ...], index: int, found: Sequence[Any]) -> Problem:
    """What is wrong with a record whose values another one has; personal data are not repeated."""
    named = keys[-1]
    slot = shape.slots.get(named)
    shown = "" if slot is not None and (slot.form == "digest" or slot.scale or slot.target) else str(found[-1][1])
    return Problem(f"/{index}/{named}", "unique", {"value": shown})
