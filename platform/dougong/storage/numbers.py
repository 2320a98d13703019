"""Document numbers without gaps: a counter row per series, held by the writing transaction until it ends."""

from datetime import date
from typing import Final
from uuid import UUID

from dougong.definition import Entity, Numbering
from dougong.problem import Problem, Ref, Refused
from dougong.storage.codecs import uuid_in
from dougong.storage.models import NumberSeries
from dougong.storage.physical import project_entity, quote, table_of
from dougong.storage.sqlrun import fetch
from dougong.tenancy import require_writing

_TABLE: Final = NumberSeries._meta.db_table
_PERIODS: Final = {"year": "%Y", "month": "%Y%m", "day": "%Y%m%d"}


def allot_number(entity: Entity, numbering: Numbering, *, on: date, project: Ref | None = None) -> str:
    """The next number of an entity's series, such as "DG-P1-202504-0001".

    on: the day whose period counts. project: of the record; its `code` stands in the number where the
    series is per project. Ask for it last in the writing transaction: whoever asks next waits until
    this one ends, and a rollback gives the number back. Raises Refused (required) when the series wants
    a project.
    """
    return allot_numbers(entity, numbering, 1, on=on, project=project)[0]


def allot_numbers(
    entity: Entity, numbering: Numbering, many: int, *, on: date, project: Ref | None = None
) -> tuple[str, ...]:
    """The next numbers of a series, one behind the other. Raises Refused as `allot_number` does."""
    head, series = _series(entity, numbering, on, project)
    # One statement: counts up, or begins at 1, and holds the row.
    sql = (
        f"INSERT INTO {_TABLE} (tenant_id, series, last) VALUES (%s, %s, %s)"
        f" ON CONFLICT (tenant_id, series) DO UPDATE SET last = {_TABLE}.last + excluded.last RETURNING last"
    )
    last = int(fetch(sql, [require_writing().tenant_id, series, many])[0][0])
    return tuple(f"{head}{number:0{numbering.digits}d}" for number in range(last - many + 1, last + 1))


def keep_number(entity: Entity, numbering: Numbering, number: str, *, on: date, project: Ref | None = None) -> None:
    """A record came with a number of its own (an import): the series goes on after the highest such number.

    A number of another form belongs to no series and moves no counter.
    """
    head, series = _series(entity, numbering, on, project)
    counted = number.removeprefix(head)
    if not number.startswith(head) or not (counted.isascii() and counted.isdigit()) or len(counted) > 15:
        return
    sql = (
        f"INSERT INTO {_TABLE} (tenant_id, series, last) VALUES (%s, %s, %s)"
        f" ON CONFLICT (tenant_id, series) DO UPDATE SET last ="
        f" CASE WHEN {_TABLE}.last > excluded.last THEN {_TABLE}.last ELSE excluded.last END RETURNING last"
    )
    fetch(sql, [require_writing().tenant_id, series, int(counted)])


def _series(entity: Entity, numbering: Numbering, on: date, project: Ref | None) -> tuple[str, str]:
    """What stands before the figures, and the name of the counter.

    The counter goes by the project's id: its code may be corrected later without beginning anew.
    """
    shown, kept = [numbering.prefix], [entity.name, numbering.prefix]
    if "project" in numbering.per:
        if project is None:
            raise Refused([Problem("/project", "required")])
        code = _code_of(project.id)
        shown += [code] if code else []
        kept.append(project.id.hex)
    for period, pattern in _PERIODS.items():
        if period in numbering.per:
            shown.append(on.strftime(pattern))
            kept.append(on.strftime(pattern))
    return "-".join(shown) + "-", "|".join(kept)


def _code_of(project: UUID) -> str:
    """The project's own `code`; "" when projects have none."""
    table = table_of(project_entity() or "")
    parts = table.columns.get("code") if table is not None else None
    if table is None or not parts:
        return ""
    column = next(iter(parts.values())).name
    sql = f"SELECT {quote(column)} FROM {quote(table.name)} WHERE tenant_id = %s AND id = %s"
    found = fetch(sql, [require_writing().tenant_id, uuid_in(project)])
    return str(found[0][0] or "") if found else ""
