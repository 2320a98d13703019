"""Whether a reference field offers a record: the one judgement, for what is offered and for what was sent."""

from dougong.definition import Context, Field, value_of
from dougong.expression import EvaluationError
from dougong.problem import Value, Values
from dougong.storage import Record


def picked(field: Field, target: Record, values: Values, row: Values | None, context: Context) -> bool:
    """Whether the field offers `target` in a record with these values."""
    if field.pick is None:
        return True
    scope = {**target.system, **target.values, **pick_scope(values, row, context)}
    try:
        return value_of(field.pick, scope, context) is True
    except EvaluationError:
        return False  # closed by default: a choice that cannot be judged is not offered


def pick_scope(values: Values, row: Values | None, context: Context) -> dict[str, Value]:
    """What a `pick` may name beside the target's own fields: the record being filled in, its row, the person."""
    own: Value = {**values, **context.system}
    return {"record": own, "row": row, "me": context.me, "my_projects": context.system.get("my_projects"),
            "settings": context.settings}  # fmt: skip
