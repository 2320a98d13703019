"""No tenant, no data; one scope, one transaction, one tenant."""

import threading

import pytest
from django.db import DatabaseError, OperationalError, connection, connections
from dougong.tenancy import (
    MemberRole,
    NoTenant,
    ScopeNested,
    Tenant,
    current,
    in_scope,
    is_writing,
    memory,
    new_id,
    platform_writing,
    reading,
    require_writing,
    retrying,
    writing,
)

from tests.company import make_member, make_tenant

pytestmark = [pytest.mark.storage, pytest.mark.django_db(transaction=True)]


def test_without_a_scope_there_is_no_tenant() -> None:
    with pytest.raises(NoTenant):
        current()
    with pytest.raises(NoTenant):
        require_writing()
    assert not in_scope()


@pytest.mark.parametrize("scope", [reading, writing])
def test_the_scope_names_its_tenant_and_is_gone_afterwards(scope) -> None:
    tenant = make_tenant("huaxia", timezone="Asia/Urumqi", language="en", currency="USD")
    with scope(tenant) as opened:
        assert opened == current()
        assert (opened.tenant_id, opened.key, opened.language) == (tenant.id, "huaxia", "en")
        assert (opened.timezone, opened.currency) == ("Asia/Urumqi", "USD")
    assert not in_scope()


@pytest.mark.parametrize("outer", [reading, writing])
@pytest.mark.parametrize("inner", [reading, writing])
def test_scopes_are_never_nested(outer, inner) -> None:
    tenant, other = make_tenant(), make_tenant()
    with outer(tenant):
        for wanted in (tenant, other):
            with pytest.raises(ScopeNested), inner(wanted):
                pass
        with pytest.raises(ScopeNested), platform_writing():
            pass
        assert current().tenant_id == tenant.id


def test_the_platform_scope_has_no_tenant() -> None:
    with platform_writing():
        assert is_writing()
        with pytest.raises(NoTenant):
            current()
        with pytest.raises(ScopeNested), reading(Tenant(id=1, key="x")):
            pass


def test_an_error_ends_the_scope_and_undoes_the_writing() -> None:
    tenant = make_tenant()
    with pytest.raises(ZeroDivisionError), writing(tenant):
        _fail(ZeroDivisionError(), Tenant.objects.filter(id=tenant.id).update(name="changed"))
    assert not in_scope()
    assert Tenant.objects.get(id=tenant.id).name == "Company"


def test_reading_cannot_write_and_the_connection_can_afterwards() -> None:
    tenant = make_tenant()
    with pytest.raises(DatabaseError), reading(tenant):
        Tenant.objects.filter(id=tenant.id).update(name="changed")
    with reading(tenant), pytest.raises(NoTenant):
        require_writing()
    with writing(tenant):
        Tenant.objects.filter(id=tenant.id).update(name="renamed")
    Tenant.objects.filter(id=tenant.id).update(currency="EUR")
    assert Tenant.objects.get(id=tenant.id).name == "renamed"


def test_a_failed_statement_caught_inside_reading_does_no_harm_afterwards() -> None:
    tenant = make_tenant()
    with reading(tenant), pytest.raises(DatabaseError):
        Tenant.objects.create(key="other", name="Other")
    with writing(tenant):
        Tenant.objects.create(key="other", name="Other")
    assert Tenant.objects.filter(key="other").exists()


def test_what_a_scope_remembers_ends_with_it() -> None:
    tenant = make_tenant()
    with pytest.raises(NoTenant):
        memory()
    with reading(tenant):
        memory()["seat"] = "kept"
        assert memory() == {"seat": "kept"}
    with reading(tenant):
        assert memory() == {}


def test_another_thread_has_no_tenant() -> None:
    found: list[bool] = []
    with reading(make_tenant()):
        thread = threading.Thread(target=lambda: found.append(in_scope()))
        thread.start()
        thread.join()
    assert found == [False]


def test_a_writer_locks_at_once_and_a_reader_never() -> None:
    """The lock of a writer is taken at once on SQLite and never by a reader."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL readers take no lock at all")
    tenant = make_tenant()
    seen: list[str] = []
    with connection.execute_wrapper(lambda run, sql, *rest: (seen.append(sql), run(sql, *rest))[1]):
        with writing(tenant):
            pass
        with reading(tenant):
            pass
    assert seen[0] == "BEGIN IMMEDIATE"
    assert [sql for sql in seen if sql.startswith("BEGIN")] == ["BEGIN IMMEDIATE", "BEGIN DEFERRED"]


def test_reading_is_one_moment() -> None:
    tenant, seen = make_tenant(), []

    def rename() -> None:
        with writing(tenant):
            Tenant.objects.filter(pk=tenant.pk).update(name="changed")
        connections.close_all()

    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads cannot share SQLite's database in memory")
    with reading(tenant):
        seen.append(Tenant.objects.get(pk=tenant.pk).name)
        thread = threading.Thread(target=rename)
        thread.start()
        thread.join()
        seen.append(Tenant.objects.get(pk=tenant.pk).name)
    seen.append(Tenant.objects.get(pk=tenant.pk).name)
    assert seen == ["Company", "Company", "changed"]


def test_only_passing_faults_are_tried_again() -> None:
    calls: list[int] = []

    def locked_twice() -> str:
        calls.append(1)
        if len(calls) < 3:
            raise OperationalError("database is locked")
        return "through"

    assert retrying(locked_twice, pause=0.001) == "through"
    assert len(calls) == 3
    with pytest.raises(OperationalError, match="always"):
        retrying(lambda: _fail(OperationalError("database is locked, always")), attempts=2, pause=0.001)
    calls.clear()
    with pytest.raises(OperationalError, match="no such table"):
        retrying(lambda: (calls.append(1), _fail(OperationalError("no such table")))[1], pause=0.001)
    assert len(calls) == 1


def test_a_transaction_is_only_tried_again_as_a_whole() -> None:
    with writing(make_tenant()), pytest.raises(ScopeNested):
        retrying(lambda: None)


def test_the_wall_of_the_database_stands_under_the_filters() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no row-level security")
    ours, theirs = make_tenant(), make_tenant()
    for tenant in (ours, theirs):
        account = make_member(tenant, "foreman")
    with AsPlainRole():
        with reading(ours):
            assert {row.tenant_id for row in MemberRole.objects.all()} == {ours.id}
        with writing(ours):
            assert MemberRole.objects.filter(tenant_id=theirs.id).update(role="thief") == 0
        with pytest.raises(DatabaseError), writing(ours):
            MemberRole.objects.create(tenant=theirs, account=account, id=new_id(), role="thief")
        assert MemberRole.objects.count() == 0
        with platform_writing():
            assert MemberRole.objects.count() == 0


def _fail(error: Exception, _done_before: object = None) -> None:
    raise error


class AsPlainRole:
    """A role that owns nothing and is no superuser, as the application's in production."""

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            self.superuser = cursor.fetchone()[0]
            if self.superuser:
                cursor.execute("DROP ROLE IF EXISTS plain_role")
                cursor.execute("CREATE ROLE plain_role")
                cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO plain_role")
                cursor.execute("SET ROLE plain_role")

    def __exit__(self, *_error: object) -> None:
        if self.superuser:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
                cursor.execute("DROP OWNED BY plain_role")
                cursor.execute("DROP ROLE plain_role")
