"""Row-level security: the database's own wall between tenants, under the filters of the code (PostgreSQL)."""

from collections.abc import Callable
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

#: Empty after the first SET LOCAL of a connection, absent before it: both must mean "no tenant", not an
#: error.
TENANT_IN_SCOPE = "nullif(current_setting('app.tenant', true), '')::int"


def wall_statements(table: str) -> tuple[str, ...]:
    """The SQL that shows each row of `table` only in the scope of its tenant_id, to its owner too.

    table: an identifier of ours, never text from outside.
    """
    return (
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'CREATE POLICY tenant_wall ON "{table}" USING (tenant_id = {TENANT_IN_SCOPE}) '
        f"WITH CHECK (tenant_id = {TENANT_IN_SCOPE})",
    )


def walls(*tables: str) -> migrations.RunPython:
    """The migration step that walls off `tables`; nothing on SQLite, which has no such thing."""
    return migrations.RunPython(_build(tables), _tear_down(tables), elidable=False)


def _build(tables: tuple[str, ...]) -> Callable[[Any, BaseDatabaseSchemaEditor], None]:
    def build(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor != "postgresql":
            return
        for table in tables:
            for statement in wall_statements(table):
                editor.execute(statement)

    return build


def _tear_down(tables: tuple[str, ...]) -> Callable[[Any, BaseDatabaseSchemaEditor], None]:
    def tear_down(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor != "postgresql":
            return
        for table in tables:
            editor.execute(f'DROP POLICY tenant_wall ON "{table}"')
            editor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
            editor.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')

    return tear_down
