"""The whole suite: everything on SQLite, then everything that touches a database again on a real PostgreSQL.

Prints what ran and closes with one line, "N passed, N failed, N skipped".
"""

import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402 - the root must be on the path first


def run(title: str, arguments: list[str], environment: dict[str, str]) -> tuple[int, int, int, bool]:
    """Run pytest once; give passed, failed, skipped and whether the process itself ended well."""
    print(f"\n== {title}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            "2",
            "--dist",
            "loadfile",
            f"--junitxml={report}",
            *arguments,
        ]
        code = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode
        if not report.exists():
            return 0, 1, 0, False
        suites = ET.parse(report).getroot().iter("testsuite")
        counts = [[int(s.get(k, "0")) for k in ("tests", "failures", "errors", "skipped")] for s in suites]
    tests, failures, errors, skipped = (sum(column) for column in zip(*counts, strict=True))
    return tests - failures - errors - skipped, failures + errors, skipped, code == 0


def main() -> int:
    extra = sys.argv[1:]
    if not (shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")):
        print("!! NO CHROMIUM FOUND: browser tests will be SKIPPED. Install Debian's package `chromium`.", flush=True)
    with postgres.server() as address, postgres.server() as other:
        print(f"PostgreSQL: {postgres.binaries() or 'embedded from pip'}", flush=True)
        shared = {"DOUGONG_TEST_PG": address}
        first = run("everything, database tests on SQLite", extra, shared)
        on_postgres = {**shared, "DOUGONG_DATABASE": address, "DOUGONG_DATABASE_GW1": other}
        second = run("database tests on PostgreSQL", ["-m", "storage", *extra], on_postgres)
    passed, failed, skipped = (first[i] + second[i] for i in range(3))
    print(f"\n{passed} passed, {failed} failed, {skipped} skipped")
    return 0 if failed == 0 and first[3] and second[3] and passed else 1


if __name__ == "__main__":
    sys.exit(main())
