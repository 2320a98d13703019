"""Writing events and reading them back."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from dougong.events import Event, history_of, latest_events, record, record_many, seal_events, verify_chain
from dougong.events.log import exact
from dougong.tenancy import NoTenant, Tenant, new_id, reading, writing
from hypothesis import given
from hypothesis import strategies as some

from tests.company import make_tenant
from tests.happenings import log

pytestmark = [pytest.mark.storage, pytest.mark.django_db(transaction=True)]


def test_an_event_comes_back_as_it_was(tenant: Tenant) -> None:
    team, actor, boss = new_id(), new_id(), new_id()
    before = {
        "amount": Decimal("1234.50"),
        "rows": [{"h": Decimal("0E-4")}],
        "note": None,
        "day": date(2025, 1, 2),
    }
    after = {"amount": Decimal("99999999999999.9999"), "name": "木工一班 ‘’\n", "n": 9_007_199_254_740_993}
    event = Event("core/team", team, "edit", actor, before, after, as_whom=boss, request_id="r1")
    with writing(tenant):
        seq = record(event)
    with reading(tenant):
        (kept,) = history_of("core/team", team)
    assert (kept.seq, kept.record, kept.actor, kept.as_whom) == (seq, team, actor, boss)
    assert kept.before == {"amount": "1234.50", "rows": [{"h": "0.0000"}], "note": None, "day": "2025-01-02"}
    assert kept.after == {
        "amount": "99999999999999.9999",
        "name": "木工一班 ‘’\n",
        "n": 9_007_199_254_740_993,
    }
    assert kept.request_id == "r1"
    assert kept.at.utcoffset() is not None


def test_the_newest_are_found_among_so_many_rows_and_no_more(tenant: Tenant) -> None:
    log(tenant, 3, entity="core/site")
    seqs = log(tenant, 4)
    log(make_tenant(), 2)
    with writing(tenant):
        record(Event("user", None, "password", new_id()))
    with reading(tenant):
        with CaptureQueriesContext(connection) as asked:
            assert [one.seq for one in latest_events(["core/team", "core/site"], limit=4)] == seqs[:0:-1]
        assert latest_events(["core/site"], limit=5) == ()
        assert len(latest_events(["core/site"])) == 3
    (sql,) = [one["sql"] for one in asked]
    with reading(tenant), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # a table of ten rows is read whole otherwise
        cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + sql)
        plan = " ".join(str(row) for row in cursor.fetchall())
    index = "events_event_pkey" if connection.vendor == "postgresql" else "events_newest (tenant_id=?)"
    assert index in plan
    assert "sort" not in plan.lower()
    assert "b-tree" not in plan.lower()


def test_history_is_the_records_own_newest_first_and_by_pages(tenant: Tenant) -> None:
    team, other = new_id(), make_tenant()
    seqs = log(tenant, 5, of=team)
    log(tenant, 3)
    log(other, 2, of=team)
    with reading(tenant):
        assert [entry.seq for entry in history_of("core/team", team)] == seqs[::-1]
        page = history_of("core/team", team, limit=2)
        assert [entry.seq for entry in page] == [seqs[4], seqs[3]]
        rest = history_of("core/team", team, before=page[-1].seq, limit=10)
        assert [entry.seq for entry in rest] == [seqs[2], seqs[1], seqs[0]]
        assert history_of("core/other", team) == ()
    with reading(other):
        assert len(history_of("core/team", team)) == 2


def test_an_event_without_a_written_change_does_not_exist(tenant: Tenant) -> None:
    event = Event("core/team", new_id(), "edit", None)
    for scope in (None, reading):
        with pytest.raises(NoTenant):
            _in(scope, tenant, event)
    with pytest.raises(ZeroDivisionError), writing(tenant):
        _then_fail(record(event))
    with reading(tenant):
        assert history_of("core/team", event.record) == ()


def _in(scope, tenant: Tenant, event: Event) -> None:
    if scope is None:
        record(event)
    else:
        with scope(tenant):
            record(event)


def _then_fail(_done: object) -> None:
    raise ZeroDivisionError


def test_many_at_once(tenant: Tenant, django_assert_max_num_queries) -> None:
    teams = [new_id() for _ in range(1200)]
    with writing(tenant), django_assert_max_num_queries(3):
        count = record_many(Event("core/team", team, "import", None, after={"a": Decimal(1)}) for team in teams)
    assert count == 1200
    with reading(tenant):
        assert [entry.verb for entry in history_of("core/team", teams[-1])] == ["import"]
    assert seal_events(tenant.scope()) == 1200
    assert verify_chain(tenant.scope()).ok


def test_many_are_kept_just_like_one(tenant: Tenant) -> None:
    team = new_id()
    event = Event(
        "core/team",
        team,
        "import",
        new_id(),
        {"note": None, "quote": 'tab\tnew\nline \\N \\ "“”木工'},
        {"rows": [{"h": Decimal("1.50")}], "n": 2**60, "yes": True},
        as_whom=new_id(),
        request_id="r",
        at=timezone.now(),
    )
    with writing(tenant):
        one = record(event)
        assert record_many([event, event]) == 2
        assert record_many([]) == 0
    with reading(tenant):
        third, second, first = history_of("core/team", team)
    assert first.seq == one < second.seq < third.seq
    assert replace(second, seq=one) == replace(third, seq=one) == first
    with pytest.raises(NoTenant), reading(tenant):
        record_many([event])


@pytest.mark.parametrize("value", [1.5, {"a": [1.5]}, {1, 2}, b"x", object()], ids=lambda value: type(value).__name__)
def test_what_json_would_change_is_refused(tenant: Tenant, value: object) -> None:
    with pytest.raises(TypeError), writing(tenant):
        record(Event("core/team", new_id(), "edit", None, after={"field": value}))


@given(some.decimals(allow_nan=False, allow_infinity=False))
def test_every_decimal_survives(value: Decimal) -> None:
    text = exact(value)
    assert "E" not in text
    assert Decimal(text).compare(value) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events_event SET verb = 'forged'",
        "UPDATE events_event SET before = '{}' WHERE seq > 0",
        "DELETE FROM events_event",
        "UPDATE events_seal SET digest = ''",
        "DELETE FROM events_seal",
        "INSERT OR REPLACE INTO events_event SELECT * FROM events_event",
        "REPLACE INTO events_seal SELECT tenant_id, place, seq, 'forged' FROM events_seal",
        "TRUNCATE events_event",
        "TRUNCATE events_seal",
    ],
)
def test_the_database_refuses_to_change_the_log(tenant: Tenant, statement: str) -> None:
    special = {"sqlite": "REPLACE", "postgresql": "TRUNCATE"}
    foreign = special["postgresql" if connection.vendor == "sqlite" else "sqlite"]
    if foreign in statement:
        pytest.skip("a statement of the other engine")
    log(tenant, 2)
    assert seal_events(tenant.scope()) == 2
    with pytest.raises(IntegrityError, match="append-only"), writing(tenant), connection.cursor() as cursor:
        cursor.execute(statement)
