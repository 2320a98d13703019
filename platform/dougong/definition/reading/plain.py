"""Any plain JSON Schema as an entity: fields where it has them, its own text as the whole law."""

from collections.abc import Mapping
from typing import Any, Final

from dougong.definition.model import Entity
from dougong.definition.plain.mending import compile_lenient
from dougong.definition.plain.words import subschemas
from dougong.definition.reading.fields import Place, read_field
from dougong.definition.reading.notes import Notes
from dougong.problem import Json, Problem, Refused

#: Fields of one form (named limits of the house); counted as written, references not unfolded.
MAX_FIELDS: Final = 500


def read_schema(schema: Json) -> Entity:
    """Read a plain schema: `$schema` names the dialect, else 2020-12; formats are asserted.

    The entity is open and has one `root` field, since the instance need not be an object; `fields` are the
    properties of an object. `check_values` on it follows the schema's own text and nothing else, see
    `compiled.unsupported` for what of it cannot be run. Raises `Refused`: no schema, too large, more than 500
    fields, references that lead nowhere.
    """
    compiled = compile_lenient(schema)
    written: Mapping[str, Any] = schema if isinstance(schema, Mapping) else {}
    count = _count(written)
    if count > MAX_FIELDS:
        raise Refused([Problem("", "limit", {"what": "fields", "limit": MAX_FIELDS})])
    notes = Notes()
    root = read_field("", written, notes, Place(root=written, module="", entity=""))
    return Entity(
        module="",
        key="",
        title=root.title,
        help=root.help,
        schema=written,
        fields=root.fields if root.kind == "group" else {},
        closed=False,
        residue=written,
        root=root,
        compiled=compiled,
    )


def _count(schema: Mapping[str, Any]) -> int:
    """The properties written anywhere in the schema."""
    total = 0
    waiting = [schema]
    while waiting:
        one = waiting.pop()
        properties = one.get("properties")
        total += len(properties) if isinstance(properties, Mapping) else 0
        waiting += [inner for _, inner in subschemas(one) if isinstance(inner, Mapping)]
    return total
