"""Between a record's values and what the database driver takes and gives, per database vendor.

A codec belongs to one field: `encode` gives one database value per part of its keeping, `decode` takes them.
Neither is called with None.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Final
from uuid import UUID

from django.db import connection

from dougong.definition.model import Field
from dougong.kinds import KINDS, choice_key, choice_value
from dougong.problem import GeoPoint, Ref
from dougong.storage import secret
from dougong.storage.columns import Keeping
from dougong.storage.jsontext import dumps, loads
from dougong.storage.wire import read_value, write_value

BIGINT_MAX: Final = 2**63 - 1
_EXACT: Final = Context(prec=60, rounding=ROUND_HALF_UP)
_GEO_SCALE: Final = 7


@dataclass(frozen=True, slots=True)
class Codec:
    """encode: value -> one database value per part. decode: one database value per part -> value.

    plain: the database value of a one-part field is the value itself, so that reading needs no call.
    beside: the columns hold only what SQL compares; the value itself stands in `custom`.
    """

    encode: Callable[[Any], tuple[Any, ...]]
    decode: Callable[..., Any]
    plain: bool = False
    beside: bool = False


def scaled(value: Decimal, scale: int) -> int:
    """The integer that keeps `value` at `scale` places. Raises ValueError when digits would be lost."""
    number = _EXACT.scaleb(value, scale)
    whole = int(number)
    if whole != number:
        raise ValueError(f"{value} has more than {scale} decimal places")
    return whole


def unscaled(number: int, scale: int) -> Decimal:
    """The decimal that `scaled` kept."""
    return Decimal(number).scaleb(-scale, _EXACT)


def is_postgres() -> bool:
    """Whether the database is PostgreSQL; SQLite otherwise."""
    return connection.vendor == "postgresql"


def uuid_in(value: UUID) -> UUID | str:
    """An id as the driver takes it: native on PostgreSQL, 32 hexadecimal figures on SQLite."""
    return value if is_postgres() else value.hex


def uuid_out(value: UUID | str) -> UUID:
    """An id as the driver gives it."""
    return value if isinstance(value, UUID) else UUID(value)


def moment_in(value: datetime) -> datetime | str:
    """An aware moment as the driver takes it: UTC text on SQLite, as Django keeps it."""
    return value if is_postgres() else utc_text(value)


def utc_text(value: datetime) -> str:
    """An aware moment as text: in UTC, without saying so, as Django and the formula compiler write it."""
    return str(value.astimezone(UTC).replace(tzinfo=None))


def moment_out(value: datetime | str) -> datetime:
    """A moment as the driver gives it, aware."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def date_out(value: date | str) -> date:
    """A date as the driver gives it; text where the column stood in an expression on SQLite."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def codec_for(field: Field, kept: Keeping) -> Codec:
    """The codec of one field."""
    return _CODECS[kept.codec](field, kept)


def _text(_field: Field, _kept: Keeping) -> Codec:
    return Codec(lambda value: (value,), lambda found: found, plain=True)


def _choice(field: Field, _kept: Keeping) -> Codec:
    options = field.options
    if "values" not in options:
        return Codec(lambda value: (value,), lambda found: found, plain=True)
    return Codec(lambda value: (choice_key(value, options),), lambda found: choice_value(found, options))


def _boolean(_field: Field, _kept: Keeping) -> Codec:
    return Codec(lambda value: (bool(value),), bool)


def _scaled(_field: Field, kept: Keeping) -> Codec:
    scale = kept.parts[0].scale or 0
    return Codec(lambda value: (scaled(value, scale),), lambda found: unscaled(found, scale))


def _number(_field: Field, kept: Keeping) -> Codec:
    scale = kept.parts[0].scale or 0

    def encode(value: Decimal) -> tuple[int, str]:
        near = int(_EXACT.scaleb(value, scale).to_integral_value(ROUND_HALF_UP)) if value.adjusted() < 20 else 0
        if value.adjusted() >= 20:
            near = BIGINT_MAX if value > 0 else -BIGINT_MAX
        return max(-BIGINT_MAX, min(BIGINT_MAX, near)), str(value)

    return Codec(encode, lambda _near, text: Decimal(text))


def _date(_field: Field, _kept: Keeping) -> Codec:
    return Codec(lambda value: (value if is_postgres() else value.isoformat(),), date_out)


def _time(_field: Field, _kept: Keeping) -> Codec:
    return Codec(lambda value: (value.isoformat(),), time.fromisoformat)


def _datetime(_field: Field, _kept: Keeping) -> Codec:
    return Codec(lambda value: (moment_in(value),), moment_out)


def _reference(field: Field, _kept: Keeping) -> Codec:
    entity = target_of(field)
    return Codec(lambda value: (uuid_in(value.id),), lambda found: Ref(entity, uuid_out(found)))


def _any_reference(_field: Field, _kept: Keeping) -> Codec:
    return Codec(
        lambda value: (uuid_in(value.id), value.entity),
        lambda found, entity: Ref(entity, uuid_out(found)),
    )


def _geo(_field: Field, _kept: Keeping) -> Codec:
    return Codec(
        lambda value: (scaled(value.lat, _GEO_SCALE), scaled(value.lon, _GEO_SCALE)),
        lambda lat, lon: GeoPoint(unscaled(lat, _GEO_SCALE), unscaled(lon, _GEO_SCALE)),
    )


def _json(field: Field, _kept: Keeping) -> Codec:
    return Codec(
        lambda value: (dumps(write_value(field, value)),),
        lambda text: read_value(field, loads(text)),
    )


def _sealed_json(field: Field, _kept: Keeping) -> Codec:
    return Codec(
        lambda value: (secret.seal(dumps(KINDS[field.kind].write(value, field.options))),),
        lambda sealed: KINDS[field.kind].read(loads(secret.unseal(sealed)), field.options),
    )


def _personal(field: Field, _kept: Keeping) -> Codec:
    return Codec(
        lambda value: (secret.digest(field.kind, value), secret.seal(value)),
        lambda _digest, sealed: secret.unseal(sealed),
    )


def target_of(field: Field) -> str:
    """The entity a reference field names: "user" and "file" for their kinds, "" when any entity may stand
    there.
    """
    if field.kind == "user":
        return "user"
    if field.kind in {"file", "photo", "signature"}:
        return "file"
    target = field.reference
    return "" if target in {None, "*"} else str(target)


_CODECS: Final[Mapping[str, Callable[[Field, Keeping], Codec]]] = {
    "text": _text,
    "choice": _choice,
    "integer": _text,
    "boolean": _boolean,
    "scaled": _scaled,
    "number": _number,
    "date": _date,
    "time": _time,
    "datetime": _datetime,
    "reference": _reference,
    "any_reference": _any_reference,
    "geo": _geo,
    "json": _json,
    "personal": _personal,
    "sealed_json": _sealed_json,
}
