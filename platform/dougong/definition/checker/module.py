"""`check_module`: everything that can be said against a module before anybody uses it."""

from collections.abc import Mapping
from typing import Final

from dougong.definition.checker.entities import check_entities
from dougong.definition.checker.findings import Findings
from dougong.definition.checker.layouts import check_layouts
from dougong.definition.checker.lookups import check_lookups
from dougong.definition.checker.papers import check_papers
from dougong.definition.checker.postings import check_postings
from dougong.definition.checker.rights import check_rights
from dougong.definition.checker.rollups import check_rollups
from dougong.definition.checker.seeds import check_seeds
from dougong.definition.checker.translations import check_translations
from dougong.definition.checker.unused import check_unused
from dougong.definition.checker.workflows import check_workflows
from dougong.definition.checker.world import World
from dougong.definition.model import Module
from dougong.expression import Signature
from dougong.problem import Problem

_NO_ENGINES: Final[Mapping[str, Signature]] = {}


def check_module(
    module: Module, others: Mapping[str, Module], *, engines: Mapping[str, Signature] = _NO_ENGINES
) -> tuple[Problem, ...]:
    """Whether a module makes sense among the others.

    Formulas are type-checked where they stand; references lead somewhere; states can be reached; somebody can
    perform each transition; forms and lists name fields that exist; postings suit their ledgers; texts are
    translated. Level "warning": parts nothing uses. others: the modules it may refer to, by key; one it only
    `works_with` may be absent. engines: functions of the platform that formulas may call. Pointers read
    "entities/slip#/properties/x". The documents must have passed `check_documents`.
    """
    found = Findings(World(module, others, engines))
    _check_head(found)
    for check in (
        check_entities,
        check_workflows,
        check_postings,
        check_layouts,
        check_rights,
        check_lookups,
        check_papers,
        check_rollups,
        check_seeds,
        check_translations,
        check_unused,
    ):
        check(found)
    return _each_once(found.problems)


def _each_once(problems: list[Problem]) -> tuple[Problem, ...]:
    """The problems without repetitions of place, code and figures."""
    once = {(one.pointer, one.code, str(one.params)): one for one in problems}
    return tuple(once.values())


def _check_head(found: Findings) -> None:
    """Modules it cannot do without must be there."""
    for key in found.world.module.requires:
        if key not in found.world.others:
            found.no_such(f"module#/requires/{key}", "module", key)
