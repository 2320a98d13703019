"""Many records at once: all or none, the same laws as one at a time, few statements."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from dougong.problem import Ref, Refused
from dougong.storage import Query, Record, Taken, count, insert_many, one, select
from dougong.tenancy import new_id

from tests.storage.kit import NO_LAYOUT, SAMPLES, Kit

pytestmark = [pytest.mark.storage]


def _record(kit: Kit, **values: object) -> Record:
    number = values.pop("number", None)
    place = values.pop("at", None)
    return Record(kit.thing.name, new_id(), values, number=number, project=place)  # type: ignore[arg-type] # test's own


def test_many_are_as_one_by_one(desk: Kit) -> None:
    place, party = desk.place(), desk.new(desk.party, code="A")
    rows = ({"hours": Decimal(1), "worker": party.ref, "parts": ({"name": "p"}, {"name": "q"})}, {"hours": Decimal(2)})
    given = [_record(desk, at=place, tag=str(n), total=Decimal(n), parties=(party.ref,), rows=rows) for n in range(5)]
    made = insert_many(desk.thing, given, NO_LAYOUT, desk.me)
    for record in made:
        found = one(desk.everything(desk.thing), desk.thing, record.id, NO_LAYOUT)
        assert (found.project, found.version, found.created_by) == (place, 1, desk.me)
        assert found.values["total"] == record.values["total"]
        assert [len(row["parts"]) for row in found.values["rows"]] == [2, 0]
        assert found.values["parties"] == (party.ref,)


def test_few_statements(desk: Kit) -> None:
    place = desk.place()
    taken = {}
    for number in (10, 500):
        given = [_record(desk, at=place, tag=f"{number}.{n}", rows=({"hours": Decimal(n)},)) for n in range(number)]
        with CaptureQueriesContext(connection) as queries:
            insert_many(desk.thing, given, NO_LAYOUT, desk.me)
        taken[number] = len(queries)
    assert taken[500] <= taken[10] + 4


def test_the_laws_hold_among_them_and_against_what_is_there(desk: Kit) -> None:
    place, other = desk.place("P1"), desk.place("P2")
    desk.new(desk.thing, at=place, tag="there", number="N-1")
    gone = Ref("kit/party", new_id())
    with pytest.raises(Refused) as refused:
        insert_many(
            desk.thing, [_record(desk, party=gone), _record(desk, rows=({"worker": gone},))], NO_LAYOUT, desk.me
        )
    assert [p.pointer for p in refused.value.problems] == ["/0/party", "/1/rows/0/worker"]
    given = [
        _record(desk, at=place, tag="a"), _record(desk, at=other, tag="a"), _record(desk, at=place, tag="a"),
        _record(desk, at=place, tag="there"), _record(desk, at=other, tag="there"), _record(desk, number="N-1"),
    ]  # fmt: skip
    with pytest.raises(Refused) as refused:
        insert_many(desk.thing, given, NO_LAYOUT, desk.me)
    assert [(p.pointer, p.code) for p in refused.value.problems] == [
        ("/2/tag", "unique"), ("/3/tag", "unique"), ("/5/number", "unique"),
    ]  # fmt: skip
    assert count(desk.everything(desk.thing), desk.thing, NO_LAYOUT, Query()) == 1


def test_an_id_that_is_there_refuses_all(desk: Kit) -> None:
    there = desk.new(desk.thing, tag="a")
    with pytest.raises(Taken):
        insert_many(desk.thing, [_record(desk), Record(desk.thing.name, there.id, {})], NO_LAYOUT, desk.me)


def test_none_at_all(desk: Kit) -> None:
    assert insert_many(desk.thing, [], NO_LAYOUT, desk.me) == ()
    assert select(desk.everything(desk.thing), desk.thing, NO_LAYOUT, Query()).records == ()


def test_every_kind_of_value_arrives_as_it_does_one_by_one(desk: Kit) -> None:
    values = {key: samples[-1] for key, samples in SAMPLES.items()}
    given = [_record(desk, **{**values, "tag": f"{n} {SAMPLES['tag'][2]}"}) for n in range(20)]
    insert_many(desk.thing, given, NO_LAYOUT, desk.me)
    found = select(desk.everything(desk.thing), desk.thing, NO_LAYOUT, Query(sort=("id",))).records
    assert len(found) == 20
    for record, asked in zip(found, given, strict=True):
        assert {key: record.values[key] for key in values} == asked.values
