"""Tables that only grow: the database itself refuses to change or remove a row of them, on both engines."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def append_only(table: str, *, key: str) -> migrations.RunPython:
    """The migration step after which rows of `table` can be added and read, nothing else.

    key: the SQL condition that the new row (NEW) has the key of a row that is there (alias `kept`): SQLite's
    INSERT OR REPLACE would otherwise remove that row without any DELETE trigger.
    """

    def protect(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in protection(table, editor.connection.vendor, key=key):
            editor.execute(statement)

    def release(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in removal(table, editor.connection.vendor):
            editor.execute(statement)

    return migrations.RunPython(protect, release, elidable=False)


def protection(table: str, vendor: str, *, key: str) -> tuple[str, ...]:
    """The SQL that makes `table` append-only. table, key: text of ours, never from outside."""
    say = f"{table} is append-only"
    if vendor == "postgresql":
        return (
            f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{say}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
            f'CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
            f'CREATE TRIGGER {table}_keep_all BEFORE TRUNCATE ON "{table}" '
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
        )
    refuse = f"BEGIN SELECT RAISE(ABORT, '{say}'); END"
    there = f'EXISTS (SELECT 1 FROM "{table}" AS kept WHERE {key})'  # noqa: S608 - table and key are ours
    return (
        f'CREATE TRIGGER {table}_keep_update BEFORE UPDATE ON "{table}" {refuse}',
        f'CREATE TRIGGER {table}_keep_delete BEFORE DELETE ON "{table}" {refuse}',
        f'CREATE TRIGGER {table}_keep_replace BEFORE INSERT ON "{table}" WHEN {there} {refuse}',
    )


def removal(table: str, vendor: str) -> tuple[str, ...]:
    """The SQL that takes the protection of `protection` away again."""
    if vendor == "postgresql":
        return (
            f'DROP TRIGGER {table}_keep ON "{table}"',
            f'DROP TRIGGER {table}_keep_all ON "{table}"',
        )
    return tuple(f"DROP TRIGGER {table}_keep_{what}" for what in ("update", "delete", "replace"))
