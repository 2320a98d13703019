"""Several workers side by side: every effect takes place, none twice at once."""

import pytest

from tests.rivals import Arena

pytestmark = [pytest.mark.storage]

SET_UP = """
from dougong.tenancy import *
from dougong import jobs, jobs_log, outbox, tenancy
tenant = tenancy.tenant_by_key('a')
"""


def test_four_workers_deliver_each_effect_once(arena: Arena) -> None:
    fill = (
        SET_UP
        + """
with platform_writing():
    tenant = tenancy.Tenant.objects.create(key='a', name='A')
with writing(tenant):
    for number in range(60):
        outbox.put('count', {'n': number})
answer = 0
"""
    )
    work = (
        SET_UP
        + """
answer = []
handlers = {'count': lambda job: answer.append(job.payload['n'])}
while not jobs.run_once(handlers).idle or jobs.has_work(tenant.scope()):
    pass
"""
    )
    arena.run([fill])
    delivered = arena.run([work] * 4)
    assert sorted(number for part in delivered for number in part) == list(range(60))
