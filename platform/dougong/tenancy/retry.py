"""Trying a transaction again when the database asked for it."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError

from dougong.tenancy.scope import ScopeNested, in_scope

T = TypeVar("T")

#: PostgreSQL: serialization failure, deadlock, lock not available in time.
_PASSING_STATES = frozenset({"40001", "40P01", "55P03"})


def is_passing(error: BaseException) -> bool:
    """Whether the same transaction may well succeed when tried again: a lock or an order, not a fault."""
    if not isinstance(error, OperationalError):
        return False
    cause = error.__cause__
    if getattr(cause, "sqlstate", None) in _PASSING_STATES:
        return True
    return "database is locked" in str(error) or "database table is locked" in str(error)


def retrying(action: Callable[[], T], *, attempts: int = 4, pause: float = 0.05) -> T:
    """Call `action`, which opens its own scope, until it gets through.

    attempts: how often at most. pause: seconds before the second try; it doubles, with chance added so that
    two rivals do not meet again. Raises what the last try raised, and ScopeNested inside a scope: a
    transaction can only be tried again as a whole.
    """
    if in_scope():
        raise ScopeNested("retrying inside a scope: the whole transaction must be inside the retried action")
    for attempt in range(1, attempts + 1):
        try:
            return action()
        except OperationalError as error:
            if attempt == attempts or not is_passing(error):
                raise
            spread = 1 + random.random()  # noqa: S311 - keeps rivals apart, guards nothing
            time.sleep(pause * 2 ** (attempt - 1) * spread)
    raise AssertionError("unreachable: the last attempt returns or raises")
