"""Python values as the two databases keep them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Final, Literal

from dougong.expression.errors import fault
from dougong.expression.terms import Place
from dougong.expression.values import kind_of
from dougong.problem import Ref, Value

Dialect = Literal["sqlite", "postgresql"]

#: How a text column becomes the engine's own type, to be compared with such a column (PostgreSQL).
CASTS: Final = {
    "date": "({sql})::date",
    "time": "({sql})::time",
    "datetime": "(({sql})::timestamp AT TIME ZONE 'UTC')",
    "ref": "({sql})::uuid",
}


def encode(value: Value, place: Place, dialect: Dialect) -> object:
    """A value that is no number, as it stands in the column at `place`. Raises `EvaluationError`."""
    if isinstance(value, bool):
        return value if dialect == "postgresql" and place.code != "integer" else int(value)
    if dialect == "postgresql" and place.code == "native":
        return value.id if isinstance(value, Ref) else value
    writer = _WRITTEN.get(kind_of(value))
    if writer is None:
        raise fault("operand", 0, op="SQL", expected="text", type=kind_of(value))
    return writer(value)


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise fault("operand", 0, op="SQL", expected="datetime", type="datetime")
    return str(value.astimezone(UTC).replace(tzinfo=None))


_WRITTEN: Final[dict[str, Callable[..., str]]] = {
    "text": str,
    "date": date.isoformat,
    "time": time.isoformat,
    "datetime": _moment,
    "ref": lambda value: str(value.id.hex),
}
