"""Effects: put with their cause, claimed once, tried again, given up loudly."""

from datetime import datetime, timedelta
from unittest import mock

import pytest
from django.utils import timezone
from dougong.outbox import box, claim, depth, done, failed, is_due, put, renew, revive, sweep_done
from dougong.outbox.box import FIRST_PAUSE, LEASE, LONGEST_PAUSE, MOST_ATTEMPTS, pause_after
from dougong.outbox.models import OutboxRow
from dougong.tenancy import NoTenant, Tenant, reading, writing

from tests.company import make_tenant

pytestmark = [pytest.mark.storage, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tenant() -> Tenant:
    return make_tenant()


def at(moment: datetime):
    return mock.patch.object(box.timezone, "now", return_value=moment)


def put_one(tenant: Tenant, handler: str = "mail", **options: object):
    with writing(tenant):
        return put(handler, {"to": "someone"}, **options)


def claim_one(tenant: Tenant):
    with writing(tenant):
        return next(iter(claim(1)), None)


def say(tenant: Tenant, report, *facts: object) -> bool:
    with writing(tenant):
        return report(*facts)


def row(tenant: Tenant) -> OutboxRow:
    with reading(tenant):
        return OutboxRow.objects.get(tenant_id=tenant.id)


def test_an_effect_lives_and_dies_with_its_cause(tenant: Tenant) -> None:
    with pytest.raises(NoTenant):
        put("mail", {})
    with reading(tenant), pytest.raises(NoTenant):
        put("mail", {})
    with pytest.raises(ZeroDivisionError), writing(tenant):
        _fail_after(put("mail", {}))
    assert claim_one(tenant) is None
    put_one(tenant)
    assert claim_one(tenant).payload == {"to": "someone"}


def _fail_after(_done: object) -> None:
    raise ZeroDivisionError


def test_the_same_effect_is_kept_once(tenant: Tenant) -> None:
    other = make_tenant()
    first = put_one(tenant, effect_key="slip 7 submitted")
    assert put_one(tenant, "fax", effect_key="slip 7 submitted") == first
    assert put_one(other, effect_key="slip 7 submitted") != first
    assert row(tenant).handler == "mail"
    assert len({put_one(tenant) for _ in range(3)}) == 3


def test_claims_are_exclusive_and_in_order_and_the_tenants_own(tenant: Tenant) -> None:
    other, start = make_tenant(), timezone.now()
    put_one(other)
    ids = [put_one(tenant, due_at=start - timedelta(seconds=seconds)) for seconds in (1, 3, 2)]
    with writing(tenant):
        taken = [one.id for one in (*claim(2), *claim(2), *claim(2))]
    assert taken == [ids[1], ids[2], ids[0]]


def test_nothing_before_its_time(tenant: Tenant) -> None:
    start = timezone.now()
    put_one(tenant, due_at=start + timedelta(hours=1))
    with reading(tenant):
        assert not is_due()
    assert claim_one(tenant) is None
    with at(start + timedelta(hours=1)):
        assert claim_one(tenant) is not None


def test_done_is_done(tenant: Tenant) -> None:
    put_one(tenant)
    claimed = claim_one(tenant)
    assert claimed.attempt == 1
    assert say(tenant, done, claimed)
    assert not say(tenant, done, claimed)
    with at(timezone.now() + timedelta(days=1)):
        assert claim_one(tenant) is None
    assert row(tenant).state == "done"


def test_a_failure_is_tried_again_after_a_pause_that_grows(tenant: Tenant) -> None:
    put_one(tenant)
    now = timezone.now()
    for attempt in range(1, MOST_ATTEMPTS):
        with at(now):
            claimed = claim_one(tenant)
            assert claimed.attempt == attempt
            assert say(tenant, failed, claimed, f"no answer {attempt}")
            assert claim_one(tenant) is None
        pause = row(tenant).due_at - now
        shortest = min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE)
        assert shortest <= pause <= shortest * 1.25
        now = row(tenant).due_at
    with at(now):
        assert say(tenant, failed, claim_one(tenant), "x" * 5000)
    assert (row(tenant).state, len(row(tenant).error)) == ("dead", 2000)
    with reading(tenant):
        assert (depth().waiting, depth().dead) == (0, 1)
    assert say(tenant, revive, row(tenant).id)
    assert claim_one(tenant).attempt == 1
    assert not say(tenant, revive, row(tenant).id)


def test_the_pause_never_overflows() -> None:
    assert pause_after(10_000) <= LONGEST_PAUSE * 1.25


def test_the_work_of_a_dead_worker_is_handed_out_again(tenant: Tenant) -> None:
    put_one(tenant)
    now = timezone.now()
    with at(now):
        first = claim_one(tenant)
    with at(now + LEASE - timedelta(seconds=1)):
        assert claim_one(tenant) is None
    with at(now + LEASE + timedelta(seconds=1)):
        second = claim_one(tenant)
    assert (second.id, second.attempt) == (first.id, 2)
    assert not say(tenant, done, first), "the late one has nothing to say any more"
    assert not say(tenant, failed, first, "late")
    assert not say(tenant, renew, first)
    assert say(tenant, done, second)


def test_a_long_job_asks_for_more_time(tenant: Tenant) -> None:
    put_one(tenant)
    now = timezone.now()
    with at(now):
        claimed = claim_one(tenant)
    with at(now + LEASE - timedelta(seconds=1)):
        assert say(tenant, renew, claimed)
    with at(now + LEASE + timedelta(minutes=1)):
        assert claim_one(tenant) is None
        assert say(tenant, done, claimed)


def test_sweeping_keeps_the_young_and_the_dead(tenant: Tenant) -> None:
    now = timezone.now()
    for _ in range(2):
        put_one(tenant)
    with at(now - timedelta(days=31)):
        put_one(tenant)
        say(tenant, done, claim_one(tenant))
    say(tenant, done, claim_one(tenant))
    assert say(tenant, sweep_done) == 1
    with reading(tenant):
        assert OutboxRow.objects.filter(tenant_id=tenant.id).count() == 2


def test_nothing_of_another_tenants_can_be_touched(tenant: Tenant) -> None:
    other = make_tenant()
    put_one(tenant)
    claimed = claim_one(tenant)
    for report in ((done, claimed), (failed, claimed, "x"), (renew, claimed)):
        assert not say(other, *report)
    for _ in range(MOST_ATTEMPTS):
        with at(row(tenant).due_at):
            claimed = claim_one(tenant) or claimed
        say(tenant, failed, claimed, "x")
    assert row(tenant).state == "dead"
    assert not say(other, revive, row(tenant).id)
    with writing(tenant):
        OutboxRow.objects.filter(tenant_id=tenant.id).update(state="done")
    with at(timezone.now() + timedelta(days=60)):
        assert say(other, sweep_done) == 0
        assert say(tenant, sweep_done) == 1


def test_how_full_it_is(tenant: Tenant) -> None:
    with reading(tenant):
        assert depth() == box.Depth(0, 0, None)
    put_one(make_tenant())
    with reading(tenant):
        assert depth() == box.Depth(0, 0, None)
    put_one(tenant)
    with reading(tenant):
        assert (depth().waiting, depth().oldest is None) == (1, False)


def test_everything_that_writes_asks_for_a_writing_scope(tenant: Tenant) -> None:
    put_one(tenant)
    claimed = claim_one(tenant)
    writers = (
        claim,
        sweep_done,
        lambda: done(claimed),
        lambda: failed(claimed, "x"),
        lambda: renew(claimed),
        lambda: revive(claimed.id),
    )
    for writer in writers:
        with pytest.raises(NoTenant):
            writer()
        with reading(tenant), pytest.raises(NoTenant):
            writer()
