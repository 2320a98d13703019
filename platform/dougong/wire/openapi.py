"""The door for programs as OpenAPI 3.1: every address, as one person's token may use it, from the definitions."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from dougong.admission import Entry, Seat, admit
from dougong.listing import (
    FIGURES,
    MEASURES_MAX,
    adds_up,
    columns_offered,
    expansions,
    filter_fields,
    group_fields,
    views_of,
)
from dougong.listing.asking import COLUMNS_MAX, GROUPS_MAX, SEARCH_MAX, SORTS_MAX, WORDS
from dougong.listing.sorting import may_sort
from dougong.problem import Refused
from dougong.wire.openapi_beside import file_paths, paths_beside
from dougong.wire.problems import PROBLEM_JSON, TITLES
from dougong.wire.schemas import UUID, entity_schema

#: Whether a token covers a verb in a module.
Covers = Callable[[str, str], bool]

BASE: Final = "/api/v1"
LIMIT_MAX: Final = 200
OFFSET_MAX: Final = 100_000
EXPAND_MAX: Final = 5
KEY_MAX: Final = 200
REASON_MAX: Final = 4_000
VERSION: Final = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
MOMENT: Final = {"type": "string", "format": "date-time"}
_READ: Final = (400, 401, 403, 404, 422, 429)
_WRITE: Final = (400, 401, 403, 404, 409, 413, 415, 422, 429)
_PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "request_id": UUID,
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {name: {"type": "string"} for name in ("pointer", "code", "detail")},
            },
        },
        "conflicts": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "mine", "theirs", "version"],
                "properties": {"pointer": {"type": "string"}, "mine": {}, "theirs": {}, "version": VERSION},
            },
        },
    },
}


def describe(seat: Seat, covers: Covers) -> dict[str, Any]:
    """The document for whoever sits in `seat`, as far as his token covers it."""
    entries = tuple(_entries(seat, covers))
    paths: dict[str, Any] = {f"{BASE}/": {"get": _operation("index", _("What there is"), {}, answers={200: _ANY})}}
    schemas: dict[str, Any] = {"Problem": _PROBLEM}
    changing = any(covers(key, verb) for key in seat.modules for verb in ("create", "edit", "perform"))
    paths |= file_paths(BASE, changes=changing, operation=_operation)
    for entry in entries:
        schemas |= _schemas(entry)
        paths |= _paths(entry, covers)
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{seat.caller.tenant.shown} · Dougong", "version": "1"},
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "tags": [{"name": entry.entity.name, "description": entry.entity.title} for entry in entries],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {f"Problem{status}": _refusal(status) for status in sorted({*_READ, *_WRITE})},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


_ANY: Final[dict[str, Any]] = {"type": "object"}


def _entries(seat: Seat, covers: Covers) -> Iterator[Entry]:
    for module in seat.modules.values():
        for entity in module.entities.values() if covers(module.key, "see") else ():
            try:
                yield admit(seat, entity.name)
            except Refused:
                continue


def _name(entry: Entry) -> str:
    return entry.entity.name.replace("/", ".")


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _refusal(status: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "description": _(TITLES[status]),
        "content": {PROBLEM_JSON: {"schema": _ref("Problem")}},
    }
    if status == 429:
        found["headers"] = {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}}}
    return found


# -- schemas -----------------------------------------------------------------------------------------------


def _schemas(entry: Entry) -> dict[str, Any]:
    name, flow = _name(entry), entry.workflow
    system: dict[str, Any] = {"created_at": MOMENT, "updated_at": MOMENT, "created_by": UUID, "updated_by": UUID}
    if entry.entity.numbering is not None:
        system["number"] = {"type": "string"}
    if flow is not None:
        system["state"] = {"oneOf": [{"const": one.key, "title": one.title} for one in flow.states.values()]}
    record = {
        "type": "object",
        "title": entry.entity.title,
        "required": ["id", "version"],
        "properties": {
            "id": UUID, "version": VERSION, **system, "deleted_at": MOMENT, "values": _ref(f"{name}.values"),
            "expanded": {"type": "object"}, "warnings": {"type": "array", "items": {"type": "object"}},
        },
        "additionalProperties": False,
    }  # fmt: skip
    page = {
        "type": "object",
        "required": ["records", "next"],
        "properties": {
            "records": {"type": "array", "items": _ref(name)},
            "next": {"type": ["string", "null"]},
            "total": {"type": "integer", "minimum": 0},
        },
        "additionalProperties": False,
    }
    return {
        name: record,
        f"{name}.page": page,
        f"{name}.values": entity_schema(entry, sent=False),
        f"{name}.sent": entity_schema(entry, sent=True),
        f"{name}.filter": _filter_schema(entry),
    }


def _filter_schema(entry: Entry) -> dict[str, Any]:
    keys = [one.key for one in filter_fields(entry)]
    leaf = {
        "type": "object",
        "required": ["field", "is"],
        "properties": {"field": {"enum": keys}, "is": {"enum": list(WORDS)}, "to": {}},
        "additionalProperties": False,
    }
    joined = [
        {
            "type": "object",
            "required": [how],
            "properties": {how: {"type": "array", "items": _ref(f"{_name(entry)}.filter")}},
            "additionalProperties": False,
        }
        for how in ("all", "any", "none")
    ]
    return {"anyOf": [leaf, *joined]}


def _perform_schema(entry: Entry, *, alone: bool) -> dict[str, Any]:
    flow = entry.workflow
    named = {"transition": {"enum": sorted(flow.transitions) if flow else []}}
    own = {"version": VERSION, "answer": {"enum": ["approve", "reject"]}}
    common = {"reason": {"type": "string", "maxLength": REASON_MAX}, "values": _ref(f"{_name(entry)}.sent")}
    return {
        "type": "object",
        "required": ["version"] if alone else ["transition"],
        "properties": {**(own if alone else named), **common},
        "additionalProperties": False,
    }


def _body(entry: Entry, properties: Mapping[str, Any], required: list[str]) -> dict[str, Any]:
    perform = {"perform": _perform_schema(entry, alone=False)} if entry.workflow is not None else {}
    return {
        "type": "object",
        "required": required,
        "properties": {**properties, **perform},
        "additionalProperties": False,
    }


# -- addresses ---------------------------------------------------------------------------------------------


def _paths(entry: Entry, covers: Covers) -> dict[str, Any]:
    base, module, name = f"{BASE}/records/{entry.entity.name}", entry.entity.module, _name(entry)
    own = [_path("record_id", UUID)]
    sent = _ref(f"{name}.sent")
    listed: dict[str, Any] = {
        "get": _operation(f"list_{name}", _("A page of records"), {}, entry=entry, query=_list_query(entry),
                          answers={200: _ref(f"{name}.page")}),
    }  # fmt: skip
    one: dict[str, Any] = {
        "get": _operation(f"read_{name}", _("One record"), {}, entry=entry, path=own,
                          query=[_flag("removed"), *_expand(entry)], answers={200: _ref(name)}),
    }  # fmt: skip
    found: dict[str, Any] = {base: listed, f"{base}/figures": {"get": _figures(entry)}, f"{base}/{{record_id}}": one}
    if covers(module, "create") and entry.may("create"):
        body = _body(entry, {"id": UUID, "values": sent}, ["values"])
        listed["post"] = _operation(f"create_{name}", _("Make a record"), body, entry=entry,
                                    answers={201: _ref(name), 200: _ref(name)}, links=_links(name))  # fmt: skip
    if covers(module, "edit") and entry.may("edit"):
        body = _body(entry, {"version": VERSION, "values": sent}, ["version", "values"])
        one["patch"] = _operation(f"change_{name}", _("Change a record"), body, entry=entry, path=own,
                                  answers={200: _ref(name)})  # fmt: skip
    if covers(module, "remove") and entry.may("remove"):
        version = {"name": "version", "in": "query", "required": True, "schema": VERSION}
        one["delete"] = _operation(f"remove_{name}", _("Put a record into the bin"), None, entry=entry, path=own,
                                   query=[version], answers={204: None})  # fmt: skip
        found[f"{base}/{{record_id}}/restore"] = {
            "post": _operation(f"restore_{name}", _("Take a record out of the bin"), None, entry=entry, path=own,
                               answers={200: _ref(name)})}  # fmt: skip
    if covers(module, "perform") and entry.workflow is not None:
        key = _path("transition", {"enum": sorted(entry.workflow.transitions)})
        found[f"{base}/{{record_id}}/transitions/{{transition}}"] = {
            "post": _operation(f"perform_{name}", _("Perform a transition, or answer an approval"),
                               _perform_schema(entry, alone=True), entry=entry, path=[*own, key],
                               answers={200: _ref(name)})}  # fmt: skip
    changes = any(covers(module, verb) for verb in ("create", "edit", "remove"))
    beside = paths_beside(entry, base, name, comments=covers(module, "comment"), changes=changes, operation=_operation)
    return found | beside


def _operation(
    key: str,
    summary: str,
    body: Mapping[str, Any] | None,
    *,
    entry: Entry | None = None,
    path: list[dict[str, Any]] | None = None,
    query: list[dict[str, Any]] | None = None,
    answers: Mapping[int, dict[str, Any] | None],
    links: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """One operation. body: {} for one that reads; None for one that changes without a body."""
    reads = body is not None and not body
    told: dict[str, Any] = {}
    for status, schema in answers.items():
        told[str(status)] = {"description": summary}
        if schema is not None:
            told[str(status)]["content"] = {"application/json": {"schema": schema}}
        if links and status == 201:
            told[str(status)]["links"] = links
    for status in _READ if reads else _WRITE:
        told[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    key_header = [] if reads else [{"name": "Idempotency-Key", "in": "header", "required": False,
                                    "schema": {"type": "string", "pattern": f"^[ -~]{{1,{KEY_MAX}}}$"}}]  # fmt: skip
    found: dict[str, Any] = {
        "operationId": key, "summary": summary, "tags": [entry.entity.name] if entry else [],
        "parameters": [*(path or []), *(query or []), *key_header], "responses": told,
    }  # fmt: skip
    if body:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return found


def _links(name: str) -> dict[str, Any]:
    given = {"record_id": "$response.body#/id"}
    return {
        "read": {"operationId": f"read_{name}", "parameters": given},
        "remove": {"operationId": f"remove_{name}", "parameters": {**given, "version": "$response.body#/version"}},
    }


def _path(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": dict(schema)}


def _query(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": dict(schema)}


def _names(name: str, known: list[str], most: int) -> list[dict[str, Any]]:
    """Some of several names, with commas between them."""
    if not known:
        return []
    schema = {"type": "array", "items": {"enum": known}, "maxItems": most}
    return [{**_query(name, schema), "style": "form", "explode": False}]


def _flag(name: str) -> dict[str, Any]:
    return _query(name, {"type": "boolean"})


def _expand(entry: Entry) -> list[dict[str, Any]]:
    return _names("expand", sorted(expansions(entry)), EXPAND_MAX)


def _narrowing(entry: Entry) -> list[dict[str, Any]]:
    """What lists and figures are narrowed by."""
    content = {"application/json": {"schema": _ref(f"{_name(entry)}.filter")}}
    found = [
        _query("q", {"type": "string", "maxLength": SEARCH_MAX, "pattern": "^[^\\u0000]*$"}),
        {"name": "filter", "in": "query", "required": False, "content": content},
        _flag("removed"),
    ]
    if entry.table is not None:
        found.append(_query("view", {"enum": [view.key for view in views_of(entry)]}))
    if entry.workflow is not None:
        found.append(_query("state", {"enum": list(entry.workflow.states)}))
    return found


def _list_query(entry: Entry) -> list[dict[str, Any]]:
    columns = [column.key for column in columns_offered(entry)]
    sortable = [key for key in dict.fromkeys((*columns, "number", "state", "created_at")) if may_sort(entry, key)]
    return [
        *_narrowing(entry),
        *_names("sort", [sign + key for key in sortable for sign in ("", "-")], SORTS_MAX),
        *_names("fields", columns, COLUMNS_MAX),
        *_expand(entry),
        _query("limit", {"type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": 50}),
        _query("offset", {"type": "integer", "minimum": 0, "maximum": OFFSET_MAX}),
        _query("after", {"type": "string"}),
        _flag("total"),
    ]


def _figures(entry: Entry) -> dict[str, Any]:
    added = [key for key in entry.entity.fields if adds_up(entry, key)]
    query = [*_narrowing(entry), *_names("group", [one.key for one in group_fields(entry)], GROUPS_MAX)]
    for figure in FIGURES[:4]:
        query += _names(figure, added, MEASURES_MAX)
    group = {"type": "object", "required": ["group", "count"],
             "properties": {"group": {"type": "object"}, "count": {"type": "integer"}}}  # fmt: skip
    schema = {"type": "object", "required": ["groups"], "properties": {"groups": {"type": "array", "items": group}}}
    name = _name(entry)
    return _operation(f"figures_{name}", _("Records gathered, with figures"), {}, entry=entry, query=query,
                      answers={200: schema})  # fmt: skip
