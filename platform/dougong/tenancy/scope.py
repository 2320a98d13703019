"""The tenant in scope, and the only two doors to the database: `reading` and `writing`.

A scope is a transaction. It is never nested, so that a transaction always belongs to exactly one tenant and
one purpose. Outside a scope, everything that asks for the tenant fails.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from django.db import connection, transaction

#: What a writer waits for a row another holds, in milliseconds: longer than an import may hold its locks.
LOCK_WAIT = 12_000

Purpose = Literal["reading", "writing", "platform"]


class NoTenant(RuntimeError):  # noqa: N818 - reads as what is wrong: "no tenant"
    """Something asked for the tenant while none is in scope: a programming error, never "all tenants"."""


class ScopeNested(RuntimeError):  # noqa: N818 - names the fault
    """A scope was opened inside another one: one transaction would serve two purposes."""


@dataclass(frozen=True, slots=True)
class TenantScope:
    """What every room may know of the tenant at work.

    tenant_id: leads every key. key: the slug in folder names and headers. language: "zh-hans" | "en".
    timezone: IANA name. currency: ISO 4217.
    """

    tenant_id: int
    key: str
    language: str
    timezone: str
    currency: str = "CNY"

    def scope(self) -> "TenantScope":
        """Itself, so that a scope can be entered again later (by a worker)."""
        return self


class HasScope(Protocol):
    """A tenant in any form: the model `Tenant` or its `TenantScope`."""

    def scope(self) -> TenantScope:
        """The frozen value that the scope hands out."""


@dataclass(frozen=True, slots=True)
class _Open:
    purpose: Purpose
    tenant: TenantScope | None
    memory: dict[str, Any] = field(default_factory=dict, compare=False)


_open: ContextVar[_Open | None] = ContextVar("dougong_tenancy_scope", default=None)


def current() -> TenantScope:
    """The tenant in scope. Raises NoTenant."""
    opened = _open.get()
    if opened is None or opened.tenant is None:
        raise NoTenant("no tenant in scope: open tenancy.reading(tenant) or tenancy.writing(tenant) first")
    return opened.tenant


def memory() -> dict[str, Any]:
    """What rooms remember for as long as this scope is open, each under its own name. Raises NoTenant.

    A scope is one transaction of one tenant, so nothing remembered here is ever seen by another.
    """
    current()
    opened = _open.get()
    assert opened is not None, "current() would have raised"
    return opened.memory


def in_scope() -> bool:
    """Whether a tenant is in scope; for middleware and start-up checks, not for choosing a wider query."""
    opened = _open.get()
    return opened is not None and opened.tenant is not None


def is_writing() -> bool:
    """Whether the scope may write."""
    opened = _open.get()
    return opened is not None and opened.purpose != "reading"


def require_writing() -> TenantScope:
    """The tenant whose writing scope is open. Raises NoTenant, also inside `reading`."""
    tenant = current()
    if not is_writing():
        raise NoTenant("this writes: open tenancy.writing(tenant), not reading")
    return tenant


@contextmanager
def reading(tenant: HasScope) -> Iterator[TenantScope]:
    """One consistent look at one tenant's data; a write inside it is refused by the database.

    Raises ScopeNested.
    """
    with _scope(_Open("reading", tenant.scope())), _transaction("DEFERRED"):
        yield current()


@contextmanager
def writing(tenant: HasScope) -> Iterator[TenantScope]:
    """The transaction of one action in one tenant: all of it or nothing. Raises ScopeNested.

    On SQLite it takes the write lock at once (BEGIN IMMEDIATE): a deferred transaction that turns into a
    writer half way fails instead of waiting. On PostgreSQL a lock is waited for at most LOCK_WAIT.
    """
    with _scope(_Open("writing", tenant.scope())), _transaction("IMMEDIATE"):
        yield current()


@contextmanager
def platform_writing() -> Iterator[None]:
    """A writing transaction on what belongs to no tenant: tenants, domains, accounts, installed modules.

    `current()` raises inside it. Raises ScopeNested.
    """
    with _scope(_Open("platform", None)), _transaction("IMMEDIATE"):
        yield


@contextmanager
def platform_part() -> Iterator[None]:
    """What belongs to no tenant, changed in the writing scope that is open, or else in one of its own.

    So an action can change an account and log it in one transaction.
    """
    if is_writing():
        yield
        return
    with platform_writing():
        yield


@contextmanager
def _scope(opened: _Open) -> Iterator[None]:
    already = _open.get()
    if already is not None:
        raise ScopeNested(f"{opened.purpose} inside {already.purpose}: scopes are never nested")
    mark = _open.set(opened)
    try:
        yield
    finally:
        _open.reset(mark)


@contextmanager
def _transaction(mode: Literal["DEFERRED", "IMMEDIATE"]) -> Iterator[None]:
    # Under a test case that wraps each test in a transaction the mode of the outer one cannot be changed.
    outermost = not connection.in_atomic_block
    readonly = mode == "DEFERRED"
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True):
            _set_local(readonly=readonly and outermost)
            yield
        return
    connection.ensure_connection()
    if outermost:
        connection.transaction_mode = mode  # Django's own attribute, SQLite only
    try:
        with transaction.atomic(durable=True):
            connection.transaction_mode = None
            if readonly:
                _query_only(on=True)
            yield
    finally:
        connection.transaction_mode = None
        if readonly:
            _query_only(on=False)


def _query_only(*, on: bool) -> None:
    # Past Django's cursor: that one refuses to work after a failed statement until the block ends, while the
    # pragma outlives the block.
    if connection.connection is not None:
        connection.connection.execute(f"PRAGMA query_only={1 if on else 0}")


def _set_local(*, readonly: bool) -> None:
    opened = _open.get()
    tenant = opened.tenant.tenant_id if opened is not None and opened.tenant is not None else ""
    statements = [f"SET LOCAL app.tenant = '{tenant}'"]
    if readonly:
        # One snapshot for the whole scope, as SQLite has it anyway: a list and its total agree. First of all,
        # because it cannot be changed once a query ran; a read-only one never fails for it.
        statements.insert(0, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    else:
        statements.append(f"SET LOCAL lock_timeout = {LOCK_WAIT}")
    with connection.cursor() as cursor:
        # One round trip; SET takes no parameters, and the tenant is an integer of ours.
        cursor.execute("; ".join(statements))
