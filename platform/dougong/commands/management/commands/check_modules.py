"""`manage.py check_modules`: every packaged module against the language, the other modules, and its own cases."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dougong.catalog import meta_schemas
from dougong.commands.module_files import document_files, module_folders, read_json
from dougong.commands.stage import full_stage
from dougong.definition import Module, check_documents, check_module, positions, read_module, run_cases
from dougong.engines import SIGNATURES
from dougong.forms import message
from dougong.problem import Json, Problem, Refused


class Command(BaseCommand):
    """See the module's text."""

    help = "Checks the packaged modules; prints file, line and pointer of each problem, and N passed, N failed."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The modules to check; all of them when none is named."""
        parser.add_argument("modules", nargs="*", help="keys of modules; every packaged one when left out")

    def handle(self, *_args: Any, modules: list[str], **_options: Any) -> None:
        """Check, print, and end with status 1 when something failed."""
        tally = Counter[str]()
        papers = {folder.name: self.read(folder, tally) for folder in module_folders()}
        unknown = sorted(set(modules) - set(papers))
        if unknown:
            raise CommandError(f"There is no module {', '.join(unknown)} in {settings.MODULES_ROOT}.")
        read = {key: self.check_papers(key, documents, tally) for key, documents in papers.items()}
        whole = {key: module for key, module in read.items() if module is not None}
        for key in modules or sorted(whole):
            if key in whole:
                self.check_whole(whole[key], {k: m for k, m in whole.items() if k != key}, tally)
        if tally["warnings"]:
            self.stdout.write(f"{tally['warnings']} warnings")
        self.stdout.write(f"{tally['passed']} passed, {tally['failed']} failed")
        if tally["failed"]:
            raise SystemExit(1)

    def read(self, folder: Path, tally: Counter[str]) -> dict[str, Json]:
        """A module's documents; one that is no JSON is a failure of its own."""
        documents: dict[str, Json] = {}
        for name, path in document_files(folder):
            try:
                documents[name] = read_json(path)
            except ValueError as error:
                tally["failed"] += 1
                self.stdout.write(str(error))
        return documents

    def check_papers(self, key: str, documents: dict[str, Json], tally: Counter[str]) -> Module | None:
        """Each document by its meta-schema, then the module read as a whole; None when it cannot be read."""
        problems = check_documents(meta_schemas(), documents)
        bad = set(self.report(key, problems))
        tally["failed"] += len(bad)
        tally["passed"] += len(set(documents) - bad)
        if bad:
            return None
        try:
            return read_module(documents, hash=key)
        except Refused as refused:
            tally["failed"] += len(list(self.report(key, refused.problems)))
            return None

    def check_whole(self, module: Module, others: Mapping[str, Module], tally: Counter[str]) -> None:
        """References, types, states, rights, translations; then the module's own cases."""
        problems = check_module(module, others, engines=SIGNATURES)
        tally["warnings"] += sum(1 for problem in problems if problem.level == "warning")
        failed = set(self.report(module.key, problems))
        tally["failed"] += len(failed)
        tally["passed"] += 0 if failed else 1
        for result in run_cases(module, others, full_stage()):
            list(self.report(module.key, result.problems))
            for skipped in result.skipped:
                self.stdout.write(f"{module.key}/{result.address}: nobody judged “{skipped}”")
            tally["passed" if result.passed and not result.skipped else "failed"] += 1

    def report(self, key: str, problems: tuple[Problem, ...]) -> Iterator[str]:
        """Print each problem with file, line and pointer; yield the documents that have errors."""
        for problem in problems:
            name, _hash, pointer = problem.pointer.partition("#")
            path = Path(settings.MODULES_ROOT) / key / f"{name or 'module'}.json"
            line = line_of(path, pointer)
            level = "" if problem.level == "error" else "warning: "
            shown = path.relative_to(settings.ROOT) if path.is_relative_to(settings.ROOT) else path
            self.stdout.write(f"{shown}:{line} {pointer or '/'}: {level}{message(problem)}")
            if problem.level == "error":
                yield name


def line_of(path: Path, pointer: str) -> int:
    """The line of what a pointer names, or of the nearest thing around it."""
    if not path.exists():
        return 1
    lines = positions(path.read_text("utf-8", errors="replace"))
    while pointer and pointer not in lines:
        pointer = pointer.rpartition("/")[0]
    return lines.get(pointer, 1)
