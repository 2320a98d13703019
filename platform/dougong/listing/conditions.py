"""From a filter to a condition the database decides: every leaf checked against what this reader may see."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from dougong import storage
from dougong.admission import Entry, admit_reference
from dougong.expression import (
    TEXT,
    And,
    Column,
    Compare,
    Contains,
    Exists,
    In,
    IsNull,
    Literal,
    Not,
    Or,
    Term,
    list_of,
)
from dougong.kinds import KINDS, Unreadable
from dougong.listing.asking import Branch, Leaf
from dougong.listing.filters import FilterField, filter_field, tree_field
from dougong.listing.periods import Days, days_of
from dougong.problem import MESSAGES, Json, Problem, Ref, Refused, Value

#: Values of one condition at most.
VALUES_MAX: Final = 500
#: Characters of a text that is looked for at most.
TEXT_MAX: Final = 500
#: Entries of a tree that one condition may take in.
BELOW_MAX: Final = 5_000

_ORDERS: Final = {"less": "<", "at_most": "<=", "on_or_before": "<=", "more": ">", "at_least": ">=",
                  "on_or_after": ">="}  # fmt: skip
#: Kinds whose JSON is a number and never a text; what was typed into a filter may be one.
_PLAIN_NUMBERS: Final = frozenset({"integer", "number", "duration"})
_NUMBER: Final = re.compile(r"[-+]?[0-9]{1,40}(\.[0-9]{1,40})?", re.ASCII)
_TEXTS: Final = frozenset({"text", "long_text", "rich_text", "email", "phone", "url", "qr_code", "credit_code"})


def term_of(entry: Entry, branch: Branch | None) -> Term | None:
    """The condition of a filter; None when it holds everywhere.

    Raises Refused, the pointer leading to the part of the filter: "unknown_key" for a field that is not there or
    is hidden, "enum" for a word its kind does not know, the kind's own problem for a value that cannot be read.
    """
    problems: list[Problem] = []
    term = None if branch is None else _branch(entry, branch, "/filter", problems)
    if problems:
        raise Refused(problems)
    return term


def _branch(entry: Entry, branch: Branch, at: str, problems: list[Problem]) -> Term | None:
    terms: list[Term] = []
    for position, part in enumerate(branch.parts):
        below = f"{at}/{branch.how}/{position}"
        try:
            found = _branch(entry, part, below, problems) if isinstance(part, Branch) else _leaf(entry, part, below)
        except Refused as refused:
            problems += refused.problems
            continue
        if found is not None:
            terms.append(found)
        elif branch.how == "any":
            return None
    if not terms:
        return None
    if branch.how == "none":
        return Not(terms[0] if len(terms) == 1 else Or(tuple(terms)))
    return terms[0] if len(terms) == 1 else And(tuple(terms)) if branch.how == "all" else Or(tuple(terms))


def _leaf(entry: Entry, leaf: Leaf, at: str) -> Term:
    about = filter_field(entry, leaf.field)
    if about is None:
        raise Refused([Problem(f"{at}/field", "unknown_key", {"key": leaf.field})])
    if leaf.word not in about.words:
        raise Refused([Problem(f"{at}/is", "enum")])
    compiler = _Leaf(entry, about, leaf, at)
    return compiler.term()


@dataclass(frozen=True, slots=True)
class _Leaf:
    """One condition being compiled."""

    entry: Entry
    about: FilterField
    leaf: Leaf
    at: str

    def term(self) -> Term:
        """The condition; of a list or of detail rows, that any entry meets it."""
        word, path = self.leaf.word, self.about.path
        over = Column(path, list_of(self.about.type))
        if word in ("empty", "filled") and (self.about.many or self.about.kind == "rows"):
            return Exists(over) if word == "filled" else Not(Exists(over))
        if self.about.many:
            entry = Column((*path, "*"), self.about.type)
            found: Term = Exists(over, self.compare(entry, "one_of" if word == "none_of" else word))
            return Not(found) if word == "none_of" else found
        column = Column(path, self.about.type)
        if len(path) > 1:
            return self.in_rows(Column(path[:-1], list_of(self.about.type)), column)
        return self.compare(column, word)

    def in_rows(self, rows: Column, column: Column) -> Term:
        """Of detail rows: any of them meets it; of what is denied, none of them meets the contrary."""
        contrary = {"none_of": "one_of", "not_equal": "equal", "empty": "filled"}.get(self.leaf.word)
        if contrary is None:
            return Exists(rows, self.compare(column, self.leaf.word))
        return Not(Exists(rows, self.compare(column, contrary)))

    def compare(self, column: Column, word: str) -> Term:
        """What `word` says of one value."""
        return _COMPARISONS[word](self, column)

    # -- the words ----------------------------------------------------------------------------------------

    def empty(self, column: Column) -> Term:
        return IsNull(column)

    def filled(self, column: Column) -> Term:
        return Not(IsNull(column))

    def me(self, column: Column) -> Term:
        return Compare("==", column, self.literal(self.entry.seat.actor.id))

    def equal(self, column: Column) -> Term:
        if self.about.kind == "datetime":
            return self.during(column, self.days(self.leaf.to, self.leaf.to))
        return Compare("==", column, self.literal(self.value(self.leaf.to)))

    def not_equal(self, column: Column) -> Term:
        return Not(self.equal(column))

    def one_of(self, column: Column) -> Term:
        return In(column, tuple(self.literal(value) for value in self.values()))

    def none_of(self, column: Column) -> Term:
        return Not(self.one_of(column))

    def order(self, column: Column) -> Term:
        op = _ORDERS[self.leaf.word]
        if self.about.kind == "datetime":
            first, last = self.moments(self.days(self.leaf.to, self.leaf.to))
            return Compare(">=", column, first) if op == ">=" else Compare("<", column, last)
        return Compare(op, column, self.literal(self.value(self.leaf.to)))

    def between(self, column: Column) -> Term:
        to = self.leaf.to
        if not isinstance(to, list) or len(to) != 2:
            raise self.wrong("filter_between")
        if self.about.kind == "datetime":
            return self.during(column, self.days(*to))
        low: Any
        high: Any
        low, high = self.value(to[0], "/0"), self.value(to[1], "/1")
        low, high = min(low, high), max(low, high)
        return And((Compare(">=", column, self.literal(low)), Compare("<=", column, self.literal(high))))

    def within(self, column: Column) -> Term:
        found = days_of(self.leaf.to, self.entry.seat.today) if isinstance(self.leaf.to, str) else None
        if found is None:
            raise self.wrong("enum")
        return self.during(column, found)

    def contains(self, column: Column) -> Term:
        return Contains(column, str(self.value(self.leaf.to)))

    def starts(self, column: Column) -> Term:
        """A text that begins so, as typed, in capitals or in small letters: an index finds each of them."""
        text = str(self.value(self.leaf.to))
        terms = [_beginning(column, one) for one in dict.fromkeys((text, text.upper(), text.lower()))]
        return terms[0] if len(terms) == 1 else Or(tuple(terms))

    def under(self, column: Column) -> Term:
        above = tree_field(self.entry, self.about.target)
        beside = admit_reference(self.entry.seat, self.about.target)
        if above is None or beside is None:
            raise self.wrong("enum")  # the word is not offered then
        roots = [value.id for value in self.values() if isinstance(value, Ref)]
        ids = storage.below(beside.reach, beside.entity, beside.layout, above.key, roots, limit=BELOW_MAX)
        if len(ids) > BELOW_MAX:
            raise self.wrong("limit", what=beside.entity.title, limit=BELOW_MAX)
        return In(column, tuple(self.literal(Ref(self.about.target, one)) for one in ids))

    # -- values -------------------------------------------------------------------------------------------

    def literal(self, value: Value) -> Literal:
        return Literal(value, self.about.type)

    def values(self) -> list[Value]:
        to = self.leaf.to if isinstance(self.leaf.to, list) else [self.leaf.to]
        if len(to) > VALUES_MAX:
            raise self.wrong("max_items", limit=VALUES_MAX)
        return [self.value(one, f"/{position}") for position, one in enumerate(to)]

    def value(self, json: Json, below: str = "") -> Value:
        """A value as the kind reads it. Raises Refused at its place."""
        kind = self.about.kind
        sealed = self.about.field is not None and storage.is_personal(self.about.field)
        if kind in _TEXTS and not sealed:
            return self.text(json, below)
        if kind in {"choice", "choices"}:
            return self.choice(json, below)
        if kind in {"reference", "user"}:
            return self.reference(json, below)
        options: Mapping[str, Any] = self.about.field.options if self.about.field and kind != "time" else {}
        if kind in _PLAIN_NUMBERS and isinstance(json, str) and _NUMBER.fullmatch(json.strip()):
            json = Decimal(json.strip())
        try:
            found = KINDS[kind].read(json, options)
        except Unreadable as wrong:
            raise Refused([wrong.problem.below(f"{self.at}/to{below}")]) from None
        return found

    def text(self, json: Json, below: str) -> str:
        if not isinstance(json, str) or not json.strip() or "\0" in json:
            raise self.wrong("required" if isinstance(json, str) else "type", below, expected="text")
        if len(json) > TEXT_MAX:
            raise self.wrong("max_length", below, limit=TEXT_MAX)
        return json.strip()

    def choice(self, json: Json, below: str) -> str:
        if not isinstance(json, str) or json not in dict(self.about.choices):
            raise self.wrong("enum", below)
        return json

    def reference(self, json: Json, below: str) -> Ref:
        if isinstance(json, dict) and self.about.target == "" and set(json) == {"entity", "id"}:
            json = json["id"]
        try:
            return Ref(self.about.target, UUID(json if isinstance(json, str) else ""))
        except ValueError:
            raise self.wrong("reference", below) from None

    # -- days ---------------------------------------------------------------------------------------------

    def days(self, first: Json, last: Json) -> Days:
        found = [parse_day(json) for json in (first, last)]
        low, high = (day for day in found if day is not None) if None not in found else (None, None)
        if low is None or high is None:
            raise self.wrong("type", expected=MESSAGES["type.date"])
        return min(low, high), max(low, high)

    def during(self, column: Column, days: Days) -> Term:
        """Within these days, the first and the last included."""
        kind = self.about.kind
        if kind == "datetime":
            first, end = self.moments(days)
            return And((Compare(">=", column, first), Compare("<", column, end)))
        low, high = (f"{day:%Y-%m}" if kind == "month" else day for day in days)
        return And((Compare(">=", column, self.literal(low)), Compare("<=", column, self.literal(high))))

    def moments(self, days: Days) -> tuple[Literal, Literal]:
        """The moment the first day begins and the one after the last ends, in the tenant's time zone."""
        zone = self.entry.seat.timezone
        after = days[1] + timedelta(days=1) if days[1] < date.max else days[1]
        begins, ends = (datetime.combine(day, time.min, tzinfo=zone) for day in (days[0], after))
        return self.literal(begins), self.literal(ends)

    def wrong(self, code: str, below: str = "", **params: object) -> Refused:
        return Refused([Problem(f"{self.at}/to{below}", code, params)])


def parse_day(json: Json) -> date | None:
    """The day a date, or a moment, begins with; None when it is none."""
    try:
        found = KINDS["date"].read(json[:10] if isinstance(json, str) else json, {})
    except Unreadable:
        return None
    return found if isinstance(found, date) else None


def _beginning(column: Column, text: str) -> Term:
    """Texts from `text` on up to the first that begins otherwise."""
    from_it = Compare(">=", column, Literal(text, TEXT))
    end = text.rstrip("\U0010ffff")
    if not end:
        return from_it
    following = ord(end[-1]) + 1
    beyond = end[:-1] + chr(0xE000 if 0xD800 <= following <= 0xDFFF else following)
    return And((from_it, Compare("<", column, Literal(beyond, TEXT))))


_COMPARISONS: Final[Mapping[str, Callable[[_Leaf, Column], Term]]] = {
    "empty": _Leaf.empty, "filled": _Leaf.filled, "me": _Leaf.me, "equal": _Leaf.equal,
    "not_equal": _Leaf.not_equal, "one_of": _Leaf.one_of, "none_of": _Leaf.none_of, "between": _Leaf.between,
    "within": _Leaf.within, "contains": _Leaf.contains, "starts": _Leaf.starts, "under": _Leaf.under,
    **dict.fromkeys(_ORDERS, _Leaf.order),
}  # fmt: skip
