"""A CSV file: UTF-8 with a mark at its start, so that spreadsheets read Chinese; no text in it is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO

from dougong.sheets.writing.plain import Head, Marked, Plain, safe_text


def write_csv(heads: Sequence[Head], rows: Iterable[Sequence[Plain | Marked]], out: Path | IO[bytes]) -> int:
    """Write one table; how many rows, the heads not counted."""
    with Commas(out, heads) as table:
        for row in rows:
            table.add(row)
        return table.rows


class Commas:
    """A CSV file while it is written. Numbers are plain, days ISO, per cent with their sign; a context manager."""

    def __init__(self, out: Path | IO[bytes], heads: Sequence[Head]) -> None:
        self.rows = 0
        target = out.open("wb") if isinstance(out, Path) else out
        self._own = target if isinstance(out, Path) else None
        self._text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="")
        self._forms = [head.form for head in heads]
        self._lines = csv.writer(self._text, lineterminator="\r\n")
        self._lines.writerow([safe_text(head.title) for head in heads])

    def __enter__(self) -> "Commas":
        return self

    def __exit__(self, *_error: object) -> None:
        self._text.flush()
        self._text.detach()
        if self._own is not None:
            self._own.close()

    def add(self, row: Sequence[Plain | Marked]) -> None:
        """The next row."""
        self._lines.writerow([_text(value, form) for value, form in zip(row, self._forms, strict=True)])
        self.rows += 1


def _text(value: Plain | Marked, form: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, Marked):
        return _text(value.value, form)
    if isinstance(value, Decimal):
        return _figures(value * 100, form) + "%" if "%" in form else _figures(value, form)
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, time):
        return value.isoformat("minutes")
    return str(value)


def _figures(value: Decimal, form: str) -> str:
    """A number without thousands' commas: as many places as its form always shows, more where there are figures."""
    least = form.partition(".")[2].partition("#")[0].partition("%")[0].count("0")
    whole, _point, places = f"{value:f}".partition(".")
    kept = places.rstrip("0").ljust(least, "0")
    return f"{whole}.{kept}" if kept else whole
