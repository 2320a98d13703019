"""For tests: empty the tables made from definitions, which Django's flush does not know."""

from django.db import connection

from dougong.storage.codecs import is_postgres
from dougong.storage.physical import forget_tables, quote
from dougong.storage.shapes import forget_shapes
from dougong.storage.sqlrun import fetch


def made_tables() -> list[str]:
    """Every table that was made for an entity, as the database itself says."""
    if is_postgres():
        sql = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename LIKE 'e\\_%%'"
    else:
        sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'e\\_%%' ESCAPE '\\'"
    return sorted(row[0] for row in fetch(sql, []))


def empty_tables() -> None:
    """Delete every row of every such table, and forget what this process knows of them.

    The tables stay, and are found again when the same definitions are installed next.
    """
    names = [quote(name) for name in made_tables()]
    with connection.cursor() as cursor:
        if names and is_postgres():
            # One statement, so that foreign keys are looked at when all are empty; quicker than TRUNCATE.
            parts = [f"d{number} AS (DELETE FROM {name})" for number, name in enumerate(names)]
            cursor.execute(f"WITH {', '.join(parts)} SELECT 1")
        for name in names if not is_postgres() else []:
            cursor.execute(f"DELETE FROM {name}")
    forget_tables()
    forget_shapes()
