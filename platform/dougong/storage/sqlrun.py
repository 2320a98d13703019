"""Small writers of SQL: many rows in few statements, identifiers quoted, values always parameters."""

import json
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import connection

from dougong.storage.codecs import is_postgres
from dougong.storage.physical import quote

#: Parameters of one statement at most: SQLite's limit is 32,766, PostgreSQL's 65,535.
_PARAMS_MAX: Final = 30_000
#: What names a row.
_KEY: Final = ("tenant_id", "id")
#: Rows from which on they are sent as one document (PostgreSQL).
_MANY: Final = 8


def insert_rows(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, skip_existing: bool = False
) -> int:
    """Insert rows in as few statements as the database takes; returns how many were inserted.

    skip_existing: leave rows alone whose (tenant_id, id) is there already.
    """
    size = max(1, _PARAMS_MAX // len(columns))
    names = ", ".join(quote(column) for column in columns)
    ending = " ON CONFLICT (tenant_id, id) DO NOTHING" if skip_existing else ""
    waiting, done = iter(rows), 0
    with connection.cursor() as cursor:
        while chunk := list(islice(waiting, size)):
            many = is_postgres() and len(chunk) >= _MANY
            source, params = _as_json(table, columns, chunk, names) if many else _as_values(columns, chunk)
            cursor.execute(f"INSERT INTO {quote(table)} ({names}) {source}{ending}", params)
            done += cursor.rowcount
    return done


def _as_values(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    one = "(" + ", ".join(["%s"] * len(columns)) + ")"
    return f"VALUES {', '.join([one] * len(rows))}", [value for row in rows for value in row]


def _as_json(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], names: str) -> tuple[str, list[Any]]:
    """Rows as one parameter, typed by the table itself: much quicker than a placeholder for every value.

    COPY would be quicker still, and is not possible under row-level security.
    """
    text = as_text([dict(zip(columns, row, strict=True)) for row in rows])
    return f"SELECT {names} FROM json_populate_recordset(NULL::{quote(table)}, %s)", [text]


def as_text(values: Any) -> str:
    """Database values as JSON, which PostgreSQL reads by the types of a table's columns."""
    return _ENCODER.encode(values)


def _plain(value: Any) -> str:
    return value.hex if isinstance(value, UUID) else str(value.isoformat())


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain)


def update_row(table: str, values: dict[str, Any], where: str, params: Sequence[Any]) -> int:
    """Set columns of the rows that meet `where`; returns how many did."""
    names = ", ".join(f"{quote(column)} = %s" for column in values)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {quote(table)} SET {names} WHERE {where}", [*values.values(), *params])
        return int(cursor.rowcount)


def update_rows(table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Set the same columns of many rows, each named by its `tenant_id` and `id`, in one statement or one batch."""
    if not rows:
        return
    columns = [column for column in rows[0] if column not in _KEY]
    with connection.cursor() as cursor:
        if is_postgres() and len(rows) >= _MANY:
            text = as_text(rows)
            names = ", ".join(f"{quote(column)} = v.{quote(column)}" for column in columns)
            cursor.execute(
                f"UPDATE {quote(table)} t SET {names} FROM json_populate_recordset(NULL::{quote(table)}, %s) v"
                " WHERE t.tenant_id = v.tenant_id AND t.id = v.id",
                [text],
            )
            return
        names = ", ".join(f"{quote(column)} = %s" for column in columns)
        cursor.executemany(
            f"UPDATE {quote(table)} SET {names} WHERE tenant_id = %s AND id = %s",
            [[*(row[column] for column in columns), *(row[key] for key in _KEY)] for row in rows],
        )


def delete_rows(table: str, where: str, params: Sequence[Any]) -> None:
    """Delete the rows that meet `where`: detail rows and many values, whose history the event log keeps."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {quote(table)} WHERE {where}", list(params))


def fetch(sql: str, params: Sequence[Any]) -> list[Any]:
    """All rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return list(cursor.fetchall())
