"""Runs the doors in a process of their own."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass

from tests.live import ROOT, environment


@dataclass(frozen=True)
class Told:
    """What came of it. slowest: seconds of work, and of which poison."""

    tally: Counter[str]
    wrong: list[str]
    slowest: tuple[float, str]

    def line(self) -> str:
        """One line for people."""
        tally, (seconds, about) = dict(sorted(self.tally.items())), self.slowest
        return f"{tally}; wrong {len(self.wrong)}; slowest {seconds:.2f} s ({about})"


def run(first: int, last: int) -> Told:
    """Hand in the poisons of these seeds."""
    command = [sys.executable, "-m", "tests.poison.doors", str(first), str(last)]
    done = subprocess.run(command, env=environment(ROOT), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    told = json.loads(done.stdout.splitlines()[-1])
    return Told(Counter(told["tally"]), told["wrong"], tuple(told["slowest"]))
