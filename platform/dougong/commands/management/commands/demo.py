"""`manage.py demo`: from nothing to a running product with a demo company, on embedded SQLite."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Callable
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from dougong.commands.demo_company import DEMO_HOST, DemoCompany
from dougong.commands.demo_second import SecondCompany
from dougong.commands.demo_workbooks import Workbooks
from dougong.commands.fresh_static import collect_when_changed
from dougong.problem import Refused


class Command(BaseCommand):
    """See the module's text."""

    help = "Prepares the embedded database and a demo company, starts the server and the job worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--port, --until-ready, --prepare-only, --bare."""
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--until-ready", action="store_true", help="stop again as soon as the pages answer")
        parser.add_argument("--bare", action="store_true", help="leave the company's spreadsheets out")
        parser.add_argument("--prepare-only", action="store_true", help="start nothing")

    def handle(
        self, *_args: Any, port: int, until_ready: bool, prepare_only: bool, bare: bool, **_options: Any
    ) -> None:
        """Prepare, start, tell the addresses, and wait."""
        began = time.monotonic()
        os.environ["DOUGONG_PUBLIC_PORT"] = str(port)
        os.environ["DOUGONG_HTTPS"] = "0"  # for the server started below: the demo is served in the clear
        os.environ.setdefault("DOUGONG_STAFF_SECOND_FACTOR", "0")  # the demo's staff come in by a link alone
        if not os.environ.get("DOUGONG_MIGRATE_DATABASE"):
            os.environ.setdefault("DOUGONG_ONE_ROLE", "1")  # and the worker: a demo may have one role for everything
        self.step("Database", lambda: call_command("migrate", verbosity=0, stdout=StringIO()))
        company = DemoCompany(tell=self.progress)
        second = SecondCompany(company, tell=self.progress)
        self.step("Modules", company.install_modules)
        self.step("Demo company", company.set_up)
        if not bare:
            self.step("Second company", second.set_up)
            self.step("Spreadsheets", lambda: self.bring_in(company, second))
        self.step("Styles and scripts", collect_when_changed)
        if prepare_only:
            return
        signal.signal(signal.SIGTERM, _interrupt)  # whoever ends the demo ends its server and worker too
        processes = [self.start_worker(), self.start_server(port)]
        try:
            self.wait_until_ready(port)
            self.tell_addresses(company, second, port, time.monotonic() - began)
            if not until_ready:
                self.stay(processes)
        except KeyboardInterrupt:
            self.stdout.write("\nStopping ...")
        finally:
            for process in processes:
                process.send_signal(signal.SIGTERM)
            for process in processes:
                process.wait(timeout=20)

    def step(self, title: str, work: Callable[[], object]) -> None:
        """One line of progress: what is being done, and how long it took. Raises CommandError when refused."""
        self.progress(title)
        began = time.monotonic()
        try:
            work()
        except Refused as refused:
            raise CommandError(
                f"{title}: {refused}\nWhat is there does not fit this demo. Move {settings.VAR} away and try again."
            ) from refused
        done = f"  {title} ✓ {time.monotonic() - began:.1f} s"
        self.stdout.write(f"\r{done:<60}" if self.stdout.isatty() else done)

    def bring_in(self, company: DemoCompany, second: SecondCompany) -> None:
        """The companies' own spreadsheets, by the import; what each gave stands beside what was expected."""
        books = Workbooks(company.tenant(), company.people, self.progress)
        others = Workbooks(second.tenant(), second.people, self.progress, part="second")
        brought = [*books.bring_in(), *others.bring_in()]
        lines = [*brought, *books.totals()] if not all(one.again for one in brought) else ()
        for line in lines:
            self.stdout.write(f"\r    {line!s:<100}")

    def progress(self, text: str) -> None:
        """What a longer step is at: on a terminal, on a line that is written over again."""
        if self.stdout.isatty():
            self.stdout.write(f"\r{f'  {text} ...':<60}", ending="")
            self.stdout.flush()

    def start_worker(self) -> "subprocess.Popen[bytes]":
        """The embedded job worker, as a process of its own."""
        return subprocess.Popen([sys.executable, "manage.py", "work"], cwd=settings.ROOT)

    def start_server(self, port: int) -> "subprocess.Popen[bytes]":
        """The web server: two processes, four threads each."""
        command = [
            sys.executable, "-m", "gunicorn", "dougong.project.wsgi:application", "--bind", f"127.0.0.1:{port}",
            "--workers", "2", "--threads", "4", "--worker-class", "gthread", "--preload", "--log-level", "warning",
        ]  # fmt: skip
        environment = {**os.environ, "PYTHONPATH": str(settings.ROOT / "platform")}
        return subprocess.Popen(command, cwd=settings.ROOT, env=environment)  # noqa: S603 - our own words, no shell

    def wait_until_ready(self, port: int) -> None:
        """Until the pages answer. Raises CommandError when they do not within 30 s."""
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise CommandError(f"Nothing answers on port {port}. Is another program using it? Try --port.")

    def tell_addresses(self, company: DemoCompany, second: SecondCompany, port: int, seconds: float) -> None:
        """Where to go, as whom."""
        self.stdout.write(self.style.SUCCESS(f"\nDougong 斗拱 is ready after {seconds:.1f} s."))
        self.stdout.write(f"  http://{DEMO_HOST}:{port}/\n\nSign in once by opening one of these:")
        for name, what, token in company.sign_ins():
            self.stdout.write(f"  {name} {what}\n    http://{DEMO_HOST}:{port}/sign-in/{token}/")
        for name, what, token in second.sign_ins() if second.people else ():
            self.stdout.write(f"  {name} {what}\n    http://{second.host}:{port}/sign-in/{token}/")
        for name, what, token in company.staff_sign_ins() if settings.WORKSHOP_HOST else ():
            self.stdout.write(f"  {name} {what}\n    http://{settings.WORKSHOP_HOST}:{port}/sign-in/{token}/")
        self.stdout.write(f"\nLetters are not sent but written to {settings.LETTERS_ROOT}.\nCtrl-C stops it.")
        self.stdout.flush()

    def stay(self, processes: "list[subprocess.Popen[bytes]]") -> None:
        """Until Ctrl-C, or until one of the processes ends."""
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)


def _interrupt(_signal: int, _frame: object) -> None:
    """Any end is like Ctrl-C."""
    raise KeyboardInterrupt
