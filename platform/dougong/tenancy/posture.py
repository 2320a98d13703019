"""Whether the database's own wall between tenants stands; asked at every start (PostgreSQL)."""

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.db import connection

#: Tables that name a tenant and stand outside the wall, each with the reason; a test compares them with the database.
OUTSIDE: Final[Mapping[str, str]] = {
    "tenancy_domain": "from a host name to its tenant: read before any tenant is known",
    "tenancy_sign_in_token": "a one-time sign-in is looked up by its digest before anybody is signed in",
    "workshop_company_pages": "where a company's pages stand in the platform's own site, which has no tenant in scope",
    "workshop_company_page": "a company's page as Wagtail keeps it; the portal asks for its own company's only",
    "tenancy_signed_in": "a session is looked up by its id to learn who is there, and ended in all tenants at once",
}
TWO_ROLES: Final = (
    "Let a role of its own own the tables (DOUGONG_MIGRATE_DATABASE), and let the application come in as a plain one "
    "(DOUGONG_DATABASE): docs/security.md says how. To try things out without, set DOUGONG_ONE_ROLE=1."
)

_ROLE = "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
_TABLES = (
    "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, pg_has_role(current_user, c.relowner, 'MEMBER'),"
    " EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped)"
    " FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')"
    " ORDER BY c.relname"
)
_POLICIES = (
    "SELECT tablename FROM pg_policies WHERE schemaname = current_schema() AND policyname <> 'tenant_wall'"
    " AND permissive = 'PERMISSIVE' ORDER BY tablename"
)


def weak_points() -> tuple[str, ...]:
    """What keeps the database from holding tenants apart by itself, a sentence each; () when all is well.

    Nothing on SQLite, which has no such wall.
    """
    if connection.vendor != "postgresql":
        return ()
    with connection.cursor() as cursor:
        ((role, above_all, bypasses),) = _asked(cursor, _ROLE)
        tables, widened = _asked(cursor, _TABLES), _asked(cursor, _POLICIES)
    found = []
    if above_all:
        found.append(f"The role {role} is a superuser: row-level security does not hold for it.")
    elif bypasses:
        found.append(f"The role {role} has BYPASSRLS: row-level security does not hold for it.")
    elif owned := [name for name, _, owns, _ in tables if owns]:
        found.append(f"The role {role} owns tables and could take their wall down: {_some(owned)}.")
    if bare := [name for name, forced, _, tenants in tables if tenants and not forced and name not in OUTSIDE]:
        found.append(f"Row-level security is not enabled and forced on: {_some(bare)}.")
    if names := [name for (name,) in widened]:
        found.append(f"Besides the wall another policy lets rows through on: {_some(names)}.")
    return tuple(found)


def refuse_weak_walls() -> None:
    """For whatever serves people or works for them: no start while the database's wall could be passed.

    Raises SystemExit.
    """
    if settings.ONE_ROLE:
        return
    try:
        found = weak_points()
    finally:
        connection.close()  # a server that is about to fork must not share it
    if found:
        raise SystemExit("\n".join(("Dougong does not start:", *found, TWO_ROLES)))


def _asked(cursor: Any, query: str) -> list[tuple[Any, ...]]:
    cursor.execute(query)
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"
