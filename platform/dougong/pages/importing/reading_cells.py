"""Cells of sheets and values of records as words: as they stand in the file, and as they will stand in the record."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from dougong.admission import Entry
from dougong.definition import Field
from dougong.kinds import KINDS, Unreadable
from dougong.pages.presenting import reader_for
from dougong.problem import Json, Ref
from dougong.tables import Reader, cell


@dataclass(frozen=True)
class Reading:
    """How the values of one entity are read by the person who imports them."""

    entry: Entry
    labels: Mapping[Ref, str] = field(default_factory=dict)

    @cached_property
    def reader(self) -> Reader:
        """The words for values."""
        return reader_for(self.entry.seat, self.labels)

    def text(self, one: Field, wire: Json) -> str:
        """A value in its JSON form as words; "" for none."""
        if wire is None or wire in ("", []):
            return ""
        if one.kind == "rows":
            return _("{count} lines").format(count=len(wire) if isinstance(wire, list) else 0)
        try:
            value = KINDS[one.kind].read(wire, one.options)
        except Unreadable:
            return str(wire)
        return cell(value, one, self.reader).text


def refs_of(fields: Mapping[str, Field], wire: Mapping[str, Any]) -> Iterator[Ref]:
    """Everything that a record in its JSON form refers to."""
    for key, one in fields.items():
        given = wire.get(key)
        if given is None:
            continue
        if one.kind == "rows":
            for row in given if isinstance(given, list) else ():
                yield from refs_of(one.fields, row if isinstance(row, dict) else {})
        elif one.kind in {"reference", "user"}:
            yield from _read(one, given)


def _read(one: Field, wire: Any) -> Iterable[Ref]:
    try:
        value = KINDS[one.kind].read(wire, one.options)
    except Unreadable:
        return ()
    return [ref for ref in (value if isinstance(value, tuple) else (value,)) if isinstance(ref, Ref)]
