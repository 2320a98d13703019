"""How quick is choosing one of fifty thousand?

    .venv/bin/python benchmarks/options.py [--rows 50000] [--engines postgresql,sqlite] [--keep FOLDER] [--rounds 15]
                                           [--only WORD] [--slow FILE]

For each engine: fills a database with a company that has many workers, signs somebody in, and asks as a browser does:
what a reference field offers for nothing typed, a frequent and a rare text, and the forms that refer to a worker: one
reference, one with a condition, a sheet of two hundred lines. Every figure stands beside its aim. Filled databases are
kept under --keep. --slow appends the plans of slow queries to a file.
"""

import argparse
import json
import sys
from pathlib import Path

from lists import database, run, show

FILLING = "options_rig.py"
NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--engines", default="postgresql,sqlite")
    parser.add_argument("--keep", type=Path, default=Path("/tmp/dougong-options"))
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", default="")
    parser.add_argument("--slow", default="")
    given = parser.parse_args()
    asked = ("--rounds", str(given.rounds), "--only", given.only, "--slow", given.slow)
    missed = 0
    for engine in given.engines.split(","):
        with database(engine, given.rows, given.keep, filling=FILLING) as place:
            figures = json.loads(run(FILLING, "--read", *asked, **place).splitlines()[-1])
            missed += show(f"{NAMES[engine]}, {given.rows:,} to choose from (server time)", figures)
    print(f"\n{missed} aims missed" if missed else "\nevery aim met")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
