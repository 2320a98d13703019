"""What a definition's field adds to a place: titles, rights, conditions and whether they hold now."""

from collections.abc import Mapping
from typing import Any

from dougong.definition import Field, value_of
from dougong.expression import EvaluationError, Expr, to_json
from dougong.forms.exact import write
from dougong.forms.maker import Here, Maker
from dougong.forms.names import token
from dougong.forms.place import Place

_EXPRESSIONS = {
    "visible": "visible_when",
    "required": "required_when",
    "readonly": "readonly_when",
    "computed": "computed",
}


def field_place(here: Here, key: str, **terms: Any) -> Place | None:
    """The place of a key, with what its field says; None where the person may not see it.

    terms: what the schema around says of the key: required, firm, visible, conditions, scope.
    """
    maker, place = here.maker, here.place
    field = place.fields.get(key)
    address = place.address + token(key)
    if maker.closed and not maker.readable(address):
        return None
    if field is None:
        return place.under(key, **terms)
    changes = {
        "conditions": {**terms.pop("conditions", {}), **_conditions(maker, field)},
        "firm": terms.pop("firm", False) or field.required,
        "required": terms.pop("required", False) or field.required or holds(here, field.required_when, otherwise=False),
        "readonly": place.readonly
        or _readonly(maker, address, field)
        or holds(here, field.readonly_when, otherwise=False),
        "locked": field.kind == "rows" and not maker.editable(address),
        "visible": terms.pop("visible", True) and holds(here, field.visible_when, otherwise=True),
        "fields": field.fields if field.kind == "group" else {},
        "values": place.values.get(key) if isinstance(place.values, Mapping) else None,
    }
    return place.under(key, **changes, **terms)


def _conditions(maker: Maker, field: Field) -> Mapping[str, str]:
    """The field's expressions for the browser; written once, however many rows it stands in."""
    found = maker.conditions.get(id(field))
    if found is None:
        given = {word: getattr(field, attribute) for word, attribute in _EXPRESSIONS.items()}
        found = {word: write(to_json(expr)) for word, expr in given.items() if expr is not None}
        maker.conditions[id(field)] = found
    return found


def _readonly(maker: Maker, address: str, field: Field) -> bool:
    """Whether the person may not write the field: rows stay open where one of their columns may be written."""
    if field.computed is not None or field.rollup is not None:
        return True
    if maker.editable(address):
        return False
    inside = f"{address}/"
    return not (maker.rights and any(one.startswith(inside) for one in maker.rights.editable))


def holds(here: Here, expr: Expr | None, *, otherwise: bool) -> bool:
    """Whether a condition holds as far as the server knows; `otherwise` where there is none or no answer."""
    names, context = here.place.names, here.maker.context
    if expr is None or names is None or context is None:
        return otherwise
    try:
        return value_of(expr, names, context) is True
    except EvaluationError:
        return otherwise
