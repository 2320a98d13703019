"""The same work through Celery: every task has its tenant, and none keeps the last one's."""

import time
from collections.abc import Callable, Iterator
from unittest import mock

import pytest
from celery.contrib.testing.worker import start_worker
from dougong import jobs, outbox
from dougong.outbox.models import OutboxRow
from dougong.project.celery import TENANT_HEADER, TenantTask, app, look, serve, tenant_of_task
from dougong.tenancy import NoTenant, ScopeNested, Tenant, in_scope, reading, writing

from tests.company import make_tenant

pytestmark = [pytest.mark.storage, pytest.mark.django_db(transaction=True)]


#: What the tasks below found; the worker runs in a thread of this process.
SEEN: list[tuple[int, bool]] = []


@app.task(name="tests.whose", base=TenantTask)
def whose() -> None:
    SEEN.append((tenant_of_task().tenant_id, in_scope()))


@app.task(name="tests.breaks", base=TenantTask)
def breaks() -> None:
    raise ZeroDivisionError


@pytest.fixture
def tenant() -> Tenant:
    return make_tenant()


@pytest.fixture
def worker() -> Iterator[None]:
    """A real worker on a broker in memory."""
    kept = app.conf.broker_url
    app.conf.broker_url = "memory://"
    with start_worker(app, perform_ping_check=False, pool="solo"):
        yield
    app.conf.broker_url = kept


def wait_until(reached: Callable[[], bool]) -> None:
    began = time.monotonic()
    while not reached():
        assert time.monotonic() - began < 20, "the worker did not get there in 20 s"
        time.sleep(0.05)


def for_tenant(tenant: Tenant) -> dict[str, object]:
    return {"headers": {TENANT_HEADER: tenant.id}}


def test_the_worker_delivers(worker: None, tenant: Tenant) -> None:
    with writing(tenant):
        outbox.put("sweep_files", {})
    look.delay()
    wait_until(lambda: not jobs.has_work(tenant.scope()))
    with reading(tenant):
        assert OutboxRow.objects.get(tenant_id=tenant.id).state == "done"


def test_only_tenants_with_work_get_a_turn(tenant: Tenant) -> None:
    make_tenant()
    with writing(tenant):
        outbox.put("sweep_files", {})
    with mock.patch.object(serve, "apply_async") as sent:
        assert look() == 1
    assert sent.call_args.kwargs["headers"] == {TENANT_HEADER: tenant.id}


def test_tasks_see_their_own_tenant_one_after_the_other(worker: None, tenant: Tenant) -> None:
    other = make_tenant()
    SEEN.clear()
    for one in (tenant, other, tenant):
        whose.apply_async(**for_tenant(one))
        breaks.apply_async(**for_tenant(other))
    wait_until(lambda: len(SEEN) == 3)
    assert [(tenant.id, False), (other.id, False), (tenant.id, False)] == SEEN


@pytest.mark.parametrize("headers", [{}, {TENANT_HEADER: None}, {TENANT_HEADER: 999_999}, {TENANT_HEADER: "1"}])
def test_without_a_tenant_nothing_runs(tenant: Tenant, headers: dict[str, object]) -> None:
    result = serve.apply(headers=headers)
    assert isinstance(result.result, NoTenant)


def test_a_disabled_tenant_gets_no_task_done(tenant: Tenant) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(enabled=False)
    assert isinstance(whose.apply(**for_tenant(tenant)).result, NoTenant)


def test_a_scope_left_open_is_noticed(tenant: Tenant) -> None:
    with reading(tenant):
        assert isinstance(whose.apply(**for_tenant(tenant)).result, ScopeNested)


def test_outside_a_task_there_is_no_tenant() -> None:
    with pytest.raises(NoTenant):
        tenant_of_task()


def test_the_timetable_names_tasks_that_exist() -> None:
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)
    assert app.conf.beat_schedule["look for work"]["schedule"] <= 2
