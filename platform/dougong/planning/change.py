"""One difference between two versions of a module, as a value."""

from dataclasses import dataclass
from typing import Any, Literal

What = Literal[
    "entity_added",
    "entity_removed",
    "entity_retitled",
    "scope_changed",
    "field_added",
    "field_removed",
    "field_renamed",
    "field_retitled",
    "kind_changed",
    "reference_changed",
    "required_added",
    "required_dropped",
    "limit_tightened",
    "choice_added",
    "choice_removed",
    "index_added",
    "unique_added",
    "unique_dropped",
    "computed_changed",
    "workflow_added",
    "workflow_removed",
    "state_added",
    "state_removed",
    "transition_added",
    "transition_removed",
    "posting_added",
    "posting_changed",
    "posting_removed",
    "role_added",
    "role_removed",
]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one part of a definition.

    entity: full name, "" for what belongs to the module. at: address in the new documents (in the old ones
    for what was removed), "entities/slip#/properties/total". path: of a field, "total" or "rows/rate"; or the
    key of a state, transition, posting rule or role. before, after: what matters of each side (a field, a
    title, a limit, a choice, keys), None where there is none.
    """

    what: What
    at: str
    entity: str = ""
    path: str = ""
    before: Any = None
    after: Any = None
