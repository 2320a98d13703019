"""Taking in many records at once: an import that was checked and staged before, in few statements."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from dougong.definition import Entity
from dougong.definition.layout import Layout
from dougong.problem import Problem, Ref, Refused
from dougong.storage.checks import NUMBER, check_references, compared, hold_all, laws_of, refs_in, taken_problem
from dougong.storage.conflicts import Taken
from dougong.storage.physical import quote
from dougong.storage.records import Record
from dougong.storage.rows import insert_below, with_row_ids
from dougong.storage.shapes import Shape, shape_of
from dougong.storage.sqlrun import fetch, insert_rows
from dougong.storage.writing import as_new, digest_of, insert_columns, project_ref, stored_values
from dougong.tenancy import require_writing

#: Records whose values are looked for in one query.
_CHUNK: Final = 2_000


def insert_many(entity: Entity, records: Sequence[Record], layout: Layout, by: Ref) -> tuple[Record, ...]:
    """Create many records, all or none. Problems are told with "/<index>" before their pointer.

    Raises Taken when one of the ids is there already; Refused for references and unique values, also among the
    records themselves; NotInstalled; NoTenant outside `tenancy.writing`.
    """
    require_writing()
    shape = shape_of(entity, layout)
    ready = [replace(one, values=with_row_ids(shape.fields, stored_values(shape, one.values))) for one in records]
    for start in range(0, len(ready), _CHUNK):
        part = ready[start : start + _CHUNK]
        check_references(
            (f"/{start + index}{pointer}", ref)
            for index, one in enumerate(part)
            for pointer, ref in (*project_ref(one), *refs_in(shape.fields, one.values))
        )
    hold_all(entity.name)
    if problems := [problem for keys in laws_of(entity) for problem in _twice(shape, keys, ready)]:
        raise Refused(problems)
    made = tuple(as_new(shape, one, by) for one in ready)
    for start in range(0, len(made), _CHUNK):
        _insert(shape, made[start : start + _CHUNK], records[start : start + _CHUNK])
    return made


def _insert(shape: Shape, made: Sequence[Record], given: Sequence[Record]) -> None:
    rows = [insert_columns(shape, one, digest_of(shape, as_given)) for one, as_given in zip(made, given, strict=True)]
    values = (tuple(row.values()) for row in rows)
    if insert_rows(shape.table, tuple(rows[0]), values, skip_existing=True) != len(rows):
        raise Taken
    insert_below(shape, [(one.id, one.values) for one in made])


def _twice(shape: Shape, keys: tuple[str, ...], records: Sequence[Record]) -> Iterator[Problem]:
    """The records whose values for a unique law stand in another one, here or in the database."""
    by_value: dict[tuple[Any, ...], int] = {}
    columns: tuple[str, ...] = ()
    for index, record in enumerate(records):
        found = compared(shape, keys, record)
        if not found:
            continue
        columns = tuple(column for column, _value in found)
        if by_value.setdefault(tuple(value for _column, value in found), index) != index:
            yield taken_problem(shape, keys, record).below(f"/{index}")
    for stored in _stored(shape, keys, columns, list(by_value)):
        index = by_value[stored]
        yield taken_problem(shape, keys, records[index]).below(f"/{index}")


def _stored(
    shape: Shape, keys: tuple[str, ...], columns: tuple[str, ...], wanted: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    """Of some values, those that a record has already."""
    if not wanted:
        return
    # The last column is the telling one: ("project", "code").
    listed = ", ".join(quote(column) for column in columns)
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        sql = f"SELECT {listed} FROM {quote(shape.table)} WHERE tenant_id = %s"
        sql += f" AND {quote(columns[-1])} IN ({', '.join(['%s'] * len(part))})"
        params: list[Any] = [require_writing().tenant_id, *(values[-1] for values in part)]
        if keys != NUMBER:
            sql += " AND deleted_at IS NULL"
        if shape.discriminator is not None:
            sql += " AND entity = %s"
            params.append(shape.discriminator)
        there = {tuple(row) for row in fetch(sql, params)}
        yield from (values for values in part if values in there)
