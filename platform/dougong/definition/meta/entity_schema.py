"""The part of the entity meta-schema that follows from the kinds: a new kind is known to editors at once."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from dougong.kinds import KINDS, Kind


def with_kinds(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The entity meta-schema with every kind and its keywords filled in.

    schema: `schemas/entity.schema.json` as it is. Titles, descriptions and every word that belongs to no kind
    stay as written there; the list of kinds, what their keywords allow, and which words go with a kind named
    outright are made anew. A file that is up to date comes back equal.
    """
    filled = deepcopy(dict(schema))
    parts = filled["$defs"]
    words: dict[str, Any] = parts["property"]["properties"]
    keywords = _keywords()
    words["kind"]["enum"] = list(KINDS)
    for word, schemas in keywords.items():
        written = words.get(word, {"title": word})
        if "$ref" not in written:
            told = {key: written[key] for key in ("title", "description") if key in written}
            words[word] = {**told, **_either(schemas)}
    parts["common_words"]["enum"] = [word for word in words if word not in keywords]
    parts["property"]["allOf"] = [_named(kind, words) for kind in KINDS.values()]
    return filled


def _keywords() -> dict[str, list[Mapping[str, Any]]]:
    """Each keyword of any kind with the different schemas the kinds give it."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for kind in KINDS.values():
        for word, schema in kind.keywords.items():
            if _plain(schema) not in found.setdefault(word, []):
                found[word].append(_plain(schema))
    return found


def _plain(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A keyword's schema without what is told about it: that stands in the file."""
    return {key: value for key, value in schema.items() if key not in ("title", "description")}


def _either(schemas: list[Mapping[str, Any]]) -> dict[str, Any]:
    return deepcopy(dict(schemas[0])) if len(schemas) == 1 else {"anyOf": deepcopy(schemas)}


def _named(kind: Kind, words: Mapping[str, Any]) -> dict[str, Any]:
    """A field that names its kind may carry that kind's words and no other kind's."""
    own = {word: _plain(schema) for word, schema in kind.keywords.items() if "$ref" not in words[word]}
    names = {"anyOf": [{"$ref": "#/$defs/common_words"}, {"enum": list(kind.keywords)}]}
    then = {"propertyNames": names if kind.keywords else {"$ref": "#/$defs/common_words"}}
    return {
        "if": {"properties": {"kind": {"const": kind.name}}, "required": ["kind"]},
        "then": {**then, "properties": own} if own else then,
    }
