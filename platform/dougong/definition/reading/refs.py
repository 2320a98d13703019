"""Local `$ref`: a schema with its reference replaced by what it stands for."""

from collections.abc import Mapping
from typing import Any

from dougong.definition.pointers import split

#: A chain of references longer than this leads nowhere.
MAX_HOPS = 32


def target_of(ref: str, root: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What a local reference (`#`, `#/$defs/x`, `#anchor`) points at; None when it leads nowhere."""
    if ref == "#":
        return root
    if ref.startswith("#/"):
        node: Any = root
        for token in split(ref[1:]):
            if isinstance(node, Mapping) and token in node:
                node = node[token]
            elif isinstance(node, list) and token.isdigit() and int(token) < len(node):
                node = node[int(token)]
            else:
                return None
        return node if isinstance(node, Mapping) else None
    return None


def resolved(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """`schema` with its `$ref` followed; the words beside the reference win over those of its target."""
    hops = 0
    while isinstance(schema.get("$ref"), str) and hops < MAX_HOPS:
        target = target_of(schema["$ref"], root)
        if target is None:
            break
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        schema = {**target, **beside}
        hops += 1
    return schema
