"""Carrying out a plan: making tables, columns, indexes and foreign keys while people read and write.

Every step is short, stands alone and can be repeated: a step that finds its work done does nothing, so an
interrupted installation is simply carried out again. Nothing is ever dropped.
"""

from collections.abc import Iterable
from functools import partial
from typing import Final

from django.db import IntegrityError, connection

from dougong.definition import Entity
from dougong.definition.layout import is_tenants
from dougong.planning import AddColumn, AddIndex, AddRowTable, AddTable, CopyColumn, LiftUnique, Plan
from dougong.problem import Problem, Refused
from dougong.storage import ddl
from dougong.storage.codecs import is_postgres
from dougong.storage.foreign_keys import make_foreign_keys
from dougong.storage.inspecting import columns_there, indexes_there
from dougong.storage.models import StoredColumn, StoredTable
from dougong.storage.naming import MANY, allot_column, share_column, table_name
from dougong.storage.patience import at_leisure, in_short_transaction
from dougong.storage.physical import PhysicalColumn, PhysicalTable, is_invented, quote, read_again, table_of
from dougong.storage.shapes import forget_shapes
from dougong.storage.wanted import WantedColumn, WantedIndex, WantedTable, wanted_tables
from dougong.tenancy import ScopeNested, in_scope

#: Steps that make something.
_MAKING: Final = (AddTable, AddRowTable, AddColumn, AddIndex, CopyColumn)


def carry_out(plan: Plan, entities: Iterable[Entity]) -> tuple[str, ...]:
    """Do what a plan asks of the tables. entities: all of the new version.

    A renamed field keeps its column under both keys, so that nothing is copied and versions may be used side by
    side. Spare columns are the catalogue's, recomputing is a job's, and what is hidden just stays.
    Returns what was done, in words for the operator. Raises Refused with the plan's problems; ScopeNested.
    """
    if plan.problems:
        raise Refused(plan.problems)
    by_name = {entity.name: entity for entity in entities}
    done: list[str] = []
    for step in plan.steps:
        if isinstance(step, CopyColumn) and step.entity in by_name and not is_tenants(step.column.key):
            done += in_short_transaction(partial(share_column, step, by_name[step.entity]))
    for step in plan.steps:
        if isinstance(step, LiftUnique) and step.entity in by_name:
            done += _lift(step)
    changed = dict.fromkeys(step.entity for step in plan.steps if isinstance(step, _MAKING))
    return (*done, *make_tables(by_name[name] for name in changed if name in by_name))


def _lift(step: LiftUnique) -> list[str]:
    """Records may share these keys now: the index that forbade it goes; it held no data."""
    table = table_of(step.entity)
    if table is None:
        return []
    name = ddl.index_name(table.name, index_columns(table, WantedIndex(step.keys)), unique=True)
    if name not in indexes_there(table.name):
        return []
    at_leisure([f"DROP INDEX {'CONCURRENTLY ' if is_postgres() else ''}IF EXISTS {quote(name)}"])
    return [f"no longer unique: {', '.join(step.keys)}"]


def make_tables(entities: Iterable[Entity]) -> tuple[str, ...]:
    """Make every table, column, index and foreign key these entities want and the database lacks.

    Returns what was done, in words for the operator. Raises ScopeNested inside a tenancy scope: each step is
    a transaction of its own; Refused (code "kept_otherwise") when a field is already kept in another form.
    """
    if in_scope():
        raise ScopeNested("tables are made outside scopes, one transaction a step")
    wanted = [table for entity in entities if not is_invented(entity.name) for table in wanted_tables(entity)]
    done: list[str] = []
    for table in wanted:
        done += in_short_transaction(partial(_make_table, table))
    read_again()
    for table in wanted:
        done += _make_indexes(table)
    if is_postgres():
        done += make_foreign_keys()
    forget_shapes()
    return tuple(done)


def _make_table(wanted: WantedTable) -> list[str]:
    """The table with all its columns, in one transaction; its indexes too while it is new and empty."""
    entity = wanted.entity
    stored = StoredTable.objects.filter(entity=entity.name, path=wanted.path).first()
    if stored is None:
        stored = StoredTable.objects.create(
            entity=entity.name,
            path=wanted.path,
            name=table_name(wanted),
            project=entity.scope == "project" and not wanted.path,
            is_project=entity.is_project and not wanted.path,
        )
    known = {(one.key, one.suffix): one for one in StoredColumn.objects.filter(table=stored)}
    for column in wanted.columns:
        if (column.key, column.part.suffix) not in known:
            made = allot_column(stored, column, {one.name for one in known.values()})
            known[column.key, column.part.suffix] = made
        _same_form(wanted, column, known[column.key, column.part.suffix])
    table = _physical(stored, known.values())
    return _create(table, wanted) if not columns_there(table.name) else _extend(table)


def _create(table: PhysicalTable, wanted: WantedTable) -> list[str]:
    statements = [*ddl.create_statements(table), *(_index(table, index) for index in wanted.indexes)]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return [f"table {table.name}"]


def _extend(table: PhysicalTable) -> list[str]:
    there = columns_there(table.name)
    missing = [column for parts in table.columns.values() for column in parts.values() if column.name not in there]
    with connection.cursor() as cursor:
        for column in missing:
            cursor.execute(ddl.add_column_statement(table.name, column.name, column.family))
    return [f"column {table.name}.{column.name}" for column in missing]


def _physical(stored: StoredTable, columns: Iterable[StoredColumn]) -> PhysicalTable:
    by_key: dict[str, dict[str, PhysicalColumn]] = {}
    for one in columns:
        if one.suffix == MANY:
            continue
        by_key.setdefault(one.key, {})[one.suffix] = PhysicalColumn(
            one.name, one.suffix, one.family, one.scale, one.target, one.kind
        )
    return PhysicalTable(stored.id, stored.name, stored.entity, stored.path, stored.project, stored.is_project, by_key)


def _same_form(wanted: WantedTable, column: WantedColumn, kept: StoredColumn) -> None:
    """A key keeps its form for ever: text does not become a number under people's data."""
    if (kept.family, kept.scale) != (column.part.family, column.part.scale):
        at = f"/{wanted.path}/{column.key}" if wanted.path else f"/{column.key}"
        raise Refused([Problem(at, "kept_otherwise", {"field": f"{wanted.entity.name}#{column.key}"})])


def _index(table: PhysicalTable, wanted: WantedIndex, *, late: bool = False) -> str:
    """CREATE INDEX, on a table in use without stopping its writers.

    On SQLite an index over a column that came later covers only rows that have a value: it is made in the
    time of reading the table once, while the write lock is held.
    """
    columns = index_columns(table, wanted)
    return ddl.index_statement(
        table.name,
        columns,
        unique=wanted.unique,
        filled=wanted.filled or (late and not wanted.unique and not is_postgres()),
        living=wanted.living,
        concurrently=late and is_postgres(),
    )


def index_columns(table: PhysicalTable, wanted: WantedIndex) -> tuple[str, ...]:
    """The columns of an index, the tenant first."""
    return ("tenant_id", *(_index_column(table, key) for key in wanted.keys))


def _index_column(table: PhysicalTable, key: str) -> str:
    if key.startswith("@"):
        return key[1:]
    if key == "project" and key not in table.columns:
        return "project_id"
    return next(iter(table.columns[key].values())).name


def _make_indexes(wanted: WantedTable) -> list[str]:
    """Indexes the table lacks, one at a time."""
    table = table_of(wanted.entity.name, wanted.path)
    assert table is not None, "made a moment ago"
    there = indexes_there(table.name)
    done = []
    for index in wanted.indexes:
        name = ddl.index_name(table.name, index_columns(table, index), unique=index.unique)
        if there.get(name) is True:
            continue
        drop = [f"DROP INDEX CONCURRENTLY {quote(name)}"] if name in there else []
        try:
            at_leisure([*drop, _index(table, index, late=True)])
            done.append(f"index {name}")
        except IntegrityError:
            # Tenants on an older version may have such values twice; for those on this one the check before
            # each write keeps the law. A broken-off build leaves an index that only costs.
            at_leisure([f"DROP INDEX CONCURRENTLY IF EXISTS {quote(name)}"] if is_postgres() else [])
            done.append(f"index {name} left out: values of {', '.join(index.keys)} stand twice")
    return done
