"""Reading: what there is, a page of records, one record, figures over records."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase

from dougong import storage
from dougong.admission import Entry, Seat, admit, context_for, read_values
from dougong.api.asked import (
    as_sent,
    flag,
    names,
    read_asked,
    read_query,
    whole,
)
from dougong.api.calls import Answer, Call
from dougong.listing import (
    FIGURES,
    MEASURES_MAX,
    Wanted,
    count_rows,
    expansions,
    figures_of,
    followed,
    open_rows,
)
from dougong.problem import JsonObject, Problem, Refused
from dougong.storage import Record
from dougong.wire import EXPAND_MAX, LIMIT_MAX, OFFSET_MAX, described, record_json, value_json

#: What the query of a list may name.
LIST: Final = (
    "q", "filter", "state", "sort", "fields", "expand", "limit", "after", "offset", "total", "removed", "view",
)  # fmt: skip
GROUPS: Final = ("q", "filter", "state", "group", "removed", "view", *FIGURES[:4])


def index(call: Call) -> Answer:
    """Who the token acts for, what it covers, and the lists that are open to it."""
    read_query(call.request, ())
    seat = call.seat()
    entities: list[Any] = [
        {"name": entity.name, "title": entity.title, "href": f"/api/v1/records/{entity.name}"}
        for module in seat.modules.values()
        for entity in module.entities.values()
        if call.token.covers(module.key, "see") and _opens(seat, entity.name)
    ]
    me = {"id": str(seat.actor.id.id), "name": call.caller.account.display_name}
    return Answer({
        "company": call.caller.tenant.shown, "me": me, "verbs": list(call.token.verbs),
        "modules": list(call.token.modules), "expires_at": call.token.expires_at.isoformat(),
        "entities": entities, "openapi": "/api/v1/openapi.json",
    })  # fmt: skip


def _opens(seat: Seat, name: str) -> bool:
    try:
        admit(seat, name)
    except Refused:
        return False
    return True


def openapi(call: Call) -> HttpResponseBase:
    """The door as OpenAPI 3.1, as far as this token may use it."""
    read_query(call.request, ())
    found = described(call.seat(), call.token.modules, call.token.verbs)
    if call.request.headers.get("If-None-Match") == found.etag:
        return HttpResponse(status=304, headers={"ETag": found.etag})
    return HttpResponse(found.text, content_type="application/json", headers={"ETag": found.etag})


def entry_of(call: Call, module: str, entity: str) -> Entry:
    """The entry to see an entity. Raises Refused."""
    call.require(module, "see")
    return admit(call.seat(), f"{module}/{entity}")


def require_state(entry: Entry, wanted: Wanted) -> None:
    """Refuse a state that there is not. Raises Refused."""
    if wanted.state and (entry.workflow is None or wanted.state not in entry.workflow.states):
        raise Refused([Problem("/state", "enum")])


def list_records(call: Call, module: str, entity: str) -> Answer:
    """A page of records: one query, whatever there is; a total costs one more, each expansion one."""
    asked = read_query(call.request, LIST)
    wanted = read_asked(asked, limit=whole(asked, "limit", 50, 1, LIMIT_MAX))
    offset = whole(asked, "offset", 0, 0, OFFSET_MAX)
    if offset and wanted.after:
        raise Refused([Problem("/offset", "not_allowed")])
    expand, total = names(asked, "expand", EXPAND_MAX), flag(asked, "total")
    entry = entry_of(call, module, entity)
    require_state(entry, wanted)
    try:
        rows = open_rows(entry, wanted, offset=offset)
        found = expanded(call, entry, expand, rows.records)
        count = count_rows(entry, wanted) if total else None
    except Refused as refused:
        raise as_sent(refused, asked) from None
    records = [record_json(entry, record, rows.keys) for record in rows.records]
    body: dict[str, Any] = {"records": [with_expanded(one, found) for one in records], "next": rows.next}
    return Answer(body if count is None else {**body, "total": count})


def one_record(call: Call, module: str, entity: str, record_id: UUID) -> Answer:
    """One record with everything this person may see of it; `removed=true` finds it in the bin too."""
    asked = read_query(call.request, ("removed", "expand"))
    deleted = "also" if flag(asked, "removed") else "no"
    expand = names(asked, "expand", EXPAND_MAX)
    entry = entry_of(call, module, entity)
    record = storage.one(entry.reach, entry.entity, record_id, entry.layout, deleted=deleted)
    try:
        found = expanded(call, entry, expand, [record])
    except Refused as refused:
        raise as_sent(refused, asked) from None
    body = with_expanded(record_seen(entry, record), found)
    return Answer(body, headers={"ETag": f'"{record.version}"'})


def record_seen(entry: Entry, record: Record) -> JsonObject:
    """A whole record, with what is worked out on read."""
    context = context_for(entry.seat, entry.entity, system=record.system)
    values = read_values(entry.seat, entry.entity, record, context)
    return record_json(entry, _with_values(record, values))


def _with_values(record: Record, values: Any) -> Record:
    return Record(**{**{name: getattr(record, name) for name in Record.__slots__}, "values": values})


Expanded = dict[tuple[str, str], JsonObject]


def expanded(call: Call, entry: Entry, keys: tuple[str, ...], records: Any) -> Expanded:
    """The records that references lead to, by key and id. Raises Refused for what may not be followed."""
    if not keys:
        return {}
    targets = expansions(entry)
    beyond = [key for key in keys if key in targets and not call.token.covers(targets[key].entity.module, "see")]
    if beyond:
        raise Refused([Problem("/expand", "unknown_key", {"key": key}) for key in beyond])
    found = followed(entry, keys, records)
    return {(key, str(one_id)): record_json(targets[key], one) for (key, one_id), one in found.items()}


def with_expanded(told: JsonObject, found: Expanded) -> JsonObject:
    """A record with what its references lead to beside its values."""
    if not found:
        return told
    values: Any = told["values"]
    beside: Any = {key: one for (key, one_id), one in found.items() if values.get(key) == one_id}
    return {**told, "expanded": beside}


def figures(call: Call, module: str, entity: str) -> Answer:
    """Records gathered by some fields, with their number and the figures asked for."""
    asked = read_query(call.request, GROUPS)
    wanted = read_asked({name: text for name, text in asked.items() if name not in FIGURES}, limit=1)
    measures = [(figure, key) for figure in FIGURES[:4] for key in names(asked, figure, MEASURES_MAX)]
    if len(measures) > MEASURES_MAX:
        raise Refused([Problem(f"/{measures[-1][0]}", "max_items", {"limit": MEASURES_MAX})])
    entry = entry_of(call, module, entity)
    require_state(entry, wanted)
    try:
        groups = figures_of(entry, wanted, measures)
    except Refused as refused:
        raise as_sent(refused, asked) from None
    told: Any = [
        {
            "group": {key: _common(entry, key, value) for key, value in zip(wanted.group, one.group, strict=True)},
            "count": one.count,
            **_figures(entry, measures, one.figures),
        }
        for one in groups
    ]
    return Answer({"groups": told})


def _common(entry: Entry, key: str, value: Any) -> Any:
    field = entry.entity.fields.get(key)
    if value is None:
        return None
    if field is not None:
        return value_json(field, value)
    return str(value.id) if hasattr(value, "id") else str(value)


def _figures(entry: Entry, measures: Any, found: Any) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for (figure, key), value in zip(measures, found, strict=True):
        out.setdefault(figure, {})[key] = value_json(entry.entity.fields[key], value)
    return out
