"""Files: uploaded first, then named by a field of a record; opened by whoever may see that field."""

from typing import IO, Any, Final, cast
from uuid import UUID

from django.http import FileResponse, HttpResponseBase

from dougong import files, storage
from dougong.actions import receive_upload
from dougong.api.asked import read_query
from dougong.api.calls import Answer, Call, Malformed
from dougong.api.reading import entry_of
from dougong.files import StoredFile
from dougong.listing import may_open_file, refs_of
from dougong.problem import JsonObject, Problem, Refused

KINDS: Final = ("file", "photo", "signature")
SHAPES: Final = ("shared", "thumbnail", "original")
NAME_MAX: Final = 200


def upload(call: Call) -> Answer:
    """Take a file in, sent as it is (application/octet-stream); `name` and `kind` stand in the query."""
    asked = read_query(call.request, ("name", "kind"))
    if call.request.content_type != "application/octet-stream":
        raise Malformed([Problem("", "format", {"expected": "application/octet-stream"})], status=415)
    wrong = [Problem(f"/{key}", "required") for key in ("name", "kind") if key not in asked]
    if "kind" in asked and asked["kind"] not in KINDS:
        wrong.append(Problem("/kind", "enum"))
    if len(asked.get("name", "")) > NAME_MAX:
        wrong.append(Problem("/name", "max_length", {"limit": NAME_MAX}))
    if wrong:
        raise Malformed(wrong)
    if not {"create", "edit", "perform"} & set(call.token.verbs):
        raise Refused([Problem("", "token_scope")])
    stream = cast(IO[bytes], call.request)
    kept = receive_upload(call.caller, stream, name=asked["name"], field="", kind=asked["kind"])
    return Answer(file_json(kept), 201)


def attachments(call: Call, module: str, entity: str, record_id: UUID) -> Answer:
    """The files that a record's fields hold, as far as this person may see them."""
    read_query(call.request, ())
    entry = entry_of(call, module, entity)
    record = storage.one(entry.reach, entry.entity, record_id, entry.layout)
    ids = [ref.id for ref in refs_of(entry.entity.fields, record.values) if ref.entity == "file"]
    known = files.stored_files(ids)
    return Answer({"files": cast(Any, [file_json(known[one]) for one in dict.fromkeys(ids) if one in known])})


def content(call: Call, file_id: UUID, shape: str) -> HttpResponseBase:
    """A file's content."""
    read_query(call.request, ())
    seat, stored = call.seat(), files.stored_file(file_id)
    if stored is not None and stored.entity:
        call.require(stored.entity.partition("/")[0], "see")
    if stored is None or shape not in SHAPES or not may_open_file(seat, file_id):
        raise Refused([Problem("", "not_found")])
    opened: Any = files.opened(file_id, cast(Any, shape))
    if opened is None:
        raise Refused([Problem("", "not_found")])
    answer = FileResponse(opened.path.open("rb"), as_attachment=True, filename=opened.name,
                          content_type=opened.content_type)  # fmt: skip
    answer.headers["ETag"] = opened.etag
    return answer


def file_json(one: StoredFile) -> JsonObject:
    """What is told of a file."""
    return {"id": str(one.id), "name": one.name, "kind": one.kind, "content_type": one.content_type, "size": one.size,
            "sha256": one.sha256, "href": f"/api/v1/files/{one.id}/shared"}  # fmt: skip
