"""Steps of a workflow for many records at once: which are taken together, what they ask for, which not and why."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from dougong.actions.checking import surroundings
from dougong.admission import Entry, context_for
from dougong.definition import Field, Transition, check_values
from dougong.definition.pointers import split
from dougong.forms import Form
from dougong.pages.progress import decisions_of, deed_title
from dougong.pages.some_fields import fits_a_cell, some_fields, taken_fields
from dougong.problem import JsonObject, Problem
from dougong.storage import Record
from dougong.workflow import Decision

#: Records of each state that are looked at closely to say what can be done; the deed itself looks at every one.
SAMPLE = 3
_FILES = frozenset({"file", "photo"})


@dataclass(frozen=True, slots=True)
class Steps:
    """What a person can do to some of the records together, and what only to each by itself."""

    deeds: tuple[dict[str, Any], ...]
    apart: tuple[dict[str, str], ...]


def steps_for(entry: Entry, records: tuple[Record, ...]) -> Steps:
    """By the states of the records: title, how many, what each deed asks for; of the others, why not together."""
    found: dict[str, dict[str, Any]] = {}
    apart: dict[str, dict[str, str]] = {}
    for alike in _by_state(records):
        possible: dict[str, Decision] = {}
        for record in alike[:SAMPLE]:
            context = context_for(entry.seat, entry.entity, system=record.system)
            decisions = decisions_of(entry, record, context)
            possible.update({f"{one.verb}:{one.transition}": one for one in decisions if one.allowed})
        for do, decision in possible.items():
            why = _why_apart(entry, decision)
            if why:
                apart[do] = {"title": deed_title(decision), "why": why}
                continue
            deed = found.setdefault(do, _deed(entry, do, decision))
            deed["count"] += len(alike)
    return Steps(tuple(sorted(found.values(), key=lambda deed: deed["danger"])), tuple(apart.values()))


def asked_once(entry: Entry, transition: str) -> tuple[str, ...]:
    """The plain fields a transition opens: they are typed once for all records."""
    arrow = entry.workflow.transitions.get(transition) if entry.workflow else None
    opened = _opened(entry, arrow) if arrow else {}
    return tuple(key for key, field in opened.items() if fits_a_cell(field))


def step_form(entry: Entry, keys: tuple[str, ...], *, typed: QueryDict | None = None,
              problems: tuple[Problem, ...] = ()) -> Form:  # fmt: skip
    """Those fields as a form; typed: as they were typed, with what is wrong at its place."""
    return some_fields(entry, keys, typed=typed, problems=problems)


def step_values(entry: Entry, keys: tuple[str, ...], posted: QueryDict) -> tuple[JsonObject, tuple[Problem, ...]]:
    """What was typed into them; one left empty, or not ticked, stays in each record as it is.

    What a field refuses by itself is told before anything is done; what rules say of a record, each record says.
    """
    taken, problems = taken_fields(step_form(entry, keys), posted, keys)
    sent: JsonObject = {key: value for key, value in taken.items() if value is not None and value is not False}
    law = check_values(entry.entity, sent, surroundings(entry, record=None, complete=False))
    own = (one for one in law.problems if one.level == "error" and one.code != "rule")
    return sent, (*problems, *(one for one in own if split(one.pointer)[:1] and split(one.pointer)[0] in sent))


def _by_state(records: tuple[Record, ...]) -> list[list[Record]]:
    found: dict[str | None, list[Record]] = {}
    for record in records:
        found.setdefault(record.state, []).append(record)
    return list(found.values())


def _opened(entry: Entry, arrow: Transition) -> dict[str, Field]:
    heads = dict.fromkeys(split(pointer)[0] for pointer in arrow.edit)
    return {key: entry.entity.fields[key] for key in heads if key in entry.entity.fields}


def _why_apart(entry: Entry, decision: Decision) -> str:
    """Why a step is taken at each record by itself; "" where many can be taken through it."""
    arrow = entry.workflow.transitions.get(decision.transition) if entry.workflow else None
    opened = _opened(entry, arrow) if arrow and decision.verb == "perform" else {}
    kinds = {field.kind for field in opened.values()}
    if "signature" in decision.asks or "signature" in kinds:
        return _("Each entry is signed by itself.")
    if kinds & _FILES:
        return _("Each entry needs its own photos or files.")
    if not all(fits_a_cell(field) for field in opened.values()):
        return _("It is filled in for each entry by itself.")
    return ""


def _deed(entry: Entry, do: str, decision: Decision) -> dict[str, Any]:
    arrow = entry.workflow.transitions[decision.transition] if entry.workflow else None
    wanted = {"reject": "required", "approve": "optional"}.get(decision.verb) or (arrow.reason if arrow else "none")
    return {
        "do": do,
        "title": deed_title(decision),
        "danger": decision.danger or decision.verb == "reject",
        "reason": "" if wanted == "none" else wanted,
        "fields": asked_once(entry, decision.transition) if decision.verb == "perform" else (),
        "count": 0,
    }
