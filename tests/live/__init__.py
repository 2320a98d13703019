"""The whole product, running: its own processes, the demo company, a second company with hostile content.

Preparing takes half a minute, so what was prepared is kept until the product's files change; every server gets a copy.
"""

import fcntl
import hashlib
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tests.postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
#: What the product is made of: when none of it changes, a prepared company is used again.
SOURCES = ("platform", "modules", "schemas", "templates", "static", "demo", "tests/live")
KEPT = Path(tempfile.gettempdir()) / f"dougong-live-{os.getuid()}-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"


def environment(home: Path, database: str = "") -> dict[str, str]:
    """Of the product's processes: nothing of the tests' own settings. database: an address, else SQLite in `home`."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("DOUGONG_", "DJANGO_"))}
    own = {"DOUGONG_VAR": str(home), "DOUGONG_HTTPS": "0", "PYTHONPATH": f"{ROOT / 'platform'}:{ROOT}"}
    return {**kept, **own, **({"DOUGONG_DATABASE": database} if database else {})}


def prepared() -> Path:
    """The folder of the companies as they are for these files; made when it is not there."""
    KEPT.mkdir(exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        home = KEPT / f"live-{state_of(SOURCES)}"
        if (home / "told.json").exists():
            return home
        for old in KEPT.glob("live-*"):
            shutil.rmtree(old, ignore_errors=True)
        home.mkdir()
        _prepare(home)
        return home


def _prepare(home: Path, database: str = "") -> None:
    command = [sys.executable, str(Path(__file__).with_name("prepare.py"))]
    given = environment(home, database)
    done = subprocess.run(command, env=given, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]


def state_of(sources: Sequence[str]) -> str:
    """A digest of every file in these folders, and of the day: sign-ins do not last for ever."""
    digest = hashlib.sha256(f"{date.today()} {sys.version}".encode())
    for source in sources:
        found = ROOT / source
        for path in sorted(found.rglob("*")) if found.is_dir() else [found]:
            if path.is_file() and path.suffix != ".pyc":
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@dataclass
class Live:
    """A running product. told: what the preparation says of its records and sign-ins."""

    port: int
    home: Path
    told: dict[str, Any]
    process: "subprocess.Popen[bytes]"
    seen: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def address(self, path: str = "/", company: str = "demo") -> str:
        """An address for a browser."""
        return f"http://{company}.localhost:{self.port}{path}"

    def record(self, entity: str, name: str) -> str:
        """The address of a record of the demo by the name it has in its files."""
        return f"/m/{entity}/{self.told['records'][entity][name]}/"

    def slips(self, state: str) -> list[str]:
        """The addresses of the slips in a state."""
        return [f"/m/day_labour/slip/{one}/" for one in self.told["slips"].get(state, ())]

    def token(self, login: str, company: str = "demo") -> str:
        """A one-time sign-in that nobody used yet."""
        return str(self.told["tokens"][company][login].pop())

    def cookies(self, login: str, company: str = "demo", language: str = "en", device: str = "") -> list[Any]:
        """The cookies of somebody signed in, for a browser's context. device: a word for a session of its own."""
        key = (company, login, device)
        if key not in self.seen:
            self.seen[key] = self._sign_in(login, company)
        address = self.address("/", company)
        found = {"session": self.seen[key], "dougong_language": language}
        return [{"name": name, "value": value, "url": address} for name, value in found.items()]

    def ask(self, method: str, path: str, *, cookies: dict[str, str], body: str = "", company: str = "demo",
            **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:  # fmt: skip
        """One request without a browser."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        given = {"Host": f"{company}.localhost:{self.port}", "Content-Type": "application/x-www-form-urlencoded",
                 "Cookie": "; ".join(f"{key}={value}" for key, value in cookies.items()), **headers}  # fmt: skip
        connection.request(method, path, body or None, given)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, answer.msg, content

    def _sign_in(self, login: str, company: str) -> str:
        path = f"/sign-in/{self.token(login, company)}/"
        _, headers, content = self.ask("GET", path, cookies={}, company=company)
        given = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', content)
        assert given, content[:500]
        body = f"csrfmiddlewaretoken={given.group(1).decode()}"
        status, headers, content = self.ask(
            "POST", path, cookies={"csrf": _cookie(headers, "csrf")}, body=body, company=company
        )
        assert status == 302, (status, content[:500])
        return _cookie(headers, "session")


def _cookie(headers: http.client.HTTPMessage, name: str) -> str:
    line = next(one for one in headers.get_all("Set-Cookie") or () if one.startswith(f"{name}="))
    return line.partition(";")[0].partition("=")[2]


@contextmanager
def running(workers: int = 1, database: str = "") -> Iterator[Live]:
    """A server of its own with a copy of the prepared companies. database: an empty PostgreSQL to prepare them in."""
    home = Path(tempfile.mkdtemp(prefix="dougong-live-"))
    if database:
        _prepare(home, database)
    else:
        shutil.copytree(prepared(), home, dirs_exist_ok=True)
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "dougong.project.wsgi:application", "--bind", f"127.0.0.1:{port}",
        "--workers", str(workers), "--threads", "4", "--worker-class", "gthread", "--preload", "--log-level", "error",
    ]  # fmt: skip
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(home, database), stdout=log, stderr=log)
    try:
        live = Live(port, home, json.loads((home / "told.json").read_text("utf-8")), process)
        _wait(live)
        yield live
    finally:
        process.terminate()
        process.wait(timeout=20)
        shutil.rmtree(home, ignore_errors=True)


def _wait(live: Live) -> None:
    for _ in range(300):
        assert live.process.poll() is None, (live.home / "server.log").read_text()[-3000:]
        try:
            if live.ask("GET", "/readyz", cookies={}, Host="localhost")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")
