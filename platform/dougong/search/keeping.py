"""Writing marks, in the transaction of the change they belong to; many records in few statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection

from dougong.search.fields import Mark, entity_number
from dougong.search.models import MarkRow
from dougong.tenancy import require_writing

TABLE: Final = MarkRow._meta.db_table
#: Marks of one statement: SQLite takes 32,766 parameters, five for each.
_CHUNK: Final = 6_000
_COLUMNS: Final = "tenant_id, entity, field, token, record_id"
_GIVEN: Final = """WITH v AS (
    SELECT %s::int AS tenant_id, %s::int AS entity, field, token COLLATE "C" AS token, record_id
    FROM unnest(%s::int2[], %s::text[], %s::uuid[]) AS u(field, token, record_id))
"""
_INSERT: Final = f"{_GIVEN} INSERT INTO {TABLE} ({_COLUMNS}) SELECT {_COLUMNS} FROM v ON CONFLICT DO NOTHING"  # noqa: S608 - a table of ours
_DELETE: Final = f"{_GIVEN} DELETE FROM {TABLE} m USING v WHERE (m.tenant_id, m.entity, m.token, m.record_id, m.field)\
 = (v.tenant_id, v.entity, v.token, v.record_id, v.field)"  # noqa: S608 - a table of ours


@dataclass(frozen=True, slots=True)
class Change:
    """What a record was found by, and what from now on; nothing before when it is new."""

    record: UUID
    before: frozenset[Mark]
    after: frozenset[Mark]


def keep_marks(entity: str, changes: Iterable[Change]) -> None:
    """Keep the marks of changed records of `entity` (its full name). Costs nothing where none differ.

    Marks that stand already are left alone, so that the same may be kept again. Call inside `tenancy.writing`.
    """
    known = list(changes)
    gone = sorted((mark, one.record) for one in known for mark in one.before - one.after)
    new = sorted((mark, one.record) for one in known for mark in one.after - one.before)
    for start in range(0, len(gone), _CHUNK):
        _delete(entity, gone[start : start + _CHUNK])
    for start in range(0, len(new), _CHUNK):
        _insert(entity, new[start : start + _CHUNK])


def forget_entity(entity: str) -> None:
    """Drop every mark of an entity of the tenant in scope, before they are made anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {TABLE} WHERE tenant_id = %s AND entity = %s",  # noqa: S608 - a table of ours
            [require_writing().tenant_id, entity_number(entity)],
        )


def _insert(entity: str, marks: Sequence[tuple[Mark, UUID]]) -> None:
    if connection.vendor == "postgresql":
        _run(_INSERT, entity, marks)
        return
    head = [require_writing().tenant_id, entity_number(entity)]
    params: list[Any] = []
    for (field, token), record in marks:
        params += [*head, field, token, record.hex]
    values = ", ".join(["(%s, %s, %s, %s, %s)"] * len(marks))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT OR IGNORE INTO {TABLE} ({_COLUMNS}) VALUES {values}", params)  # noqa: S608 - a table of ours


def _delete(entity: str, marks: Sequence[tuple[Mark, UUID]]) -> None:
    if connection.vendor == "postgresql":
        _run(_DELETE, entity, marks)
        return
    head = [require_writing().tenant_id, entity_number(entity)]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"DELETE FROM {TABLE} WHERE tenant_id = %s AND entity = %s AND field = %s AND token = %s"  # noqa: S608 - a table of ours
            " AND record_id = %s",
            [[*head, field, token, record.hex] for (field, token), record in marks],
        )


def _run(sql: str, entity: str, marks: Sequence[tuple[Mark, UUID]]) -> None:
    fields = [field for (field, _token), _record in marks]
    tokens = [token for (_field, token), _record in marks]
    records = [record for _mark, record in marks]
    with connection.cursor() as cursor:
        cursor.execute(sql, [require_writing().tenant_id, entity_number(entity), fields, tokens, records])
