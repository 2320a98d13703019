"""The facts of a record as its pages show them: sections of fields, pictures, detail rows."""

from collections.abc import Iterable, Mapping
from typing import Any

import nh3
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dougong.admission import Entry, Seat
from dougong.definition import Field
from dougong.pages.formulas import how_worked_out
from dougong.problem import Ref, Value
from dougong.storage import Record
from dougong.tables import Reader, cell

#: Kinds whose values take a line of their own.
WIDE = frozenset({"long_text", "rich_text", "json", "photo", "geo_polygon"})


def sections_of(entry: Entry, record: Record, reader: Reader) -> list[dict[str, Any]]:
    """The facts in the form's sections; a field no rule shows is not there, nor one its condition hides."""
    shown = {key: field for key, field in entry.entity.fields.items() if entry.reach.showing(f"/{key}")}
    laid = entry.form.sections if entry.form else ()
    placed = {key for section in laid for key in section.fields}
    rest = [key for key in shown if key not in placed]
    tabs = entry.form.tabs if entry.form else {}
    parts: list[tuple[str, Iterable[str], str]] = [
        (section.title, section.fields, tabs.get(section.tab, "")) for section in laid
    ]
    parts.append((_("More") if laid else "", rest, ""))
    found = [_section(title, keys, shown, record, reader, entry) | {"tab": tab} for title, keys, tab in parts]
    if record.project is not None and "project" in entry.shaped.fields and found:  # a project belongs to none
        found[0]["facts"].insert(0, _project_fact(entry, record, reader))
    return [section for section in found if section["facts"] or section["grids"]]


def tabs_of(sections: Iterable[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The sections that stand in tabs, by the tabs' titles in order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for section in sections:
        if section["tab"]:
            found.setdefault(section["tab"], []).append(section)
    return list(found.items())


def _project_fact(entry: Entry, record: Record, reader: Reader) -> dict[str, Any]:
    assert record.project is not None, "asked only for records of a project"
    field = entry.shaped.fields["project"]
    return {
        "title": field.title,
        "cell": cell(record.project, field, reader),
        "wide": False,
        "images": (),
        "html": None,
        "how": None,
    }


def _section(
    title: str, keys: Iterable[str], shown: Mapping[str, Field], record: Record, reader: Reader, entry: Entry
) -> dict[str, Any]:
    facts, grids = [], []
    for key in keys:
        field = shown.get(key)
        if field is None or (field.visible_when is not None and record.values.get(key) in (None, ())):
            continue
        if field.kind == "rows":
            grids.append(_grid(field, record.values.get(key), reader, entry))
        else:
            facts.append(
                _fact(field, record.values.get(key), reader)
                | {"how": how_worked_out(entry, field, record.values, reader)}
            )
    return {"title": title, "facts": facts, "grids": grids}


def _fact(field: Field, value: Value, reader: Reader) -> dict[str, Any]:
    images: list[dict[str, str]] = []
    if field.kind in {"photo", "signature"} and value:
        refs = value if isinstance(value, tuple) else (value,)
        images = [_image(ref, reader, field.kind) for ref in refs if isinstance(ref, Ref)]
    html = clean(value) if field.kind == "rich_text" and isinstance(value, str) else None
    return {
        "title": field.title, "cell": cell(value, field, reader), "wide": field.kind in WIDE,
        "images": images, "html": html,
    }  # fmt: skip


def clean(text: str) -> SafeString:
    """Rich text as it may stand in a page: a small set of elements, no attributes but safe links."""
    return mark_safe(nh3.clean(text))  # noqa: S308 - nh3 has just taken out everything that could act


def _image(ref: Ref, reader: Reader, kind: str) -> dict[str, str]:
    return {
        "href": reverse("file", args=[ref.id, "shared"]),
        "thumb": reverse("file", args=[ref.id, "thumbnail"]),
        "name": reader.labels.get(ref, ""),
        "kind": kind,
    }


def _grid(field: Field, value: Value, reader: Reader, entry: Entry) -> dict[str, Any]:
    columns = [one for key, one in field.fields.items() if entry.reach.showing(f"/{field.key}/*/{key}")]
    rows: Any = value or ()
    lines = [[cell(row.get(column.key), column, reader) for column in columns] for row in rows]
    heads = [
        {"title": column.title, "numeric": any(line[at].numeric for line in lines)} for at, column in enumerate(columns)
    ]
    return {"title": field.title, "columns": heads, "lines": lines}


def links_of(seat: Seat, labels: Mapping[Ref, str]) -> dict[Ref, str]:
    """Where what is referred to can be opened, for those this person sees."""
    found: dict[Ref, str] = {}
    for ref in labels:
        if ref.entity == "file":
            found[ref] = reverse("file", args=[ref.id, "shared"])
        elif ref.entity == "project" and seat.project_entity:
            found[ref] = reverse("record", args=[*seat.project_entity.split("/"), ref.id])
        elif "/" in ref.entity:
            found[ref] = reverse("record", args=[*ref.entity.split("/"), ref.id])
    return found
