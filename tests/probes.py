"""`python -m tests.probes [COUNT] [SEED]`: the law of routes with as many requests as asked, else 100,000."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    count, seed = (sys.argv[1:] + ["100000", "7"][len(sys.argv) - 1 :])[:2]
    environment = {**os.environ, "DOUGONG_PROBES": count, "DOUGONG_SEED": seed}
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:logging", "tests/laws/test_laws_probes.py"]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
