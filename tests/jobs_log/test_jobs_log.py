"""What people see of long jobs."""

from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone
from dougong.jobs_log import announce, fail, finish, progress, progress_of, reached, recent, sweep_progress
from dougong.tenancy import NoTenant, Tenant, new_id, reading, writing

from tests.company import make_tenant

pytestmark = [pytest.mark.storage, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tenant() -> Tenant:
    return make_tenant()


def announced(tenant: Tenant, **facts: object):
    with writing(tenant):
        return announce("Import of workers", by=facts.pop("by", None), **facts)


def change(tenant: Tenant, step, *facts: object, **named: object) -> bool:
    with writing(tenant):
        return step(*facts, **named)


def seen(tenant: Tenant, job):
    with reading(tenant):
        return progress_of(job)


def test_the_life_of_a_job(tenant: Tenant) -> None:
    person = new_id()
    job = announced(tenant, by=person, total=300)
    waiting = seen(tenant, job)
    assert (waiting.state, waiting.percent, waiting.by, waiting.over) == ("waiting", 0, person, False)
    assert change(tenant, reached, job, 100, message="Row 100")
    running = seen(tenant, job)
    assert (running.state, running.percent, running.message) == ("running", 33, "Row 100")
    assert change(tenant, reached, job, 250, total=500)
    assert (seen(tenant, job).percent, seen(tenant, job).message) == (50, "Row 100")
    assert change(tenant, finish, job, message="500 taken in", result={"file": "x"})
    over = seen(tenant, job)
    assert (over.state, over.percent, over.over, over.result) == ("done", 100, True, {"file": "x"})
    assert over.finished_at >= running.updated_at >= waiting.created_at


def test_what_is_over_stays_over(tenant: Tenant) -> None:
    job = announced(tenant)
    assert change(tenant, fail, job, "The sheet has no table.")
    for step, facts in ((reached, (job, 5)), (finish, (job,)), (fail, (job, "again"))):
        assert not change(tenant, step, *facts)
    assert (seen(tenant, job).state, seen(tenant, job).message) == ("failed", "The sheet has no table.")
    assert seen(tenant, job).percent is None


def test_a_job_is_its_tenants_own(tenant: Tenant) -> None:
    other, person = make_tenant(), new_id()
    job = announced(tenant, by=person)
    assert seen(other, job) is None
    assert not change(other, reached, job, 1)
    with reading(other):
        assert recent() == ()
    with pytest.raises(NoTenant):
        progress_of(job)
    with reading(tenant), pytest.raises(NoTenant):
        reached(job, 1)


def test_the_newest_first(tenant: Tenant) -> None:
    mine, yours = new_id(), new_id()
    jobs = [announced(tenant, by=by) for by in (mine, yours, mine)]
    with reading(tenant):
        assert [one.id for one in recent()] == jobs[::-1]
        assert [one.id for one in recent(by=mine)] == [jobs[2], jobs[0]]
        assert len(recent(limit=1)) == 1


def test_old_ones_go(tenant: Tenant) -> None:
    old, open_since_long, young = (announced(tenant) for _ in range(3))
    with mock.patch.object(progress.timezone, "now", return_value=timezone.now() - timedelta(days=91)):
        change(tenant, finish, old)
    change(tenant, finish, young)
    assert change(make_tenant(), sweep_progress) == 0
    assert change(tenant, sweep_progress) == 1
    assert [seen(tenant, job) is None for job in (old, open_since_long, young)] == [True, False, False]


def test_everything_that_writes_asks_for_a_writing_scope(tenant: Tenant) -> None:
    job = announced(tenant)
    writers = (
        lambda: announce("x", by=None),
        lambda: reached(job, 1),
        lambda: finish(job),
        lambda: fail(job, "x"),
        sweep_progress,
    )
    for writer in writers:
        with reading(tenant), pytest.raises(NoTenant):
            writer()
