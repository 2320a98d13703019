"""Collects what is wrong while documents are read, so that every problem is told at once."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from dougong.expression import Expr, ExpressionError, parse
from dougong.problem import Problem, Refused

#: The formula that always holds: "may see: true" means everywhere.
TRUE_EXPR = parse("true")


@dataclass(slots=True)
class Notes:
    """The problems found so far, each with a pointer into the document being read.

    prefix: put before every pointer noted; `at` moves it further in. fields: how many were read so far.
    """

    problems: list[Problem] = field(default_factory=list)
    prefix: str = ""
    fields: int = 0

    def wrong(self, pointer: str, code: str, **params: object) -> None:
        """Note that something is wrong at `pointer`."""
        self.problems.append(Problem(self.prefix + pointer, code, params))

    def add(self, pointer: str, problem: Problem) -> None:
        """Note a problem found by somebody else, as seen from `pointer`."""
        self.problems.append(problem.below(self.prefix + pointer))

    @contextmanager
    def at(self, prefix: str) -> Iterator[None]:
        """While the block runs, pointers are noted under `prefix`."""
        before, self.prefix = self.prefix, self.prefix + prefix
        try:
            yield
        finally:
            self.prefix = before

    def formula(self, document: Mapping[str, Any], key: str, pointer: str) -> Expr | None:
        """The formula a document writes under `key`; None when absent, or wrong (then noted)."""
        text = document.get(key)
        if text is None:
            return None
        return self.expr(text, f"{pointer}/{key}")

    def expr(self, text: object, pointer: str) -> Expr | None:
        """A formula from its text; None when it is wrong (then noted)."""
        if isinstance(text, bool):
            return TRUE_EXPR if text else None
        if not isinstance(text, str):
            self.wrong(pointer, "type", expected="formula")
            return None
        try:
            return parse(text)
        except ExpressionError as error:
            self.add(pointer, error.problem)
            return None

    def refuse(self) -> None:
        """Raise `Refused` when anything of level "error" was noted."""
        if any(problem.level == "error" for problem in self.problems):
            raise Refused(self.problems)
