"""How quick are the pages of a list with a million records?

    .venv/bin/python benchmarks/lists.py [--rows 1000000] [--small 100000] [--engines postgresql,sqlite,http]
                                         [--keep FOLDER] [--only WORD] [--rounds 15] [--slow FILE]
                                         [--search]

For PostgreSQL (with --rows) and SQLite (with --small): fills a database with one large company and three smaller ones,
signs in somebody whose reach is a condition, and asks for the real pages. Every figure stands beside its aim; what a
filter finds is compared with hand-written SQL. `http` starts the demo's server on the SQLite database and measures the
time to the first byte. --search also makes what the records are found by (a millisecond each) and searches. Filled
databases are kept under --keep. --slow appends the plans of slow queries to a file.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parent
sys.path.insert(0, str(HOME.parent))

from tests import postgres  # noqa: E402 - the root must be on the path first

WIDTH = 44


def run(script: str, *arguments: str, **environment: str) -> str:
    """A script beside this one, in a process of its own since settings are read once."""
    command = [sys.executable, str(HOME / script), *arguments]
    shared = {**os.environ, "DOUGONG_HTTPS": "0", **environment}
    done = subprocess.run(command, env=shared, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


@contextmanager
def database(
    engine: str, rows: int, keep: Path, *search: str, filling: str = "lists_filling.py"
) -> Iterator[dict[str, str]]:
    """A filled database: the environment of whoever reads it. filling: the script that fills it, given `rows`."""
    home = keep / f"{engine}-{rows}"
    home.mkdir(parents=True, exist_ok=True)
    if engine == "postgresql":
        with postgres.server(home / "server") as address:
            print(run(filling, str(rows), *search, DOUGONG_VAR=str(home), DOUGONG_DATABASE=address), end="")
            yield {"DOUGONG_VAR": str(home), "DOUGONG_DATABASE": address.replace("//dougong@", "//bench_app@")}
        return
    place = {"DOUGONG_VAR": str(home), "DOUGONG_DATABASE": f"sqlite:///{home / 'filled.sqlite3'}"}
    print(run(filling, str(rows), *search, **place), end="")
    yield place


def show(title: str, figures: list[dict[str, Any]]) -> int:
    """One table; how many aims are missed."""
    print(
        f"\n{title}\n"
        f"{'':{WIDTH}}{'p50 ms':>8}{'p95 ms':>8}{'own cpu':>9}"
        f"{'x bare':>8}{'aim':>7}{'queries':>9}{'rows':>6}{'gz kB':>7}"
    )
    for one in figures:
        mark = "  " if one["good"] else "! "
        ratio = f"{one['ratio']:.2f}" if one["ratio"] is not None else ""
        print(
            f"{mark}{one['name']:{WIDTH - 2}}{one['p50']:8.0f}{one['p95']:8.0f}{one['cpu']:9.0f}"
            f"{ratio:>8}{one['aim']:7.1f}{one['queries'] or '':>9}"
            f"{one['rows'] or '':>6}{one['bytes'] / 1000:7.1f}  {one['told']}"
        )
    return sum(not one["good"] for one in figures)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=100_000)
    parser.add_argument("--engines", default="postgresql,sqlite,http")
    parser.add_argument("--keep", type=Path, default=Path("/tmp/dougong-lists"))
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", default="")
    parser.add_argument("--slow", default="")
    parser.add_argument("--search", action="store_true")
    given = parser.parse_args()
    search = ("--search",) if given.search else ()
    asked = (*search, "--rounds", str(given.rounds), "--only", given.only, "--slow", given.slow)
    missed = 0
    engines = given.engines.split(",")
    if "postgresql" in engines:
        with database("postgresql", given.rows, given.keep, *search) as place:
            figures = json.loads(run("lists_rig.py", *asked, **place).splitlines()[-1])
            missed += show(f"PostgreSQL, {given.rows:,} records of one tenant (server time)", figures)
    if {"sqlite", "http"} & set(engines):
        with database("sqlite", given.small, given.keep, *search) as place:
            if "sqlite" in engines:
                figures = json.loads(run("lists_rig.py", *asked, **place).splitlines()[-1])
                missed += show(f"SQLite, {given.small:,} records of one tenant (server time)", figures)
            if "http" in engines:
                figures = json.loads(run("lists_http.py", "--rounds", str(given.rounds), **place).splitlines()[-1])
                missed += show(f"SQLite, {given.small:,} records, the demo's server (time to first byte)", figures)
    print(f"\n{missed} aims missed" if missed else "\nevery aim met")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
