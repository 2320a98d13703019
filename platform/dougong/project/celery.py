"""The Celery application: the same work as `manage.py work`, spread over machines by a broker.

Start it with `celery -A dougong.project.celery worker --beat`. Every task belongs to one tenant, named in the
message's headers; a worker process keeps nothing of it for the next task.
"""

import os
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from celery import Celery, Task
from celery.signals import worker_init
from django.db import close_old_connections

from dougong import jobs, tenancy
from dougong.tenancy import NoTenant, ScopeNested, TenantScope, in_scope, refuse_weak_walls

# Celery sets Django up before the first task when it knows the settings; until then nothing here touches a
# model.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dougong.project.settings")

#: The header that carries the tenant's id.
TENANT_HEADER = "dougong_tenant"
#: Seconds between two looks for work; events are sealed within 5 s.
LOOK = 2.0

app = Celery("dougong")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    accept_content=["json"],
    beat_schedule={
        "look for work": {"task": "dougong.look", "schedule": LOOK, "options": {"expires": 10}},
        "keep house": {"task": "dougong.keep_house", "schedule": 3600.0, "options": {"expires": 3600}},
    },
)


@worker_init.connect
def _look_at_the_walls(**_facts: Any) -> None:
    refuse_weak_walls()


_tenant: ContextVar[TenantScope | None] = ContextVar("dougong_task_tenant", default=None)


def tenant_of_task() -> TenantScope:
    """The tenant the running task belongs to. Raises NoTenant in a task without one."""
    tenant = _tenant.get()
    if tenant is None:
        raise NoTenant("this task has no tenant")
    return tenant


class TenantTask(Task):
    """A task of one tenant: it is sent with the tenant, sees that tenant only, and leaves nothing behind."""

    abstract = True

    def send(self, tenant: TenantScope, *args: Any, **options: Any) -> None:
        """Queue the task for `tenant`. options: Celery's own, such as expires."""
        headers = {**options.pop("headers", {}), TENANT_HEADER: tenant.tenant_id}
        self.apply_async(args, headers=headers, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Set the tenant, run, and make sure that nothing of it stays."""
        if in_scope() or _tenant.get() is not None:
            raise ScopeNested("the worker still has the tenant of an earlier task")
        mark = _tenant.set(self._tenant_of_message())
        try:
            return super().__call__(*args, **kwargs)
        finally:
            _tenant.reset(mark)
            close_old_connections()
            if in_scope():
                raise ScopeNested("the task left its scope open")

    def _tenant_of_message(self) -> TenantScope:
        number = (self.request.headers or {}).get(TENANT_HEADER)
        tenant = tenancy.tenant_by_id(number) if isinstance(number, int) else None
        if tenant is None:
            raise NoTenant(f"{self.name} was sent without a tenant, or for one that is gone")
        return tenant.scope()


_task: Callable[..., Callable[..., Any]] = app.task


@_task(name="dougong.look")
def look() -> int:
    """Send a turn to every tenant that has work; returns how many."""
    close_old_connections()
    waiting = [tenant.scope() for tenant in tenancy.tenants() if jobs.has_work(tenant.scope())]
    for tenant in waiting:
        serve.send(tenant, expires=30)
    return len(waiting)


@_task(name="dougong.serve", base=TenantTask)
def serve() -> None:
    """One turn for the task's tenant: see `jobs.serve`."""
    jobs.serve(tenant_of_task(), jobs.HANDLERS)


@_task(name="dougong.keep_house")
def keep_house() -> None:
    """Housekeeping of all tenants: see `jobs.keep_house`."""
    close_old_connections()
    jobs.keep_house()
