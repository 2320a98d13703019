"""Two people changed one record: both values of every field, and the choice between them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from dougong.actions.checking import surroundings
from dougong.admission import Entry
from dougong.definition import Field, write_values
from dougong.listing import labels_of
from dougong.pages.forming import Filled, merged_form
from dougong.pages.presenting import reader_for
from dougong.problem import JsonObject, Problem, Ref, Value, Values
from dougong.storage import Conflict, FieldConflict, Record
from dougong.tables import Reader, cell

#: Begins the name of the choice for one field: "take:/total" is "mine" or "theirs".
TAKE = "take:"
THEIRS = "theirs"


def conflict_seen(entry: Entry, conflict: Conflict) -> dict[str, Any]:
    """Both values of every field both changed, and who changed it."""
    whom = conflict.current.updated_by
    shown = [one for one in conflict.fields if entry.reach.showing("/" + one.pointer.split("/")[1])]
    refs = {ref for one in shown for value in (one.mine, one.theirs) for ref in _refs_in(value)}
    labels = labels_of(entry.seat, refs | ({whom} if whom else set()))
    reader = reader_for(entry.seat, labels)
    who = labels.get(whom, _("Somebody")) if whom else _("Somebody")
    lines = [line for one in shown for line in _lines(entry, one, conflict.merged, reader)]
    return {"who": who, "text": _("{who} changed this meanwhile.").format(who=who), "lines": lines}


def _lines(entry: Entry, one: FieldConflict, merged: Values, reader: Reader) -> Iterable[dict[str, Any]]:
    """One line; for a whole row that one removed and the other changed, what stands in it."""
    path = one.pointer.split("/")[1:]
    field = entry.entity.fields[path[0]]
    title = field.title
    if len(path) > 1 and field.kind == "rows":
        title = _("{list}, row {n}").format(list=field.title, n=_row_number(merged.get(path[0]), path[1]))
    if len(path) == 3 and path[2] in field.fields:
        field = field.fields[path[2]]
        title = f"{title} · {field.title}"
    mine, theirs = (_shown(value, field, reader) for value in (one.mine, one.theirs))
    yield {"name": f"{TAKE}{one.pointer}", "title": title, "mine": mine, "theirs": theirs}


def _row_number(rows: Value, key: str) -> int:
    ids = [str(row.get("id")) for row in rows if isinstance(row, Mapping)] if isinstance(rows, tuple) else []
    return ids.index(key) + 1 if key in ids else len(ids) + 1


def _shown(value: Value, field: Field, reader: Reader) -> str:
    if field.kind != "rows":
        return cell(value, field, reader).text
    if value is None:
        return _("removed")
    rows = value if isinstance(value, tuple) else (value,)
    return "; ".join(_row_words(row, field, reader) for row in rows if isinstance(row, Mapping)) or "—"


def _row_words(row: Mapping[str, Any], field: Field, reader: Reader) -> str:
    cells = (cell(row.get(key), one, reader) for key, one in field.fields.items() if row.get(key) is not None)
    return ", ".join(one.text for one in cells if not one.empty)


def _refs_in(value: Value) -> set[Ref]:
    if isinstance(value, Mapping):
        return {ref for one in value.values() for ref in _refs_in(one)}
    if isinstance(value, tuple):
        return {ref for one in value for ref in _refs_in(one)}
    return {value} if isinstance(value, Ref) else set()


def conflict_form(entry: Entry, filled: Filled, record: Record, conflict: Conflict, who: str) -> Filled:
    """The form with both people's changes: mine where both changed a field, theirs everywhere else."""
    context = surroundings(entry, record=record, complete=False)
    readable = entry.verdict_on("see", record.values, record.state, context).fields.readable
    values = _readable(entry.entity.fields, conflict.merged, "", readable)
    problems = [
        Problem(_by_number(one.pointer, conflict.merged), "conflict", {"who": who}, level="warning")
        for one in conflict.fields
        if entry.reach.showing("/" + one.pointer.split("/")[1])
    ]
    return merged_form(entry, filled, record, replace(record, values=values), problems)


def _readable(fields: Mapping[str, Field], values: Values, above: str, readable: frozenset[str]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, field in fields.items():
        pointer = f"{above}/{key}"
        if key not in values or pointer not in readable:
            continue
        value = values[key]
        if field.kind == "rows" and isinstance(value, tuple):
            value = tuple(
                {**_readable(field.fields, row, f"{pointer}/*", readable), "id": row.get("id")}
                for row in value if isinstance(row, Mapping)
            )  # fmt: skip
        found[key] = value
    return found


def _by_number(pointer: str, merged: Values) -> str:
    """The pointer of a row by its place in the list, as forms name it."""
    keys = pointer.split("/")
    if len(keys) < 3:
        return pointer
    return "/".join([*keys[:2], str(_row_number(merged.get(keys[1]), keys[2]) - 1), *keys[3:]])


def with_theirs(entry: Entry, record: Record, posted: QueryDict, instance: JsonObject) -> JsonObject:
    """What was sent, with the stored value wherever this person chose the other's."""
    chosen = [name.removeprefix(TAKE) for name in posted if name.startswith(TAKE) and posted.get(name) == THEIRS]
    stored = write_values(entry.entity, record.values)
    for pointer in chosen:
        keys = pointer.split("/")[1:]
        if keys and keys[0] in entry.entity.fields:
            instance = _taken(instance, stored, keys)
    return instance


def _taken(instance: JsonObject, stored: JsonObject, keys: list[str]) -> JsonObject:
    key, *rest = keys
    if not rest:
        return _laid(instance, stored, key)
    rows, theirs = _rows(instance.get(key)), {row["id"]: row for row in _rows(stored.get(key)) if "id" in row}
    there = theirs.get(rest[0])
    if len(rest) == 2 and there is not None:
        done = [_laid(row, there, rest[1]) if row.get("id") == rest[0] else row for row in rows]
    else:
        done = [row for row in rows if row.get("id") != rest[0]] + ([there] if there is not None else [])
    return {**instance, key: list(done)}


def _laid(mine: JsonObject, theirs: JsonObject, key: str) -> JsonObject:
    rest = {name: value for name, value in mine.items() if name != key}
    return {**rest, key: theirs[key]} if key in theirs else rest


def _rows(value: Any) -> list[JsonObject]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
