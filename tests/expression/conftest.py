"""The two databases, each asked whether one row meets a condition."""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

#: (condition, its parameters, column name -> (value, column type)) -> whether the row counts
Ask = Callable[[str, list[Any], dict[str, tuple[Any, str]]], bool]


@pytest.fixture(scope="session")
def sqlite() -> Iterator[Ask]:
    connection = sqlite3.connect(":memory:")

    def ask(where: str, params: list[Any], cells: dict[str, tuple[Any, str]]) -> bool:
        row = ", ".join(f'? AS "{name}"' for name in cells) or "1"
        sql = f"SELECT count(*) FROM (SELECT {row}) t WHERE " + where.replace("%s", "?").replace("%%", "%")
        return bool(connection.execute(sql, [*(value for value, _ in cells.values()), *params]).fetchone()[0])

    yield ask
    connection.close()


@pytest.fixture(scope="session")
def postgresql(postgres_dsn: str) -> Iterator[Ask]:
    with psycopg.connect(postgres_dsn, autocommit=True) as connection:

        def ask(where: str, params: list[Any], cells: dict[str, tuple[Any, str]]) -> bool:
            row = ", ".join(f'%s::{type_} AS "{name}"' for name, (_, type_) in cells.items()) or "1"
            sql = f"SELECT count(*) FROM (SELECT {row}) t WHERE {where}"
            found = connection.execute(sql, [*(value for value, _ in cells.values()), *params]).fetchone()
            return bool(found and found[0])

        yield ask
