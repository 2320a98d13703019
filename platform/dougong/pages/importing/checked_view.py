"""What a check found, as its page names it: counts, records line by line with each cell, texts that fit no entry."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from dougong.actions import ImportReport, Unmatched
from dougong.admission import Entry
from dougong.batches import OF_COLUMNS, Action, ColumnMapping, Handed, Matching, Staged
from dougong.definition import Field
from dougong.forms import message
from dougong.kinds import KINDS
from dougong.listing import labels_of
from dougong.pages.histories import VEILED
from dougong.pages.importing.fields import FIGURES, field_at
from dougong.pages.importing.reading_cells import Reading, refs_of
from dougong.pages.importing.telling import action_said, address
from dougong.pages.picking import search_address
from dougong.problem import Problem

#: What a page of a check may be narrowed to.
WHICH: Final[Mapping[str, Action | Literal["repaired"]]] = {
    "insert": "insert", "update": "update", "same": "same", "refused": "refused", "create": "create",
    "repaired": "repaired",
}  # fmt: skip
#: The value of a choice that makes a new entry of a text.
NEW: Final = "new"


def checked_view(entry: Entry, report: ImportReport, only: str, after: int) -> dict[str, Any]:
    """Everything the page of a check shows."""
    batch, counts = report.batch, report.batch.counts
    here = address(entry, "import-batch", batch)
    ready = counts.get("insert", 0) + counts.get("update", 0)
    columns = columns_of(entry, batch.mapping)
    wire = [side for one in report.rows for side in (one.shown, one.before)]
    refs = {ref for side in wire for ref in refs_of(entry.shaped.fields, side)}
    reading = Reading(entry, {**dict.fromkeys(refs, _("(made as well)")), **labels_of(entry.seat, refs)})
    rows = _Rows(entry, columns, reading)
    more = {"only": only, "after": str(report.next)} if report.next is not None else {}
    return {
        "counts": [
            {**action_said(key), "count": counts.get(key, 0), "here": key == only,
             "href": f"{here}?{urlencode({'only': key})}"}
            for key in WHICH if counts.get(key, 0) or key in {"insert", "refused"}
        ],
        "only": only, "all_href": here, "lines": counts.get("lines", 0), "ready": ready,
        "refused": counts.get("refused", 0), "same": counts.get("same", 0),
        "columns": columns,
        "rows": [line for one in report.rows for line in rows.lines(one)],
        "next_href": f"{here}?{urlencode({k: v for k, v in more.items() if v})}" if more else "",
        "first_href": f"{here}?{urlencode({'only': only})}" if only and after >= 0 else here if after >= 0 else "",
        "unmatched": unmatched_view(entry, report.unmatched),
    }  # fmt: skip


def columns_of(entry: Entry, mapping: ColumnMapping | None) -> list[dict[str, Any]]:
    """The fields the sheet fills, in the order of its columns."""
    found = []
    for at, pointer in sorted(mapping.columns.items()) if mapping else ():
        field = field_at(entry, pointer)
        title = field.title if field else _("Number")
        kind = field.kind if field else "text"
        found.append({"at": at, "pointer": pointer, "title": title, "numeric": kind in FIGURES or kind == "percent"})
    return found


@dataclass(frozen=True, slots=True)
class _Rows:
    """Records as lines of a table: one for each line of the sheet they take."""

    entry: Entry
    columns: list[dict[str, Any]]
    reading: Reading

    def lines(self, one: Staged) -> Iterator[dict[str, Any]]:
        """The lines of one record; its own fields stand in the first."""
        for number in range(self._count(one)):
            yield {
                "number": one.line + number + 1,
                "first": number == 0,
                "action": action_said(one.action),
                "cells": [self._cell(one, column, number) for column in self.columns],
                "problems": [self._said(problem) for problem in self._loose(one)] if number == 0 else [],
            }

    def _count(self, one: Staged) -> int:
        grid = next((column["pointer"].split("/")[1] for column in self.columns if "/*/" in column["pointer"]), "")
        rows = one.shown.get(grid) if grid else None
        return max(1, one.lines if isinstance(rows, list) or one.action == "refused" else 1)

    def _cell(self, one: Staged, column: Mapping[str, Any], number: int) -> dict[str, Any]:
        """One cell: what it will be, what it was in the sheet or in the record before, what is wrong with it."""
        pointer = str(column["pointer"])
        if "/*/" not in pointer and number:
            return {"text": "", "numeric": column["numeric"], "was": "", "changed": False, "raw": "", "notes": [],
                    "scaled": False, "problems": []}  # fmt: skip
        at = pointer.replace("*", str(number), 1)
        field = field_at(self.entry, pointer)
        told = one.cells.get(at, Handed(""))
        changed = "/*/" not in pointer and pointer[1:] in one.before
        return {
            "text": self._text(field, _at(one.shown, at)),
            "numeric": column["numeric"],
            "was": self._text(field, _at(one.before, at)) if changed else "",
            "changed": changed,
            "raw": told.text,
            "notes": [note.said(_) for note in told.notes if note.code not in OF_COLUMNS],
            "scaled": any(note.code == "intake.note.factor" for note in told.notes),
            "problems": [message(problem) for problem in one.problems if _belongs(problem.pointer, at)],
        }

    def _text(self, field: Field | None, wire: Any) -> str:
        if field is None:
            return str(wire or "")
        if wire not in (None, "", []) and (KINDS[field.kind].personal or field.masked):
            return VEILED
        return self.reading.text(field, wire)

    def _loose(self, one: Staged) -> Iterable[Problem]:
        """Problems of a record that stand in none of its cells."""
        places = [
            str(column["pointer"]).replace("*", str(number), 1)
            for column in self.columns
            for number in range(self._count(one))
        ]
        return [problem for problem in one.problems if not any(_belongs(problem.pointer, at) for at in places)]

    def _said(self, problem: Problem) -> str:
        pointer = "/".join("*" if part.isdigit() else part for part in problem.pointer.split("/")[:4])
        field = field_at(self.entry, pointer) if pointer else None
        if field is None:
            return message(problem)
        return _("{field}: {problem}").format(field=field.title, problem=message(problem))


def _at(wire: Mapping[str, Any], pointer: str) -> Any:
    found: Any = wire
    for part in pointer.split("/")[1:]:
        if isinstance(found, list):
            found = found[int(part)] if part.isdigit() and int(part) < len(found) else None
        else:
            found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _belongs(pointer: str, at: str) -> bool:
    return pointer == at or pointer.startswith(f"{at}/")


def unmatched_view(entry: Entry, found: Iterable[Unmatched]) -> list[dict[str, Any]]:
    """Texts that fit no entry or several, each with what it may be taken for."""
    return [
        {
            "name": f"choice-{number}",
            "field": field.title if field else one.pointer,
            "pointer": one.pointer.replace("*", "0"),
            "text": one.text,
            "lines": one.lines,
            "choices": [{"value": str(ref.id), "title": label} for ref, label in one.candidates],
            "may_create": one.may_create,
            "search": search_address(entry, None),
        }
        for number, one in enumerate(found)
        if (field := field_at(entry, one.pointer)) is not None or one.pointer
    ]


def chosen_mapping(mapping: ColumnMapping, found: Iterable[Unmatched], posted: QueryDict) -> ColumnMapping:
    """The mapping with what was chosen for each text; whoever makes one new entry of a column makes all of them."""
    matching = dict(mapping.matching)
    for number, one in enumerate(found):
        value = posted.get(f"choice-{number}", "")
        before = matching.get(one.pointer, Matching())
        if value == NEW:
            matching[one.pointer] = replace(before, missing="create")
        elif value:
            matching[one.pointer] = replace(before, chosen={**before.chosen, one.text: value})
    return replace(mapping, matching=matching)
