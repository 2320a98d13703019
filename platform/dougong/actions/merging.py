"""What a person sent, laid over what is stored: only the fields that were his to write change."""

from collections.abc import Collection, Mapping
from typing import cast

from dougong.definition import Field
from dougong.problem import Json, JsonObject, Problem


def merged(
    fields: Mapping[str, Field],
    stored: JsonObject,
    sent: JsonObject,
    writable: Collection[str],
    readable: Collection[str],
    *,
    whole: bool,
) -> tuple[JsonObject, tuple[Problem, ...]]:
    """The instance to check and keep, and a problem for every field sent that was not the sender's to write.

    stored, sent: wire form. writable, readable: addresses as `field_pointers` gives them ("/total", "/rows/*/rate").
    whole: what is absent from `sent` is emptied (a form shows every field); otherwise it stays (a patch).
    What is sent is compared only with what the sender may read, so that no refusal tells the rest.
    Rows are matched by their "id"; columns that were not the sender's keep what is stored.
    """
    result: JsonObject = {key: value for key, value in stored.items() if key in fields}
    problems: list[Problem] = []
    for key, field in fields.items():
        pointer = f"/{key}"
        if pointer in writable:
            _write(field, key, stored, sent, writable, result, whole=whole)
        elif key in sent and _some_columns(field, pointer, writable):
            result[key], found = _cells(field, stored.get(key), sent[key], writable, pointer)
            problems += found
        elif key in sent and sent[key] != _shown(field, stored.get(key), readable, pointer) and not _derived(field):
            problems.append(Problem(pointer, "forbidden"))
    problems += [Problem(f"/{key}", "unknown_key", {"key": key}) for key in sent if key not in fields]
    return result, tuple(problems)


def _write(
    field: Field,
    key: str,
    stored: JsonObject,
    sent: JsonObject,
    writable: Collection[str],
    result: JsonObject,
    *,
    whole: bool,
) -> None:
    """Lay one field that is the sender's to write over what is stored."""
    if key not in sent:
        if whole:
            result.pop(key, None)
        return
    value, before = sent[key], stored.get(key)
    if field.kind == "rows" and isinstance(value, list):
        result[key] = _rows(field, before if isinstance(before, list) else [], value, writable, f"/{key}")
    else:
        result[key] = value


def _shown(field: Field, value: Json, readable: Collection[str], pointer: str) -> Json:
    """A stored value as the sender has it before him: nothing of a field, or of a column, that is hidden from him."""
    if pointer not in readable:
        return None
    if field.kind != "rows" or not isinstance(value, list):
        return value
    return [
        {
            key: _shown(field.fields[key], one, readable, f"{pointer}/*/{key}") if key in field.fields else one
            for key, one in row.items()
            if key not in field.fields or f"{pointer}/*/{key}" in readable
        }
        if isinstance(row, dict)
        else row
        for row in value
    ]


def _some_columns(field: Field, pointer: str, writable: Collection[str]) -> bool:
    """Whether single columns of rows may be written where rows may be neither added nor removed."""
    return field.kind == "rows" and any(one.startswith(f"{pointer}/*/") for one in writable)


def _cells(
    field: Field, before: Json, after: Json, writable: Collection[str], pointer: str
) -> tuple[Json, list[Problem]]:
    """The stored rows with the writable columns of those sent."""
    rows = [row for row in before if isinstance(row, dict)] if isinstance(before, list) else []
    sent = {row.get("id"): row for row in after if isinstance(row, dict)} if isinstance(after, list) else {}
    if set(sent) != {row.get("id") for row in rows}:
        return before, [Problem(pointer, "forbidden")]
    known = {row["id"]: row for row in rows}
    return [_row(field, known, sent[row["id"]], writable, pointer) for row in rows], []


def _rows(field: Field, before: list[Json], after: list[Json], writable: Collection[str], pointer: str) -> list[Json]:
    known = {row["id"]: row for row in before if isinstance(row, dict) and isinstance(row.get("id"), str)}
    return [_row(field, known, row, writable, pointer) if isinstance(row, dict) else row for row in after]


def _row(
    field: Field, known: Mapping[Json, JsonObject], row: JsonObject, writable: Collection[str], pointer: str
) -> Json:
    mark = row.get("id")
    stored = known.get(cast(Json, mark), {}) if isinstance(mark, str) else {}
    kept: JsonObject = {}
    for key, column in field.fields.items():
        below = f"{pointer}/*/{key}"
        if below in writable:
            if key in row:
                kept[key] = _cell(column, stored.get(key), row[key], writable, below)
        elif key in stored and not _derived(column):
            kept[key] = stored[key]
    if isinstance(mark, str):
        kept["id"] = mark
    extra = {key: value for key, value in row.items() if key not in field.fields and key != "id"}
    return {**kept, **extra}


def _cell(column: Field, before: Json, after: Json, writable: Collection[str], pointer: str) -> Json:
    """A column's new value; rows inside a row are matched by their id as well."""
    if column.kind != "rows" or not isinstance(after, list):
        return after
    return _rows(column, before if isinstance(before, list) else [], after, writable, pointer)


def _derived(field: Field) -> bool:
    """Whether the field gets its value from others: what is sent for it is ignored, not refused."""
    return field.computed is not None or field.rollup is not None
