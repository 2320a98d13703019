"""The facet "how a kind is filtered": which words a condition on it may use, and what a reader may filter by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dougong.admission import Entry, admit_reference
from dougong.definition import PROJECT, USER, Entity, Field, Workflow, field_type
from dougong.definition.environment import SYSTEM_TYPES
from dougong.expression import Type
from dougong.storage import answers, is_personal

_THERE: Final = ("empty", "filled")
_TEXT: Final = ("contains", "starts", "equal", "not_equal", "one_of", "none_of", *_THERE)
_LONG: Final = ("contains", *_THERE)
_NUMBER: Final = ("equal", "not_equal", "between", "at_least", "at_most", "more", "less", *_THERE)
_TIME: Final = ("equal", "between", "on_or_after", "on_or_before", *_THERE)
_DAY: Final = ("within", *_TIME)
_CHOICE: Final = ("one_of", "none_of", "equal", "not_equal", *_THERE)
_REFERENCE: Final = ("one_of", "none_of", "equal", "not_equal", "under", *_THERE)
_USER: Final = ("me", "one_of", "none_of", "equal", "not_equal", *_THERE)
#: Personal data are compared by their digest: the same or not, nothing else.
_SEALED: Final = ("equal", *_THERE)

#: The facet table: every kind and its words, the likeliest first; the law of completeness names what is missing.
FILTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "text": _TEXT, "email": _TEXT, "phone": _TEXT, "url": _TEXT, "qr_code": _TEXT, "credit_code": _TEXT,
    "long_text": _LONG, "rich_text": _LONG,
    "id_card": _SEALED, "bank_card": _SEALED,
    "boolean": ("equal", *_THERE),
    "integer": _NUMBER, "number": _NUMBER, "quantity": _NUMBER, "money": _NUMBER, "price": _NUMBER,
    "percent": _NUMBER, "duration": _NUMBER,
    "date": _DAY, "datetime": _DAY, "month": (*_DAY, "one_of"), "time": _TIME,
    "choice": _CHOICE, "choices": ("one_of", "none_of", *_THERE),
    "reference": _REFERENCE, "user": _USER,
    "file": _THERE, "photo": _THERE, "signature": _THERE, "geo_point": _THERE, "geo_polygon": _THERE,
    "json": _THERE, "group": _THERE, "values": _THERE, "rows": _THERE,
}  # fmt: skip

#: The platform's own names that may be filtered by, with the kind each is like.
SYSTEM_KINDS: Final[Mapping[str, str]] = {
    "number": "text", "state": "choice", "project": "reference", "created_by": "user", "created_at": "datetime",
    "updated_by": "user", "updated_at": "datetime",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FilterField:
    """What a condition may be about.

    key: as filters name it ("team", "rows/worker", "state"). title: its words, with those of its table in front;
    of a name of the platform's, the name. words: what may be said of it. choices: (key, title) of a closed list.
    target: the entity of a reference ("user", "project"), "" otherwise. many: it holds several values.
    type: of one value, in formulas. field: None for a name of the platform's.
    """

    key: str
    title: str
    kind: str
    words: tuple[str, ...]
    type: Type
    choices: tuple[tuple[str, str], ...] = ()
    target: str = ""
    many: bool = False
    field: Field | None = None

    @property
    def path(self) -> tuple[str, ...]:
        """The way to it from the record on."""
        return tuple(self.key.split("/"))


def filter_fields(entry: Entry) -> tuple[FilterField, ...]:
    """Everything this person may filter by, the platform's own names first, columns of detail rows last."""
    own = [_system(entry, key) for key in SYSTEM_KINDS]
    fields = [_own(entry, field) for field in entry.entity.fields.values()]
    below = [_below(entry, rows, column) for rows in entry.entity.fields.values() if rows.kind == "rows" and rows.stored
             for column in rows.fields.values()]  # fmt: skip
    return tuple(one for one in (*own, *fields, *below) if one is not None and one.words)


def filter_field(entry: Entry, key: str) -> FilterField | None:
    """What `key` means in a filter of this person's; None when it may not stand there."""
    fields = entry.entity.fields
    head, _, tail = key.partition("/")
    found: FilterField | None = None
    if key in fields:
        found = _own(entry, fields[key])
    elif key in SYSTEM_KINDS:
        found = _system(entry, key)
    elif head in fields and tail in fields[head].fields and fields[head].kind == "rows" and fields[head].stored:
        found = _below(entry, fields[head], fields[head].fields[tail])
    return found if found is not None and found.words else None


def _own(entry: Entry, field: Field) -> FilterField | None:
    if not entry.reach.showing(f"/{field.key}"):
        return None
    return _made(entry, field, field.key, field.title)


def _below(entry: Entry, rows: Field, field: Field) -> FilterField | None:
    """A column of detail rows: a record meets the condition when any of its rows does."""
    pointer = f"/{rows.key}/*/{field.key}"
    if not entry.reach.showing(f"/{rows.key}") or not entry.reach.showing(pointer) or field.many:
        return None
    if field.kind in {"rows", "group"}:
        return None
    return _made(entry, field, f"{rows.key}/{field.key}", f"{rows.title} · {field.title}")


def _made(entry: Entry, field: Field, key: str, title: str) -> FilterField:
    one = field_type(field)
    while one.name == "list" and one.item is not None and field.kind != "rows":
        one = one.item
    target = one.entity if one.name == "ref" and field.kind in {"reference", "user"} else ""
    return FilterField(
        key=key,
        title=title,
        kind=field.kind,
        words=_words(entry, field, target) if _kept(entry, key, field) else (),
        type=one,
        choices=tuple(field.options.get("choices", {}).items()),
        target=target,
        many=field.many or field.kind == "choices",
        field=field,
    )


def _kept(entry: Entry, key: str, field: Field) -> bool:
    return field.stored and answers(entry.entity, entry.layout, key)


def _words(entry: Entry, field: Field, target: str) -> tuple[str, ...]:
    """What may be said of a field: its kind's words, less what its way of being kept cannot answer."""
    if is_personal(field):
        return _THERE if field.many else _SEALED
    words = FILTERS[field.kind]
    if field.many and field.kind != "choices":
        words = tuple(word for word in words if word in {"one_of", "none_of", "me", "under", *_THERE})
        words = words if field.kind in {"reference", "user", "choice"} else _THERE
    if "under" in words and tree_field(entry, target) is None:
        words = tuple(word for word in words if word != "under")
    if target == USER and "me" not in words and "one_of" in words:
        words = ("me", *words)
    return words


def tree_field(entry: Entry, target: str) -> Field | None:
    """The field by which records of `target` hang below each other, when this person may read it everywhere."""
    found = entry.seat.entity(target) if "/" in target else None
    if found is None:
        return None
    above = next((one for one in found.fields.values() if _is_tree(found, one)), None)
    beside = admit_reference(entry.seat, target) if above is not None else None
    shown = beside is not None and above is not None and beside.reach.showing(f"/{above.key}")
    return above if shown else None


def _is_tree(entity: Entity, field: Field) -> bool:
    return field.reference == entity.name and bool(field.options.get("tree")) and field.stored and not field.many


def _system(entry: Entry, key: str) -> FilterField | None:
    entity, reach = entry.entity, entry.reach
    there = {
        "number": entity.numbering is not None,
        "state": entry.workflow is not None,
        "project": entity.scope == "project" and not entity.is_project,
    }
    if key in entity.fields or not there.get(key, True) or not reach.showing(f"/{key}"):
        return None
    kind = SYSTEM_KINDS[key]
    words = tuple(word for word in FILTERS[kind] if word != "under")
    type_ = SYSTEM_TYPES[key]
    return FilterField(
        key=key, title=key, kind=kind, words=words, type=type_,
        choices=_states(entry.workflow) if key == "state" else (),
        target=PROJECT if key == "project" else USER if kind == "user" else "",
    )  # fmt: skip


def _states(workflow: Workflow | None) -> tuple[tuple[str, str], ...]:
    return tuple((state.key, state.title) for state in workflow.states.values()) if workflow else ()
