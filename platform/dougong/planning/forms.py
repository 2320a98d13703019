"""In which form each kind is kept. A key keeps its form for ever; only the kind's name is read here."""

from collections.abc import Mapping

from dougong.definition import Field

#: Kind name -> form. Kinds of one form read each other's values as they stand.
FORMS: Mapping[str, str] = {
    "text": "text",
    "long_text": "text",
    "rich_text": "text",
    "email": "text",
    "phone": "text",
    "url": "text",
    "qr_code": "text",
    "month": "text",
    "credit_code": "text",
    "choice": "choice",
    "id_card": "personal",
    "bank_card": "personal",
    "boolean": "boolean",
    "integer": "integer",
    "duration": "integer",
    "number": "number",
    "quantity": "six places",
    "percent": "six places",
    "money": "four places",
    "price": "four places",
    "date": "date",
    "time": "time",
    "datetime": "datetime",
    "choices": "many",
    "reference": "reference",
    "user": "reference",
    "file": "reference",
    "photo": "reference",
    "signature": "reference",
    "geo_point": "place",
    "geo_polygon": "json",
    "json": "json",
    "group": "json",
    "values": "json",
    "rows": "rows",
}

#: Kind -> kinds whose every value it takes as well, so that nothing kept can be wrong afterwards.
WIDER: Mapping[str, frozenset[str]] = {
    "text": frozenset({"email", "phone", "url", "qr_code", "month", "credit_code"}),
    "long_text": frozenset({"text", "email", "phone", "url", "qr_code", "month", "credit_code"}),
    "price": frozenset({"money"}),
    "file": frozenset({"photo", "signature"}),
    "json": frozenset({"geo_polygon", "group", "values"}),
}


def form_of(field: Field) -> str:
    """The form the field's values are kept in; "" for what is worked out on read and kept nowhere."""
    if not field.stored:
        return ""
    form = FORMS[field.kind]
    if form == "rows":
        return form
    if field.many:
        return "many"
    if field.masked and form == "text":
        return "personal"
    return "any reference" if field.reference == "*" else form


def takes_all(before: Field, after: Field) -> bool:
    """Whether every value of the field as it was is a value of it as it is, limits left aside."""
    return before.kind == after.kind or before.kind in WIDER.get(after.kind, frozenset())
