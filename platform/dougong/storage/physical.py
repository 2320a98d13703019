"""Which tables and columns the database has for which entity: read once per process, again when something is
missing.

Names reach SQL only from here: they were checked when the table was made, and are quoted by `quote`.
"""

import hashlib
import re
import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from dougong.definition.layout import is_tenants
from dougong.problem import Problem, Refused
from dougong.storage.models import GeneralMany, GeneralRecord, StoredColumn, StoredTable

#: The longest identifier of PostgreSQL, in bytes; names of ours are ASCII.
IDENTIFIER_MAX: Final = 63
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")
GENERAL: Final = GeneralRecord._meta.db_table
GENERAL_MANY: Final = GeneralMany._meta.db_table


@dataclass(frozen=True, slots=True)
class PhysicalColumn:
    """One column of a field. suffix: which part of the field it keeps. target: entity of a reference, or "".
    kind: of the field."""

    name: str
    suffix: str
    family: str
    scale: int | None
    target: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class PhysicalTable:
    """One table. columns: field key -> its columns by suffix. many_paths: where many values stand, if elsewhere."""

    id: int
    name: str
    entity: str
    path: str
    project: bool
    is_project: bool
    columns: Mapping[str, Mapping[str, PhysicalColumn]]
    many_paths: Mapping[str, str] = field(default_factory=dict)

    @property
    def many(self) -> str:
        """The name of the table beside it that keeps many-valued fields; only records' tables have one."""
        return many_name(self.name)


class NotInstalled(Refused):
    """An entity or field for which no table or column was made: `install_module` was not carried out."""

    def __init__(self, what: str) -> None:
        super().__init__([Problem("", "not_installed", {"what": what})])


def quote(name: str) -> str:
    """An identifier of ours in SQL. Raises ValueError for anything else."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not an identifier of ours: {name!r}")
    return f'"{name}"'


def fitting(name: str, limit: int = IDENTIFIER_MAX) -> str:
    """`name`, or its beginning and a digest when it is too long."""
    if len(name) <= limit:
        return name
    return f"{name[: limit - 9]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def many_name(table: str) -> str:
    """The name of the table of many-valued fields beside a record table."""
    return fitting(f"{table}__many")


def is_invented(entity: str) -> bool:
    """Whether a tenant made the entity (or its module), so that it lives in the general table."""
    module, _, key = entity.partition("/")
    return is_tenants(module) or is_tenants(key)


class _Known:
    """What this process knows of the tables. Threads share it; reading again replaces it whole."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.tables: Mapping[tuple[str, str], PhysicalTable] = {}


_known = _Known()


def table_of(entity: str, path: str = "") -> PhysicalTable | None:
    """The table of an entity's records, or of its detail rows at `path`; None when there is none."""
    found = _known.tables.get((entity, path))
    return found if found is not None else read_again().get((entity, path))


def columns_of(entity: str, path: str, key: str) -> Mapping[str, PhysicalColumn] | None:
    """The columns of one field by suffix; None when it has none."""
    table = table_of(entity, path)
    if table is None:
        return None
    if key not in table.columns:
        table = read_again().get((entity, path), table)
    return table.columns.get(key)


def all_tables() -> tuple[PhysicalTable, ...]:
    """Every table made for an entity or its rows, by name, as the database knows them now."""
    return tuple(sorted(read_again().values(), key=lambda table: table.name))


def project_entity() -> str | None:
    """The entity that projects are kept in; None while none is installed."""
    for again in (False, True):
        tables = read_again() if again else _known.tables
        found = next((table.entity for table in tables.values() if table.is_project), None)
        if found is not None:
            return found
    return None


def forget_tables() -> None:
    """Read them anew when next asked."""
    with _known.lock:
        _known.tables = {}


def read_again() -> Mapping[tuple[str, str], PhysicalTable]:
    """Read the tables and columns from the database: two queries."""
    columns: defaultdict[int, defaultdict[str, dict[str, PhysicalColumn]]] = defaultdict(lambda: defaultdict(dict))
    many: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for row in StoredColumn.objects.order_by("id"):
        if row.suffix == "#":
            many[row.table_id][row.key] = row.name
        else:
            column = PhysicalColumn(row.name, row.suffix, row.family, row.scale, row.target, row.kind)
            columns[row.table_id][row.key][row.suffix] = column
    tables = {
        (row.entity, row.path): PhysicalTable(
            id=row.id,
            name=row.name,
            entity=row.entity,
            path=row.path,
            project=row.project,
            is_project=row.is_project,
            columns=dict(columns[row.id]),
            many_paths=many[row.id],
        )
        for row in StoredTable.objects.all()
    }
    with _known.lock:
        _known.tables = tables
    return tables
