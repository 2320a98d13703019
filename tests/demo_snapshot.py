"""The demo company, loaded once by its own actions and copied from then on.

Loading takes ten seconds, copying a tenth of one. On SQLite the copy is kept until the product's files change, for all
processes; on PostgreSQL each process keeps its own.
"""

import fcntl
import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from dougong import catalog
from dougong.commands.demo_company import DemoCompany
from dougong.storage.physical import forget_tables
from dougong.storage.shapes import forget_shapes
from dougong.tenancy import Account

from tests.live import KEPT, state_of

#: What decides what the company holds.
SOURCES = ("platform", "modules", "schemas", "demo", "tests/settings.py")


def load() -> DemoCompany:
    """The company in the test database, which has to be empty."""
    demo = DemoCompany(tell=lambda text: None)
    if connection.vendor == "postgresql":
        if not _rows.put_back():
            demo.install_modules()
            demo.set_up()
            _rows.keep()
            return demo
        return _with_people(demo)
    KEPT.mkdir(exist_ok=True)
    with (KEPT / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = KEPT / f"site-{state_of(SOURCES)}"
        if not kept.exists():
            demo.install_modules()
            demo.set_up()
            _keep(kept)
            return demo
        _restore(kept)
    return _with_people(demo)


def _with_people(demo: DemoCompany) -> DemoCompany:
    demo.people = {account.login: account for account in Account.objects.filter(login__in=demo.plan["people"])}
    return demo


def _keep(kept: Path) -> None:
    for old in KEPT.glob("site-*"):
        shutil.rmtree(old)
    making = KEPT / f"site-making-{os.getpid()}"
    making.mkdir()
    connection.ensure_connection()
    with sqlite3.connect(making / "database") as target:
        connection.connection.backup(target)
    target.close()
    if Path(settings.FILES_ROOT).exists():
        shutil.copytree(settings.FILES_ROOT, making / "files")
    making.rename(kept)


def _restore(kept: Path) -> None:
    connection.ensure_connection()
    source = sqlite3.connect(kept / "database")
    source.backup(connection.connection)
    source.close()
    if (kept / "files").exists():
        shutil.copytree(kept / "files", settings.FILES_ROOT, dirs_exist_ok=True)
    _forget()


def _forget() -> None:
    """What this process knows of tables and modules is of before."""
    forget_tables()
    forget_shapes()
    catalog.forget()


class _Rows:
    """Every row of the company on PostgreSQL, as the database itself writes it out."""

    def __init__(self) -> None:
        self.of: dict[str, tuple[str, bytes]] = {}
        self.sequences: list[tuple[str, int]] = []

    def keep(self) -> None:
        """Read every table and where its sequences are."""
        with connection.cursor() as cursor:
            for table, columns in _columns(cursor).items():
                with cursor.copy(f"COPY {table} ({columns}) TO STDOUT (FORMAT binary)") as copy:
                    self.of[table] = (columns, b"".join(bytes(part) for part in copy))
            cursor.execute("SELECT schemaname || '.' || quote_ident(sequencename), last_value FROM pg_sequences "
                           "WHERE schemaname = current_schema() AND last_value IS NOT NULL")  # fmt: skip
            self.sequences = cursor.fetchall()

    def put_back(self) -> bool:
        """Whether there is a copy that fits the tables there are now; written to them."""
        with connection.cursor() as cursor:
            there = _columns(cursor)
            if not self.of or any(set(columns.split(", ")) - set(there.get(table, "").split(", "))
                                  for table, (columns, _) in self.of.items()):  # fmt: skip
                return False
            with transaction.atomic():
                # Neither foreign keys nor triggers: the rows were right when they were read.
                cursor.execute("SET LOCAL session_replication_role = replica")
                emptied = (f"d{number} AS (DELETE FROM {table})" for number, table in enumerate(there))
                cursor.execute(f"WITH {', '.join(emptied)} SELECT 1")  # quicker than TRUNCATE where there is little
                for table, (columns, rows) in self.of.items():
                    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT binary)") as copy:
                        copy.write(rows)
                for name, value in self.sequences:
                    cursor.execute("SELECT setval(%s, %s)", [name, value])
        _forget()
        return True


def _columns(cursor: Any) -> dict[str, str]:
    """The columns that hold data of their own, by table."""
    cursor.execute(
        "SELECT quote_ident(c.table_name), string_agg(quote_ident(c.column_name), ', ' ORDER BY c.ordinal_position) "
        "FROM information_schema.columns c JOIN pg_tables t ON t.tablename = c.table_name AND t.schemaname = "
        "c.table_schema WHERE c.table_schema = current_schema() AND c.is_generated = 'NEVER' GROUP BY c.table_name"
    )
    return dict(cursor.fetchall())


_rows = _Rows()
