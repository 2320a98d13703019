"""What a workflow state hides from a role, as cases: one for those states, one for the others."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from dougong.access.reach import Case
from dougong.access.where import both
from dougong.definition import Workflow
from dougong.expression import Expr, parse

#: The entry of a state's field rights that holds for every role not named beside it.
EVERY_ROLE = "*"


def in_states(case: Case, role: str, workflow: Workflow | None) -> Iterator[Case]:
    """`case` split by what the workflow's field rights hide from `role` in each state, if anything."""
    hiding: dict[tuple[str, ...], list[str]] = {}
    for state, rights in (workflow.field_rights if workflow else {}).items():
        hidden = tuple(_entry(rights, role).get("hide", ()))
        if hidden:
            hiding.setdefault(hidden, []).append(state)
    if not hiding:
        yield case
        return
    every = [state for states in hiding.values() for state in states]
    yield replace(case, where=both(case.where, _not_in(every)))
    for hidden, states in hiding.items():
        yield replace(case, where=both(case.where, _in(states)), hide=(*case.hide, *hidden))


def _entry(rights: Mapping[str, Any], role: str) -> Mapping[str, Any]:
    entry: Mapping[str, Any] = rights.get(role, rights.get(EVERY_ROLE, {}))
    return entry


def _in(states: Iterable[str]) -> Expr:
    return parse(f"state in [{', '.join(repr(state) for state in states)}]")


def _not_in(states: Iterable[str]) -> Expr:
    return parse(f"!(state in [{', '.join(repr(state) for state in states)}])")
