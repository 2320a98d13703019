"""What refers to a record: per entity a number, the first few, and the list that shows them all."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from dougong import storage
from dougong.admission import Entry, admit_reference
from dougong.definition import PROJECT, Entity
from dougong.listing import Branch, Leaf, Wanted, filter_field, labels_of, write_wanted
from dougong.listing.conditions import term_of
from dougong.listing.page import views_of
from dougong.pages.presenting import state_seen
from dougong.storage import Query, Record

#: Entities looked through, records shown of each, and the number up to which they are counted.
ENTITIES = 24
FEW = 5
COUNTED = 99


def related_of(entry: Entry, record: Record) -> list[dict[str, Any]]:
    """Everything this person sees that refers to `record`, by entity and field: the same rows that the list shows
    with the condition its link names.

    One query for each field that refers to this kind of record, and those of the labels; however many there are.
    """
    found = []
    for entity, key, title in _pointing(entry)[:ENTITIES]:
        other = admit_reference(entry.seat, entity.name)
        group = None if other is None else _group(entry, record, other, key, title)
        if group is not None:
            found.append(group)
    return found


def _pointing(entry: Entry) -> list[tuple[Entity, str, str]]:
    """Fields that refer to this entity, as conditions name them, with their words: of records, one value or many,
    then of their detail rows; the own project of entities where the record is the project.
    """
    name, found, below = entry.entity.name, [], []
    for module in entry.seat.modules.values():
        for entity in module.entities.values():
            if entry.entity.is_project and entity.scope == "project":
                found.append((entity, PROJECT, ""))
            for key, field in entity.fields.items():
                if field.kind == "reference" and field.reference == name:
                    found.append((entity, key, field.title))
                inner = field.fields.values() if field.kind == "rows" else ()
                below += [(entity, f"{key}/{one.key}", f"{field.title} · {one.title}") for one in inner
                          if one.kind == "reference" and one.reference == name]  # fmt: skip
    return [*found, *below]


def _group(entry: Entry, record: Record, other: Entry, key: str, title: str) -> dict[str, Any] | None:
    about = filter_field(other, key)
    if about is None or "one_of" not in about.words:
        return None  # hidden from this person, not kept, or kept so that the database cannot look for it
    leaf = Leaf(key, "one_of", [str(record.id)])
    query = Query(where=term_of(other, Branch("all", (leaf,))), limit=COUNTED + 1, fields=())
    records = storage.select(other.reach, other.entity, other.layout, query).records
    if not records:
        return None
    labels = labels_of(entry.seat, [one.ref for one in records[:FEW]])
    place = [other.entity.module, other.entity.key]
    asked = write_wanted(Wanted(view=_widest(other), filter=Branch("all", (leaf,))))
    return {
        "title": other.entity.title,
        "by": title,
        "count": f"{COUNTED}+" if len(records) > COUNTED else str(len(records)),
        "list_href": f"{reverse('list', args=place)}?{urlencode(asked)}",
        "few": [
            {"label": labels.get(one.ref, other.entity.title), "state": state_seen(other.workflow, one.state),
             "href": reverse("record", args=[*place, one.id])}
            for one in records[:FEW]
        ],
    }  # fmt: skip


def _widest(other: Entry) -> str:
    """The view that leaves nothing out, "" when the first does not either or none is without a condition."""
    open_ones = [view.key for view in views_of(other) if view.where is None]
    return "" if not open_ones or views_of(other)[0].where is None else open_ones[0]
