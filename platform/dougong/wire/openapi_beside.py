"""What the description says of everything beside a record: comments, history, files, many changes at once."""

from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import gettext as _

from dougong.admission import Entry
from dougong.wire.schemas import UUID

PAGE_MAX: Final = 200
BATCH_MAX: Final = 200
TEXT_MAX: Final = 4_000
_MOMENT: Final = {"type": "string", "format": "date-time"}
_COMMENT: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["id", "author", "at", "text"],
    "properties": {"id": UUID, "author": UUID, "at": _MOMENT, "text": {"type": "string"}, "edited_at": _MOMENT,
                   "removed": {"type": "boolean"}},
    "additionalProperties": False,
}  # fmt: skip
_EVENT: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["seq", "at", "verb", "actor"],
    "properties": {"seq": {"type": "integer"}, "at": _MOMENT, "verb": {"type": "string"},
                   "actor": {"type": ["string", "null"]}, "reason": {"type": "string"}, "changes": {"type": "object"}},
    "additionalProperties": False,
}  # fmt: skip
_FILE: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["id", "name", "kind", "content_type", "size", "sha256", "href"],
    "properties": {"id": UUID, "size": {"type": "integer"},
                   **{name: {"type": "string"} for name in ("name", "kind", "content_type", "sha256", "href")}},
}  # fmt: skip
_SAID: Final[dict[str, Any]] = {"type": "string", "maxLength": TEXT_MAX}
#: Makes one operation of the description.
Operation = Callable[..., dict[str, Any]]


def _listed(name: str, item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": [name], "properties": {name: {"type": "array", "items": item}},
            "additionalProperties": False}  # fmt: skip


def _closed(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


def paths_beside(
    entry: Entry, base: str, name: str, *, comments: bool, changes: bool, operation: Operation
) -> dict[str, Any]:
    """The addresses beside a record of an entity. base: of its list. comments, changes: what the token covers."""
    record = {"name": "record_id", "in": "path", "required": True, "schema": UUID}
    limit = {"name": "limit", "in": "query", "required": False,
             "schema": {"type": "integer", "minimum": 1, "maximum": PAGE_MAX}}  # fmt: skip
    seq = {
        "name": "before",
        "in": "query",
        "required": False,
        "schema": {"type": "integer", "minimum": 0, "maximum": 2**53},
    }
    older = {**seq, "schema": UUID}
    at = f"{base}/{{record_id}}"

    def read(key: str, summary: str, query: list[Any], answer: dict[str, Any]) -> dict[str, Any]:
        return operation(f"{key}_{name}", summary, {}, entry=entry, path=[record], query=query, answers={200: answer})

    talk = {"get": read("comments", _("The comments"), [limit, older], _listed("comments", _COMMENT))}
    found: dict[str, Any] = {
        f"{at}/comments": talk,
        f"{at}/history": {"get": read("history", _("What happened"), [limit, seq], _listed("events", _EVENT))},
        f"{at}/attachments": {"get": read("attachments", _("The files"), [], _listed("files", _FILE))},
    }
    if comments:
        own = {"name": "comment_id", "in": "path", "required": True, "schema": UUID}
        talk["post"] = operation(f"say_{name}", _("Say something"), _closed(["text"], id=UUID, text=_SAID), entry=entry,
                                 path=[record], answers={201: _COMMENT})  # fmt: skip
        found[f"{at}/comments/{{comment_id}}"] = {
            "patch": operation(f"reword_{name}", _("Other words for one's own comment"), _closed(["text"], text=_SAID),
                               entry=entry, path=[record, own], answers={204: None}),
            "delete": operation(f"unsay_{name}", _("Take back one's own comment"), None, entry=entry,
                                path=[record, own], answers={204: None}),
        }  # fmt: skip
    if changes:
        found[f"{base}/batch"] = {"post": _batch(entry, name, operation)}
    return found


def _batch(entry: Entry, name: str, operation: Operation) -> dict[str, Any]:
    # What stands in an operation is refused in its own outcome, not for the whole.
    body = _closed(["operations"], operations={"type": "array", "maxItems": BATCH_MAX})
    outcome = {"type": "object", "required": ["status"], "properties": {"status": {"type": "integer"}}}
    return operation(f"batch_{name}", _("Many changes, each with its own outcome"), body, entry=entry,
                     answers={200: _listed("results", outcome)})  # fmt: skip


def file_paths(base: str, *, changes: bool, operation: Operation) -> dict[str, Any]:
    """The addresses of files. changes: whether the token covers any change."""
    file_id = {"name": "file_id", "in": "path", "required": True, "schema": UUID}
    shape = {"name": "shape", "in": "path", "required": True, "schema": {"enum": ["shared", "thumbnail", "original"]}}
    content = operation("file", _("A file's content"), {}, path=[file_id, shape], answers={200: None})
    content["responses"]["200"]["content"] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
    found = {f"{base}/files/{{file_id}}/{{shape}}": {"get": content}}
    if changes:
        name = {"name": "name", "in": "query", "required": True,
                "schema": {"type": "string", "minLength": 1, "maxLength": 200}}  # fmt: skip
        kind = {"name": "kind", "in": "query", "required": True, "schema": {"enum": ["file", "photo", "signature"]}}
        taken = operation("upload", _("Take a file in"), None, query=[name, kind], answers={201: _FILE})
        taken["parameters"] = [one for one in taken["parameters"] if one["in"] != "header"]
        binary = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
        taken["requestBody"] = {"required": True, "content": binary}
        found[f"{base}/files"] = {"post": taken}
    return found
