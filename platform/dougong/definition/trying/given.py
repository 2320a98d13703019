"""How a case writes a record: fields and system values together, keys in place of references."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from dougong.definition.actor import PROJECT, USER
from dougong.definition.model import Entity, Field
from dougong.problem import Json, JsonObject, Ref, Value

#: System values that are references, with the entity they refer to.
_REFERENCES: Final[Mapping[str, str]] = {"project": PROJECT, "created_by": USER, "updated_by": USER}
#: Names of a record that are no fields of its entity; a case gives them beside the fields.
SYSTEM: Final = frozenset({"id", "number", "state", "version", "created_at", "updated_at", *_REFERENCES})
#: The person a case calls "me".
ME: Final = Ref(USER, UUID(int=1))


def identity(key: str) -> UUID:
    """The id a record of a case has: always the same for the same key; a key that is an id is the id."""
    return UUID(key) if is_id(key) else uuid5(NAMESPACE_URL, f"urn:dougong:case:{key}")


def is_id(text: str) -> bool:
    """Whether a text is the id of a record, and no key."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def parted(record: Mapping[str, Json], entity: Entity) -> tuple[dict[str, Value], JsonObject]:
    """System values and fields of a record as a case writes them together."""
    ours = {key for key in record if key in SYSTEM and key not in entity.fields}
    system = {key: _system(key, record[key]) for key in ours}
    return system, {key: value for key, value in record.items() if key not in ours}


def _system(key: str, value: Json) -> Value:
    if not isinstance(value, str) or key not in _REFERENCES:
        return value if isinstance(value, str | int) else None
    return ME if value == "me" and key != "project" else Ref(_REFERENCES[key], identity(value))


def keyed(fields: Mapping[str, Field], record: JsonObject) -> JsonObject:
    """The record with keys of other records in place of references replaced by their ids."""
    return {key: _keyed(fields[key], value) if key in fields else value for key, value in record.items()}


def _keyed(field: Field, value: Json) -> Json:
    if isinstance(value, list):
        return [_keyed(field, one) for one in value]
    if isinstance(value, dict) and field.fields:
        return keyed(field.fields, value)
    if isinstance(value, str) and (field.kind == "user" or field.reference not in (None, "*")):
        return str(ME.id) if field.kind == "user" and value == "me" else str(identity(value))
    return value


def as_given(entity: Entity, record: Mapping[str, Any]) -> Entity:
    """The entity with the computed fields that a case gives outright taken as given, in rows as well."""
    taken = {path for path in entity.computed_order if _gives(record, path.split("/"))}
    return replace(entity, fields=_uncomputed(entity.fields, taken)) if taken else entity


def _gives(record: Any, path: list[str]) -> bool:
    """Whether the record, or one of its rows, has something at a path of keys."""
    if isinstance(record, list):
        return any(_gives(one, path) for one in record)
    if not isinstance(record, Mapping) or path[0] not in record:
        return False
    return len(path) == 1 or _gives(record[path[0]], path[1:])


def _uncomputed(fields: Mapping[str, Field], taken: set[str], above: str = "") -> dict[str, Field]:
    return {
        key: replace(
            field,
            computed=None if above + key in taken else field.computed,
            fields=_uncomputed(field.fields, taken, f"{above}{key}/"),
        )
        for key, field in fields.items()
    }
