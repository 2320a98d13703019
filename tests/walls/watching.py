"""Notices every change of what is not one's own, the moment it happens."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from tests.walls.planting import Planted

#: Tables without a tenant whose rows of the neighbour's are watched too: what tells them.
BESIDES = {"tenancy_account": "id = '{admin}'", "tenancy_tenant": "id = {tenant}"}


def tables() -> list[str]:
    """Every table in the database."""
    with connection.cursor() as cursor:
        found = {one.name for one in connection.introspection.get_table_list(cursor) if one.type in {"t", "p"}}
    return sorted(found - {"touched"})  # the watch's own, on PostgreSQL listed beside the others


def columns_of(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')
        return [one[0] for one in cursor.description]


def tenants_tables() -> list[str]:
    """Every table with rows of companies."""
    return [table for table in tables() if "tenant_id" in columns_of(table)]


class Watch:
    """Triggers on every table of companies: what of the neighbour's was written is told with the table's name."""

    def __init__(self, planted: Planted) -> None:
        self.conditions = dict.fromkeys(tenants_tables(), f"tenant_id = {planted.tenant.pk}")
        admin = planted.admin.pk.hex if connection.vendor == "sqlite" else str(planted.admin.pk)
        for table, told in BESIDES.items():
            self.conditions[table] = told.format(admin=admin, tenant=planted.tenant.pk)
        self.folder = Path(settings.FILES_ROOT) / planted.tenant.key

    @contextmanager
    def set_up(self) -> Iterator["Watch"]:
        """Inside, changes are noticed. To be opened outside any transaction: SQLite reads the whole schema again at
        every undoing in a transaction that has changed it."""
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE touched (what text)")
            names = list(self._lay(cursor))
        self.files = self.stored()
        try:
            yield self
        finally:
            with connection.cursor() as cursor:
                for name, table in names:
                    cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor != "sqlite" else ""))
                cursor.execute("DROP TABLE touched")

    def _lay(self, cursor: Any) -> Iterator[tuple[str, str]]:
        if connection.vendor != "sqlite":
            cursor.execute("GRANT ALL ON touched TO PUBLIC")
            cursor.execute(
                "CREATE OR REPLACE FUNCTION pg_temp.tell() RETURNS trigger LANGUAGE plpgsql AS "
                "$$BEGIN INSERT INTO touched VALUES (TG_TABLE_NAME || ' ' || TG_OP); RETURN NULL; END$$"
            )
        for number, (table, condition) in enumerate(self.conditions.items()):
            for verb, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
                name = f"watch_{number}_{verb.lower()}"
                told = " OR ".join(f"{row}.{condition}" for row in rows)
                if connection.vendor == "sqlite":
                    cursor.execute(
                        f'CREATE TEMP TRIGGER {name} AFTER {verb} ON main."{table}" WHEN {told} '
                        f"BEGIN INSERT INTO touched VALUES ('{table} {verb}'); END"
                    )
                else:
                    cursor.execute(
                        f'CREATE TRIGGER {name} AFTER {verb} ON "{table}" FOR EACH ROW WHEN ({told}) '
                        "EXECUTE FUNCTION pg_temp.tell()"
                    )
                yield name, f'"{table}"'

    def touched(self) -> list[str]:
        """What was changed since it was asked last."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT what FROM touched")
            found = [what for (what,) in cursor.fetchall()]
            if found:
                cursor.execute("DELETE FROM touched")
        return found

    def stored(self) -> dict[str, int]:
        """The neighbour's files and their sizes."""
        return {str(path): path.stat().st_size for path in self.folder.rglob("*") if path.is_file()}
