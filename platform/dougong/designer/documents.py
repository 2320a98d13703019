"""Documents edited whole: the meta-schema of each with its references resolved, and what was edited as changes."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from dougong.definition import document_type
from dougong.designer.draft import Draft, change
from dougong.designer.metas import meta_schemas
from dougong.overlay import GONE, Add, Deed, Order, Remove, Set, diff_documents
from dougong.problem import Json, Problem, Refused

#: A part that contains itself is unfolded so often; what lies deeper is any JSON.
DEEPEST: Final = 2


def document_schema(path: str) -> dict[str, Any]:
    """The meta-schema of the document at a path, every reference replaced by what it refers to.

    A part that contains itself (a field whose rows have fields) is unfolded a few times, then left open.
    Raises Refused (code "unknown_key") for a path no module has.
    """
    type_ = document_type(path)
    if type_ is None:
        raise Refused([Problem("", "unknown_key", {"key": path})])
    return _resolved(type_)


@cache
def _resolved(type_: str) -> dict[str, Any]:
    schema = meta_schemas()[type_]
    found: dict[str, Any] = _unfold(schema, schema, ())
    return {key: value for key, value in found.items() if key not in ("$defs", "$id", "$schema")}


def _unfold(node: Any, root: Mapping[str, Any], around: tuple[str, ...]) -> Any:
    """A node with its references resolved. around: the references it lies in."""
    if isinstance(node, list):
        return [_unfold(one, root, around) for one in node]
    if not isinstance(node, Mapping):
        return node
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return {key: _unfold(value, root, around) for key, value in node.items() if key != "$defs"}
    beside = {key: _unfold(value, root, around) for key, value in node.items() if key != "$ref"}
    document, _, pointer = reference.partition("#")
    home = _by_name()[document] if document else root
    name = f"{home.get('$id', '')}#{pointer}"
    if around.count(name) >= DEEPEST:
        return {"title": beside.get("title", ""), "type": "object"}
    target: Any = home
    for key in pointer.split("/")[1:]:
        target = target[key]
    return {**_unfold(target, home, (*around, name)), **beside}


@cache
def _by_name() -> dict[str, dict[str, Any]]:
    return {str(schema["$id"]): schema for schema in meta_schemas().values()}


def replace_document(draft: Draft, path: str, document: Json) -> Draft:
    """The draft with one document as it was edited whole; None takes it away. Only what differs becomes a change.

    Raises Refused as `change` does: an own key that does not begin with "x_" ...
    """
    if document_type(path) is None:
        raise Refused([Problem("", "unknown_key", {"key": path})])
    now = {path: draft.documents[path]} if path in draft.documents else {}
    wanted = {} if document is None else {path: document}
    found = diff_documents(now, wanted)
    deeds: dict[str, Deed] = {}
    for address, one in found.changes.items():
        match one:
            case Add() | Order():
                deeds[address] = one
            case Set(value):
                deeds[address] = value
            case Remove():
                deeds[address] = GONE
    return change(draft, deeds)
