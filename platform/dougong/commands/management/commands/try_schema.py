"""`manage.py try_schema FILE`: what form a JSON Schema gives. Needs no database."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dougong.commands.trial import Trial, failed, try_schema
from dougong.forms import ABSENT, Maybe
from dougong.forms.exact import read
from dougong.problem import Problem

#: Bytes of a file that are read at all.
MOST = 5_000_000

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Form</title></head><body><form method="post">
{form}
<button type="submit">Save</button></form></body></html>
"""


class _Unreadable(Exception):  # noqa: N818 - an answer about the file, told to the person
    """A file that is none, or no JSON."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


class Command(BaseCommand):
    """Prints one JSON object. Exit code 0: a form, and the data passes through it; 1: not; 2: no readable file."""

    help = "Makes the form of a JSON Schema, fills it in, sends it as a browser would, and says what came of it."
    requires_system_checks: list[str] = []  # noqa: RUF012 - the base class reads it so

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE, --data, --html."""
        parser.add_argument("file", type=Path, help="the JSON Schema")
        parser.add_argument("--data", type=Path, help="a JSON file to fill the form with; an empty form otherwise")
        parser.add_argument("--html", type=Path, help="where to write the form as a page")

    def handle(self, *args: Any, **options: Any) -> None:
        """Try the schema and print what came of it."""
        try:
            schema = _json(options["file"])
            data: Maybe = _json(options["data"]) if options["data"] else ABSENT
        except _Unreadable as unreadable:
            self._finish(failed([unreadable.problem]), 2)
        trial = try_schema(schema, data)
        if options["html"] and trial.form:
            options["html"].write_text(PAGE.format(form=trial.html), encoding="utf-8")
        self._finish(trial, 0 if trial.form and trial.roundtrip else 1)

    def _finish(self, trial: Trial, code: int) -> None:
        self.stdout.write(json.dumps(trial.report(), ensure_ascii=False))
        if code:
            raise SystemExit(code)


def _json(path: Path) -> Any:
    """The JSON of a file. Raises `_Unreadable`."""
    try:
        if path.stat().st_size > MOST:
            raise _Unreadable(Problem("", "limit", {"what": str(path), "limit": MOST}))
        return read(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise _Unreadable(Problem("", "not_found", {}, f"{path}: {error.strerror}")) from None
    except ValueError as error:
        raise _Unreadable(Problem("", "format", {"expected": "JSON"}, f"{path}: {error}")) from None
