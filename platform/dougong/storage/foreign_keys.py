"""Foreign keys between the tables: PostgreSQL's second wall behind our own look at every reference."""

from collections.abc import Mapping
from functools import partial

from django.db import connection

from dougong.storage import ddl
from dougong.storage.patience import at_leisure, in_short_transaction
from dougong.storage.physical import PhysicalTable, read_again
from dougong.storage.sqlrun import fetch


def make_foreign_keys() -> list[str]:
    """Foreign keys of references whose both tables are there; PostgreSQL only."""
    tables = read_again()
    there = dict(fetch("SELECT conname, convalidated FROM pg_constraint WHERE contype = 'f'", []))
    done = []
    for table, column, target in _foreign_keys(tables):
        name = ddl.foreign_key_name(table, column)
        if name not in there:
            statement = ddl.foreign_key_statement(table, column, target)
            in_short_transaction(partial(_execute, statement))
            done.append(f"foreign key {name}")
        if not there.get(name):
            at_leisure([ddl.validate_statement(table, name)])
    return done


def _foreign_keys(tables: Mapping[tuple[str, str], PhysicalTable]) -> list[tuple[str, str, str]]:
    """(table, column, table referred to) of every foreign key there should be."""
    projects = next((table.name for table in tables.values() if table.is_project), None)
    found = []
    for table in tables.values():
        if table.path:
            found.append((table.name, "record_id", tables[table.entity, ""].name))
        else:
            found.append((table.many, "record_id", table.name))
        if table.project and projects is not None:
            found.append((table.name, "project_id", projects))
        for parts in table.columns.values():
            for column in parts.values():
                target = tables.get((column.target, "")) if column.target else None
                if target is not None:
                    found.append((table.name, column.name, target.name))
    return found


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
