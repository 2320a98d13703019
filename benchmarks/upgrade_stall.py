"""How long do readers and writers wait while a module with a million rows is upgraded?

    .venv/bin/python benchmarks/upgrade_stall.py [--rows 1000000] [--database sqlite:///... postgresql://...]

For each database (by default a fresh SQLite file and a fresh PostgreSQL): install version 1 of a module, fill
its table for 30 tenants (three of them hold 60 % of it), let a reading and a writing process loop through
`storage.select` and `storage.update`, and carry out version 2: three more fields, one of them indexed, one
a reference with its foreign key, and an index over a field that is full of values. Prints the longest single
operation of each loop, before and during the upgrade.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests import postgres

RIG = Path(__file__).with_name("upgrade_rig.py")


def run(database: str, rows: int) -> None:
    """One database, in a process of its own, since settings are read once."""
    environment = {
        **os.environ, "DOUGONG_DATABASE": database, "DOUGONG_VAR": tempfile.mkdtemp(prefix="dougong-bench-"),
    }  # fmt: skip
    try:
        command = [sys.executable, str(RIG), "--rows", str(rows)]
        out = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    finally:
        shutil.rmtree(environment["DOUGONG_VAR"], ignore_errors=True)
    found = json.loads(out.strip().splitlines()[-1])
    print(f"\n{database.partition(':')[0]}: {found['rows']:,} rows, upgrade in {found['upgrade_s']} s")
    for step in found["steps"]:
        print(f"  {step}")
    for kind in ("read", "write"):
        loop = found[kind]
        print(
            f"  longest {kind}: {loop['longest_during_ms']:>8} ms during"
            f" ({loop['longest_before_ms']} ms before; median during {loop['median_during_ms']} ms,"
            f" {loop['operations_during']} operations)"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--database", nargs="*", default=[])
    given = parser.parse_args()
    with ExitStack() as stack:
        databases = list(given.database)
        if not databases:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            databases = [f"sqlite:///{folder}/bench.sqlite3", stack.enter_context(postgres.server())]
        for database in databases:
            run(database, given.rows)


if __name__ == "__main__":
    main()
