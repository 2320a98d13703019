"""Mutation run: how many small wrong changes of the evaluator the conformance cases notice.

Run `python tests/mutation/run.py`; it prints every surviving mutant and closes with the figure.
"""

import ast
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "platform"), str(ROOT / "tests/expression"), str(ROOT / "tests/mutation")]

from dougong.expression import Expr, ExpressionError  # noqa: E402 - the same
from expression_harness import ALL, FUNCTIONS, Case, tagged  # noqa: E402 - the paths come first
from mutants import Mutant, applied, mutants  # noqa: E402 - the same

PACKAGE = "dougong.expression"
#: The evaluator, each module after the ones it imports.
MODULES = (
    "values", "run", "dates", "aggregates", "operators", "functions", "loops", "access", "program",
    "evaluate",
)  # fmt: skip
SECONDS = 10
TARGET = 90.0


@dataclass(frozen=True)
class Asked:
    """A case, read once."""

    case: Case
    ast: Any
    scope: dict[str, Any]
    expected: Any


class TooLong(BaseException):
    """A mutant that does not end."""


def _too_long(_signal: int, _frame: FrameType | None) -> None:
    raise TooLong


def trees() -> dict[str, ast.Module]:
    """The modules' sources, parsed."""
    folder = ROOT / "platform/dougong/expression"
    return {name: ast.parse((folder / f"{name}.py").read_text("utf-8")) for name in MODULES}


def load(sources: dict[str, ast.Module]) -> Callable[..., Any]:
    """The function `evaluate` of a fresh evaluator made of `sources`; every other module stays as it is."""
    for name in MODULES:
        full = f"{PACKAGE}.{name}"
        module = ModuleType(full)
        module.__file__ = full
        sys.modules[full] = module
        exec(compile(sources[name], full, "exec"), module.__dict__)
    loaded: Callable[..., Any] = sys.modules[f"{PACKAGE}.evaluate"].__dict__["evaluate"]
    return loaded


def right(evaluate: Callable[..., Any], asked: Asked) -> bool:
    """Whether the evaluator answers a case as it must."""
    case = asked.case
    try:
        answer = evaluate(
            Expr("", asked.ast), asked.scope, functions=FUNCTIONS, today=case.today,
            follow=case.follow if "records" in case.given else None, budget=case.given.get("budget", 10_000),
        )  # fmt: skip
        return bool(("result", tagged(answer)) == asked.expected)
    except ExpressionError as error:
        return bool(("error", error.problem.params["why"]) == asked.expected)


def killed(sources: dict[str, ast.Module], mutant: Mutant, cases: list[Asked]) -> bool:
    """Whether a case notices the mutant; the one that did moves to the front."""
    signal.alarm(SECONDS)
    try:
        evaluate = load({**sources, mutant.module: applied(sources[mutant.module], mutant)})
        for index, asked in enumerate(cases):
            if not right(evaluate, asked):
                cases.insert(0, cases.pop(index))
                return True
    except (Exception, TooLong):
        return True
    finally:
        signal.alarm(0)
    return False


def questions() -> list[Asked]:
    """The cases that reach the evaluator."""
    cases = [case for case in ALL if not case.given.get("parse")]
    return [Asked(case, case.parsed.ast, case.scope, case.expected) for case in cases]


def work(share: tuple[int, int]) -> list[tuple[int, bool]]:
    """One process's part of the mutants: their places in the list and whether they were killed."""
    part, parts = share
    signal.signal(signal.SIGALRM, _too_long)
    sources, cases = trees(), questions()
    every = [mutant for name in MODULES for mutant in mutants(name, sources[name])]
    return [(i, killed(sources, m, cases)) for i, m in enumerate(every) if i % parts == part]


def main() -> int:
    sources = trees()
    evaluate = load(sources)
    wrong = [asked.case.where for asked in questions() if not right(evaluate, asked)]
    if wrong:
        print(f"the evaluator as it is fails {len(wrong)} cases, first {wrong[0]}")
        return 1
    every = [mutant for name in MODULES for mutant in mutants(name, sources[name])]
    parts = min(os.cpu_count() or 1, 4)
    with multiprocessing.get_context("fork").Pool(parts) as pool:
        answers = dict(pair for share in pool.map(work, [(i, parts) for i in range(parts)]) for pair in share)
    for index, mutant in enumerate(every):
        if not answers[index]:
            print(f"survived: platform/dougong/expression/{mutant.module}.py:{mutant.line}: {mutant.what}")
    count, dead = len(every), sum(answers.values())
    share = 100 * dead / count
    print(f"mutants: {count}, killed: {dead} ({share:.1f} %)")
    return 0 if share >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
