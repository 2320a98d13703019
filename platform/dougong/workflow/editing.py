"""Which fields may be written or seen in a state, by whoever holds certain roles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dougong.definition import Entity, Workflow, field_pointers
from dougong.definition.pointers import any_covers, join

#: The entry of a state's field rights that holds for every role.
EVERY_ROLE = "*"


@dataclass(frozen=True, slots=True)
class Mask:
    """What a state leaves writable: addresses as `field_pointers` gives them.

    because: the address of the state's rule.
    """

    editable: frozenset[str]
    because: str


def editable(workflow: Workflow, entity: Entity, state: str, roles: frozenset[str]) -> Mask:
    """The fields of `entity` that `state` leaves writable for a holder of `roles`.

    A locked state, an unknown one, and one in which an approval is running leave none.
    Where a state's field rights list "edit" for any role, only what is listed for one's own roles is;
    several roles: what any of them may write. What a state hides is a matter of `access`, which reads it too.
    """
    because = f"workflows/{workflow.key}#" + join(("states", state))
    if _closed(workflow, state):
        return Mask(frozenset(), because)
    rights = workflow.field_rights.get(state, {})
    own = tuple(_own(rights, roles))
    restricted = any("edit" in right for right in rights.values())
    open_ones = (p for p in field_pointers(entity) if _writable(own, p, restricted=restricted))
    return Mask(frozenset(open_ones), because)


def _own(rights: Mapping[str, Mapping[str, Any]], roles: frozenset[str]) -> Iterator[Mapping[str, Any]]:
    """The entries that hold for these roles; the one for every role only where none is named."""
    named = [rights[role] for role in sorted(roles) if role in rights]
    yield from named or ([rights[EVERY_ROLE]] if EVERY_ROLE in rights else [])


def _closed(workflow: Workflow, state: str) -> bool:
    known = workflow.states.get(state)
    waiting = any(arrow.via == state for arrow in workflow.transitions.values())
    return known is None or known.locked or waiting


def _writable(own: tuple[Mapping[str, Any], ...], pointer: str, *, restricted: bool) -> bool:
    if not own:
        return not restricted
    return any(
        (_listed(one, "edit", pointer) or not restricted)
        and not _listed(one, "readonly", pointer)
        and not _listed(one, "hide", pointer)
        for one in own
    )


def _listed(right: Mapping[str, Any], word: str, pointer: str) -> bool:
    return any_covers(right.get(word, ()), pointer)
