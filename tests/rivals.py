"""Several real processes on one database of their own: the only honest test of locks."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

ROOT = Path(__file__).resolve().parent.parent

#: Sets Django up once, then forks a process per script: starting eight interpreters takes longer than the
#: race.
STABLE = """
import django, json, os, sys, traceback
django.setup()
from django.core.management import call_command
import dougong.access, dougong.tenancy.entrance
for line in sys.stdin:
    reads = []
    for script in json.loads(line):
        read, write = os.pipe()
        if os.fork() == 0:
            names = {}
            try:
                exec(script, names)
                said = [True, names["answer"]]
            except BaseException:
                said = [False, traceback.format_exc()[-3000:]]
            with os.fdopen(write, "w") as out:
                json.dump(said, out)
            os._exit(0)
        os.close(write)
        reads.append(read)
    answers = []
    for read in reads:
        with os.fdopen(read) as source:
            answers.append(json.load(source))
        os.wait()
    print(json.dumps(answers), flush=True)
"""


class Arena:
    """A migrated database of its own, and processes that meet on it."""

    def __init__(self, folder: Path) -> None:
        self.admin = os.environ.get("DOUGONG_DATABASE", "")
        self.name = f"rivals_{uuid4().hex[:12]}"
        if self.admin.startswith("postgres"):
            with psycopg.connect(self.admin, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {self.name}")
            address = urlsplit(self.admin)._replace(path=f"/{self.name}").geturl()
        else:
            self.admin = ""
            address = f"sqlite:///{folder / 'rivals.sqlite3'}"
        paths = [str(ROOT / "platform"), str(ROOT), os.environ.get("PYTHONPATH", "")]
        environment = {
            **{name: text for name, text in os.environ.items() if name != "PYTEST_XDIST_WORKER"},
            "DOUGONG_DATABASE": address,
            "DOUGONG_VAR": str(folder),
            "PYTHONPATH": os.pathsep.join(path for path in paths if path),
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "dougong.project.settings"),
        }
        self.stable = subprocess.Popen(
            [sys.executable, "-c", STABLE],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.run(["call_command('migrate', verbosity=0)\nanswer = 0"])

    def run(self, scripts: Sequence[str]) -> list[Any]:
        """Run all scripts at once, each in its process; each sets `answer` (JSON). Fails when one fails."""
        assert self.stable.stdin is not None
        assert self.stable.stdout is not None
        shared = "from django.core.management import call_command\n"
        self.stable.stdin.write(json.dumps([shared + script for script in scripts]) + "\n")
        self.stable.stdin.flush()
        answers = json.loads(self.stable.stdout.readline())
        for well, answer in answers:
            assert well, answer
        return [answer for _, answer in answers]

    def close(self) -> None:
        """End the processes and drop the database."""
        self.stable.communicate(timeout=20)
        if self.admin:
            with psycopg.connect(self.admin, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {self.name} WITH (FORCE)")
