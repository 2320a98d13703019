"""How quick is saving one record with a thousand rows?

    .venv/bin/python benchmarks/saving.py [--rows 1000] [--engines postgresql,sqlite] [--keep FOLDER] [--rounds 7]

For each engine: saves a sheet whose rows refer to others, look up a rate, compute an amount and are judged by a rule,
with rights, event log and search; and in the same run the same figures by hand: a Django model saved with its rows by
`bulk_create`. The aim is of the ratio: what the platform does besides may cost a few times the bare writing.
"""

import argparse
import json
import sys
from pathlib import Path

from lists import database, run, show

FILLING = "saving_rig.py"
NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000)
    parser.add_argument("--engines", default="postgresql,sqlite")
    parser.add_argument("--keep", type=Path, default=Path("/tmp/dougong-saving"))
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    missed = 0
    for engine in given.engines.split(","):
        with database(engine, given.rows, given.keep, filling=FILLING) as place:
            asked = (str(given.rows), "--read", "--rounds", str(given.rounds))
            figures = json.loads(run(FILLING, *asked, **place).splitlines()[-1])
            missed += show(f"{NAMES[engine]}, one record (server time; x: of the same by hand)", figures)
    print(f"\n{missed} aims missed" if missed else "\nevery aim met")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
