"""Which fields of an entity are found by what stands in them, and the numbers marks know entities and fields by."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dougong.definition import Entity, Field
from dougong.kinds import KINDS
from dougong.problem import Value, Values
from dougong.search.marks import marks_in


@dataclass(frozen=True, slots=True)
class Taken:
    """How a kind's text is taken: `chars` of its characters, `most` marks; sounds: by its pinyin too."""

    chars: int
    most: int
    sounds: bool = False


_NAME: Final = Taken(200, 400, sounds=True)
_TALE: Final = Taken(1_000, 1_000)
_CODE: Final = Taken(80, 120)

#: The facet "what a kind is found by": None where other ways of asking are better (filters, the sum, the map).
SEARCHED: Final[Mapping[str, Taken | None]] = {
    "text": _NAME,
    "long_text": _TALE,
    "rich_text": _TALE,
    "email": _CODE,
    "phone": _CODE,
    "url": _CODE,
    "qr_code": _CODE,
    "credit_code": _CODE,
    # Sealed: equality by their digest is a filter's.
    "id_card": None,
    "bank_card": None,
    # The same few titles in every record: asked by their key, not kept once for each record.
    "choice": None,
    "choices": None,
    # Words of another record: they change there.
    "reference": None,
    "user": None,
    "file": None,
    "photo": None,
    "signature": None,
    "boolean": None,
    "integer": None,
    "number": None,
    "quantity": None,
    "percent": None,
    "money": None,
    "price": None,
    "date": None,
    "time": None,
    "datetime": None,
    "month": None,
    "duration": None,
    "geo_point": None,
    "geo_polygon": None,
    "json": None,
    "group": None,
    "values": None,
    "rows": None,
}
#: Marks kept for one field of a record, all its detail rows together.
FIELD_MAX: Final = 1_500
NUMBER: Final = "number"

#: A mark where it stands: the number of the field, and the mark.
Mark = tuple[int, str]


def entity_number(name: str) -> int:
    """What marks call an entity. Two of one number do no harm: marks are joined by the record's id."""
    return _digest(name, 4) >> 1


def field_number(path: str) -> int:
    """What marks call a field. Two of one number count as one field, which is seen where both are."""
    return _digest(path, 2) >> 1


def _digest(text: str, size: int) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=size).digest(), "big")


def searched_paths(entity: Entity) -> tuple[str, ...]:
    """The fields whose texts are kept as marks: "reason", "rows/*/note"; masked ones never."""
    return tuple(_paths(entity.fields, ""))


def _paths(fields: Mapping[str, Field], prefix: str) -> Iterator[str]:
    for path, field in _own(fields, prefix):
        if field.kind == "rows":
            yield from _paths(field.fields, f"{path}/*/")
        else:
            yield path


def found_in(entity: Entity) -> tuple[str, ...]:
    """The paths of everything an entity's records are found by, their number first."""
    return (NUMBER, *searched_paths(entity))


def places_of(entity: Entity) -> Mapping[int, tuple[str, ...]]:
    """The numbers of an entity's searched fields, and the paths each stands for."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for path in found_in(entity):
        found[field_number(path)].append(path)
    return {number: tuple(paths) for number, paths in found.items()}


def marks_of(entity: Entity, number: str | None, values: Values) -> frozenset[Mark]:
    """The marks of a record: of its number and of every searched field."""
    found: dict[str, set[str]] = {NUMBER: set(marks_in(number or "", sounds=False, chars=_CODE.chars, most=_CODE.most))}
    _gather(entity.fields, values, "", found)
    return frozenset((field_number(path), mark) for path, marks in found.items() for mark in marks)


def _gather(fields: Mapping[str, Field], values: Mapping[str, Any], prefix: str, found: dict[str, set[str]]) -> None:
    for path, field in _own(fields, prefix):
        value = values.get(field.key)
        if value is None or value == ():
            continue
        if field.kind == "rows":
            for row in value:
                _gather(field.fields, row, f"{path}/*/", found)
        else:
            marks = found.setdefault(path, set())
            for text in _texts(field, value):
                if len(marks) < FIELD_MAX:
                    marks |= _marks(field, text)


def _own(fields: Mapping[str, Field], prefix: str) -> Iterator[tuple[str, Field]]:
    for key, field in fields.items():
        if field.stored and not field.masked and (field.kind == "rows" or SEARCHED[field.kind] is not None):
            yield f"{prefix}{key}", field


def _texts(field: Field, value: Value) -> Iterator[str]:
    listed = value if field.many and isinstance(value, tuple) else (value,)
    for one in listed:
        if one is not None:
            yield _read(field, one)


def _read(field: Field, value: Value) -> str:
    return KINDS[field.kind].as_text(value, field.options)


def _marks(field: Field, text: str) -> frozenset[str]:
    taken = SEARCHED[field.kind]
    assert taken is not None, "only searched kinds come here"
    return marks_in(text, sounds=taken.sounds, chars=taken.chars, most=taken.most)
