"""Which fields `readonly_when` closes in this record."""

from collections.abc import Iterator, Mapping

from dougong.definition.context import Context
from dougong.definition.model import Entity, Field
from dougong.definition.pointers import escape
from dougong.definition.values.scope import Spot, inside, record_spot, value_of
from dougong.expression import EvaluationError
from dougong.problem import Values


def readonly_pointers(entity: Entity, values: Values, context: Context) -> frozenset[str]:
    """The pointers (`/rows/0/rate`) of the fields that may not be edited in this record.

    Computed fields, rollups, sequences and what the schema marks `readOnly` are among them. A condition that cannot be
    worked out closes its field.
    """
    return frozenset(_closed(entity.fields, record_spot(dict(values), context), context))


def _closed(fields: Mapping[str, Field], spot: Spot, context: Context) -> Iterator[str]:
    for key, field in fields.items():
        pointer = f"{spot.pointer}/{escape(key)}"
        if _is_closed(field, spot, context):
            yield pointer
        for inner in inside(spot, key) if field.fields else ():
            yield from _closed(field.fields, inner, context)


def _is_closed(field: Field, spot: Spot, context: Context) -> bool:
    given = field.computed is not None or field.rollup is not None or field.sequence is not None
    if given or field.schema.get("readOnly") is True:
        return True
    if field.readonly_when is None:
        return False
    try:
        return value_of(field.readonly_when, spot.scope, context) is True
    except EvaluationError:
        return True
