"""The fields of what is imported: found by their address, called by a name that says where they stand, described."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from dougong.admission import Entry
from dougong.definition import Field
from dougong.intake import Target

#: Kinds whose figures a header may give in thousands or 万.
FIGURES = frozenset({"money", "price", "number", "quantity", "integer"})


def field_at(entry: Entry, pointer: str) -> Field | None:
    """The field at "/amount" or "/rows/*/quantity"; None where there is none (the number of a document)."""
    fields, found = entry.shaped.fields, None
    for key in pointer.split("/")[1:]:
        if key == "*":
            fields = found.fields if found is not None else {}
        else:
            found = fields.get(key)
    return found


def said_of(entry: Entry, target: Target) -> str:
    """What a target is called among all others: "Lines › Quantity"."""
    if "/*/" not in target.pointer:
        return target.label
    grid = field_at(entry, target.pointer.partition("/*/")[0])
    return f"{grid.title} › {target.label}" if grid is not None else target.label


def how_to_write(entry: Entry, target: Target) -> str:
    """What belongs into a cell of a field, for the workbook that explains itself."""
    field = field_at(entry, target.pointer)
    return " ".join(part for part in (*_by_kind(entry, target), field.help if field else "") if part)


def _by_kind(entry: Entry, target: Target) -> Iterator[str]:
    if target.kind in {"choice", "choices"}:
        yield _("One of the choices.") if target.kind == "choice" else _("Some of the choices, with 、 between them.")
    elif target.reference:
        named = entry.seat.project_entity if target.reference == "project" else target.reference
        entity = entry.seat.entity(named or "")
        yield _("The number or the name of an entry of “{entity}”.").format(entity=entity.title if entity else "")
    elif target.kind == "user":
        yield _("The name of a member of the company.")
    else:
        plain = {
            "date": _("A day, such as 2025-04-03."), "month": _("A month, such as 2025-04."),
            "datetime": _("A day and a time, such as 2025-04-03 08:30."), "time": _("A time, such as 08:30."),
            "percent": _("A percentage, such as 9 %."), "boolean": _("Yes or no."),
            "money": _("An amount in yuan."), "price": _("A price in yuan."), "integer": _("A whole number."),
            "number": _("A number."), "quantity": _("A number."),
        }  # fmt: skip
        yield plain.get(target.kind, _("Text."))
    if target.unit:
        yield _("In {unit}.").format(unit=target.unit)
