"""How many queries a reading takes does not depend on rows or fields."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from dougong.problem import Ref
from dougong.storage import Measure, Query, count_and_sums, one, select, select_each, total
from dougong.tenancy import new_id

from tests.storage.kit import NO_LAYOUT, Kit

pytestmark = [pytest.mark.storage]


def _fill(kit: Kit, number: int) -> None:
    place = Ref("project", kit.new(kit.site, code=f"P{number}").id)
    for _ in range(number):
        rows = tuple(
            {"hours": Decimal(1), "photos": (Ref("file", new_id()),), "parts": ({"name": "x"},)} for _ in range(number)
        )
        kit.new(kit.thing, at=place, rows=rows, photos=(Ref("file", new_id()),), total=Decimal(number))


def _queries(kit: Kit, query: Query) -> int:
    reach = kit.reach(kit.thing, ("total > 100", ("/total",)), ("project.manager != me", ()))
    with CaptureQueriesContext(
        connection,
    ) as taken:
        select(reach, kit.thing, NO_LAYOUT, query)
    return len(taken)


@pytest.mark.parametrize(
    ("fields", "queries"),
    [((), 1), (("total",), 1), (("total", "day", "party", "spot", "real", "source", "card", "extra"), 1),
     (("total", "photos"), 2), (("photos", "trades", "parties", "watchers"), 2), (("rows",), 4), (None, 4)],
)  # fmt: skip
def test_a_page_takes_as_many_whatever_it_holds(desk: Kit, fields: tuple[str, ...] | None, queries: int) -> None:
    for number in (1, 7):
        _fill(desk, number)
        for sort in ((), ("-day",), ("total", "tag")):
            assert _queries(desk, Query(fields=fields, sort=sort)) == queries


def test_sums_and_counts_take_one(desk: Kit) -> None:
    _fill(desk, 3)
    reach = desk.everything(desk.thing)
    with CaptureQueriesContext(connection) as taken:
        assert count_and_sums(reach, desk.thing, NO_LAYOUT, Query(), ("total", "weight")) == (
            3,
            {"total": 9, "weight": 0},
        )
        total(
            reach,
            desk.thing,
            NO_LAYOUT,
            Query(),
            [Measure("rows/parts/cost"), Measure("", "count")],
            group=["day"],
        )
    assert len(taken) == 2


def test_writing_takes_as_many_whatever_the_rows(desk: Kit) -> None:
    def insert_with(number: int) -> int:
        rows = tuple({"hours": Decimal(n), "worker": party.ref, "parts": ({"name": "x"},)} for n in range(number))
        with CaptureQueriesContext(connection) as taken:
            desk.new(desk.thing, rows=rows, party=party.ref, parties=(party.ref,), tag="x")
        return len(taken)

    party = desk.new(desk.party, code="A")
    assert insert_with(2) == insert_with(40)


def test_one_record(desk: Kit) -> None:
    made = desk.new(desk.thing)
    with CaptureQueriesContext(connection) as taken:
        one(desk.everything(desk.thing), desk.thing, made.id, NO_LAYOUT, fields=("tag",))
    assert len(taken) == 1


def test_many_questions_are_answered_in_few_statements_as_each_by_itself(desk: Kit) -> None:
    _fill(desk, 4)
    reach = desk.reach(desk.thing, ("total > 2", ("/total",)), ("true", ()))
    known = select(reach, desk.thing, NO_LAYOUT, Query(limit=100)).records
    queries = [
        Query(ids=tuple(one.id for one in known[: at % 5]), sort=("total", "-id"), fields=("total", "rows"), limit=3)
        for at in range(120)
    ]
    with CaptureQueriesContext(connection) as taken:
        pages = select_each(reach, desk.thing, NO_LAYOUT, queries)
    assert len(taken) <= 3 * 4, "fifty at a time, and what hangs below"
    alone = [select(reach, desk.thing, NO_LAYOUT, query) for query in queries]
    assert [page.records for page in pages] == [page.records for page in alone]
    assert [page.next is None for page in pages] == [page.next is None for page in alone]
    other = replace(queries[1], sort=("-total",))
    assert select_each(reach, desk.thing, NO_LAYOUT, [other])[0].records == select(
        reach, desk.thing, NO_LAYOUT, other
    ).records  # fmt: skip
    assert select_each(reach, desk.thing, NO_LAYOUT, []) == ()
