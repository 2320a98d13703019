"""Looking whether the database keeps what we promise: every reference answered, every row hung up, every
table whole.

On PostgreSQL foreign keys keep most of it; SQLite has none over our tables, so an operator runs this there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dougong.storage.inspecting import missing_columns
from dougong.storage.physical import PhysicalTable, all_tables, quote
from dougong.storage.sqlrun import fetch
from dougong.tenancy import current

#: Examples told of one fault; the count is of all.
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it should be.

    kind: "missing_column" | "dangling" | "orphan" | "many_dangling".
    table, column: where. count: how many rows. examples: ids of some.
    """

    kind: str
    table: str
    column: str
    count: int
    examples: tuple[str, ...] = ()


def check_integrity() -> tuple[Fault, ...]:
    """Every fault found in the data of the tenant in scope; () when all is well. A few queries for each
    table.
    """
    tables = all_tables()
    records = {table.entity: table for table in tables if not table.path}
    faults: list[Fault] = []
    for table in tables:
        missing = [Fault("missing_column", table.name, name, 0) for name in missing_columns(table)]
        faults += missing or _of_table(table, records)
    return tuple(faults)


def _of_table(table: PhysicalTable, records: dict[str, PhysicalTable]) -> Iterator[Fault]:
    projects = next((one for one in records.values() if one.is_project), None)
    for parts in table.columns.values():
        for column in parts.values():
            if column.target in records:
                yield from _dangling("dangling", table.name, column.name, records[column.target].name)
    if table.project and projects is not None:
        yield from _dangling("dangling", table.name, "project_id", projects.name)
    if table.path:
        yield from _dangling("orphan", table.name, "record_id", records[table.entity].name)
        parent = table.path.rpartition("/")[0]
        if parent:
            above = next(one for one in all_tables() if (one.entity, one.path) == (table.entity, parent))
            yield from _dangling("orphan", table.name, "parent_id", above.name)
    else:
        yield from _dangling("orphan", table.many, "record_id", table.name)
        yield from _many_dangling(table.many, records)


def _dangling(kind: str, table: str, column: str, target: str) -> Iterator[Fault]:
    """Rows whose reference leads to no row of the same tenant."""
    sql = (
        f"SELECT t.{quote(column)} FROM {quote(table)} t LEFT JOIN {quote(target)} r"
        f" ON r.tenant_id = t.tenant_id AND r.id = t.{quote(column)}"
        f" WHERE t.tenant_id = %s AND t.{quote(column)} IS NOT NULL AND r.id IS NULL"
    )
    found = fetch(sql, [current().tenant_id])
    if found:
        yield Fault(kind, table, column, len(found), tuple(str(row[0]) for row in found[:_SHOWN]))


def _many_dangling(many: str, records: dict[str, PhysicalTable]) -> Iterator[Fault]:
    tenant = current().tenant_id
    sql = f"SELECT DISTINCT entity FROM {quote(many)} WHERE tenant_id = %s AND target IS NOT NULL"
    for (entity,) in fetch(sql, [tenant]):
        table = records.get(entity)
        if table is None:
            continue
        sql = (
            f"SELECT t.target FROM {quote(many)} t LEFT JOIN {quote(table.name)} r"
            " ON r.tenant_id = t.tenant_id AND r.id = t.target"
            " WHERE t.tenant_id = %s AND t.entity = %s AND r.id IS NULL"
        )
        found = fetch(sql, [tenant, entity])
        if found:
            yield Fault("many_dangling", many, "target", len(found), tuple(str(row[0]) for row in found[:_SHOWN]))
