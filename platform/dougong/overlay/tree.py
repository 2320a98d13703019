"""JSON documents as trees of named nodes: objects by their keys, choices of a `oneOf` by their `const`."""

from collections.abc import Mapping, Sequence
from typing import Any

from dougong.definition.pointers import join, split
from dougong.overlay.change import ABSENT, Absent
from dougong.problem import Json

Path = tuple[str, ...]
Documents = Mapping[str, Any]

#: Maps whose keys are identities: a key of theirs is permanent, and its place among the others is seen.
NAMED = frozenset(
    {
        "properties",
        "oneOf",
        "states",
        "transitions",
        "steps",
        "views",
        "sections",
        "rules",
        "roles",
        "columns",
    }
)
#: The list beside (or inside) such a map that says in which order its keys stand.
ORDER = "order"


def address_of(document: str, path: Path) -> str:
    """The address of a node: "entities/slip#/properties/cause"."""
    return f"{document}#{join(path)}"


def place_of(address: str) -> tuple[str, Path]:
    """The document and the path an address names; the opposite of `address_of`."""
    document, _, pointer = address.partition("#")
    return document, split(pointer)


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal: true is not 1, the order of an object's keys does not matter."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def is_words(node: Any) -> bool:
    """Whether it is a list of different texts, as `order` lists are."""
    return isinstance(node, list) and all(isinstance(one, str) for one in node) and len(set(node)) == len(node)


def is_choices(node: Any) -> bool:
    """Whether it is a list of choices, each an object with a `const` text of its own."""
    if not isinstance(node, list) or not node:
        return False
    return all(isinstance(one, dict) for one in node) and is_words([one.get("const") for one in node])


def keys_of(node: Any) -> list[str] | None:
    """The keys of an object or of choices, in order; None for anything that has no keys."""
    if isinstance(node, dict):
        return list(node)
    return [one["const"] for one in node] if is_choices(node) else None


def child(node: Any, key: str) -> Json | Absent:
    """The value under `key`; `ABSENT` where there is none."""
    if isinstance(node, dict):
        value: Json | Absent = node.get(key, ABSENT)
        return value
    if is_choices(node):
        return next((one for one in node if one["const"] == key), ABSENT)
    return ABSENT


def find(documents: Documents, document: str, path: Path) -> Json | Absent:
    """The node at a path of a document; `ABSENT` where there is none."""
    node: Any = documents.get(document, ABSENT)
    for key in path:
        node = child(node, key)
    found: Json | Absent = node
    return found


def put(node: Any, key: str, value: Any) -> None:
    """Write `value` under `key` of an object or of choices, in its place or at the end."""
    if isinstance(node, dict):
        node[key] = value
        return
    entry = {**value, "const": key} if isinstance(value, dict) else {"const": key}
    places = [position for position, one in enumerate(node) if one["const"] == key]
    if places:
        node[places[0]] = entry
    else:
        node.append(entry)


def replace_child(node: Any, key: str, value: Any) -> None:
    """Another object with the same content in the place of the child `key`, which is there."""
    if isinstance(node, dict):
        node[key] = value
    else:
        node[next(position for position, one in enumerate(node) if one["const"] == key)] = value


def drop(node: Any, key: str) -> None:
    """Take `key` out of an object, of choices, or of a list of texts, if it is there."""
    if isinstance(node, dict):
        node.pop(key, None)
    elif is_words(node):
        node[:] = [one for one in node if one != key]
    else:
        node[:] = [one for one in node if one["const"] != key]


def arrange(node: Any, keys: Sequence[str]) -> None:
    """Put the keys of an object, of choices or of a list of texts into the order of `keys`."""
    if isinstance(node, dict):
        items = {key: node[key] for key in keys}
        node.clear()
        node.update(items)
    elif is_words(node):
        node[:] = keys
    else:
        entries = {one["const"]: one for one in node}
        node[:] = [entries[key] for key in keys]
