"""Where a node stands, and what is known of it from outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any

from dougong.definition import Field
from dougong.forms.names import ROOT, below, escape, token
from dougong.problem import Value


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands and what is known of it from outside.

    pointer, name, key: its addresses. title: its label where the schema gives none.
    required: now; firm: always, whatever else the record says.
    field: what the definition says of it. fields: the same for the keys of the object standing here.
    address: pointer with "*" for row numbers, as rights name it.
    names: what expressions see here; None when nothing can be evaluated. values: as read, of the object or the rows
        standing here.
    scope: name of the object whose keys the expressions name. conditions: as `Node.conditions`.
    item: an entry of an array or of a free-form object: empty means it is not there.
    locked: rows here may be filled in; none may be added or taken away.
    marked: a group here says in the form that it is part of it.
    nullable: null may stand here although the schema read here does not say so.
    around: the schemas with properties it stands in, by identity; taken: alternatives chosen among at this place.
    choosers: how many choosers stand at this place. rows: how many lists it stands in.
    """

    pointer: str = ""
    name: str = ROOT
    key: str = ""
    title: str = ""
    required: bool = False
    firm: bool = False
    readonly: bool = False
    visible: bool = True
    conditions: Mapping[str, str] = made(default_factory=dict)
    scope: str = ROOT
    field: Field | None = None
    fields: Mapping[str, Field] = made(default_factory=dict)
    address: str = ""
    names: Mapping[str, Value] | None = None
    values: Any = None
    item: bool = False
    locked: bool = False
    marked: bool = True
    nullable: bool = False
    level: int = 0
    rows: int = 0
    around: frozenset[int] = frozenset()
    taken: frozenset[int] = frozenset()
    choosers: int = 0

    def under(self, key: str, **changes: Any) -> "Place":
        """The place of a key of the object standing here."""
        step, field = token(key), self.fields.get(key)
        inner: dict[str, Any] = {
            "pointer": self.pointer + step,
            "name": below(self.name, escape(key)),
            "key": key,
            "title": field.title if field else spoken(key) if "title" not in changes else "",
            "field": field,
            "address": self.address + step,
            **self._inherited(),
        }
        return Place(**{**inner, **changes})

    def entry(self, position: int, token: str, **changes: Any) -> "Place":
        """The place of one row of the list standing here."""
        inner: dict[str, Any] = {
            "pointer": f"{self.pointer}/{position}",
            "name": below(self.name, token),
            "key": token,
            "address": f"{self.address}/*",
            "item": True,
            "marked": False,
            **self._inherited(),
        }
        return Place(**{**inner, "rows": self.rows + 1, **changes})

    def _inherited(self) -> dict[str, Any]:
        """What holds inside as well."""
        return {
            "names": self.names,
            "scope": self.scope,
            "readonly": self.readonly,
            "level": self.level + 1,
            "rows": self.rows,
            "around": self.around,
        }


def spoken(key: str) -> str:
    """A key as words: "firstName" -> "First name", "work_date" -> "Work date"."""
    words: list[str] = []
    for position, char in enumerate(key):
        if char in "_-" or char.isspace():
            words.append(" ")
        elif char.isupper() and position and key[position - 1].islower():
            words.append(f" {char.lower()}")
        else:
            words.append(char)
    text = " ".join("".join(words).split())
    return text[:1].upper() + text[1:]
