"""How long does it take, and how much memory, to take 100,000 records with 14 columns out as a file?

    .venv/bin/python benchmarks/exporting.py [--rows 134000] [--engines sqlite,postgresql] [--keep FOLDER]

Fills a database with one large company (three quarters of its records are within the reader's reach) and takes the
whole list out, all columns, as a workbook and as CSV: by the very action, chunk by chunk. Each figure has its aim: what
a library alone needs to write 100,000 rows of 10 columns, 14.9 s, is the aim of the workbook, reading included. The
memory is what the whole list needs beyond an eighth of it: it must not grow with the rows.
"""

import argparse
import json
import sys
from pathlib import Path

from lists import database, run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=134_000)
    parser.add_argument("--engines", default="sqlite,postgresql")
    parser.add_argument("--keep", type=Path, default=Path("/tmp/dougong-lists"))
    given = parser.parse_args()
    missed = 0
    for engine in given.engines.split(","):
        with database(engine, given.rows, given.keep) as place:
            print(f"\n{engine}")
            heads = ("seconds", "own cpu", "aim s", "MB more", "aim MB", "file MB", "queries")
            print(" " * 28 + "".join(f"{head:>9}" for head in heads))
            for form in ("xlsx", "csv", "xlsx sorted"):
                one = json.loads(run("exporting_rig.py", *form.split(), **place).splitlines()[-1])
                good = one["cpu"] <= one["aim"] and one["memory"] <= one["aim_memory"]
                missed += not good
                name = f"{form}, {one['records']:,} records"
                print(
                    f"{' ' if good else '!'} {name:26}{one['seconds']:9.1f}{one['cpu']:9.1f}"
                    f"{one['aim']:9.1f}{one['memory']:9.0f}{one['aim_memory']:9.0f}{one['size']:9.1f}{one['queries']:>9}"
                )
    print(f"\n{missed} aims missed" if missed else "\nevery aim met")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
