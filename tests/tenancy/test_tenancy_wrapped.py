"""Scopes work inside a test that is one transaction, as most tests of pages are."""

import pytest
from django.db import DatabaseError, connection, transaction
from dougong.tenancy import Tenant, actor_of, reading, writing

from tests.company import make_member, make_tenant

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


def test_reading_and_writing_take_turns() -> None:
    tenant = make_tenant()
    account = make_member(tenant, "foreman")
    with writing(tenant):
        Tenant.objects.filter(pk=tenant.pk).update(name="changed")
    with reading(tenant):
        assert actor_of(account, tenant).roles == {"foreman"}
    assert Tenant.objects.get(pk=tenant.pk).name == "changed"


def test_a_refused_write_inside_reading_does_not_spoil_the_test() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("inside a wrapped test PostgreSQL cannot make one part of the transaction read-only")
    tenant = make_tenant()
    with pytest.raises(DatabaseError), reading(tenant):
        Tenant.objects.filter(pk=tenant.pk).update(name="changed")
    with writing(tenant):
        Tenant.objects.filter(pk=tenant.pk).update(name="renamed")


def test_outside_such_a_test_a_scope_inside_a_transaction_is_refused() -> None:
    connection.atomic_blocks[-1]._from_testcase = False
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic(), reading(make_tenant_plainly()):
        pass
    connection.atomic_blocks[-1]._from_testcase = True


def make_tenant_plainly() -> Tenant:
    return Tenant.objects.create(key="plain", name="Plain")
