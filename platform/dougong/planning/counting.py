"""Which rows a change touches: what to count, and how much of it there is."""

from collections.abc import Iterable, Mapping

from dougong.planning.change import Change, What
from dougong.planning.harm import asks_for_more

#: Changes that touch the rows which have a value in the field.
_WHERE_FILLED: frozenset[What] = frozenset({"field_removed", "kind_changed", "reference_changed", "limit_tightened"})
#: Changes that touch every record of the entity.
_EVERY_ROW: frozenset[What] = frozenset(
    {
        "entity_removed",
        "scope_changed",
        "field_added",
        "required_added",
        "unique_added",
        "computed_changed",
        "workflow_removed",
        "posting_added",
    }
)


def count_keys(changes: Iterable[Change]) -> tuple[str, ...]:
    """The counts a plan for `changes` wants, each once.

    "day_labour/slip": records. "day_labour/slip#rows/rate": rows with a value there.
    "day_labour/slip#cause=own": records with that choice. "day_labour/slip@draft": records in that state.
    """
    return tuple(dict.fromkeys(key for key in map(_key, changes) if key))


def count_of(change: Change, counts: Mapping[str, int]) -> int:
    """The rows a change touches; the entity's own count where a finer one is missing."""
    key = _key(change)
    return counts.get(key, counts.get(change.entity, 0)) if key else 0


def _key(change: Change) -> str:
    if change.what == "field_added" and not asks_for_more(change.after):
        return ""
    if change.what in _EVERY_ROW:
        return change.entity
    if change.what in _WHERE_FILLED:
        return f"{change.entity}#{change.path}"
    if change.what == "state_removed":
        return f"{change.entity}@{change.path}"
    if change.what == "choice_removed":
        return f"{change.entity}#{change.path}={change.before}"
    if change.what == "field_renamed":
        above, slash, _ = change.path.rpartition("/")
        return f"{change.entity}#{above}{slash}{change.before.key}"
    return ""
