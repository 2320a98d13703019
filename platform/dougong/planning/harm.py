"""Which changes take something from people who have it, and which cannot be made at all."""

from dougong.definition import Field
from dougong.planning.change import Change, What
from dougong.planning.forms import form_of, takes_all

#: Changes after which something people have is out of sight, or refused when they next save it.
_ALWAYS: frozenset[What] = frozenset(
    {
        "entity_removed",
        "field_removed",
        "choice_removed",
        "state_removed",
        "workflow_removed",
        "required_added",
        "limit_tightened",
        "unique_added",
    }
)


def hurts(change: Change) -> bool:
    """Whether somebody has to agree to the change when there are rows it touches."""
    if change.what == "field_added":
        return asks_for_more(change.after)
    if change.what == "kind_changed":
        return bool(form_of(change.before)) and not takes_all(change.before, change.after)
    return change.what in _ALWAYS


def impossible(change: Change) -> bool:
    """Whether what is kept already could not be read afterwards: a key keeps its form and its target."""
    if change.what in ("kind_changed", "field_renamed"):
        before, after = form_of(change.before), form_of(change.after)
        return bool(before and after) and before != after
    return change.what in ("reference_changed", "scope_changed")


def asks_for_more(field: Field) -> bool:
    """Whether records that are there lack what a new field wants."""
    return field.required and field.computed is None and not field.has_default and field.default_expr is None
