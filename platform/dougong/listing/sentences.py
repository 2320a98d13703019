"""A condition as a reader says it: "Team is Rebar 2", "Work date within last 7 days"."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dougong.admission import Entry
from dougong.definition import PROJECT
from dougong.kinds import KINDS, Unreadable
from dougong.listing.asking import Leaf
from dougong.listing.columns import Column
from dougong.listing.filters import FilterField, filter_field
from dougong.listing.periods import numbered
from dougong.problem import N_, Json, Ref

#: Words of a condition as they stand in menus and between field and value.
WORDS_SAID: Final[Mapping[str, str]] = {
    "equal": N_("is"), "not_equal": N_("is not"), "one_of": N_("is one of"), "none_of": N_("is none of"),
    "contains": N_("contains"), "starts": N_("begins with"), "empty": N_("is empty"), "filled": N_("is filled in"),
    "less": N_("is less than"), "at_most": N_("is at most"), "more": N_("is more than"),
    "at_least": N_("is at least"), "between": N_("is between"), "on_or_before": N_("is until"),
    "on_or_after": N_("is from"), "within": N_("is within"), "under": N_("is below"), "me": N_("is me"),
}  # fmt: skip
PERIODS_SAID: Final[Mapping[str, str]] = {
    "today": N_("today"), "yesterday": N_("yesterday"), "this_week": N_("this week"), "last_week": N_("last week"),
    "this_month": N_("this month"), "last_month": N_("last month"), "this_year": N_("this year"),
    "last_year": N_("last year"),
}  # fmt: skip
_BETWEEN_VALUES: Final = "、"


def word_said(word: str) -> str:
    """A word of a condition, in the reader's language."""
    return _(WORDS_SAID[word])


def period_said(word: str) -> str:
    """A relative period in the reader's language; the word itself when it is none."""
    parts = numbered(word)
    if parts is not None:
        text = _("the last {count} days") if parts[0] == "last_days" else _("the next {count} days")
        return text.format(count=parts[1])
    return _(PERIODS_SAID[word]) if word in PERIODS_SAID else word


def title_said(entry: Entry, about: FilterField | Column) -> str:
    """What a field of a filter or a column is called, the platform's own names included."""
    return about.title if about.field is not None else system_title(entry, about.key)


def system_title(entry: Entry, key: str) -> str:
    """What the platform's own columns are called."""
    if key == PROJECT:
        name = entry.seat.project_entity
        project = entry.seat.entity(name) if name else None
        return project.title if project else _("Project")
    return {
        "number": pgettext("of a document", "Number"),
        "state": _("State"),
        "version": _("Version"),
        "created_by": _("Created by"),
        "created_at": _("Created at"),
        "updated_by": _("Changed by"),
        "updated_at": _("Changed at"),
    }[key]


def refs_of_leaf(entry: Entry, leaf: Leaf) -> tuple[Ref, ...]:
    """The references a condition names, so that their labels can be read for many conditions at once."""
    about = filter_field(entry, leaf.field)
    if about is None or not about.target:
        return ()
    listed = leaf.to if isinstance(leaf.to, list) else [leaf.to]
    found = []
    for one in listed:
        try:
            value = KINDS["reference"].read(one, {"reference": about.target}) if one is not None else None
        except Unreadable:
            continue  # what compiling the filter says at its place
        found += [value] if isinstance(value, Ref) else []
    return tuple(found)


def filter_sentence(entry: Entry, leaf: Leaf, labels: Mapping[Ref, str]) -> str:
    """A condition in words, for a chip; "" for one on a field this person may not filter by.

    labels: of `refs_of_leaf`; a reference without one reads "•••".
    """
    about = filter_field(entry, leaf.field)
    if about is None or leaf.word not in WORDS_SAID:
        return ""
    title, word = title_said(entry, about), word_said(leaf.word)
    if leaf.to is None:
        return _("{field} {word}").format(field=title, word=word)
    return _("{field} {word} {value}").format(field=title, word=word, value=_value_said(entry, about, leaf, labels))


def _value_said(entry: Entry, about: FilterField, leaf: Leaf, labels: Mapping[Ref, str]) -> str:
    if leaf.word == "within":
        return period_said(str(leaf.to))
    if about.target:
        return _BETWEEN_VALUES.join(labels.get(ref, "•••") for ref in refs_of_leaf(entry, leaf))
    listed = leaf.to if isinstance(leaf.to, list) else [leaf.to]
    said = [_one_said(about, one) for one in listed]
    return " – ".join(said) if leaf.word == "between" else _BETWEEN_VALUES.join(said)


def _one_said(about: FilterField, one: Json) -> str:
    if about.choices:
        return dict(about.choices).get(str(one), str(one))
    said: Mapping[str, Callable[[Json], str]] = {
        "boolean": lambda json: _("Yes") if json is True else _("No"),
        "percent": _percent,
    }
    return said.get(about.kind, str)(one)


def _percent(json: Json) -> str:
    try:
        return f"{Decimal(str(json)) * 100:f}%"
    except ArithmeticError:
        return str(json)
