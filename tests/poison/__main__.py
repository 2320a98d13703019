"""Many poisons, by command: python -m tests.poison --many 10000."""

import argparse
import sys

from tests.poison.running import run

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    told = run(given.first, given.first + given.many)
    print(told.line())
    for one in told.wrong:
        print(one)
    sys.exit(1 if told.wrong else 0)
