"""What storage has to do, one short repeatable step at a time. No step ever drops anything."""

from dataclasses import dataclass

from dougong.definition import Field


@dataclass(frozen=True, slots=True)
class Column:
    """A field that is to be kept. reference: full name of the entity it refers to, "*" for any."""

    key: str
    kind: str
    many: bool = False
    masked: bool = False
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class AddTable:
    """A table for an entity's records, with its columns. project: whether records belong to projects."""

    entity: str
    columns: tuple[Column, ...]
    project: bool = False


@dataclass(frozen=True, slots=True)
class AddRowTable:
    """A table for the detail rows at `path` ("rows", "rows/parts"), with its columns."""

    entity: str
    path: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class AddColumn:
    """A column more, empty. path: of the rows it belongs to, "" for the record's own."""

    entity: str
    path: str
    column: Column


@dataclass(frozen=True, slots=True)
class AllotColumn:
    """A tenant's field that is searched, sorted or summed gets a spare column; no table changes."""

    entity: str
    path: str
    column: Column


@dataclass(frozen=True, slots=True)
class CopyColumn:
    """A field goes on under a new key: its values are copied from the former one, which stays."""

    entity: str
    path: str
    was: str
    column: Column


@dataclass(frozen=True, slots=True)
class Recompute:
    """Stored computed values follow another formula: every record's is worked out again, by a visible job."""

    entity: str
    path: str
    key: str


@dataclass(frozen=True, slots=True)
class AddIndex:
    """An index over field keys (or the system name `project`) of records, or of the rows at `path`."""

    entity: str
    path: str
    keys: tuple[str, ...]
    unique: bool = False


@dataclass(frozen=True, slots=True)
class LiftUnique:
    """Several records may share these keys from now on. No data are touched."""

    entity: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HideColumn:
    """A field is no longer shown nor written; its values stay until a tenant's data are purged on purpose."""

    entity: str
    path: str
    key: str
    kind: str


@dataclass(frozen=True, slots=True)
class HideTable:
    """An entity is no longer shown; its records stay until they are purged on purpose."""

    entity: str


Step = (
    AddTable
    | AddRowTable
    | AddColumn
    | AllotColumn
    | CopyColumn
    | Recompute
    | AddIndex
    | LiftUnique
    | HideColumn
    | HideTable
)

#: Steps that change tables: only an operator who installs or upgrades a module carries them out.
DDL = (AddTable, AddRowTable, AddColumn, AddIndex, LiftUnique)


def column_of(field: Field) -> Column:
    """The column that keeps a field."""
    return Column(field.key, field.kind, field.many, field.masked, field.reference)
