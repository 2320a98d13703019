"""Where the fields of an entity stand in its documents."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dougong.definition import Entity, Field
from dougong.definition.pointers import escape

#: Separates the keys of a field's path, "rows/amount".
SEPARATOR = "/"


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a field, or (without keys) of the record itself.

    keys: ("rows", "amount"). address: of its property, "entities/slip#/properties/rows/items/properties/amount".
    holder: of the object whose property it is, "entities/slip#/properties/rows/items".
    """

    keys: tuple[str, ...]
    address: str
    holder: str

    @property
    def path(self) -> str:
        """The keys as one text, "rows/amount"."""
        return SEPARATOR.join(self.keys)

    @property
    def key(self) -> str:
        """Its own key."""
        return self.keys[-1]

    @property
    def properties(self) -> str:
        """The address of the map it stands in."""
        return f"{self.holder}/properties"

    @property
    def required(self) -> str:
        """The address of the list that says what must be filled in."""
        return f"{self.holder}/required"


def place_of_field(entity: Entity, path: str) -> Place | None:
    """The place a path names in an entity; its last key need not exist, those before must have fields inside."""
    keys = tuple(path.split(SEPARATOR))
    holder, fields = f"entities/{entity.key}#", entity.fields
    for key in keys[:-1]:
        field = fields.get(key)
        if field is None or field.kind not in ("rows", "group"):
            return None
        holder += f"/properties/{escape(key)}" + ("/items" if field.kind == "rows" else "")
        fields = field.fields
    return Place(keys, f"{holder}/properties/{escape(keys[-1])}", holder)


def field_at_path(fields: Mapping[str, Field], path: str) -> Field | None:
    """The field a path names; None where there is none."""
    found: Field | None = None
    for key in path.split(SEPARATOR):
        found = fields.get(key)
        if found is None:
            return None
        fields = found.fields
    return found


def every_field(fields: Mapping[str, Field], above: str = "") -> Iterator[tuple[str, Field]]:
    """Every field with its path, rows before their columns."""
    for key, field in fields.items():
        yield f"{above}{key}", field
        yield from every_field(field.fields, f"{above}{key}/")


def words_at(node: Any) -> list[str]:
    """A list of texts, () for anything else."""
    return [one for one in node if isinstance(one, str)] if isinstance(node, list) else []
