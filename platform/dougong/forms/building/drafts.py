"""From a schema or a field to the draft of a leaf: label, help, kind, settings."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from dougong.forms.building.leaves import Draft
from dougong.forms.controls import CONTROLS
from dougong.forms.maker import Here
from dougong.forms.place import spoken
from dougong.forms.schemas import Document
from dougong.forms.shape import Choice, Shape, shape_of
from dougong.kinds import KINDS, Unreadable, kind_for
from dougong.problem import Refused

#: Words of ours that say what a value is, whatever JSON type it has.
_OURS: Final = frozenset({"kind", "reference"})
#: The control of a JSON type that nothing narrows.
_PLAIN: Final = {"string": "text", "number": "number", "integer": "integer", "boolean": "boolean"}


def told(here: Here, shape: Shape | None) -> tuple[str, str]:
    """Label and help of a place: a module's field says them, else the schema, else the key."""
    field = here.place.field
    if field is not None and (here.maker.closed or shape is None):
        return field.title, field.help
    assert shape is not None
    named = here.place.title if field is None else spoken(here.place.key)
    return shape.text("title") or named, shape.text("description")


def draft_of(here: Here, shape: Shape | None = None) -> Draft:
    """What is said of a leaf; its kind too, where a field of a module says it. shape: None asks the field alone."""
    place, field = here.place, here.place.field
    label, help_ = told(here, shape)
    if shape is None:
        assert field is not None
        return Draft(kind=field.kind, settings=field.options, label=label, help=help_)
    examples = shape.word("examples")
    texts = tuple(one for one in examples if isinstance(one, str)) if isinstance(examples, list) else ()
    return Draft(
        kind="json",
        label=label,
        help=help_,
        nullable=shape.nullable or place.nullable,
        readonly=place.readonly or shape.word("readOnly") is True,
        suggestions=shape.suggestions or texts,
    )


def scalar_draft(shape: Shape, draft: Draft) -> Draft:
    """The draft of a text, a number or a yes/no, with the control its schema asks for."""
    merged = shape.merged()
    kind = kind_for(merged)
    name = kind.name if kind.name in CONTROLS and kind.name != "json" else _PLAIN[str(merged["type"])]
    return replace(draft, kind=name, settings=_options(name, merged))


def vocabulary_draft(shape: Shape, draft: Draft) -> Draft | None:
    """The draft of a schema that names no type and says in our own words what it is; None where it does not."""
    merged = shape.merged()
    if not _OURS & merged.keys():
        return None
    kind = kind_for(merged)
    if kind.name not in CONTROLS or kind.name == "json":
        return None
    return replace(draft, kind=kind.name, settings=_options(kind.name, merged))


def listed_draft(choices: Sequence[Choice], draft: Draft, *, kind: str = "choice") -> Draft:
    """The draft of a field with listed values; `choices` takes any number of them."""
    listed = [{"const": one.value, "title": one.title, "deprecated": not one.offered} for one in choices]
    return replace(draft, kind=kind, settings=_options("choice", {"oneOf": listed}))


def choices_draft(document: Document, shape: Shape, draft: Draft) -> Draft | None:
    """The draft of a list that only says which of some choices are taken; None for any other list."""
    items = tuple(part["items"] for part in shape.parts if isinstance(part.get("items"), Mapping))
    if shape.word("uniqueItems") is not True or not items or any("prefixItems" in part for part in shape.parts):
        return None
    inner = shape_of(document, items)
    if not inner.choices or inner.nullable or any(isinstance(one.value, dict | list) for one in inner.choices):
        return None
    return listed_draft(inner.choices, draft, kind="choices")


def _options(kind: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the kind reads from the schema; nothing where the schema makes no sense to it."""
    try:
        return KINDS[kind].options(schema)
    except (Unreadable, Refused):
        return {}
