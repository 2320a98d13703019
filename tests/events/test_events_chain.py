"""The chain: what is sealed when, and that every tampering is found at its row."""

import random
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone
from dougong.events import (
    Anchor,
    Break,
    Event,
    anchor,
    record,
    seal,
    seal_events,
    verify_chain,
    waiting_since,
)
from dougong.events.models import EventRow, EventSeal, SealHead
from dougong.tenancy import NoTenant, Tenant, new_id, reading, writing

from tests.company import make_tenant
from tests.happenings import intruder, log

pytestmark = [pytest.mark.storage, pytest.mark.django_db(transaction=True)]


def head_of(tenant: Tenant) -> Anchor:
    with reading(tenant):
        return anchor()


def test_sealing_takes_everything_once_and_in_order(tenant: Tenant) -> None:
    assert seal_events(tenant.scope()) == 0
    first = log(tenant, 3)
    assert seal_events(tenant.scope()) == 3
    second = log(tenant, 2)
    assert seal_events(tenant.scope()) == 2
    assert seal_events(tenant.scope()) == 0
    with reading(tenant):
        seals = list(EventSeal.objects.filter(tenant_id=tenant.id).order_by("place"))
    assert [one.seq for one in seals] == first + second
    assert [one.place for one in seals] == [1, 2, 3, 4, 5]
    assert head_of(tenant) == Anchor(5, seals[-1].digest)
    verified = verify_chain(tenant.scope())
    assert (verified.ok, verified.sealed, verified.waiting) == (True, 5, 0)


def test_more_than_a_batch(tenant: Tenant, monkeypatch) -> None:
    monkeypatch.setattr(seal, "BATCH", 7)
    seqs = log(tenant, 21)
    assert seal_events(tenant.scope()) == 21
    with reading(tenant):
        head = SealHead.objects.get(tenant_id=tenant.id)
    assert (head.horizon, head.mark) == (0, seqs[-1]) if connection.vendor == "sqlite" else head.horizon > 0
    log(tenant, 20)
    assert seal_events(tenant.scope()) == 20
    assert verify_chain(tenant.scope()).sealed == 41


def test_each_tenant_has_a_chain_of_its_own(tenant: Tenant) -> None:
    other = make_tenant()
    for _ in range(3):
        log(tenant, 2)
        log(other, 1)
    assert seal_events(tenant.scope()) == 6
    assert verify_chain(other.scope()).waiting == 3
    assert seal_events(other.scope()) == 3
    assert (verify_chain(tenant.scope()).sealed, verify_chain(other.scope()).sealed) == (6, 3)


def test_how_long_the_oldest_waits(tenant: Tenant) -> None:
    with pytest.raises(NoTenant):
        waiting_since()
    with reading(tenant):
        assert waiting_since() is None
    log(tenant, 2)
    with reading(tenant):
        waited = timezone.now() - waiting_since()
    assert timedelta(0) <= waited < timedelta(seconds=30)
    seal_events(tenant.scope())
    with reading(tenant):
        assert waiting_since() is None


def test_two_sealers_make_one_chain(tenant: Tenant) -> None:
    """Where both can run at once (PostgreSQL) one waits for the other."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    log(tenant, 300)
    errors: list[BaseException] = []

    def work() -> None:
        try:
            seal_events(tenant.scope())
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert verify_chain(tenant.scope()).sealed == 300


def test_an_open_transaction_holds_the_seals_until_it_ends(tenant: Tenant) -> None:
    """What it writes comes before what others commit meanwhile, so nothing of theirs is sealed yet."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    written, go_on = threading.Event(), threading.Event()
    seqs: list[int] = []

    def slow() -> None:
        with writing(tenant):
            seqs.append(record(Event("core/team", new_id(), "slow", None)))
            written.set()
            go_on.wait(20)
        connections.close_all()

    early = log(tenant, 1)
    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(20)
    late = log(tenant, 2)
    assert seal_events(tenant.scope()) == 1, "only what was committed before the open transaction began"
    assert verify_chain(tenant.scope()).waiting == 2
    go_on.set()
    thread.join()
    assert seal_events(tenant.scope()) == 3
    with reading(tenant):
        sealed = EventSeal.objects.filter(tenant_id=tenant.id).order_by("place").values_list("seq", flat=True)
        assert list(sealed) == [*early, *seqs, *late]
    assert verify_chain(tenant.scope()).ok


def test_a_rolled_back_event_leaves_no_hole(tenant: Tenant) -> None:
    log(tenant, 1)
    with pytest.raises(ZeroDivisionError), writing(tenant):
        _fail_after(record(Event("core/team", new_id(), "edit", None)))
    log(tenant, 1)
    assert seal_events(tenant.scope()) == 2
    assert verify_chain(tenant.scope()).ok


def _fail_after(_seq: int) -> None:
    raise ZeroDivisionError


def test_data_that_moved_to_a_server_with_smaller_transaction_numbers(tenant: Tenant) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no transaction numbers")
    log(tenant, 2)
    seal_events(tenant.scope())
    with writing(tenant):
        SealHead.objects.filter(tenant_id=tenant.id).update(horizon=2**60)
    log(tenant, 3)
    with intruder(tenant):
        left = {"tenant_id": tenant.id, "entity": "core/team", "verb": "old", "before": {}, "after": {}}
        EventRow(**left, at=timezone.now(), txid=2**59).save(force_insert=True)
    assert verify_chain(tenant.scope()).ok
    with reading(tenant):
        assert waiting_since() is not None
    assert seal_events(tenant.scope()) == 4, "what was left over from there, and what was written here"
    assert seal_events(tenant.scope()) == 0
    with reading(tenant):
        assert waiting_since() is None
    log(tenant, 1)
    assert seal_events(tenant.scope()) == 1
    verified = verify_chain(tenant.scope())
    assert (verified.sealed, verified.waiting, verified.first_bad) == (7, 0, None)


FORGED = {
    "entity": "core/other",
    "verb": "forged",
    "before": '{"n": "7"}',
    "after": "{}",
    "request_id": "x",
    "at": "2020-01-01 00:00:00+00:00",
}


@pytest.mark.parametrize("column", [*FORGED, "record_id", "actor_id", "as_whom_id"])
def test_a_changed_column_is_found_at_its_row(tenant: Tenant, column: str) -> None:
    seqs = log(tenant, 9)
    seal_events(tenant.scope())
    value = FORGED.get(column) or (new_id() if connection.vendor == "postgresql" else new_id().hex)
    with intruder(tenant) as cursor:
        cursor.execute(f"UPDATE events_event SET {column} = %s WHERE seq = %s", [value, seqs[4]])
    assert verify_chain(tenant.scope()).first_bad == Break(5, seqs[4], "changed")
    assert verify_chain(tenant.scope()).sealed == 4


def test_a_removed_event_is_found(tenant: Tenant) -> None:
    seqs = log(tenant, 6)
    seal_events(tenant.scope())
    with intruder(tenant) as cursor:
        cursor.execute("DELETE FROM events_event WHERE seq = %s", [seqs[2]])
    assert verify_chain(tenant.scope()).first_bad == Break(3, seqs[2], "event_missing")


def test_a_removed_seal_is_found(tenant: Tenant) -> None:
    seqs = log(tenant, 6)
    seal_events(tenant.scope())
    with intruder(tenant) as cursor:
        cursor.execute("DELETE FROM events_seal WHERE seq = %s", [seqs[2]])
    assert verify_chain(tenant.scope()).first_bad == Break(3, None, "seal_missing")


def test_reordering_is_found(tenant: Tenant) -> None:
    seqs = log(tenant, 6)
    seal_events(tenant.scope())
    with intruder(tenant) as cursor:
        for old, new in ((seqs[1], -1), (seqs[3], seqs[1]), (-1, seqs[3])):
            cursor.execute("UPDATE events_seal SET seq = %s WHERE seq = %s", [new, old])
    assert verify_chain(tenant.scope()).first_bad == Break(2, seqs[3], "changed")


def test_a_cut_off_end_is_found(tenant: Tenant) -> None:
    seqs = log(tenant, 6)
    seal_events(tenant.scope())
    with intruder(tenant) as cursor:
        for table in ("events_seal", "events_event"):
            cursor.execute(f"DELETE FROM {table} WHERE seq >= %s", [seqs[4]])
    assert verify_chain(tenant.scope()).first_bad == Break(5, None, "cut_off")


@pytest.mark.parametrize("txid", [0, 1, 2**62])
def test_an_event_slipped_in_behind_the_seals_is_found(tenant: Tenant, txid: int) -> None:
    seqs = log(tenant, 3)
    with intruder(tenant) as cursor:
        cursor.execute("DELETE FROM events_event WHERE seq = %s", [seqs[1]])
    seal_events(tenant.scope())
    with intruder(tenant):
        row = EventRow(
            seq=seqs[1], tenant_id=tenant.id, entity="core/team", verb="forged", before={}, after={},
            at=timezone.now(), txid=txid,
        )  # fmt: skip
        row.save(force_insert=True)
    assert verify_chain(tenant.scope()).first_bad == Break(0, seqs[1], "slipped_in")


def test_an_anchor_kept_outside_finds_a_chain_made_anew(tenant: Tenant) -> None:
    seqs = log(tenant, 4)
    seal_events(tenant.scope())
    kept = head_of(tenant)
    with intruder(tenant) as cursor:
        cursor.execute("UPDATE events_event SET verb = 'forged' WHERE seq = %s", [seqs[0]])
        cursor.execute("DELETE FROM events_seal")
        cursor.execute("DELETE FROM events_seal_head")
    assert seal_events(tenant.scope()) == 4
    assert verify_chain(tenant.scope()).ok, "without an anchor a chain made anew looks like any other"
    assert verify_chain(tenant.scope(), against=kept).first_bad == Break(4, seqs[3], "anchor")


def test_an_anchor_of_the_past_still_holds(tenant: Tenant) -> None:
    log(tenant, 2)
    seal_events(tenant.scope())
    kept = head_of(tenant)
    log(tenant, 2)
    seal_events(tenant.scope())
    assert verify_chain(tenant.scope(), against=kept).ok
    assert verify_chain(tenant.scope(), against=head_of(tenant)).ok
    with intruder(tenant) as cursor:
        for table in ("events_seal", "events_event", "events_seal_head"):
            cursor.execute(f"DELETE FROM {table}")
    assert verify_chain(tenant.scope(), against=kept).first_bad == Break(1, None, "cut_off")


def test_fifty_planted_faults_are_all_found(tenant: Tenant) -> None:
    """Any one row, any kind of tampering: found, and at that row. The seed makes a failure repeatable."""
    seqs, chance = log(tenant, 60), random.Random(20251123)
    seal_events(tenant.scope())
    missed = []
    for number in range(50):
        place = chance.randrange(60)
        with connection.cursor() as cursor:
            fault = chance.choice(["verb", "after", "event", "seal", "digest"])
            undo = _plant(tenant, cursor, fault, seqs[place], number)
        bad = verify_chain(tenant.scope()).first_bad
        if bad is None or bad.place != place + 1:
            missed.append((fault, place, bad))
        undo()
    assert missed == []
    assert verify_chain(tenant.scope()).ok


def _plant(tenant: Tenant, cursor, fault: str, seq: int, number: int):
    table = "events_seal" if fault in {"seal", "digest"} else "events_event"
    with reading(tenant):
        model = EventSeal if table == "events_seal" else EventRow
        (kept,) = model.objects.filter(tenant_id=tenant.id, seq=seq)
    value = f'{{"forged": "{number}"}}' if fault == "after" else f"forged {number}"
    with intruder(tenant) as cursor:
        if fault in {"event", "seal"}:
            cursor.execute(f"DELETE FROM {table} WHERE seq = %s", [seq])
        else:
            cursor.execute(f"UPDATE {table} SET {fault} = %s WHERE seq = %s", [value, seq])

    def undo() -> None:
        with intruder(tenant) as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE seq = %s", [seq])
            kept.save(force_insert=True)

    return undo


def test_a_forged_head_is_found(tenant: Tenant) -> None:
    seqs = log(tenant, 3)
    seal_events(tenant.scope())
    for change in ("place = 2", "digest = 'forged'"):
        with intruder(tenant) as cursor:
            cursor.execute("SELECT place, digest FROM events_seal_head")
            kept = cursor.fetchone()
            cursor.execute(f"UPDATE events_seal_head SET {change}")
        assert verify_chain(tenant.scope()).first_bad == Break(3, None, "changed"), change
        with intruder(tenant) as cursor:
            cursor.execute("UPDATE events_seal_head SET place = %s, digest = %s", kept)
    assert verify_chain(tenant.scope()).ok
    assert len(seqs) == 3
