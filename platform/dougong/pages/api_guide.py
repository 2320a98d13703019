"""The door for programs as a page: what this person's programs can ask, from the same description they read."""

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from dougong.admission import Entry, admit, seat_of
from dougong.pages.framing import frame_for
from dougong.pages.visits import Visit, page
from dougong.problem import Refused
from dougong.tenancy import TOKEN_VERBS, reading
from dougong.wire import described


@page("GET", "HEAD")
def guide_page(visit: Visit) -> HttpResponse:
    """All lists; `of` names the one whose addresses and fields are told."""
    wanted = visit.request.GET.get("of", "")
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        document = json.loads(described(seat, (), TOKEN_VERBS).text)
        tags = document["tags"]
        chosen = next((one for one in tags if one["name"] == wanted), tags[0] if tags else None)
        entry = _entry(seat, chosen["name"]) if chosen else None
        context = {
            "frame": frame_for(visit.request, seat, "me"),
            "lists": [{**one, "here": one is chosen} for one in tags],
            "chosen": chosen,
            "operations": _operations(document, chosen["name"]) if chosen else [],
            "fields": _fields(document, entry) if entry is not None else [],
            "host": visit.request.build_absolute_uri("/api/v1/"),
        }
    return render(visit.request, "pages/api_guide.html", context)


def _entry(seat: Any, name: str) -> Entry | None:
    try:
        return admit(seat, name)
    except Refused:
        return None


def _operations(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": one["summary"],
            "query": [parameter["name"] for parameter in one["parameters"] if parameter["in"] == "query"],
            "answers": [status for status in sorted(one["responses"]) if status.isdigit()],
        }
        for path, methods in document["paths"].items()
        for method, one in methods.items()
        if name in one["tags"]
    ]


def _fields(document: dict[str, Any], entry: Entry) -> list[dict[str, Any]]:
    schemas, name = document["components"]["schemas"], entry.entity.name.replace("/", ".")
    told, sent = (schemas[f"{name}.{part}"]["properties"] for part in ("values", "sent"))
    return [
        {"key": key, "title": one.get("title", key), "form": _form(one), "sent": key in sent, "rows": [
            {"key": f"{key}/{below}", "title": column.get("title", below), "form": _form(column), "sent": key in sent}
            for below, column in one.get("items", {}).get("properties", {}).items()]}
        for key, one in told.items()
    ]  # fmt: skip


def _form(schema: dict[str, Any]) -> str:
    """What a value looks like, in a word or two of JSON Schema."""
    if "oneOf" in schema:
        return " | ".join(str(one.get("const")) for one in schema["oneOf"])
    parts = [
        str(schema.get("kind") or schema.get("format") or schema.get("type") or "json"),
        schema.get("reference", ""),
    ]
    return " ".join(str(part) for part in parts if part)
