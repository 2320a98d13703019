"""`run_cases`: a module's own tests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dougong.definition.model import Module
from dougong.definition.pointers import escape
from dougong.definition.trying.expecting import differences, skipped
from dougong.definition.trying.setting import Case, set_up
from dougong.definition.trying.situation import Stage
from dougong.problem import Problem

_NOBODY: Final = Stage()


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one case went.

    address: "cases/slip#/cases/overtime". problems: what differs, each at its place in the document (code
    "case", params what, expected, found). skipped: expectations nobody was handed in to judge.
    """

    address: str
    problems: tuple[Problem, ...]
    skipped: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything that was judged came out as expected."""
        return not self.problems


def run_cases(module: Module, others: Mapping[str, Module], stage: Stage = _NOBODY) -> tuple[CaseResult, ...]:
    """Try every case of a module, in the order of its documents.

    others: the modules beside it, by key. stage: the higher rooms that judge approvers, field rights and
    postings. The documents must have passed `check_documents`.
    """
    return tuple(_results(module, others, stage))


def _results(module: Module, others: Mapping[str, Module], stage: Stage) -> Iterator[CaseResult]:
    modules = {**others, module.key: module}
    for path in sorted(module.documents):
        document = module.documents[path]
        if path.startswith("cases/") and isinstance(document, Mapping):
            for key, own in document.get("cases", {}).items():
                case = Case(module, modules, document, own, stage.functions)
                yield _result(case, f"{path}#/cases/{escape(key)}", stage)


def _result(case: Case, address: str, stage: Stage) -> CaseResult:
    scene = set_up(case)
    if scene is None:
        return CaseResult(address, (Problem(address, "no_such", {"what": "entity", "name": case.entity}),))
    expect = case.own.get("expect", {})
    wanted = {one.get("at") for one in expect.get("problems", ())}
    typos = tuple(
        one.below(f"{address}/given")
        for one in scene.checked.problems
        if one.code == "unknown_key" and one.pointer not in wanted
    )
    problems = tuple(
        Problem(f"{address}/expect{at}", "case", {"what": what, "expected": wanted, "found": have})
        for at, what, wanted, have in differences(scene, expect, stage)
    )
    return CaseResult(address, typos + problems, skipped(expect, stage))
