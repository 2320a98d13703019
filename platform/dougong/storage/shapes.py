"""A definition laid over the tables: where each field of an entity is kept. Compiled once per (entity,
layout).
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from django.db import connection

from dougong.definition.layout import SPARE_PREFIX, Layout, is_tenants
from dougong.definition.model import Entity, Field
from dougong.expression import Term
from dougong.storage.codecs import Codec, codec_for, target_of
from dougong.storage.columns import Keeping, Part, keeping
from dougong.storage.physical import (
    GENERAL,
    GENERAL_MANY,
    NotInstalled,
    PhysicalTable,
    columns_of,
    is_invented,
    table_of,
)
from dougong.storage.spare import spare_codec

_LIMIT: Final = 1024


@dataclass(frozen=True, slots=True)
class Slot:
    """One field kept in columns of its table, the first of which SQL compares.

    family, scale: what that column keeps. form: "plain", "spare", or "digest" (personal data: only equal or
    not). target: entity of a reference.
    """

    key: str
    codec: Codec
    columns: tuple[str, ...]
    family: str
    scale: int | None
    kind: str
    form: str = "plain"
    target: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """Where everything of one entity, or of one of its rows fields, is kept.

    discriminator: value of the general table's `entity` column; None for a table of its own.
    path: "" for records; "rows", "rows/parts" for detail rows. slots: fields in columns. custom: fields in
    the JSON. many: fields in the table of many values. children: rows fields.
    many_paths: see `many_path`. terms: predicates of rights over it, compiled.
    """

    entity: Entity
    layout: Layout
    path: str
    table: str
    many_table: str
    discriminator: str | None
    project: bool
    fields: Mapping[str, Field]
    slots: Mapping[str, Slot]
    custom: Mapping[str, Field]
    many: Mapping[str, Field]
    children: Mapping[str, "Shape"]
    many_paths: Mapping[str, str] = field(default_factory=dict)
    terms: dict[Any, Term | None] = field(default_factory=dict, compare=False)

    @property
    def tenants(self) -> frozenset[str]:
        """The fields kept in `custom` or in spare columns: a tenant's own."""
        spare = (key for key, slot in self.slots.items() if slot.columns[0].startswith(SPARE_PREFIX))
        return frozenset((*self.custom, *spare))

    @property
    def is_project(self) -> bool:
        """Whether its records are the projects themselves."""
        return self.entity.is_project

    def many_path(self, key: str) -> str:
        """The `field` of a many-valued field's rows: its path, or the one it had under a former key."""
        return self.many_paths.get(key, self.below(key))

    def below(self, key: str) -> str:
        """The path of a field of this shape."""
        return f"{self.path}/{key}" if self.path else key


class _Compiled:
    """Shapes by the identity of their entity. The entity is held, so that its identity stays its own."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.shapes: OrderedDict[tuple[int, Layout, str], Shape] = OrderedDict()


_compiled = _Compiled()


def shape_of(entity: Entity, layout: Layout) -> Shape:
    """The shape of an entity's records. Raises NotInstalled."""
    key = (id(entity), layout, connection.vendor)
    found = _compiled.shapes.get(key)
    if found is not None:
        return found
    made = _shape(entity, layout, "", entity.fields)
    with _compiled.lock:
        _compiled.shapes[key] = made
        while len(_compiled.shapes) > _LIMIT:
            _compiled.shapes.popitem(last=False)
    return made


#: Ways of keeping whose JSON form is a text that compares as the value does.
AS_JSON_TEXT: Final = frozenset({"text", "choice", "date", "time", "reference"})
#: Ways of keeping whose JSON form is a number, or the text of one.
AS_JSON_NUMBER: Final = frozenset({"integer", "scaled", "number"})


def answers(entity: Entity, layout: Layout, path: str) -> bool:
    """Whether conditions on the field at `path` ("team", "rows/worker") can be put to the database.

    A tenant's field without a spare column stands in JSON, of which texts and numbers compare as their values do.
    Raises NotInstalled.
    """
    shape = shape_of(entity, layout)
    *above, key = path.split("/")
    for part in above:
        shape = shape.children[part]
    if key in shape.slots or key in shape.many or key in shape.children:
        return True
    return not above and key in shape.custom and keeping(shape.custom[key]).codec in AS_JSON_TEXT | AS_JSON_NUMBER


def has_column(entity: Entity, layout: Layout, key: str) -> bool:
    """Whether one column holds a field's value as a whole, so that it can be gathered by. Raises NotInstalled."""
    if key not in entity.fields:
        return False
    slot = shape_of(entity, layout).slots.get(key)
    return slot is not None and len(slot.columns) == 1 and not slot.codec.beside


def may_join(entity: Entity, layout: Layout, key: str) -> bool:
    """Whether a reading may join by the field's column, or reach it from elsewhere: it has one of its own in a table
    of the entity's own. Raises NotInstalled.
    """
    shape = shape_of(entity, layout)
    if key not in entity.fields:
        return shape.discriminator is None
    return shape.discriminator is None and has_column(entity, layout, key) and key not in shape.tenants


def has_index(entity: Entity, layout: Layout, field: Field) -> bool:
    """Whether an index begins with the field's column. Raises NotInstalled."""
    slot = shape_of(entity, layout).slots.get(field.key)
    return slot is not None and (field.indexed or slot.columns[0].startswith(SPARE_PREFIX))


def forget_shapes() -> None:
    """Compile anew from here on; after tables were made or emptied."""
    with _compiled.lock:
        _compiled.shapes.clear()


def _shape(entity: Entity, layout: Layout, path: str, fields: Mapping[str, Field]) -> Shape:
    table = None if _is_general(entity, path) else table_of(entity.name, path)
    if table is None and not _is_general(entity, path):
        raise NotInstalled(f"{entity.name}#{path}" if path else entity.name)
    stored = {key: field for key, field in fields.items() if field.stored}
    below = {key: f"{path}/{key}" if path else key for key in stored}
    kept = {key: keeping(field) for key, field in stored.items()}
    columned = {key: field for key, field in stored.items() if kept[key].place == "column"}
    slots = {key: _slot(entity, layout, table, below[key], field) for key, field in columned.items()}
    return Shape(
        entity=entity,
        layout=layout,
        path=path,
        table=GENERAL if table is None else table.name,
        many_table=_many_table(entity),
        discriminator=_discriminator(entity, path) if table is None else None,
        project=entity.scope == "project" and not path,
        fields=stored,
        slots={key: slot for key, slot in slots.items() if slot is not None},
        custom={key: columned[key] for key, slot in slots.items() if slot is None or slot.codec.beside},
        many={key: field for key, field in stored.items() if kept[key].place == "many"},
        children={
            key: _shape(entity, layout, below[key], field.fields)
            for key, field in stored.items()
            if kept[key].place == "rows"
        },
        many_paths={} if table is None else table.many_paths,
    )


def _is_general(entity: Entity, path: str) -> bool:
    """Whether the rows at `path` live in the general table: the entity or the rows field is a tenant's
    own.
    """
    return is_invented(entity.name) or any(is_tenants(key) for key in path.split("/"))


def _discriminator(entity: Entity, path: str) -> str:
    return f"{entity.name}#{path}" if path else entity.name


def _many_table(entity: Entity) -> str:
    if is_invented(entity.name):
        return GENERAL_MANY
    table = table_of(entity.name)
    if table is None:
        raise NotInstalled(entity.name)
    return table.many


def _slot(entity: Entity, layout: Layout, table: PhysicalTable | None, path: str, field: Field) -> Slot | None:
    """The field's place in columns; None when it lives in `custom`. Raises NotInstalled."""
    kept = keeping(field)
    if table is not None and not is_tenants(field.key):
        found = columns_of(entity.name, table.path, field.key)
        if found is None or set(found) != {part.suffix for part in kept.parts}:
            raise NotInstalled(f"{entity.name}#{path}")
        names = tuple(found[part.suffix].name for part in kept.parts)
        return _made(field, kept, codec_for(field, kept), names, kept.parts[0])
    column = layout.column_of(path)
    if column is None:
        return None
    return _made(field, kept, spare_codec(field, kept), (column,), _spare_part(kept), form="spare")


def _made(
    field: Field, kept: Keeping, codec: Codec, names: tuple[str, ...], part: Part, *, form: str = "plain"
) -> Slot:
    return Slot(
        key=field.key,
        codec=codec,
        columns=names,
        family=part.family,
        scale=part.scale,
        kind=field.kind,
        form="digest" if kept.codec == "personal" else form,
        target=target_of(field),
    )


def _spare_part(kept: Keeping) -> Part:
    part = kept.parts[0]
    return Part(family="integer" if part.family in {"integer", "boolean"} else "text", scale=part.scale)
