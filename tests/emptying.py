"""The flush between tests gets past the guards of append-only tables, nothing else does."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations


@contextmanager
def released(connection: Any) -> Iterator[None]:
    """No append-only table refuses anything inside; every guard is back afterwards."""
    if connection.vendor == "postgresql":
        with _disabled(connection):
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name GLOB '*_keep_*'")
        guards = cursor.fetchall()
        for name, _ in guards:
            cursor.execute(f'DROP TRIGGER "{name}"')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for _, statement in guards:
                cursor.execute(statement)


@contextmanager
def _disabled(connection: Any) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%\\_keep'")
        tables = [table for (table,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _quicker(sql_list: list[str]) -> list[str]:
    """One DELETE of all tables instead of TRUNCATE, which makes every index anew: ten times as fast when small."""
    tables = [name for sql in sql_list if sql.startswith("TRUNCATE") for name in re.findall(r'"[^"]+"', sql)]
    if not tables:
        return sql_list
    parts = ", ".join(f"d{number} AS (DELETE FROM {name})" for number, name in enumerate(tables))
    return [f"WITH {parts} SELECT 1", *(sql for sql in sql_list if not sql.startswith("TRUNCATE"))]


def _sees_all_rows(connection: Any) -> bool:
    """Whether DELETE would find every row: row-level security hides them from all but such a role."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


@pytest.fixture(autouse=True, scope="session")
def tables_can_be_emptied() -> Iterator[None]:
    """For a conftest: the flush between tests gets past the guards, nothing else does."""
    plain = BaseDatabaseOperations.execute_sql_flush

    def flush(self: Any, sql_list: list[str]) -> None:
        with released(self.connection):
            plain(self, _quicker(sql_list) if _sees_all_rows(self.connection) else sql_list)

    BaseDatabaseOperations.execute_sql_flush = flush
    yield
    BaseDatabaseOperations.execute_sql_flush = plain
