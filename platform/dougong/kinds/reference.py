"""reference: another record; one or many, of one entity or any; in a tree, or narrowed by a parent."""

from typing import Any

from dougong.kinds._common import flags
from dougong.kinds._references import ANY_ENTITY, MANY_KEYWORDS, many_options, ref_kind
from dougong.kinds.kind import BY_OPTION, NOT_MINE, Schema


def _target(schema: Schema) -> str | None:
    """The entity named by the schema, or by its items where it is a list."""
    items = schema.get("items")
    for place in (schema, items if isinstance(items, dict) else {}):
        if isinstance(place.get("reference"), str) and place["reference"]:
            return str(place["reference"])
    return None


def _rank(schema: Schema) -> int:
    return BY_OPTION if _target(schema) else NOT_MINE


def _options(schema: Schema) -> dict[str, Any]:
    """reference: the target ("*" any); many; tree: choose in a tree; under: key of the field that narrows."""
    options = {**many_options(schema), **flags(schema, "tree"), "reference": _target(schema) or ANY_ENTITY}
    if isinstance(schema.get("under"), str):
        options["under"] = schema["under"]
    return options


REFERENCE = ref_kind(
    "reference",
    rank=_rank,
    options=_options,
    keywords={
        **MANY_KEYWORDS,
        "reference": {
            "type": "string",
            "pattern": r"^(\*|self|[a-z][a-z0-9_]{0,62}(/[a-z][a-z0-9_]{0,62})?)$",
            "description": "The entity referred to: “module/entity”, “self”, or “*” for any.",
        },
        "tree": {"type": "boolean", "description": "The entity is a tree: choose by unfolding it."},
        "under": {"type": "string", "description": "Key of the field whose children are offered here."},
        "pick": {"type": "string", "description": "Expression: which records may be chosen."},
    },
)
