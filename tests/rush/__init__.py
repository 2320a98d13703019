"""Editors save while an administrator publishes: what was acknowledged is there afterwards, and nothing is torn.

    python -m tests.rush --saves 200 --publications 10 [--database postgres]

prints what came of it. The editors are browsers without scripts on a real server; the administrator is another process.
"""

import html
import json
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

from tests.forms_seen import FormSeen
from tests.live import Live, environment

ROOT = Path(__file__).resolve().parents[2]
NEW = "/m/core/party/new/"
EDITORS = 6
#: What editors write, where the form has it.
WRITTEN = ("short_name", "contact", "address", "note", "x_grade", "x_pick", "x_need")


@dataclass
class Told:
    """What came of it. lost: what was acknowledged and is not there. seen: seconds until a publication was seen."""

    tally: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    seen: list[float] = field(default_factory=list)
    published: list[float] = field(default_factory=list)

    def line(self) -> str:
        """One line for people."""
        slowest = max(self.seen, default=0.0)
        return (f"{dict(self.tally)}; lost {len(self.lost)}, 5xx {len(self.errors)}, refused without a reason "
                f"{len(self.unexplained)}; a publication was seen after {slowest:.2f} s at the latest, took "
                f"{max(self.published, default=0.0):.2f} s at most")  # fmt: skip


class Editor:
    """One person at a browser without scripts, with a record of his own."""

    def __init__(self, live: Live, number: int, told: Told) -> None:
        self.live, self.number, self.told = live, number, told
        given = live.cookies("admin", device=f"rush {number}")
        self.cookies = {one["name"]: one["value"] for one in given}
        self.random = Random(number)
        self.address = ""
        self.known: dict[str, str] = {}

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        """A request: status, text, where it leads."""
        status, headers, content = self.live.ask(method, path, cookies=self.cookies, body=body)
        for line in headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        text = content.decode("utf-8", "replace")
        if status >= 500:
            self.told.errors.append(f"{method} {path}: {status} {text[:300]}")
        return status, text, headers.get("Location") or ""

    def save(self, turn: int) -> None:
        """Open the form, write, pause as people do, send; where it is refused, read why and send again."""
        path = f"{self.address}edit/" if self.address else NEW
        _, text, _ = self.ask("GET", path)
        for attempt in range(5):
            form = FormSeen(text, path)
            mine = self.typed(form, turn, again=attempt > 0)
            time.sleep(self.random.uniform(0, 0.15))
            sent = {**form.fields, **{f"/{key}": [value] for key, value in mine.items()}}
            status, text, where = self.ask("POST", path, urlencode(sent, doseq=True))
            if status == 302:
                self.told.tally["saved"] += 1
                self.address = re.sub(r"^https?://[^/]+", "", where).partition("?")[0]
                self.known |= mine
                return
            self.told.tally["refused"] += 1
            said = reasons(text)
            self.told.reasons.update(set(said))
            if not said:
                self.told.unexplained.append(f"{status} {text[:500]}")
        self.told.tally["given up"] += 1

    def typed(self, form: FormSeen, turn: int, *, again: bool) -> dict[str, str]:
        """What this person writes into the form he has before him; what must be filled in only once he is told."""
        word = f"e{self.number} t{turn}"
        values = {key: f"{word} {key}" for key in WRITTEN}
        values |= {"x_pick": self.random.choice(["dry", "wet"]), "short_name": word}
        if turn % 2 and not again:
            values["x_need"] = ""
        mine = {key: value for key, value in values.items() if f"/{key}" in form.fields}
        if not self.address:
            mine |= {"code": f"R{self.number}-{time.monotonic_ns()}", "name": f"Rush {word}", "party_kind": "other"}
        return mine

    def check(self) -> None:
        """Everything acknowledged last is in the record."""
        if not self.address:
            return
        _, text, _ = self.ask("GET", f"{self.address}edit/")
        form = FormSeen(text, self.address)
        for key, value in self.known.items():
            there = (form.fields.get(f"/{key}") or [""])[-1]
            if there != value:
                self.told.lost.append(f"{self.address} {key}: {value!r} became {there!r}")


def reasons(text: str) -> list[str]:
    """The sentences a refused form gives."""
    parts = re.findall(r'<p class="dg-error"[^>]*>(.*?)</p>|role="alert"[^>]*>(.*?)</ul>', text, re.S)
    told = (html.unescape(re.sub(r"<[^>]+>|\s+", " ", "".join(one))).strip() for one in parts)
    return [" ".join(one.split()) for one in told if one]


@contextmanager
def publisher(live: Live, database: str) -> Iterator["subprocess.Popen[str]"]:
    """The administrator's process."""
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("publisher.py"))], cwd=ROOT, text=True,
        env=environment(live.home, database), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(timeout=30)


def rush(live: Live, *, saves: int, publications: int, database: str = "") -> Told:
    """So many saves by `EDITORS` at once, and so many publications between them."""
    told, done = Told(), threading.Semaphore(0)
    editors = [Editor(live, number, told) for number in range(EDITORS)]
    watcher = Editor(live, EDITORS, told)

    def work(editor: Editor) -> None:
        for turn in range(editor.number, saves, EDITORS):
            editor.save(turn)
            done.release()

    with publisher(live, database) as process:
        publish(process, watcher, 0)
        threads = [threading.Thread(target=work, args=(editor,)) for editor in editors]
        for thread in threads:
            thread.start()
        for step in range(1, publications + 1):
            for _ in range(max(1, saves // (publications + 1))):
                done.acquire(timeout=60)
            publish(process, watcher, step)
        for thread in threads:
            thread.join(timeout=300)
        publish(process, watcher, 0)
        for editor in editors:
            editor.check()
    return told


def publish(process: Any, watcher: Editor, step: int) -> None:
    """One publication, and how long until the server shows it."""
    process.stdin.write(f"{step}\n")
    process.stdin.flush()
    told = watcher.told
    answer = process.stdout.readline()
    assert answer, "the publisher ended"
    told.published.append(json.loads(answer)["seconds"])
    began = time.monotonic()
    while f"Mark {step}<" not in watcher.ask("GET", NEW)[1]:
        if time.monotonic() - began > 20:
            told.tally["never seen"] += 1
            break
        time.sleep(0.05)
    told.seen.append(time.monotonic() - began)
    told.tally["published"] += 1
