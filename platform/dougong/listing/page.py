"""One page of a list: which columns, which rows, in which order; counts and sums come after it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from dougong import storage
from dougong.admission import Entry, Seat
from dougong.definition import View, record_env, record_types
from dougong.expression import And, Compare, Literal, Term, Type, to_term
from dougong.expression import Column as TermColumn
from dougong.expression.types import TEXT
from dougong.listing.asking import Wanted
from dougong.listing.columns import Column, columns_of, figured, needed, refs_in, with_beyond
from dougong.listing.conditions import term_of
from dougong.listing.labels import labels_of
from dougong.listing.searching import marked_by
from dougong.listing.sorting import Sort, filter_scans, sort_of, sort_scans
from dougong.problem import Problem, Ref, Refused, Values
from dougong.storage import Query, Record


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of records with everything needed to show it.

    sorts: the order, key by key. warnings: "sort_scans" when the order makes the database look at every record,
    "filter_scans" when the filter does; "search_cut" when a word of the search is in the names of more records than
    were looked for.
    """

    entry: Entry
    view: View
    views: tuple[View, ...]
    columns: tuple[Column, ...]
    records: tuple[Record, ...]
    labels: Mapping[Ref, str]
    sorts: tuple[Sort, ...]
    next: str | None
    warnings: tuple[str, ...] = ()

    @property
    def sort(self) -> tuple[str, ...]:
        """The order as an address names it."""
        return tuple(sort.asked for sort in self.sorts)


def open_list(entry: Entry, wanted: Wanted) -> Listing:
    """A page of an entity's list as one person sees it.

    A constant number of queries: the page, one for each kind of children shown, for each rollup shown and for each
    entity referred to.
    Raises Refused (code "not_found" for an unknown view, "unknown_key" for a column that cannot be sorted by).
    """
    view = view_of(entry, wanted)
    columns = columns_of(entry, view, wanted.columns)
    sorts = sort_of(entry, view, wanted.sort)
    query = replace(
        query_of(entry, view, wanted),
        sort=tuple(sort.stored for sort in sorts),
        after=wanted.after,
        limit=wanted.limit,
        fields=needed(entry, columns),
    )
    page = storage.select(entry.reach, entry.entity, entry.layout, query)
    records = with_beyond(entry, columns, figured(entry, columns, page.records))
    labels = labels_of(entry.seat, refs_in(columns, records))
    scans = {"sort_scans": sort_scans(entry, sorts), "filter_scans": filter_scans(entry, wanted.filter)}
    warnings = (*(said for said, holds in scans.items() if holds), *search_warnings(query))
    return Listing(entry, view, views_of(entry), columns, records, labels, sorts, page.next, warnings)


def count_and_totals(entry: Entry, wanted: Wanted) -> tuple[int, dict[str, Decimal | None], View]:
    """How many records the whole list has, and the sums of the view's totals over all of them."""
    view = view_of(entry, wanted)
    query = query_of(entry, view, wanted)
    keys = totals_of(entry, view)
    count, sums = storage.count_and_sums(entry.reach, entry.entity, entry.layout, query, keys)
    return count, sums, view


def count_of(entry: Entry, wanted: Wanted) -> int:
    """How many records the whole list has."""
    query = query_of(entry, view_of(entry, wanted), wanted)
    return storage.count(entry.reach, entry.entity, entry.layout, query)


def totals_of(entry: Entry, view: View) -> tuple[str, ...]:
    """What is added up below a view: of its totals what this person may see; what is known only on read is not."""
    own = entry.entity.fields
    return tuple(key for key in view.totals if entry.reach.showing(f"/{key}") and key in own and own[key].stored)


def query_of(entry: Entry, view: View, wanted: Wanted) -> Query:
    """The rows of a list without order or page: the view's condition and the reader's filters."""
    terms: list[Term] = []
    if view.where is not None:
        terms.append(_compiled(entry, view))
    if wanted.state:
        terms.append(Compare("==", TermColumn(("state",), TEXT), Literal(wanted.state, TEXT)))
    filtered = term_of(entry, wanted.filter)
    if filtered is not None:
        terms.append(filtered)
    where = terms[0] if len(terms) == 1 else And(tuple(terms)) if terms else None
    deleted = "only" if wanted.removed else "no"
    found = marked_by(entry, wanted.q) if wanted.only != () else ()
    return Query(where=where, params=_params(entry.seat), marked=found, deleted=deleted, ids=wanted.only)


def search_warnings(query: Query) -> tuple[str, ...]:
    """What is to be said of a search beside what it finds."""
    return ("search_cut",) if any(word.cut for word in query.marked) else ()


def views_of(entry: Entry) -> tuple[View, ...]:
    """The list views of an entity; one of everything when the module gives none."""
    lists = tuple(view for view in entry.table.views.values() if view.kind == "list") if entry.table else ()
    return lists or (View(key="all", title=entry.entity.title),)


def view_of(entry: Entry, wanted: Wanted) -> View:
    """The view asked for, the first when none is. Raises Refused ("not_found")."""
    views = views_of(entry)
    view = next((one for one in views if one.key == (wanted.view or views[0].key)), None)
    if view is None:
        raise Refused([Problem("", "not_found", {"view": wanted.view})])
    return view


def _compiled(entry: Entry, view: View) -> Term:
    def fields_of(name: str) -> Mapping[str, Type] | None:
        target = entry.seat.entity(name)
        return record_types(target) if target is not None else None

    assert view.where is not None, "asked only for views with a condition"
    env = record_env(entry.entity, fields_of=fields_of)
    term = to_term(view.where, env)
    if term is None:
        raise Refused([Problem(f"/views/{view.key}/where", "not_in_sql", {"formula": view.where.text})])
    return term


def _params(seat: Seat) -> Values:
    return {"me": seat.actor.id, "my_projects": seat.actor.my_projects, "today": seat.today}
