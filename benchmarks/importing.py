"""How quick is importing 50,000 lines of 14 columns?

    .venv/bin/python benchmarks/importing.py [--rows 50000] [--engines postgresql,sqlite] [--keep FOLDER]

For each engine: a workbook of day-labour lines (references by code and by name, choices, dates, money, a computed
amount, a unique tag, a running number) is handed in, checked and staged, taken in, and undone, while another process
saves single records of the same entity. Every figure stands beside its aim: seconds for checking and storing, the
seconds the write lock is held, the longest that somebody else's save waited, and the memory of the worker.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from lists import database, run

RIG = "importing_rig.py"
NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
#: Seconds for checking and storing 50,000 lines.
AIMS = {"postgresql": 30, "sqlite": 60}
LOCK, MEMORY = 10, 400


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--engines", default="postgresql,sqlite")
    parser.add_argument("--keep", type=Path, default=Path("/tmp/dougong-importing"))
    given = parser.parse_args()
    missed = 0
    for engine in given.engines.split(","):
        with database(engine, given.rows, given.keep, filling=RIG) as place:
            figures = json.loads(run(RIG, str(given.rows), "--measure", **place).splitlines()[-1])
        missed += show(NAMES[engine], given.rows, AIMS[engine] * given.rows / 50_000, figures)
    print(f"\n{missed} aims missed" if missed else "\nevery aim met")
    sys.exit(1 if missed else 0)


def show(name: str, rows: int, aim: float, found: dict[str, Any]) -> int:
    """The figures of one engine; how many aims are missed."""
    both = found["check"] + found["take"]
    lines = [
        ("read, check and stage", found["check"], None, "s"),
        ("take in", found["take"], None, "s"),
        ("both together", both, aim, "s"),
        ("of these, the worker's own work", found["own"], None, "s"),
        ("rows a second", rows / both, None, ""),
        ("write lock held", found["held"], LOCK, "s"),
        ("longest save of somebody else", found["waited"], LOCK, "s"),
        ("saves that were given up", found["failed"], 0, ""),
        ("memory of the worker", found["memory"], MEMORY, "MB"),
        ("undo", found["undo"], None, "s"),
        ("marks for searching, afterwards", found["marks"], None, "s"),
    ]
    print(f"\n{name}, {rows:,} lines of 14 columns ({found['inserted']:,} stored, {found['saves']} saves meanwhile)")
    for what, figure, limit, unit in lines:
        mark = "! " if limit is not None and figure > limit else "  "
        print(f"{mark}{what:36}{figure:10,.1f} {unit:3}" + ("" if limit is None else f"  aim {limit:g}"))
    return sum(limit is not None and figure > limit for _what, figure, limit, _unit in lines)


if __name__ == "__main__":
    main()
