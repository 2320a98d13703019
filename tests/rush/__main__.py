"""The long form, by command."""

import argparse
import sys
from contextlib import nullcontext

from tests import postgres
from tests.live import running
from tests.rush import rush


def main() -> int:
    """Run it, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--saves", type=int, default=200)
    parser.add_argument("--publications", type=int, default=10)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    given = parser.parse_args()
    server = postgres.server() if given.database == "postgres" else nullcontext("")
    with server as database, running(workers=2, database=database) as live:
        told = rush(live, saves=given.saves, publications=given.publications, database=database)
    print(f"{given.database}: {told.line()}")
    print(f"  reasons given: {dict(told.reasons.most_common(12))}")
    for one in (*told.lost, *told.errors, *told.unexplained):
        print(f"  {one}")
    return 1 if told.lost or told.errors or told.unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
