"""A condition put together from choices: which field, what of it, which value; out comes the formula's text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from dougong.definition import Field
from dougong.designer.deeds import Bench
from dougong.designer.places import field_at_path
from dougong.problem import Problem, Refused

_NUMBERS: Final = frozenset({"integer", "number", "quantity", "money", "price", "percent", "duration"})
_DATES: Final = frozenset({"date"})
_TEXTS: Final = frozenset({"text", "long_text", "email", "phone", "url", "qr_code", "month", "credit_code"})
_DECIMAL: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: Signs of comparisons by the word chosen.
_SIGNS: Final = {"is": "==", "not": "!=", "more": ">", "less": "<", "least": ">=", "most": "<="}


@dataclass(frozen=True, slots=True)
class Asked:
    """A field that conditions may ask. name: as a formula says it. words: what may be asked of it.

    choices: (key, title) of one that is chosen from a list.
    """

    name: str
    title: str
    words: tuple[str, ...]
    kind: str
    choices: tuple[tuple[str, str], ...] = ()


def words_said() -> dict[str, str]:
    """What may be asked, in words."""
    return {
        "is": _("is"), "not": _("is not"), "more": _("is more than"), "less": _("is less than"),
        "least": _("is at least"), "most": _("is at most"), "contains": _("contains"),
        "yes": _("is ticked"), "no": _("is not ticked"), "filled": _("is filled in"), "empty": _("is empty"),
    }  # fmt: skip


def fields_asked(bench: Bench, path: str) -> tuple[Asked, ...]:
    """What conditions of a field may ask: the columns beside it first, then the record's own fields."""
    return tuple(_beside(bench, path))


def _beside(bench: Bench, path: str) -> Iterator[Asked]:
    keys = path.split("/")
    for depth in range(len(keys) - 1, -1, -1):
        above = field_at_path(bench.entity.fields, "/".join(keys[:depth])) if depth else None
        fields = above.fields if above is not None else bench.entity.fields
        inside = len(keys) - 1 > depth
        for key, field in fields.items():
            if words := _words_of(field):
                name = f"record.{key}" if inside and not depth else key
                choices = tuple(field.options.get("choices", {}).items()) if field.kind == "choice" else ()
                yield Asked(name, field.title, words, field.kind, choices)


def _words_of(field: Field) -> tuple[str, ...]:
    if field.kind in ("rows", "group", "json") or (field.many and field.kind != "choices"):
        return ()
    if field.kind == "boolean":
        return ("yes", "no")
    presence = ("filled", "empty")
    if field.many:
        return presence
    if field.kind in _NUMBERS or field.kind in _DATES:
        return ("is", "not", "more", "less", "least", "most", *presence)
    if field.kind == "choice":
        return ("is", "not", *presence)
    return ("is", "not", "contains", *presence) if field.kind in _TEXTS else presence


def with_condition(asked: tuple[Asked, ...], text: str, *, join: str, name: str, word: str, value: str) -> str:
    """The formula with one more condition. Raises Refused at "/name", "/word" or "/value"."""
    about = next((one for one in asked if one.name == name), None)
    if about is None:
        raise Refused([Problem("/name", "enum")])
    if word not in about.words:
        raise Refused([Problem("/word", "enum")])
    made = _said(about, word, value.strip())
    before = text.strip()
    if not before:
        return made
    sign = "||" if join == "or" else "&&"
    other = "&&" if sign == "||" else "||"
    return f"({before}) {sign} {made}" if other in before or "?" in before else f"{before} {sign} {made}"


def _said(about: Asked, word: str, value: str) -> str:
    if word in ("filled", "empty"):
        return f"{about.name} {'!=' if word == 'filled' else '=='} null"
    if word in ("yes", "no"):
        return about.name if word == "yes" else f"{about.name} != true"
    literal = _literal(about, value)
    return f"contains({about.name}, {literal})" if word == "contains" else f"{about.name} {_SIGNS[word]} {literal}"


def _literal(about: Asked, value: str) -> str:
    """A value as a formula writes it."""
    if about.choices:
        found = next((key for key, title in about.choices if value in (key, title)), None)
        if found is None:
            raise Refused([Problem("/value", "enum")])
        return quoted(found)
    if about.kind in _NUMBERS:
        plain = value.replace(",", "").replace("，", "")
        if not _DECIMAL.fullmatch(plain):
            raise Refused([Problem("/value", "type", {"expected": _("a number")})])
        return plain
    if about.kind in _DATES:
        if not _DATE.fullmatch(value):
            raise Refused([Problem("/value", "format", {"expected": _("date, such as 2026-03-18,")})])
        return f"date({quoted(value)})"
    if not value:
        raise Refused([Problem("/value", "required")])
    return quoted(value[:200])


def quoted(text: str) -> str:
    """A text as a formula writes it."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ").replace("\r", " ")
    return f"'{escaped}'"
