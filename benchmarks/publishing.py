"""How long does publishing hold anybody up, with a million records in the entity?

    .venv/bin/python benchmarks/publishing.py [--rows 1000000] [--small 1000000] [--engines postgresql,sqlite]
                                              [--keep FOLDER] [--rounds 5]

Fills a database as `lists.py` does, and publishes a tenant's changes to the entity with the many records: a new field
that is searched and sorted, a field that was there and is searched from now on, and the way back. Then what the merged
definition costs each request. Every figure stands beside its aim. Filled databases are kept under --keep.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from lists import database, run


def show(title: str, figures: list[dict[str, Any]]) -> int:
    """One table; how many aims are missed."""
    print(f"\n{title}\n{'':48}{'p50 ms':>10}{'worst ms':>10}{'aim ms':>8}")
    for one in figures:
        mark = "  " if one["p50"] <= one["aim"] else "! "
        print(f"{mark}{one['name']:46}{one['p50']:10.3f}{one['worst']:10.3f}{one['aim']:8.1f}")
    return sum(one["p50"] > one["aim"] for one in figures)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=1_000_000)
    parser.add_argument("--engines", default="postgresql,sqlite")
    parser.add_argument("--keep", type=Path, default=Path("/tmp/dougong-lists"))
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    missed = 0
    for engine, rows in (("postgresql", given.rows), ("sqlite", given.small)):
        if engine not in given.engines.split(","):
            continue
        with database(engine, rows, given.keep) as place:
            figures = json.loads(run("publishing_rig.py", "--rounds", str(given.rounds), **place).splitlines()[-1])
            missed += show(f"{engine}, {rows:,} records of one tenant", figures)
    print(f"\n{missed} aims missed" if missed else "\nevery aim met")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
