"""How well a value fits a schema: enough to tell which alternative was meant, without judging it."""

from typing import Final

from dougong.forms.schemas import Document, Together
from dougong.forms.shape import Shape, shape_of, type_of
from dougong.kinds import json_key
from dougong.problem import Json

#: What a matching constant counts beside a known key.
CONSTANT: Final = 20
MISSING: Final = 3
MAX_DEPTH: Final = 4


def fit(document: Document, together: Together, value: Json, depth: int = 0) -> int:
    """0: it cannot be meant. Else the higher the better."""
    shape = shape_of(document, together)
    if shape.never:
        return 0
    if shape.choices is not None:
        keys = {json_key(one.value) for one in shape.choices}
        return CONSTANT if json_key(value) in keys or (value is None and shape.nullable) else 0
    if value is None and shape.nullable:
        return CONSTANT
    if shape.types and not _typed(shape, value):
        return 0
    if shape.unions and depth < MAX_DEPTH:
        branches = [branch for union in shape.unions for branch in union.branches]
        best = max((fit(document, (branch,), value, depth + 1) for branch in branches), default=1)
        if best == 0:
            return 0
    if isinstance(value, dict) and depth < MAX_DEPTH:
        return _object(document, shape, value, depth)
    if isinstance(value, list) and depth < MAX_DEPTH:
        return _array(document, shape, value, depth)
    return 2 if shape.types else 1


def _typed(shape: Shape, value: Json) -> bool:
    name = type_of(value)
    if name == "number" and "integer" in shape.types and "number" not in shape.types:
        return value == int(value)  # type: ignore[arg-type] # only a Decimal is called "number"
    return name in shape.types or (name == "integer" and "number" in shape.types)


def _object(document: Document, shape: Shape, value: dict[str, Json], depth: int) -> int:
    score = 10
    declared = {key: schema for part in shape.parts for key, schema in (part.get("properties") or {}).items()}
    for key, schema in declared.items():
        if key not in value:
            continue
        inner = fit(document, (schema,), value[key], depth + 1)
        if inner == 0:
            return 1 if not _constant(document, schema) else 0
        score += 2 if inner < CONSTANT else CONSTANT
    required = {key for part in shape.parts for key in part.get("required") or ()}
    score -= MISSING * len([key for key in required if key not in value])
    closed = any(part.get("additionalProperties") is False for part in shape.parts)
    if closed:
        score -= MISSING * len([key for key in value if key not in declared])
    return max(score, 1)


def _constant(document: Document, schema: object) -> bool:
    return shape_of(document, (schema,)).constant


def _array(document: Document, shape: Shape, value: list[Json], depth: int) -> int:
    items = [part["items"] for part in shape.parts if "items" in part and not isinstance(part["items"], list)]
    if not items or not value:
        return 10
    scores = [fit(document, tuple(items), one, depth + 1) for one in value[:5]]
    return 1 if 0 in scores else 10 + min(scores)
