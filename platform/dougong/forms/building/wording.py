"""Conditions of JSON Schema as expressions of our language, where they can be said in it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from dougong.expression import ExpressionError, parse, to_json
from dougong.forms.exact import write
from dougong.forms.schemas import Document
from dougong.problem import Json

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_WORDS: Final = frozenset({"true", "false", "null", "in"})
_BOUNDS: Final[Mapping[str, str]] = {
    "minimum": ">=",
    "maximum": "<=",
    "exclusiveMinimum": ">",
    "exclusiveMaximum": "<",
}
#: Keywords the language has words for, and those that say nothing about whether a value fits.
_SAID: Final = frozenset(
    {"title", "description", "$comment", "default", "examples", "type", "properties", "required", "allOf", "anyOf",
     "oneOf", "not", "const", "enum", *_BOUNDS}
)  # fmt: skip
_MAX_DEPTH: Final = 6


class _Unsayable(Exception):  # noqa: N818 - an answer, not a failure
    """The language has no words for this."""


def compiled(words: str) -> str:
    """The tree of an expression as JSON text for the browser; "" where the text is no expression."""
    if not words:
        return ""
    try:
        return write(to_json(parse(words)))
    except ExpressionError:
        return ""


def wording(document: Document, schema: Any) -> str:
    """ "This object fits `schema`" as an expression over its keys; "" where it cannot be said."""
    try:
        return _said(document, schema, "", 0)
    except _Unsayable:
        return ""


def wording_given(key: str) -> str:
    """ "This key is filled in"."""
    return f"{key} != null" if _sayable(key) else ""


def wording_equal(key: str, values: Iterable[Json]) -> str:
    """ "This key has one of these values"."""
    try:
        return _one_of(key, values) if _sayable(key) else ""
    except _Unsayable:
        return ""


def _sayable(key: str) -> bool:
    return bool(_NAME.fullmatch(key)) and key not in _WORDS


def _said(document: Document, schema: Any, name: str, depth: int) -> str:
    """The schema said of the value called `name`; "" names the object whose keys are meant."""
    if isinstance(schema, bool):
        return "true" if schema else "false"
    parts, never, broken = document.parts((schema,))
    if never or broken or depth > _MAX_DEPTH:
        raise _Unsayable
    clauses: list[str] = []
    for part in parts:
        if not set(part) <= _SAID:
            raise _Unsayable
        clauses += _of_keys(document, part, name, depth)
        clauses += _of_value(part, name)
        clauses += _combined(document, part, name, depth)
    return " && ".join(clauses) if clauses else "true"


def _of_keys(document: Document, part: Mapping[str, Any], name: str, depth: int) -> Iterator[str]:
    required = part.get("required") or ()
    properties = part.get("properties") or {}
    for key in required:
        if key not in properties:
            yield f"{_path(name, key)} != null"
    for key, inner in properties.items():
        path = _path(name, key)
        said = _said(document, inner, path, depth + 1)
        yield f"{path} != null && ({said})" if key in required else f"({path} == null || {said})"


def _of_value(part: Mapping[str, Any], name: str) -> Iterator[str]:
    words = [word for word in ("const", "enum", *_BOUNDS) if word in part]
    if part.get("type", "object") != "object" and not words:
        raise _Unsayable
    if words and not name:
        raise _Unsayable
    for word in words:
        if word in _BOUNDS:
            yield f"{name} {_BOUNDS[word]} {_literal(part[word])}"
        else:
            yield _one_of(name, [part[word]] if word == "const" else part[word])


def _combined(document: Document, part: Mapping[str, Any], name: str, depth: int) -> Iterator[str]:
    for word in ("anyOf", "oneOf"):
        if word in part:
            yield "(" + " || ".join(f"({_said(document, one, name, depth + 1)})" for one in part[word]) + ")"
    if "not" in part:
        yield f"!({_said(document, part['not'], name, depth + 1)})"


def _path(path: str, key: str) -> str:
    if not _sayable(key):
        raise _Unsayable
    return f"{path}.{key}" if path else key


def _one_of(name: str, values: Iterable[Json]) -> str:
    listed = [_literal(value) for value in values]
    if len(listed) == 1:
        return f"{name} == {listed[0]}"
    return f"{name} in [{', '.join(listed)}]"


def _literal(value: Json) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | Decimal):
        return format(Decimal(value), "f")
    if isinstance(value, str) and value.isprintable() and "'" not in value and "\\" not in value:
        return f"'{value}'"
    raise _Unsayable
