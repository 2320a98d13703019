"""What a reference field offers: records this person may see, narrowed by the field's `pick`, found by their label."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dougong import search, storage
from dougong.admission import Entry, Seat, Surroundings, admit_reference
from dougong.definition import PROJECT, USER, Context, Field, record_types
from dougong.expression import ANY, EvaluationError, Expr, Term, row_of
from dougong.listing.labels import label_keys, labels_of
from dougong.listing.picking import pick_scope, picked
from dougong.listing.searching import marked_by, named
from dougong.problem import Ref, Value, Values
from dougong.storage import Query, Record
from dougong.tenancy import members_named

#: Choices given at once.
CHOICES: Final = 20
#: Records looked at one by one where the database cannot decide a `pick`; beyond, the answer says it was cut.
JUDGED: Final = 2_000
_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """One record that may be chosen, and the words it is shown by."""

    ref: Ref
    label: str


@dataclass(frozen=True, slots=True)
class Offered:
    """What a field offers, in the order of labels.

    more: there are others, to be found by typing. cut: not every record could be looked at, because the field's
    condition is judged record by record; so a fitting one may be missing until more is typed.
    """

    choices: tuple[Choice, ...] = ()
    more: bool = False
    cut: bool = False


def search_choices(
    entry: Entry,
    asked: Field,
    q: str = "",
    *,
    values: Values,
    row: Values | None = None,
    context: Context,
    limit: int = CHOICES,
    few: int | None = None,
) -> Offered:
    """The records that a reference or user field of `entry` offers for what was typed; the first ones for "".

    values, row: of the record and the detail row being filled in, for picks that name them; context: the record's.
    few: where there are more than `limit`, only so many are given: a list that has to be searched anyway is short.
    What it offers passes `picked`, which is also what a save asks. A bounded number of queries. Fields that refer
    to any entity, and targets this person may not see, offer nothing.
    """
    limit = max(1, min(limit, _PAGE))
    if asked.kind == USER:
        return _members(q, limit)
    target = _target(entry.seat, asked)
    if target is None:
        return Offered()
    search = _Search(entry, target, asked, q, values, row, context)
    found, cut = search.records(limit + 1)
    more = len(found) > limit
    given = found[: few if more and few is not None else limit]
    labels = labels_of(entry.seat, [one.ref for one in given])
    choices = tuple(Choice(one.ref, labels[one.ref]) for one in given if one.ref in labels)
    return Offered(choices, more=more, cut=cut)


def _target(seat: Seat, asked: Field) -> Entry | None:
    name = asked.reference
    if name is None or name == "*":
        return None
    name = seat.project_entity if name == PROJECT else name
    return admit_reference(seat, name) if name else None


def _members(q: str, limit: int) -> Offered:
    found = [Choice(Ref(USER, key), name) for key, name in members_named() if named(name, q)]
    return Offered(tuple(found[:limit]), more=len(found) > limit)


@dataclass(frozen=True, slots=True)
class _Search:
    """One search among the records a field may name."""

    entry: Entry
    target: Entry
    asked: Field
    q: str
    values: Values
    row: Values | None
    context: Context

    def records(self, limit: int) -> tuple[list[Record], bool]:
        """The first `limit` in label order, and whether not all could be looked at."""
        term, rest = self._condition()
        marked = marked_by(self.target, self.q, paths=self._named_by()) if self._named_by() else ()
        query = Query(where=term, params=self._given(), sort=self._order(), limit=limit, marked=marked)
        if rest is None and (marked or not self.q.strip()):
            return list(self._page(replace(query, fields=())).records), False  # their labels are read by themselves
        found: list[Record] = []
        looked = 0
        for page in self._pages(replace(query, limit=_PAGE)):
            looked += len(page)
            found += self._fitting(page, rest, already=bool(marked) or not self.q.strip())
            if len(found) >= limit:
                return found[:limit], False
            if looked >= JUDGED:
                return found, True
        return found, False

    def _fitting(self, page: Sequence[Record], rest: Expr | None, *, already: bool) -> list[Record]:
        """Those of a page that fit what the database could not decide. already: the words have been found."""
        fits = [
            one for one in page
            if rest is None or picked(self.asked, one, self.values, self.row, self.context)
        ]  # fmt: skip
        if already:
            return fits
        labels = labels_of(self.entry.seat, [one.ref for one in fits])
        return [one for one in fits if named(labels.get(one.ref, ""), self.q)]

    def _named_by(self) -> tuple[str, ...]:
        """The fields of the label whose words are kept for searching; none: labels are compared one by one."""
        return tuple(key for key in label_keys(self.target.entity) if key in search.found_in(self.target.entity))

    def _condition(self) -> tuple[Term | None, Expr | None]:
        """What of the field's `pick` the database decides, and what is left to be judged one by one."""
        pick = self.asked.pick
        if pick is None:
            return None, None
        types = {"record": row_of(record_types(self.entry.entity)), "row": ANY}
        try:
            return Surroundings(self.entry.seat).condition(self.target.entity, pick, self._given(), types)
        except EvaluationError:
            return None, pick  # what is known so far does not decide it: judged with each record, and so closed

    def _given(self) -> dict[str, Value]:
        return {**pick_scope(self.values, self.row, self.context), "today": self.entry.seat.today}

    def _order(self) -> tuple[str, ...]:
        shown = self.target.reach.shows_wherever_reached
        return tuple(key for key in label_keys(self.target.entity) if shown(f"/{key}"))

    def _page(self, query: Query) -> storage.Page:
        return storage.select(self.target.reach, self.target.entity, self.target.layout, query)

    def _pages(self, query: Query) -> Iterator[tuple[Record, ...]]:
        while True:
            page = self._page(query)
            yield page.records
            if page.next is None:
                return
            query = replace(query, after=page.next)
