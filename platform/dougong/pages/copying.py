"""A new record that begins as another one is: what describes it, without what is its own."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dougong import storage
from dougong.actions.checking import surroundings, writable_fields
from dougong.admission import Entry, admit
from dougong.admission.entry import PROJECT_FIELD
from dougong.definition import Entity, Field, write_values
from dougong.pages.forming import Filled, begun_form
from dougong.pages.visits import Visit
from dougong.problem import JsonObject, Problem, Refused

#: Kinds whose values belong to one record only.
_OWN = frozenset({"file", "photo", "signature"})


def copied_form(entry: Entry, visit: Visit) -> Filled:
    """The form of a new record of `entry` with what the record named by `copy` holds. Raises Refused ("not_found").

    Only what this person may read there and write here; not what is unique, numbered, computed, personal or a file.
    """
    try:
        source = UUID(visit.request.GET.get("copy", ""))
    except ValueError:
        raise Refused([Problem("", "not_found")]) from None
    sight = admit(entry.seat, entry.entity.name)
    record = storage.one(sight.reach, sight.entity, source, sight.layout)
    context = surroundings(entry, project=record.project, complete=False)
    writable = writable_fields(entry, "create", None, context)
    wire = write_values(entry.entity, record.values)
    given = _copied(entry.entity.fields, wire, "", writable - _own_keys(entry.entity))
    if record.project is not None and PROJECT_FIELD in entry.shaped.fields:
        given = {PROJECT_FIELD: str(record.project.id), **given}
    return begun_form(entry, given)


def _own_keys(entity: Entity) -> frozenset[str]:
    """The pointers of what tells records apart: alone, or as a text together with other fields."""
    texts = {key for law in entity.unique for key in law if key in entity.fields and entity.fields[key].kind == "text"}
    return frozenset(f"/{key}" for key in {law[0] for law in entity.unique if len(law) == 1} | texts)


def _copied(fields: Mapping[str, Field], wire: Mapping[str, Any], above: str, writable: frozenset[str]) -> JsonObject:
    found: JsonObject = {}
    for key, field in fields.items():
        value, pointer = wire.get(key), f"{above}/{key}"
        if value is None or pointer not in writable or not _travels(field):
            continue
        if field.kind == "rows":
            found[key] = [_copied(field.fields, row, f"{pointer}/*", writable) for row in value]
        else:
            found[key] = value
    return found


def _travels(field: Field) -> bool:
    """Whether a field's value makes sense in another record."""
    given = field.computed is None and field.rollup is None and field.sequence is None
    return given and not field.unique and not field.masked and field.kind not in _OWN
