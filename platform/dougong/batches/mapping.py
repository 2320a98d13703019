"""How the columns of a sheet become fields: as a value, and as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any, Final, Literal

from dougong.intake import Hints
from dougong.problem import Json, JsonObject, Problem, Refused

Mode = Literal["insert", "update", "both"]
Missing = Literal["refuse", "create"]
MODES: Final = ("insert", "update", "both")
MISSING: Final = ("refuse", "create")
#: What figures may be multiplied by.
_SMALLEST, _LARGEST = Decimal("1e-9"), Decimal("1e9")


@dataclass(frozen=True, slots=True)
class Matching:
    """How the texts of one reference column find their records.

    missing: what happens to a text that fits nothing: its line is refused, or a record with that name is made.
    chosen: the record's id for a text that fits several, or that fits nothing, by the text as it stands in the sheet.
    """

    missing: Missing = "refuse"
    chosen: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How a sheet is read.

    sheet: its position in the workbook. headers: positions of the lines with the labels. first, last: positions of the
    first line of data and of the last one, None for the end.
    columns: address of a field ("/date", "/rows/*/qty", "/project") by the position of its column. hints: how the
    cells of a column are read, where its label says so.
    fixed: wire values for every record, by address, of fields the sheet does not have.
    mode: whether records are made, changed, or both. keys: addresses of the fields that say which record a line is.
    matching: by address of a reference field. transition: one marked for imports, performed on every new record.
    All positions count from 0.
    """

    columns: Mapping[int, str]
    sheet: int = 0
    headers: tuple[int, ...] = (0,)
    first: int = 1
    last: int | None = None
    mode: Mode = "insert"
    keys: tuple[str, ...] = ()
    hints: Mapping[int, Hints] = field(default_factory=dict)
    fixed: Mapping[str, Json] = field(default_factory=dict)
    matching: Mapping[str, Matching] = field(default_factory=dict)
    transition: str | None = None


def fingerprint_of(labels: tuple[str, ...]) -> str:
    """What files with the same headers in the same places have in common, whatever the spaces in them."""
    said = ("".join(label.split()).casefold() for label in labels)
    return sha256("\n".join(said).rstrip("\n").encode()).hexdigest()


def write_mapping(mapping: ColumnMapping) -> JsonObject:
    """A mapping as JSON."""
    matching: dict[str, Json] = {
        at: {"missing": one.missing, "chosen": dict(one.chosen)} for at, one in mapping.matching.items()
    }
    return {
        "sheet": mapping.sheet, "headers": list(mapping.headers), "first": mapping.first, "last": mapping.last,
        "columns": {str(column): at for column, at in mapping.columns.items()},
        "hints": {str(column): _write_hints(one) for column, one in mapping.hints.items()},
        "mode": mapping.mode, "keys": list(mapping.keys), "fixed": dict(mapping.fixed),
        "matching": matching, "transition": mapping.transition,
    }  # fmt: skip


def read_mapping(given: Json) -> ColumnMapping:
    """A mapping from JSON. Raises Refused with what is wrong, at its place in the JSON."""
    if not isinstance(given, dict):
        raise Refused([Problem("", "type", {"expected": "record"})])
    unknown = [Problem(f"/{key}", "unknown_key", {"key": key}) for key in given if key not in _KEYS]
    if unknown:
        raise Refused(unknown)
    whole = _Reader(given)
    return ColumnMapping(
        columns=whole.columns(),
        sheet=whole.position("sheet", 0) or 0,
        headers=whole.positions("headers"),
        first=whole.position("first", 1) or 0,
        last=whole.position("last", None),
        mode=whole.one_of("mode", "insert", MODES),
        keys=whole.addresses("keys"),
        hints={
            whole.column("hints", column): _hints(f"/hints/{column}", one)
            for column, one in whole.object("hints").items()
        },
        fixed=whole.object("fixed"),
        matching={at: _matching(f"/matching/{at}", one) for at, one in whole.object("matching").items()},
        transition=whole.text("transition"),
    )


def _write_hints(hints: Hints) -> JsonObject:
    return {key: str(value) if isinstance(value, Decimal) else value for key, value in asdict(hints).items()}


def _hints(pointer: str, given: Json) -> Hints:
    """Hints from JSON; what is absent is as it is without hints."""
    if not isinstance(given, dict):
        raise Refused([Problem(pointer, "type", {"expected": "record"})])
    plain = asdict(Hints())
    for key, value in given.items():
        if key not in plain or (isinstance(plain[key], int) and not isinstance(value, int)) or len(str(value)) > 100:
            raise Refused([Problem(f"{pointer}/{key}", "unknown_key", {"key": key})])
    try:
        factor = Decimal(str(given.get("factor", "1")))
    except InvalidOperation as error:
        raise Refused([Problem(f"{pointer}/factor", "type", {"expected": "number"})]) from error
    if not factor.is_finite() or not _SMALLEST <= abs(factor) <= _LARGEST:
        raise Refused([Problem(f"{pointer}/factor", "type", {"expected": "number"})])
    return Hints(**{**plain, **given, "factor": factor})


def _matching(pointer: str, given: Json) -> Matching:
    if not isinstance(given, dict):
        raise Refused([Problem(pointer, "type", {"expected": "record"})])
    whole = _Reader(given, pointer)
    chosen = {text: str(one) for text, one in whole.object("chosen").items()}
    return Matching(whole.one_of("missing", "refuse", MISSING), chosen)


def _is_position(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


@dataclass(frozen=True, slots=True)
class _Reader:
    given: JsonObject
    pointer: str = ""

    def position(self, key: str, otherwise: int | None) -> int | None:
        value = self.given.get(key, otherwise)
        if value is not None and not _is_position(value):
            raise self.wrong(key, "integer")
        return value if isinstance(value, int) else None

    def positions(self, key: str) -> tuple[int, ...]:
        value = self.given.get(key, [0])
        if not isinstance(value, list) or not all(_is_position(one) for one in value):
            raise self.wrong(key, "list")
        return tuple(int(str(one)) for one in value)

    def text(self, key: str) -> str | None:
        value = self.given.get(key)
        if value is not None and not isinstance(value, str):
            raise self.wrong(key, "text")
        return value

    def one_of(self, key: str, otherwise: str, allowed: tuple[str, ...]) -> Any:
        value = self.given.get(key, otherwise)
        if value not in allowed:
            raise self.wrong(key, " | ".join(allowed))
        return value

    def object(self, key: str) -> JsonObject:
        value = self.given.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, "record")
        return value

    def addresses(self, key: str) -> tuple[str, ...]:
        value = self.given.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.wrong(key, "list")
        return tuple(str(one) for one in value)

    def columns(self) -> dict[int, str]:
        found: dict[int, str] = {}
        for column, at in self.object("columns").items():
            if not isinstance(at, str):
                raise self.wrong(f"columns/{column}", "text")
            found[self.column("columns", column)] = at
        return found

    def column(self, key: str, column: str) -> int:
        if not (column.isascii() and column.isdigit() and len(column) < 6):
            raise self.wrong(f"{key}/{column}", "integer")
        return int(column)

    def wrong(self, key: str, expected: str) -> Refused:
        return Refused([Problem(f"{self.pointer}/{key}", "type", {"expected": expected})])


_KEYS: Final = frozenset(write_mapping(ColumnMapping({})))
