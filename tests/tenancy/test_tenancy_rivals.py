"""The same with several processes at once."""

import pytest

from tests.rivals import Arena

pytestmark = [pytest.mark.storage]

SET_UP = """
from dougong.tenancy import *
from dougong import tenancy
def company():
    tenant = tenancy.tenant_by_key('a')
    if tenant is None:
        with platform_writing():
            tenant = tenancy.Tenant.objects.create(key='a', name='0')
            account = tenancy.Account.objects.create_account('zhang', password='a long password')
        with writing(tenant):
            tenancy.add_member(account)
    return tenant
tenant = company()
"""


def test_nothing_is_lost_between_eight_writers(arena: Arena) -> None:
    """Read, add one, write, 8 processes x 50 times: deferred transactions lost 353 of 400 there."""
    arena.run([SET_UP + "answer = 0"])
    add = (
        SET_UP
        + """
import time
def one():
    with writing(tenant):
        kept = tenancy.Tenant.objects.select_for_update().get(pk=tenant.pk)
        time.sleep(0.001)
        tenancy.Tenant.objects.filter(pk=tenant.pk).update(name=str(int(kept.name) + 1))
for _ in range(50):
    retrying(one)
answer = 50
"""
    )
    look = (
        SET_UP
        + """
import time
slowest = 0
for _ in range(200):
    began = time.perf_counter()
    with reading(tenant):
        tenancy.Tenant.objects.get(pk=tenant.pk)
    slowest = max(slowest, time.perf_counter() - began)
    time.sleep(0.005)
answer = slowest
"""
    )
    *written, slowest = arena.run([add] * 8 + [look])
    assert sum(written) == 400
    assert arena.run([SET_UP + "answer = int(tenancy.Tenant.objects.get(pk=tenant.pk).name)"]) == [400]
    assert slowest < 2, f"a reader waited {slowest:.2f} s behind writers"


def test_parallel_guesses_do_not_slip_through_the_throttle(arena: Arena) -> None:
    """4 processes x 25 guesses: no more than the limit may reach the hasher."""
    arena.run([SET_UP + "answer = 0"])
    script = (
        SET_UP
        + """
from unittest import mock
with mock.patch.object(tenancy.Account, 'check_password', return_value=False) as hasher:
    for number in range(25):
        try:
            tenancy.sign_in('zhang', f'guess {number}', tenant=tenant, address='10.0.0.7')
        except tenancy.SignInRefused:
            pass
answer = hasher.call_count
"""
    )
    assert sum(arena.run([script] * 4)) == 5


def test_a_one_time_sign_in_is_not_spent_twice_at_once(arena: Arena) -> None:
    token = arena.run([SET_UP + "answer = tenancy.issue_sign_in(tenancy.Account.objects.get(), tenant)"])[0]
    script = (
        SET_UP
        + f"""
try:
    retrying(lambda: tenancy.redeem_sign_in({token!r}))
    answer = 1
except tenancy.SignInRefused:
    answer = 0
"""
    )
    assert sum(arena.run([script] * 4)) == 1
