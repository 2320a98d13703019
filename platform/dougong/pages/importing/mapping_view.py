"""The columns' page as its template names it: the sheet's first rows, and each column with what it becomes and why."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from dougong.actions import Proposal
from dougong.actions.importing.rights import import_transitions
from dougong.actions.importing.sheet import said_of_cell
from dougong.admission import Entry
from dougong.batches import ColumnMapping
from dougong.forms import message
from dougong.forms import render as render_form
from dougong.intake import Cell, Column, Guess, Hints, Target, is_blank, repair
from dougong.pages.importing.asked_columns import fixed_keys
from dougong.pages.importing.fields import FIGURES, field_at, said_of
from dougong.pages.importing.reading_cells import Reading
from dougong.pages.picking import making
from dougong.pages.presenting import state_seen
from dougong.pages.some_fields import some_fields
from dougong.problem import Problem

#: Cells of a column that are shown as an example.
EXAMPLES: Final = 3
#: From where on a guess is called sure, and likely.
SURE, LIKELY = Decimal("0.9"), Decimal("0.6")
_DAY_ORDER: Final = re.compile(r"^\s*\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}")
_NO_YEAR: Final = re.compile(r"^\s*\d{1,2}\s*(月|[/.\-])\s*\d{1,2}\s*日?\s*$")
_DATES: Final = frozenset({"date", "datetime", "month"})


def mapping_view(
    entry: Entry, proposal: Proposal, mapping: ColumnMapping, targets: Mapping[str, Target],
    problems: tuple[Problem, ...] = (), typed: QueryDict | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Everything the page's form shows."""
    view = _View(entry, proposal, mapping, targets, problems)
    return {
        "sheets": [{"at": at, "title": name, "chosen": at == mapping.sheet} for at, name in enumerate(proposal.sheets)],
        "sheet": mapping.sheet,
        "headers": mapping.headers,
        "header_said": "–".join(str(at + 1) for at in dict.fromkeys((*mapping.headers[:1], *mapping.headers[-1:]))),
        "top": top_rows(proposal, mapping),
        "letters": [letter(at) for at in range(proposal.width)],
        "title": proposal.table.title,
        "entries": proposal.table.entries,
        "aside": aside_said(proposal),
        "notes": [note.said(_) for note in proposal.notes],
        "remembered": proposal.remembered,
        "columns": view.columns(),
        "options": [{"value": pointer, "title": said_of(entry, one)} for pointer, one in targets.items()],
        "modes": view.modes(),
        "found_by": view.keys(),
        "missing": view.missing(),
        "fixed": view.fixed(typed),
        "grid": view.grid(),
        "transitions": view.transitions(),
        "told": view.told(),
        "problems": [message(one) for one in (*proposal.problems, *problems) if not view.placed(one)],
    }


def letter(at: int) -> str:
    """The letter a spreadsheet shows above a column: A ... Z, AA ..."""
    found = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        found = chr(65 + rest) + found
    return found


def top_rows(proposal: Proposal, mapping: ColumnMapping) -> list[dict[str, Any]]:
    """The first rows of the sheet as they stand, the header among them."""
    last = max((*mapping.headers, mapping.first), default=0) + 4
    return [
        {"at": at, "number": at + 1, "header": at in mapping.headers, "above": at < min(mapping.headers, default=0),
         "cells": cells}
        for at, cells in enumerate(proposal.top[: max(8, last)])
    ]  # fmt: skip


def aside_said(proposal: Proposal) -> list[str]:
    """Which rows of the sheet are left out, by what they are."""
    said = {
        "total": _("{count} rows with totals"), "header": _("{count} repeated headers"),
        "note": _("{count} rows with remarks"),
    }  # fmt: skip
    return [said[kind].format(count=count) for kind, count in proposal.table.aside if count and kind in said]


@dataclass(frozen=True, slots=True)
class _View:
    entry: Entry
    proposal: Proposal
    mapping: ColumnMapping
    targets: Mapping[str, Target]
    problems: tuple[Problem, ...]

    def columns(self) -> list[dict[str, Any]]:
        """Each column of the table: its label, examples as they stand and as they are read, its field and why."""
        guesses = {one.column: one for one in self.proposal.guesses}
        reading = Reading(self.entry)
        return [self._column(column, guesses.get(column.at), reading) for column in self.proposal.table.columns]

    def _column(self, column: Column, guess: Guess | None, reading: "Reading") -> dict[str, Any]:
        pointer = self.mapping.columns.get(column.at, "")
        target = self.targets.get(pointer)
        hints = self.mapping.hints.get(column.at) or (guess.hints if guess and guess.pointer == pointer else Hints())
        return {
            "at": column.at,
            "letter": letter(column.at),
            "label": column.label or _("(no name)"),
            "filled": column.filled,
            "field": pointer,
            "kind": target.kind if target else "",
            "required": bool(target and target.required),
            "why": self._why(guess, pointer),
            "examples": [self._example(cell, target, hints, reading) for cell in _examples(column)],
            "hints": self._hints(column, target, hints) if target else None,
            "missing": self._missing(pointer, target),
            "problems": [message(one) for one in self.problems if one.pointer == f"/columns/{column.at}"],
        }

    def _why(self, guess: Guess | None, pointer: str) -> dict[str, str]:
        """How sure the field is, as a word with a tone, and by what it was found."""
        if not pointer:
            return {
                "word": _("left out"),
                "tone": "",
                "said": guess.because.said(_) if guess and not guess.pointer else "",
            }
        if guess is None or guess.pointer != pointer:
            word = _("as last time") if self.proposal.remembered else _("chosen")
            return {"word": word, "tone": "info", "said": ""}
        said = guess.because.said(_)
        if guess.confidence >= SURE:
            return {"word": _("sure"), "tone": "good", "said": said}
        if guess.confidence >= LIKELY:
            return {"word": _("likely"), "tone": "info", "said": said}
        return {"word": _("look at it"), "tone": "warn", "said": said}

    def _example(self, cell: Cell, target: Target | None, hints: Hints, reading: "Reading") -> dict[str, str]:
        """A cell as it stands, and as the field reads it where that is something else."""
        text = said_of_cell(cell)
        if target is None:
            return {"text": text, "read": "", "problem": ""}
        found = repair(cell, target, hints)
        field = field_at(self.entry, target.pointer)
        read = reading.text(field, found.value) if field and not target.reference and target.kind != "user" else ""
        problem = message(found.problem) if found.problem else ""
        return {"text": text, "read": read if read != text and found.value is not None else "", "problem": problem}

    def _hints(self, column: Column, target: Target, hints: Hints) -> dict[str, Any]:
        """What of the reading a person may change, for this kind of field and these cells."""
        texts = [one for one in column.samples if isinstance(one, str)]
        found: dict[str, Any] = dict.fromkeys(("factor", "unit", "percent", "date_order", "year"))
        if target.kind in FIGURES:
            found["factor"] = list(_factors(hints.factor))
            found["unit"] = hints.unit
        if target.kind == "percent":
            found["percent"] = hints.percent
        if target.kind in _DATES and (hints.date_order or any(_DAY_ORDER.match(one) for one in texts)):
            found["date_order"] = hints.date_order or "none"
        if target.kind in _DATES and (hints.year or any(_NO_YEAR.match(one) for one in texts)):
            found["year"] = hints.year or ""
        return found

    def _missing(self, pointer: str, target: Target | None) -> dict[str, Any] | None:
        """What may happen to texts that fit no entry; None where the field refers to nothing."""
        field = field_at(self.entry, pointer) if target is not None and target.reference else None
        if field is None:
            return None
        kept = self.mapping.matching.get(pointer)
        made = making(self.entry.seat, field)
        return {
            "name": f"missing:{pointer}", "may_create": made is not None, "title": made["title"] if made else "",
            "create": kept is not None and kept.missing == "create",
        }  # fmt: skip

    def modes(self) -> list[dict[str, Any]]:
        """What is made of the lines; changing takes the right to change."""
        said = {"insert": _("Only new ones"), "update": _("Only change those that are there"), "both": _("Both")}
        offered = said if self.entry.may("edit") else {"insert": said["insert"]}
        wrong = [message(one) for one in self.problems if one.pointer.startswith("/mode")]
        return [{"value": key, "title": title, "chosen": key == self.mapping.mode, "problems": wrong}
                for key, title in offered.items()]  # fmt: skip

    def keys(self) -> list[dict[str, Any]]:
        """The fields by which a line may find its entry: those mapped, with one value each."""
        found = []
        for pointer in self.mapping.columns.values():
            field, target = field_at(self.entry, pointer), self.targets.get(pointer)
            if target is None or "/*/" in pointer or (field is not None and (field.many or field.kind in _LONG)):
                continue
            likely = pointer == "/number" or (field is not None and (field.unique or field.key == "code"))
            chosen = pointer in self.mapping.keys or (not self.mapping.keys and likely)
            found.append({"value": pointer, "title": target.label, "chosen": chosen})
        return found

    def missing(self) -> list[str]:
        """Required fields of detail rows that no column fills, where others of the same rows are filled."""
        taken = set(self.mapping.columns.values())
        grids = {at.partition("/*/")[0] for at in taken if "/*/" in at}
        return [
            said_of(self.entry, one)
            for at, one in self.targets.items()
            if one.required and at not in taken and at.partition("/*/")[0] in grids and "/*/" in at
        ]

    def fixed(self, typed: QueryDict | None) -> str:
        """The form for what the sheet does not say and every new entry needs."""
        keys = fixed_keys(self.entry, self.targets, self.mapping)
        if not keys:
            return ""
        given = {at[1:]: value for at, value in self.mapping.fixed.items()}
        problems = [
            replace(one, pointer=one.pointer.removeprefix("/fixed"))
            for one in self.problems
            if one.pointer.startswith("/fixed/")
        ]
        return render_form(some_fields(self.entry, keys, given=given, typed=typed, problems=problems))

    def grid(self) -> str:
        """The title of the detail rows that columns fill; "" where none does."""
        at = next((one for one in self.mapping.columns.values() if "/*/" in one), "")
        field = field_at(self.entry, at.partition("/*/")[0]) if at else None
        return field.title if field else ""

    def transitions(self) -> list[dict[str, Any]]:
        """The states new entries may begin in, where an import may set one."""
        arrows = import_transitions(self.entry)
        flow = self.entry.workflow
        if not arrows or flow is None:
            return []
        first = state_seen(flow, flow.initial)
        found = [{"value": "", "title": first.title if first else "", "chosen": self.mapping.transition is None}]
        for arrow in arrows:
            found.append({"value": arrow.key, "title": arrow.title, "chosen": arrow.key == self.mapping.transition})
        return found

    def told(self) -> dict[str, list[str]]:
        """Problems that stand beside a part of the form."""
        return {
            key: [message(one) for one in self.problems if one.pointer.startswith(f"/{key}")]
            for key in ("keys", "transition", "mode")
        }

    def placed(self, problem: Problem) -> bool:
        """Whether a problem is shown at its place, and not above the form."""
        places = {f"/columns/{column.at}" for column in self.proposal.table.columns}
        return problem.pointer in places or problem.pointer.startswith(("/keys", "/transition", "/mode", "/fixed/"))


_LONG: Final = frozenset({"rows", "long_text", "rich_text", "boolean", "file", "photo", "json"})


def _examples(column: Column) -> Iterable[Cell]:
    """The first cells that differ from each other."""
    seen: dict[str, Cell] = {}
    for cell in column.samples:
        if not is_blank(cell) and len(seen) < EXAMPLES:
            seen.setdefault(said_of_cell(cell), cell)
    return seen.values()


def _factors(now: Decimal) -> Iterator[dict[str, Any]]:
    said = {
        Decimal(1): _("as they stand"), Decimal(1000): _("in thousands (千)"),
        Decimal(10_000): _("in ten thousands (万)"), Decimal(1_000_000): _("in millions (百万)"),
        Decimal(100_000_000): _("in hundred millions (亿)"),
    }  # fmt: skip
    if now not in said:
        said[now] = _("times {factor}").format(factor=f"{now:f}")
    for factor, title in said.items():
        yield {"value": f"{factor:f}", "title": title, "chosen": factor == now}
