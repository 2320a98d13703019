"""The steps each change asks of storage."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from dougong.definition import Entity, Field
from dougong.definition.layout import is_tenants
from dougong.planning.change import Change, What
from dougong.planning.forms import form_of
from dougong.planning.step import (
    AddColumn,
    AddIndex,
    AddRowTable,
    AddTable,
    AllotColumn,
    Column,
    CopyColumn,
    HideColumn,
    HideTable,
    LiftUnique,
    Recompute,
    Step,
    column_of,
)


@dataclass(frozen=True, slots=True)
class Fresh:
    """What the same plan makes anew, columns and all: entities, and rows as (entity, path)."""

    entities: frozenset[str]
    rows: frozenset[tuple[str, str]]

    def has(self, entity: str, path: str) -> bool:
        """Whether the table a field of `path` would stand in is made by this plan, with the field in it."""
        above = path.rpartition("/")[0]
        return (entity, above) in self.rows if above else entity in self.entities


def fresh(changes: tuple[Change, ...]) -> Fresh:
    """What `changes` make anew."""
    return Fresh(
        frozenset(one.entity for one in changes if one.what == "entity_added"),
        frozenset((one.entity, one.path) for one in changes if _makes_rows(one)),
    )


def steps_of(change: Change, made: Fresh) -> Iterator[Step]:
    """The steps of one change. What a tenant made needs no table: at most a spare column."""
    maker = _MAKERS.get(change.what)
    if maker is None or any(is_tenants(part) for part in change.entity.split("/")):
        return
    yield from maker(change, made)


def _makes_rows(change: Change) -> bool:
    return change.what in ("field_added", "field_renamed") and form_of(change.after) == "rows"


def _entity_added(change: Change, made: Fresh) -> Iterator[Step]:
    entity: Entity = change.after
    yield AddTable(entity.name, _columns(entity.fields), project=entity.scope == "project")


def _field_added(change: Change, made: Fresh) -> Iterator[Step]:
    field: Field = change.after
    above = change.path.rpartition("/")[0]
    if any(is_tenants(part) for part in change.path.split("/")):
        if field.indexed or field.unique:
            yield AllotColumn(change.entity, above, column_of(field))
        return
    if not form_of(field):
        return
    if form_of(field) == "rows":
        yield AddRowTable(change.entity, change.path, _columns(field.fields))
    elif not made.has(change.entity, change.path):
        yield AddColumn(change.entity, above, column_of(field))
    if field.indexed:
        yield AddIndex(change.entity, above, (field.key,))


def _field_renamed(change: Change, made: Fresh) -> Iterator[Step]:
    yield from _field_added(change, made)
    if form_of(change.before) and form_of(change.after):
        above = change.path.rpartition("/")[0]
        yield CopyColumn(change.entity, above, change.before.key, column_of(change.after))


def _kind_changed(change: Change, made: Fresh) -> Iterator[Step]:
    """Only what begins or ceases to be kept; another form under the same key is a problem of the plan."""
    if not form_of(change.before):
        yield from _field_added(change, made)
        yield from _computed_changed(change, made)
    elif not form_of(change.after):
        yield from _field_removed(change, made)


def _field_removed(change: Change, made: Fresh) -> Iterator[Step]:
    field: Field = change.before
    if form_of(field):
        yield HideColumn(change.entity, change.path.rpartition("/")[0], field.key, field.kind)


def _index_added(change: Change, made: Fresh) -> Iterator[Step]:
    field: Field = change.after
    above = change.path.rpartition("/")[0]
    if any(is_tenants(part) for part in change.path.split("/")):
        yield AllotColumn(change.entity, above, column_of(field))
    elif form_of(field):
        yield AddIndex(change.entity, above, (field.key,))


def _computed_changed(change: Change, made: Fresh) -> Iterator[Step]:
    if not form_of(change.after) or change.after.computed is None:
        return
    above, _, key = change.path.rpartition("/")
    yield Recompute(change.entity, above, key)


def _columns(fields: Mapping[str, Field]) -> tuple[Column, ...]:
    """The columns of fields that are kept in their holder's own table; a tenant's are not."""
    kept = (field for field in fields.values() if not is_tenants(field.key))
    return tuple(column_of(field) for field in kept if form_of(field) not in ("", "rows"))


_MAKERS: Mapping[What, Callable[[Change, Fresh], Iterator[Step]]] = {
    "entity_added": _entity_added,
    "entity_removed": lambda change, made: iter((HideTable(change.entity),)),
    "field_added": _field_added,
    "field_removed": _field_removed,
    "field_renamed": _field_renamed,
    "kind_changed": _kind_changed,
    "index_added": _index_added,
    "computed_changed": _computed_changed,
    "unique_added": lambda change, made: iter((AddIndex(change.entity, "", change.after, unique=True),)),
    "unique_dropped": lambda change, made: iter((LiftUnique(change.entity, change.before),)),
}
