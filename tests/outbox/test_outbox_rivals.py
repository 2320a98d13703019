"""Several workers on one outbox."""

import pytest

from tests.rivals import Arena

pytestmark = [pytest.mark.storage]

SET_UP = """
from dougong.tenancy import *
from dougong import outbox, tenancy
tenant = tenancy.tenant_by_key('a')
"""


def test_no_effect_is_claimed_twice(arena: Arena) -> None:
    fill = (
        SET_UP
        + """
with platform_writing():
    tenant = tenancy.Tenant.objects.create(key='a', name='A')
with writing(tenant):
    for number in range(100):
        outbox.put('count', {'n': number})
answer = 0
"""
    )
    take = (
        SET_UP
        + """
def one():
    with writing(tenant):
        return outbox.claim(3)
answer = []
while taken := retrying(one, attempts=8):
    answer += [claimed.payload['n'] for claimed in taken]
"""
    )
    arena.run([fill])
    taken = arena.run([take] * 4)
    assert sorted(number for part in taken for number in part) == list(range(100))
