"""What `upgrade_stall.py` runs in processes of their own: the upgrade, and the two loops beside it."""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import ready  # noqa: F401 - sets Django up before anything of ours is imported

# isort: split
from django.core.management import call_command
from django.db import connection
from dougong.access import system_reach
from dougong.definition import Entity, read_entity
from dougong.definition.layout import Layout
from dougong.problem import Ref
from dougong.storage import Query, make_tables, select, update
from dougong.tenancy import Account, Tenant, TenantScope, platform_writing, reading, retrying, writing

TENANTS = 30
#: Seconds the loops run before the upgrade starts, for comparison.
WARM = 5.0

_FIELDS: dict[str, Any] = {
    "work_date": {"title": "Day", "type": "string", "format": "date", "indexed": True},
    "cause": {
        "title": "Cause",
        "oneOf": [{"const": "own", "title": "Own"}, {"const": "owner", "title": "Owner"}],
    },
    "total": {"title": "Total", "kind": "money", "indexed": True},
    "hours": {"title": "Hours", "kind": "quantity"},
    "note": {"title": "Note", "type": "string"},
}
_MORE: dict[str, Any] = {
    "weather": {"title": "Weather", "type": "string"},
    "checked": {"title": "Checked", "type": "string", "format": "date", "indexed": True},
    "slip_before": {"title": "Before", "reference": "self"},
}


def definition(version: int) -> Entity:
    """The entity in version 1 or 2."""

    fields = dict(_FIELDS)
    if version == 2:
        fields |= _MORE
        fields["hours"] = {**fields["hours"], "indexed": True}
    return read_entity("bench", "slip", {"key": "slip", "title": "Slip", "type": "object", "properties": fields})


def tenant_of(number: int) -> int:
    return number % 3 + 1 if number % 10 < 6 else number % (TENANTS - 3) + 4


def fill(rows: int, author: str) -> None:
    """Rows made by the database itself: what is measured is the upgrade, not the filling."""

    postgres = connection.vendor == "postgresql"
    tenant = f"CASE WHEN n % 10 < 6 THEN n % 3 + 1 ELSE n % {TENANTS - 3} + 4 END"
    made = {
        "tenant_id": tenant,
        "id": "lpad(to_hex(n), 32, '0')::uuid" if postgres else "printf('%032x', n)",
        "state": "CASE n % 3 WHEN 0 THEN 'draft' ELSE 'effective' END",
        "version": "1",
        "definition_version": "'1'",
        "created_by": f"'{author}'::uuid" if postgres else f"'{author.replace('-', '')}'",
        "created_at": "now()" if postgres else "'2025-01-01 00:00:00'",
        "updated_by": f"'{author}'::uuid" if postgres else f"'{author.replace('-', '')}'",
        "updated_at": "now()" if postgres else "'2025-01-01 00:00:00'",
        "created_digest": "''",
        "work_date": "date '2023-01-01' + (n * 7919 % 1000)::int" if postgres
        else "date('2023-01-01', '+' || (n * 7919 % 1000) || ' days')",
        "cause": "CASE n % 2 WHEN 0 THEN 'own' ELSE 'owner' END",
        "total": "(n * 104729 % 50000000)",
        "hours": "(n % 12) * 1000000",
        "note": "'Concrete cut away at axis ' || n",
    }  # fmt: skip
    series = f"generate_series(1::bigint, {rows}) AS n" if postgres else (
        f"(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {rows}) SELECT n FROM s)"
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0" if postgres else "PRAGMA synchronous=OFF")
        columns, values = ", ".join(made), ", ".join(made.values())
        cursor.execute(f"INSERT INTO e_bench_slip ({columns}) SELECT {values} FROM {series}")
        cursor.execute("VACUUM ANALYZE e_bench_slip" if postgres else "ANALYZE")
        cursor.execute("SET statement_timeout = '10s'" if postgres else "PRAGMA synchronous=FULL")
        if not postgres:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def numbers(rows: int) -> Iterator[int]:
    """Record numbers all over the table."""
    number = 1
    while True:
        yield number
        number = number * 48271 % 2147483647 % rows + 1


def loop(kind: str, rows: int, author: str, stop: Path, out: Path) -> None:
    """Read pages, or change records, until `stop` is there; writes (start, seconds) of every operation."""

    entity, layout, me = definition(1), Layout(), Ref("user", UUID(author))
    reach = system_reach("bench/slip", "a benchmark reads")
    taken: list[tuple[float, float]] = []

    def read(number: int) -> None:
        with reading(TenantScope(tenant_of(number), "t", "en", "UTC")):
            assert select(reach, entity, layout, Query(sort=("-work_date",), limit=50)).records

    def write(number: int) -> None:
        record = UUID(int=number)
        with writing(TenantScope(tenant_of(number), "t", "en", "UTC")):
            found = select(reach, entity, layout, Query(ids=(record,))).records[0]
            update(entity, record, found.version, {"total": Decimal(number % 1000 + found.version)}, layout, me)

    for number in numbers(rows):
        if stop.exists():
            break
        before = time.perf_counter()
        if kind == "read":
            retrying(lambda number=number: read(number))
        else:
            retrying(lambda number=number: write(number))
        if not taken:
            out.with_suffix(".running").touch()
        taken.append((time.time(), time.perf_counter() - before))
    out.write_text(json.dumps(taken))


def upgrade(rows: int) -> dict[str, Any]:
    """Everything on the database of the environment; the figures."""

    call_command("migrate", verbosity=0)
    with platform_writing():
        Tenant.objects.bulk_create(Tenant(id=n, key=f"t{n}", name="T") for n in range(1, TENANTS + 1))
        author = str(Account.objects.create_account("author").id)
    make_tables([definition(1)])
    fill(rows, author)
    with tempfile.TemporaryDirectory() as folder:
        stop = Path(folder) / "stop"
        outs = {kind: Path(folder) / kind for kind in ("read", "write")}
        loops = [
            subprocess.Popen(
                [sys.executable, __file__, "--loop", kind, "--rows", str(rows), "--author", author,
                 "--stop", str(stop), "--out", str(out)]
            )
            for kind, out in outs.items()
        ]  # fmt: skip
        while not all(out.with_suffix(".running").exists() for out in outs.values()):
            assert all(process.poll() is None for process in loops), "a loop failed"
            time.sleep(0.1)
        time.sleep(WARM)
        began = time.time()
        done = make_tables([definition(2)])
        ended = time.time()
        time.sleep(1)
        stop.touch()
        assert all(process.wait() == 0 for process in loops), "a loop failed"
        figures: dict[str, Any] = {"rows": rows, "upgrade_s": round(ended - began, 2), "steps": list(done)}
        for kind, out in outs.items():
            taken = json.loads(out.read_text())
            during = [seconds for at, seconds in taken if at >= began and at - seconds <= ended]
            earlier = [seconds for at, seconds in taken if at < began]
            figures[kind] = {
                "longest_before_ms": round(max(earlier) * 1000, 1),
                "longest_during_ms": round(max(during, default=0) * 1000, 1),
                "median_during_ms": round(sorted(during)[len(during) // 2] * 1000, 1) if during else None,
                "operations_during": len(during),
            }
        return figures


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, required=True)
    for name in ("--loop", "--author", "--stop", "--out"):
        parser.add_argument(name)
    given = parser.parse_args()
    if given.loop:
        loop(given.loop, given.rows, given.author, Path(given.stop), Path(given.out))
    else:
        print(json.dumps(upgrade(given.rows)))


if __name__ == "__main__":
    main()
