"""How steps that change tables wait: briefly and again for locks that stop others, as long as needed
otherwise.

On PostgreSQL an ALTER that waits makes everybody behind it wait too; so it gives up after a fifth of a
second, lets them pass, and tries again.
"""

import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, TypeVar

from django.db import OperationalError, connection

from dougong.storage.codecs import is_postgres
from dougong.tenancy import is_passing, platform_writing

T = TypeVar("T")

#: What a step waits for a lock before it lets those behind it pass, in milliseconds.
LOCK_WAIT: Final = 200
# : Tries before an operator is told that somebody holds the table, and the longest pause between two, in
# seconds.
_ATTEMPTS: Final = 60
_PAUSE_MAX: Final = 2.0


def in_short_transaction(step: Callable[[], T]) -> T:
    """Run `step` in a transaction of its own, again and again until it gets its locks.

    Raises what the last try raised when the table stays held for about two minutes.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with platform_writing():
                if is_postgres():
                    _set("SET LOCAL lock_timeout = %s", LOCK_WAIT)
                    _set("SET LOCAL statement_timeout = %s", 0)
                return step()
        except OperationalError as error:
            if attempt == _ATTEMPTS or not is_passing(error):
                raise
        pause = min(_PAUSE_MAX, 0.05 * 2 ** min(attempt, 6))
        time.sleep(pause * (0.5 + random.random()))  # noqa: S311 - spreads rivals, no secret
    raise AssertionError("unreachable: the last attempt returns or raises")


def at_leisure(statements: Sequence[str]) -> None:
    """Run statements that stop nobody while they wait and work (PostgreSQL: CONCURRENTLY, VALIDATE).

    On SQLite, which has no such thing, they hold the write lock while they work.
    """
    if not is_postgres():
        for statement in statements:
            in_short_transaction(partial(_set, statement))
        return
    # Settings of the session, since CONCURRENTLY refuses a transaction; they go back to what they were.
    with connection.cursor() as cursor:
        before = [(name, _setting(name)) for name in ("lock_timeout", "statement_timeout")]
        try:
            for name, _value in before:
                cursor.execute(f"SET {name} = 0")
            for statement in statements:
                cursor.execute(statement)
        finally:
            for name, value in before:
                cursor.execute(f"SET {name} = '{value}'")


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return str(cursor.fetchone()[0])


def _set(statement: str, *params: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(params) or None)
