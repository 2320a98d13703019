"""One field as a form of its own: what of it may be changed, as a JSON Schema; and what was typed, as deeds."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from dougong.definition import Field
from dougong.definition.layout import is_tenants, spare_family
from dougong.definition.pointers import escape
from dougong.designer.choices import choice_deeds, choices_listed
from dougong.designer.deeds import Bench, Deeds
from dougong.designer.outline import way_of
from dougong.designer.places import Place, field_at_path, words_at
from dougong.kinds import KINDS
from dougong.overlay import ABSENT, GONE, Deed
from dougong.problem import Json, JsonObject

#: Words of a field that are formulas: they have an editor of their own.
FORMULAS: Final = ("computed", "default_from", "visible_when", "required_when", "readonly_when")
#: Limits whose value is one of the field's own kind.
_OWN_VALUES: Final = frozenset({"minimum", "maximum"})
#: Of these kinds nothing stands in a new entry by itself.
_NO_DEFAULT: Final = frozenset(
    {"rows", "group", "file", "photo", "signature", "geo_point", "geo_polygon", "json", "reference", "user", "values"}
)
#: Of these kinds a value has several lines.
_LONG: Final = frozenset({"long_text", "rich_text"})
_TEXTS: Final = frozenset({"text", "long_text", "rich_text", "email", "phone", "url", "qr_code"})


def locked(field: Field) -> str:
    """Why nothing but the words of a field can be changed; "" where more can."""
    way = way_of(field)
    if way == "rollup":
        return _("The module works this value out from other entries. Only its words can be changed.")
    if way == "sequence":
        return _("The platform gives this running number. Only its words can be changed.")
    return ""


def editor_schema(bench: Bench, path: str) -> dict[str, Any]:
    """The schema of the form a field is edited by."""
    field = field_at_path(bench.entity.fields, path)
    assert field is not None, "the field exists"
    found: dict[str, Any] = {
        "title": {"type": "string", "title": _("Title"), "maxLength": 200},
        "description": {"kind": "long_text", "title": _("Help"), "maxLength": 2000,
                        "description": _("A sentence shown under the field while it is filled in.")},
    }  # fmt: skip
    if not locked(field):
        found.update(_of_value(field))
        if "choices" in _lists(field):
            found["choices"] = _choice_rows()
    return {"type": "object", "properties": found, "required": ["title"]}


def _of_value(field: Field) -> dict[str, Any]:
    """What may be said of the value."""
    keywords, typed = KINDS[field.kind].keywords, way_of(field) == ""
    found: dict[str, Any] = {}
    if typed and field.kind != "boolean":
        found["required"] = {"type": "boolean", "title": _("Has to be filled in")}
    if is_tenants(field.key) and spare_family(field) is not None and not field.masked:
        told = _("Up to twelve fields of numbers and twelve of text can be sorted and added up in lists.")
        found["indexed"] = {"type": "boolean", "title": _("Lists sort and filter by it"), "description": told}
    for word, schema in _limits(field).items():
        if word in keywords and (typed or word in ("unit", "scale")):
            found[word] = schema
    if typed and field.kind not in _NO_DEFAULT:
        found["default"] = _default(field)
    if typed and field.kind in _TEXTS:
        found["placeholder"] = {"type": "string", "title": _("Example in the empty field"), "maxLength": 200}
    return found


def _limits(field: Field) -> dict[str, Any]:
    whole = {"type": "integer", "minimum": 0}
    places = KINDS[field.kind].keywords.get("scale", whole)
    return {
        "unit": {"type": "string", "title": _("Unit"), "maxLength": 20, "placeholder": "m³"},
        "scale": {**places, "type": "integer", "title": _("Decimal places")},
        "minimum": {**_value_of(field), "title": _("At least")},
        "maximum": {**_value_of(field), "title": _("At most")},
        "minLength": {**whole, "title": _("Characters at least")},
        "maxLength": {**whole, "title": _("Characters at most")},
        "minItems": {**whole, "title": _("Entries at least")},
        "maxItems": {**whole, "title": _("Entries at most")},
        "many": {"type": "boolean", "title": _("Several may be given")},
        "pattern": {"kind": "text", "title": _("Form of the text"), "maxLength": 500,
                    "description": _("A regular expression, such as ^[A-Z]{2}-[0-9]{4}$.")},
    }  # fmt: skip


def _value_of(field: Field) -> dict[str, Any]:
    """The schema of a value of the field's own kind, without its limits."""
    if field.kind in ("integer", "number", "duration"):
        return {"type": "integer" if field.kind == "integer" else "number"}
    kept = {word: field.schema[word] for word in ("unit", "scale") if word in field.schema}
    return {"kind": field.kind, **kept}


def _default(field: Field) -> dict[str, Any]:
    words = {"title": _("Stands in a new entry"), "description": _("A value, or a formula such as today().")}
    if field.kind == "boolean":
        return {"type": "boolean", "title": words["title"]}
    if field.kind == "choice":
        listed = [{"const": key, "title": title} for key, title in field.options.get("choices", {}).items()]
        return {"oneOf": listed, "title": words["title"]} if listed else {"type": "string", **words}
    return {"kind": "long_text" if field.kind in _LONG else "text", "maxLength": 2000, **words}


def _lists(field: Field) -> frozenset[str]:
    return frozenset({"choices"}) if choices_listed(field) is not None else frozenset()


def _choice_rows() -> dict[str, Any]:
    row = {
        "title": {"type": "string", "title": _("Choice"), "maxLength": 200},
        "const": {"type": "string", "title": _("Key"), "maxLength": 63, "pattern": "^[a-z0-9][a-z0-9_]*$",
                  "description": _("Records keep this key; left empty it is made from the words.")},
        "deprecated": {"type": "boolean", "title": _("No longer offered")},
    }  # fmt: skip
    items = {"type": "object", "properties": row, "required": ["title"]}
    return {"type": "array", "title": _("Choices"), "items": items, "maxItems": 500}


def editor_instance(bench: Bench, path: str) -> JsonObject:
    """What the editor of a field shows: the field as the draft has it."""
    place = bench.place(path)
    field = field_at_path(bench.entity.fields, path)
    assert field is not None, "the place exists"
    found: JsonObject = {}
    for word in editor_schema(bench, path)["properties"]:
        value = field.schema.get(word, ABSENT)
        if word == "required":
            found[word] = place.key in words_at(bench.draft.at_address(place.required))
        elif word == "choices":
            found[word] = [dict(one) for one in choices_listed(field) or ()]
        elif value is not ABSENT:
            found[word] = _shown(word, value, field)
    found.setdefault("title", field.title)
    return found


def _shown(word: str, value: Any, field: Field) -> Json:
    """A word's value as its control has it: a default is typed as text."""
    textual = word == "default" and field.kind not in ("boolean", "choice")
    return str(value) if textual and not isinstance(value, str) else value


def edit_deeds(bench: Bench, path: str, typed: JsonObject, formulas: Mapping[str, str]) -> Deeds:
    """What was typed into the editor of a field, as deeds; only what differs. Raises Refused at the editor's fields."""
    place = bench.place(path)
    field = field_at_path(bench.entity.fields, path)
    assert field is not None, "the place exists"
    before = editor_instance(bench, path)
    deeds: dict[str, Deed] = {}
    for word in editor_schema(bench, path)["properties"]:
        value = typed.get(word)
        if word == "required":
            deeds.update(bench.require(place, there=value is True))
        elif word == "choices":
            deeds.update(choice_deeds(bench, place, field, value if isinstance(value, list) else []))
        elif value != before.get(word) and not (value in (None, "", False) and before.get(word) in (None, "", False)):
            deeds[f"{place.address}/{escape(word)}"] = _kept(word, value, field)
    if not locked(field):
        deeds.update(_formula_deeds(place, field, formulas))
    return deeds


def _formula_deeds(place: Place, field: Field, formulas: Mapping[str, str]) -> Deeds:
    deeds: dict[str, Deed] = {}
    for word, text in formulas.items():
        now = field.schema.get(word)
        wanted = text.strip()
        if word in FORMULAS and wanted != (now if isinstance(now, str) else ""):
            deeds[f"{place.address}/{word}"] = wanted or GONE
    return deeds


def _kept(word: str, value: Json, field: Field) -> Deed:
    """A word's value as the definition writes it; empty is no word at all."""
    if value is None or value == "":
        return GONE
    if word == "default" and isinstance(value, str) and field.kind in ("integer", "duration"):
        plain = value.strip()
        return int(plain) if plain.lstrip("-").isdecimal() and len(plain) < 18 else plain
    return value
