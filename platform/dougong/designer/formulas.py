"""Formulas while they are written: the names offered, what a formula gives, what is wrong and where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from dougong.admission import Seat
from dougong.definition import Judged, Module, judge_formula, scope_of_field
from dougong.designer.deeds import Bench
from dougong.designer.places import field_at_path
from dougong.engines import SIGNATURES
from dougong.expression import Env, Type
from dougong.forms import message
from dougong.problem import MESSAGES, Problem, Refused

#: Functions of the language with what is put between their brackets.
FUNCTIONS: Final = (
    "round(, 2)", "abs()", "min(, )", "max(, )", "sum()", "avg()", "len()", "contains(, '')", "starts_with(, '')",
    "ends_with(, '')", "date('')", "days()", "today()", "year()", "month()", "day()", "has()", "if_null(, 0)",
    "text()", "number()", "join(, ', ')", "concat(, )", "days_between(, )", "months_between(, )", "add_months(, 1)",
)  # fmt: skip
#: Names every record has that people seldom mean.
_SELDOM: Final = frozenset({"id", "version", "record", "row", "my_projects"})


@dataclass(frozen=True, slots=True)
class Name:
    """A name offered while typing. insert: what is put into the text. told: its words and type."""

    insert: str
    told: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a formula. gives: its type in words, "" where it has none. lines: what is wrong, in words.

    before, at, after: the text cut where the first mistake stands. column: its character, from 1; 0 for none.
    """

    gives: str
    lines: tuple[str, ...]
    before: str = ""
    at: str = ""
    after: str = ""
    column: int = 0


def scope(seat: Seat, bench: Bench, path: str) -> Env:
    """What the formulas of a field may use."""
    others: Mapping[str, Module] = {key: one for key, one in seat.modules.items() if key != bench.module.key}
    return scope_of_field(bench.module, others, SIGNATURES, bench.entity, tuple(path.split("/")))


def judge(seat: Seat, bench: Bench, path: str, word: str, text: str) -> Verdict:
    """A formula as it would stand under a word of a field. Raises Refused ("not_found") where there is no field."""
    field = field_at_path(bench.entity.fields, path)
    if field is None:
        raise Refused([Problem("", "not_found", {"field": path})])
    if not text.strip():
        return Verdict("", ())
    return told(text, judge_formula(text, scope(seat, bench, path), word, field))


def told(text: str, judged: Judged) -> Verdict:
    """What was found, in the reader's words."""
    gives = type_said(judged.type) if judged.type is not None and not judged.problems else ""
    if not judged.problems:
        return Verdict(gives, ())
    lines = tuple(message(problem) for problem in judged.problems)
    position = judged.problems[0].params.get("position")
    if not isinstance(position, int):
        return Verdict(gives, lines)
    at = max(0, min(position, len(text)))
    return Verdict(gives, lines, text[max(0, at - 40) : at], text[at : at + 1], text[at + 1 : at + 41], at + 1)


def type_said(type_: Type) -> str:
    """A type in words."""
    name = MESSAGES.get(f"type.{type_.name}", type_.name)
    return _(name)


def names_offered(env: Env, bench: Bench, path: str) -> tuple[Name, ...]:
    """What may be typed: fields first, then columns summed, what hangs on references, functions."""
    return (*_fields(env, bench, path), *(_call(text) for text in FUNCTIONS), *_declared(env))


def _fields(env: Env, bench: Bench, path: str) -> Iterator[Name]:
    titles = _titles(bench, path)
    for name, type_ in env.names.items():
        if name in _SELDOM or (name not in titles and type_.name == "any"):
            continue
        words = titles.get(name, "")
        yield Name(name, _told(words, type_))
        yield from _below(env, name, words, type_)


def _below(env: Env, name: str, words: str, type_: Type) -> Iterator[Name]:
    """Columns of rows as sums, fields of a referenced entry."""
    if type_.name == "list" and type_.item is not None and type_.item.name == "row":
        for key, inner in type_.item.fields.items():
            if inner.name in ("number", "duration"):
                yield Name(f"{name}.sum(r, r.{key})", _("sum of the lines"))
        yield Name(f"{name}.count()", _("number of lines"))
    elif type_.name == "ref" and type_.entity:
        for key, inner in (env.fields_of(type_.entity) or {}).items():
            if key not in _SELDOM and inner.name not in ("list", "row"):
                yield Name(f"{name}.{key}", _told(words, inner))


def _told(words: str, type_: Type) -> str:
    return f"{words} · {type_said(type_)}" if words else type_said(type_)


def _titles(bench: Bench, path: str) -> dict[str, str]:
    titles = {
        "project": _("Project"), "number": _("Number"), "state": _("State"), "me": _("me"),
        "created_by": _("Created by"), "created_at": _("Created on"), "updated_by": _("Changed by"),
        "updated_at": _("Changed on"), **{key: one.title for key, one in bench.entity.fields.items()},
    }  # fmt: skip
    keys = path.split("/")[:-1]
    for at in range(len(keys)):
        holder = field_at_path(bench.entity.fields, "/".join(keys[: at + 1]))
        titles |= {key: one.title for key, one in holder.fields.items()} if holder else {}
    return titles


def _call(text: str) -> Name:
    return Name(text, _("function"))


def _declared(env: Env) -> Iterator[Name]:
    for name, signature in env.functions.items():
        takes = ", ".join(type_said(one) for one in signature.params)
        yield Name(f"{name}({', ' * max(0, len(signature.params) - 1)})", f"({takes}) → {type_said(signature.result)}")
