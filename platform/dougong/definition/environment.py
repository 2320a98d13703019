"""The names formulas may use over a record, as types: what the checker and the compiler to SQL stand on."""

from collections.abc import Callable, Mapping
from typing import Final

from dougong.definition.actor import PROJECT, USER
from dougong.definition.model import Entity, Field
from dougong.expression import ANY, DATETIME, NUMBER, TEXT, Env, Signature, Type, list_of, ref, row_of
from dougong.expression.env import no_fields
from dougong.kinds import KINDS

#: The platform's own names of every record.
SYSTEM_TYPES: Final[Mapping[str, Type]] = {
    "project": ref(PROJECT),
    "number": TEXT,
    "state": TEXT,
    "version": NUMBER,
    "created_by": ref(USER),
    "created_at": DATETIME,
    "updated_by": ref(USER),
    "updated_at": DATETIME,
}

#: Names known before any record is read; in SQL they become parameters.
GIVEN_TYPES: Final[Mapping[str, Type]] = {
    "me": ref(USER),
    "my_projects": list_of(ref(PROJECT)),
    "settings": ANY,
}

_NO_TYPES: Final[Mapping[str, Type]] = {}
_NO_FUNCTIONS: Final[Mapping[str, Signature]] = {}


def field_type(field: Field) -> Type:
    """The type of a field's value; of one with many values, a list of them."""
    own = KINDS[field.kind].type
    if field.kind == "rows":
        return list_of(row_of({"id": TEXT, **field_types(field.fields)}))
    if field.kind == "group":
        return row_of(field_types(field.fields))
    if field.reference is not None:
        own = ref("" if field.reference == "*" else field.reference)
    elif own.name == "ref":
        own = ref(own.entity)
    return list_of(own) if field.many else own


def field_types(fields: Mapping[str, Field]) -> dict[str, Type]:
    """The types of fields, by key."""
    return {key: field_type(field) for key, field in fields.items()}


def record_types(entity: Entity) -> dict[str, Type]:
    """Everything a record of `entity` has: its id, the system's names, its fields."""
    return {"id": ref(entity.name), **SYSTEM_TYPES, **field_types(entity.fields)}


def record_env(
    entity: Entity,
    *,
    given: Mapping[str, Type] = _NO_TYPES,
    functions: Mapping[str, Signature] = _NO_FUNCTIONS,
    fields_of: Callable[[str], Mapping[str, Type] | None] = no_fields,
) -> Env:
    """The scope of a formula over a record of `entity`.

    given: further names whose values are known before the record is read (a look-up's parameters).
    functions: declared look-ups. fields_of: the fields of other entities, by full name, for references.
    """
    own = record_types(entity)
    names = {**own, "record": row_of(own), **GIVEN_TYPES, **given}
    return Env(names, functions, fields_of, frozenset({*GIVEN_TYPES, *given}))
