"""Raw cells as the cases write them: a text is a text, {"n"} a number, {"d"} a day or moment, {"t"} a time."""

import json
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from dougong.intake import Cell, Merged, Row, Target
from dougong.kinds import KINDS

CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[dict[str, Any]]:
    return json.loads((CASES / name).read_text("utf-8"))


def cell(written: Any) -> Cell:
    if not isinstance(written, dict):
        return written
    ((sort, text),) = written.items()
    if sort == "n":
        return Decimal(text)
    if sort == "t":
        return time.fromisoformat(text)
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def rows(written: list[list[Any]]) -> list[Row]:
    """Rows of one width."""
    width = max(map(len, written))
    return [tuple(map(cell, row)) + (None,) * (width - len(row)) for row in written]


def merged(written: list[list[int]]) -> tuple[Merged, ...]:
    return tuple(Merged(*one) for one in written)


def target(kind: str, schema: dict[str, Any] | None = None, label: str = "X", **more: Any) -> Target:
    options = KINDS[kind].options({**(schema or {}), "kind": kind})
    unit, reference = str(options.get("unit", "")), str(options.get("reference", ""))
    return Target("/x", label, kind, options, unit=unit, reference=reference, **more)
