"""Where a page ends, as text a browser may keep: the sort values and id of its last row, checked on
return.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from dougong.problem import Problem, Refused
from dougong.storage.codecs import BIGINT_MAX, is_postgres, moment_in, moment_out, uuid_in


def write_cursor(sort: Sequence[str], values: Sequence[Any]) -> str:
    """The cursor after a row. values: of the sort keys as the driver gave them, the id last."""
    body = json.dumps([_mark(sort), *(_plain(value) for value in values)], ensure_ascii=False)
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def read_cursor(text: str, sort: Sequence[str], families: Sequence[str]) -> tuple[Any, ...]:
    """The values of a cursor as the driver takes them.

    families: of the columns sorted by, the id's last. Raises Refused (code "cursor") for a text that is none,
    or that belongs to another order.
    """
    try:
        mark, *values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if mark != _mark(sort) or len(values) != len(families):
            raise ValueError("another order")
        if values[-1] is None:
            raise ValueError("no id")
        return tuple(_driven(value, family) for value, family in zip(values, families, strict=True))
    except (ValueError, TypeError, RecursionError, OverflowError):
        raise Refused([Problem("", "cursor")]) from None


def _mark(sort: Sequence[str]) -> str:
    return hashlib.sha256(",".join(sort).encode()).hexdigest()[:8]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.hex if isinstance(value, UUID) else value


def _driven(value: Any, family: str) -> Any:
    if value is None:
        return None
    if family == "boolean":
        return bool(value)
    if family == "integer":
        if not isinstance(value, int) or abs(value) > BIGINT_MAX:
            raise ValueError(value)
        return value
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(value)  # both mean the same here: not a cursor of ours
    value.encode()
    if family == "uuid":
        return uuid_in(UUID(value))
    if family == "date":
        return date.fromisoformat(value) if is_postgres() else date.fromisoformat(value).isoformat()
    if family == "datetime":
        return moment_in(moment_out(value))
    return value
