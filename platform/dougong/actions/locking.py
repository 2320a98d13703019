"""What a locked record holds stays as it is: computed values are not worked out anew from a world that went on."""

from collections.abc import Mapping
from typing import Any

from dougong.definition import Field, Workflow
from dougong.problem import Value, Values


def is_locked(workflow: Workflow | None, state: str | None) -> bool:
    """Whether nothing is edited in `state`."""
    place = workflow.states.get(state or "") if workflow else None
    return place is not None and place.locked


def as_computed(fields: Mapping[str, Field], before: Values, values: Values) -> dict[str, Value]:
    """The values with those that formulas gave as they were stored, in detail rows too (found by their id)."""
    kept: dict[str, Value] = {**values}
    for key, field in fields.items():
        if field.computed is not None and field.stored:
            kept[key] = before.get(key)
        elif field.kind == "rows":
            kept[key] = _rows(field, before.get(key), values.get(key))
    return kept


def _rows(field: Field, before: Any, rows: Any) -> Value:
    stood = {str(row["id"]): row for row in before or () if row.get("id") is not None}
    return tuple(as_computed(field.fields, stood.get(str(row.get("id")), row), row) for row in rows or ())
