"""The worker: delivers, seals, survives what handlers do, and stops when told."""

import threading
import time
from unittest import mock

import pytest
from django.db import OperationalError, connections
from django.utils import timezone, translation
from dougong import files, jobs_log, outbox
from dougong.events import verify_chain, waiting_since
from dougong.jobs import HANDLERS, Job, has_work, keep_house, rounds, run_forever, run_once, serve, upkeep
from dougong.outbox.models import OutboxRow
from dougong.tenancy import Tenant, in_scope, new_id, reading, writing

from tests.company import make_tenant
from tests.happenings import log

pytestmark = [pytest.mark.storage, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tenant() -> Tenant:
    return make_tenant()


def put(tenant: Tenant, handler: str = "note", **payload: object):
    with writing(tenant):
        return outbox.put(handler, payload)


def row(tenant: Tenant) -> OutboxRow:
    with reading(tenant):
        return OutboxRow.objects.get(tenant_id=tenant.id)


def test_what_was_put_is_handled_once(tenant: Tenant) -> None:
    jobs: list[Job] = []
    effect = put(tenant, n=7)
    assert has_work(tenant.scope())
    assert run_once({"note": jobs.append}).done == 1
    assert run_once({"note": jobs.append}).idle
    (job,) = jobs
    assert (job.id, job.payload, job.attempt, job.effect_key) == (effect, {"n": 7}, 1, str(effect))
    assert job.tenant == tenant.scope()
    assert not has_work(tenant.scope())


def test_a_handler_runs_outside_any_scope_in_the_tenants_language_and_time(tenant: Tenant) -> None:
    far = make_tenant(language="en", timezone="Asia/Urumqi")
    seen = []

    def look(job: Job) -> None:
        with writing(job.tenant):
            seen.append((translation.get_language(), str(timezone.get_current_timezone())))

    for one in (tenant, far):
        put(one)
    assert run_once({"note": look}).done == 2
    assert seen == [("zh-hans", "Asia/Shanghai"), ("en", "Asia/Urumqi")]
    assert not in_scope()


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        (ValueError("no answer"), "ValueError: no answer"),
        (
            RuntimeError("duplicate key\nDETAIL: Key (id_card)=(110101199001011234)"),
            "RuntimeError: duplicate key",
        ),
        (RuntimeError(), "RuntimeError: "),
    ],
)
def test_a_failure_is_kept_without_values_and_tried_again(tenant: Tenant, error: Exception, kept: str) -> None:
    calls = []

    def fail_first(job: Job) -> None:
        calls.append(job.attempt)
        if job.attempt == 1:
            raise error

    put(tenant)
    assert run_once({"note": fail_first}).failed == 1
    assert row(tenant).error == kept
    assert run_once({"note": fail_first}).idle, "not before its pause is over"
    with mock.patch.object(outbox.box.timezone, "now", return_value=row(tenant).due_at):
        assert run_once({"note": fail_first}).done == 1
    assert calls == [1, 2]
    assert (row(tenant).state, row(tenant).error) == ("done", "")


def test_a_name_nobody_handles_is_a_failure(tenant: Tenant) -> None:
    put(tenant, "unheard_of")
    assert run_once({}).failed == 1
    assert row(tenant).error == "KeyError: 'unheard_of'"


def test_a_handler_that_leaves_a_transaction_broken_harms_only_itself(tenant: Tenant) -> None:
    def write_and_fail(job: Job) -> None:
        with writing(job.tenant):
            outbox.put("never", {})
            raise ZeroDivisionError

    put(tenant, "bad")
    put(tenant, "good")
    done = run_once({"bad": write_and_fail, "good": lambda job: None})
    assert (done.done, done.failed) == (1, 1)
    with reading(tenant):
        assert not OutboxRow.objects.filter(handler="never").exists()


def test_a_worker_that_dies_leaves_the_job_to_the_next(tenant: Tenant) -> None:
    def die(_job: Job) -> None:
        raise SystemExit

    put(tenant)
    with pytest.raises(SystemExit):
        run_once({"note": die})
    assert run_once({"note": die}).idle
    with mock.patch.object(outbox.box.timezone, "now", return_value=timezone.now() + outbox.box.LEASE):
        assert run_once({"note": lambda job: None}).done == 1


def test_a_long_job_renews_its_lease(tenant: Tenant) -> None:
    answers = []
    put(tenant)
    before = timezone.now() + outbox.box.LEASE

    def slow(job: Job) -> None:
        with mock.patch.object(outbox.box.timezone, "now", return_value=before):
            answers.append(job.renew())
        answers.append(row(tenant).due_at >= before + outbox.box.LEASE)

    run_once({"note": slow})
    assert answers == [True, True]


def test_one_tenants_trouble_is_not_the_others(tenant: Tenant) -> None:
    other = make_tenant()
    put(other)
    plain = serve

    def broken(scope, *rest, **named):
        if scope.tenant_id == tenant.id:
            raise ConnectionError("away")
        return plain(scope, *rest, **named)

    with mock.patch.object(rounds, "serve", broken):
        done = run_once({"note": lambda job: None})
    assert (done.done, done.broken) == (1, 1)


def test_a_busy_tenant_waits_its_turn(tenant: Tenant) -> None:
    quiet, order = make_tenant(), []
    for _ in range(25):
        put(tenant)
    put(quiet)
    run_once({"note": lambda job: order.append(job.tenant.tenant_id)})
    assert order == [tenant.id] * 20 + [quiet.id]
    assert run_once({"note": lambda job: None}).done == 5


def test_a_disabled_tenant_is_left_alone(tenant: Tenant) -> None:
    put(tenant)
    Tenant.objects.filter(pk=tenant.pk).update(enabled=False)
    assert run_once({"note": lambda job: None}).idle


def test_the_loop_seals_within_five_seconds_and_stops(tenant: Tenant) -> None:
    stop = threading.Event()

    def work() -> None:
        run_forever(stop, pause=0.05)
        connections.close_all()

    with mock.patch.object(rounds, "keep_house"):
        thread = threading.Thread(target=work)
        thread.start()
        try:
            log(tenant, 3)
            began = time.monotonic()
            while _waits(tenant) and time.monotonic() - began < 10:
                time.sleep(0.02)
            took = time.monotonic() - began
        finally:
            stop.set()
            thread.join(10)
    assert not thread.is_alive()
    assert took < 5
    assert verify_chain(tenant.scope()).sealed == 3


def _waits(tenant: Tenant) -> bool:
    try:
        with reading(tenant):
            return waiting_since() is not None
    except OperationalError as error:
        # Threads share SQLite's database in memory, whose tables are locked one by one and at once: the loop is at it.
        if "table is locked" not in str(error):
            raise
        return True


def test_the_loop_outlives_a_database_that_is_away() -> None:
    stop, calls = threading.Event(), []

    def away(**_named: object):
        calls.append(1)
        if len(calls) == 3:
            stop.set()
        raise ConnectionError("away")

    with mock.patch.object(rounds, "run_once", away), mock.patch.object(rounds, "keep_house"):
        run_forever(stop, pause=0.001)
    assert len(calls) == 3


def test_told_to_stop_it_finishes_the_job_and_takes_no_other(tenant: Tenant) -> None:
    stop, done = threading.Event(), []

    def last(job: Job) -> None:
        stop.set()
        done.append(job.id)

    for _ in range(3):
        put(tenant)
    assert run_once({"note": last}, stop=stop).done == 1
    assert len(done) == 1


def test_housekeeping_goes_through_all_tenants_whatever_happens(tenant: Tenant) -> None:
    other, swept = make_tenant(), []

    def sweep(scope) -> None:
        swept.append(scope.tenant_id)
        raise OSError("disk")

    with mock.patch.object(upkeep.files, "sweep_files", sweep):
        keep_house()
    assert swept == [tenant.id, other.id]


def test_every_handler_in_the_table_can_be_called(tenant: Tenant) -> None:
    assert all(callable(handler) for handler in HANDLERS.values())
    put(tenant, "sweep_files")
    assert run_once().done == 1


def test_a_job_can_report_its_progress(tenant: Tenant) -> None:
    with writing(tenant):
        watched = jobs_log.announce("Import", by=new_id(), total=2)
        outbox.put("import", {"progress": str(watched)})

    def take_in(job: Job) -> None:
        for number in (1, 2):
            with writing(job.tenant):
                jobs_log.reached(watched, number)
        with writing(job.tenant):
            jobs_log.finish(watched)

    run_once({"import": take_in})
    with reading(tenant):
        assert jobs_log.progress_of(watched).state == "done"
    assert files.sweep_files(tenant.scope()).files == 0
