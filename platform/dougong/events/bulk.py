"""Many events in one go, by each engine's fastest way: an import holds its write lock for seconds only."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection

from dougong.events.models import EventRow

#: What is written; `seq` and `txid` come from the database.
FIELDS = tuple(field for field in EventRow._meta.concrete_fields if field.name not in {"seq", "txid"})
COLUMNS = ", ".join(field.column for field in FIELDS)
#: Rows per statement.
BATCH = 5000

_ARRAYS = {"IntegerField": "int[]", "UUIDField": "uuid[]", "DateTimeField": "timestamptz[]"}
#: Their order is kept, so that `seq` follows it. Only names of our own columns are put into the text.
INSERT_ARRAYS = (
    f"INSERT INTO events_event ({COLUMNS}) SELECT "  # noqa: S608 - as said above
    + ", ".join(f"{f.column}::jsonb" if f.get_internal_type() == "JSONField" else f.column for f in FIELDS)
    + " FROM unnest("
    + ", ".join(f"%s::{_ARRAYS.get(f.get_internal_type(), 'text[]')}" for f in FIELDS)
    + f") WITH ORDINALITY AS given ({COLUMNS}, place) ORDER BY place"
)


def insert_written(columns: Sequence[Sequence[Any]]) -> int:
    """Insert events that are written out: column by column in the order of FIELDS, JSON as text, keys as UUID."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(INSERT_ARRAYS, [list(column) for column in columns])
    else:
        shaped = [
            [_SHAPES.get(field.get_internal_type(), _as_it_is)(value) for value in column]
            for field, column in zip(FIELDS, columns, strict=True)
        ]
        holes = ", ".join(["%s"] * len(FIELDS))
        with connection.cursor() as cursor:
            # Only names of our own columns are put into the text.
            cursor.executemany(f"INSERT INTO events_event ({COLUMNS}) VALUES ({holes})", zip(*shaped, strict=True))  # noqa: S608
    return len(columns[0])


def _as_it_is(value: Any) -> Any:
    return value


def _hex(value: UUID | None) -> str | None:
    return None if value is None else value.hex


def _moment(value: datetime) -> str:
    return str(connection.ops.adapt_datetimefield_value(value))


#: SQLite's forms of what PostgreSQL takes as it is.
_SHAPES: Mapping[str, Callable[[Any], Any]] = {"UUIDField": _hex, "DateTimeField": _moment}


def insert_rows(rows: Iterable[EventRow]) -> int:
    """Insert rows that have no seq yet, in order, inside the open transaction; returns how many."""
    return _insert_arrays(rows) if connection.vendor == "postgresql" else _insert(rows)


def _insert_arrays(rows: Iterable[EventRow]) -> int:
    """One array per column: COPY is refused on tables with row-level security."""
    total = 0
    remaining = iter(rows)
    while part := list(islice(remaining, BATCH)):
        columns = [[_plain(getattr(row, field.attname)) for row in part] for field in FIELDS]
        with connection.cursor() as cursor:
            cursor.execute(INSERT_ARRAYS, columns)
        total += len(part)
    return total


def _plain(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


def _insert(rows: Iterable[EventRow]) -> int:
    holes = ", ".join(["%s"] * len(FIELDS))
    ready = [[field.get_db_prep_save(getattr(row, field.attname), connection) for field in FIELDS] for row in rows]
    with connection.cursor() as cursor:
        # Only names of our own columns are put into the text.
        cursor.executemany(f"INSERT INTO events_event ({COLUMNS}) VALUES ({holes})", ready)  # noqa: S608
    return len(ready)
