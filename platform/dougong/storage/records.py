"""What comes out of the room: frozen values, never model instances."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from dougong.expression import Term
from dougong.problem import Ref, Value, Values

_NOTHING: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Record:
    """One record.

    entity: full name. project: Ref("project", id), where the entity belongs to a project.
    version: 1 on creation, one more with each change. definition_version: the module version it was saved
    under. deleted_at: set while it lies in the bin. values: by field key; only the fields asked for. hidden:
    pointers (with *) of fields that this reader may not see in this record; their values are None. touched:
    field key -> version that last changed it (absent: since creation). A new record is a `Record` with id,
    values, and what is known of project, state, number; the rest is filled in.
    """

    entity: str
    id: UUID
    values: Values = field(default_factory=lambda: _NOTHING)
    project: Ref | None = None
    number: str | None = None
    state: str | None = None
    version: int = 1
    definition_version: str = ""
    created_by: Ref | None = None
    created_at: datetime | None = None
    updated_by: Ref | None = None
    updated_at: datetime | None = None
    deleted_at: datetime | None = None
    hidden: frozenset[str] = frozenset()
    touched: Mapping[str, int] = field(default_factory=dict)

    @property
    def deleted(self) -> bool:
        """Whether it lies in the bin."""
        return self.deleted_at is not None

    @property
    def ref(self) -> Ref:
        """The reference to it."""
        return Ref(self.entity, self.id)

    @property
    def system(self) -> dict[str, Value]:
        """The values of the system names that formulas may use."""
        return {
            "id": self.ref,
            "project": self.project,
            "number": self.number,
            "state": self.state,
            "version": self.version,
            "created_by": self.created_by,
            "created_at": self.created_at,
            "updated_by": self.updated_by,
            "updated_at": self.updated_at,
        }


@dataclass(frozen=True, slots=True)
class Referring:
    """Records whose reference at `path` ("team"; "rows", "worker" for any of their detail rows) is one of `ids`."""

    path: tuple[str, ...]
    ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """Only records with marks: rows (tenant_id, entity, token, record_id, field) of a narrow table beside theirs.

    table: its name. entity: the number it knows the entity by. ways: tuples of tokens; one is enough, all of whose
    tokens stand in one and the same field. fields: the table's number of a field -> the paths it stands for
    ("reason", "rows/*/note"); a mark counts only in rows where the reader may see them all. or_where: or else this
    condition holds. refers: or else it refers to one of some records, where the reader may see that. cut: not all
    such records are among them.
    """

    table: str
    entity: int
    ways: tuple[tuple[str, ...], ...]
    fields: Mapping[int, tuple[str, ...]]
    or_where: Term | None = None
    refers: tuple[Referring, ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What is wanted of the rows a reach opens.

    where: further condition; a field counts as null in rows where the reach hides it.
    sort: field keys or system names, "-" before a descending one; empty values come last either way. "team.name"
        is a column of what a reference leads to, which its reader must be known to see in every record.
        The id breaks ties in the direction of the last key; without any key the newest come first.
    after: `Page.next` of the page before. offset: rows skipped. limit: rows of a page.
    fields: keys wanted; None means all, () none. ids: only these records.
    params: values of the names `where` uses beside fields.
    marked: each of these must be met.
    deleted: "no" living records, "only" those in the bin, "also" both.
    """

    where: Term | None = None
    sort: tuple[str, ...] = ()
    after: str | None = None
    offset: int = 0
    limit: int = 50
    fields: tuple[str, ...] | None = None
    ids: tuple[UUID, ...] | None = None
    params: Values = field(default_factory=dict)
    marked: tuple[Marked, ...] = ()
    deleted: str = "no"


@dataclass(frozen=True, slots=True)
class Page:
    """Some records, in order. next: what to give `Query.after` for those that follow; None at the end."""

    records: tuple[Record, ...]
    next: str | None = None
