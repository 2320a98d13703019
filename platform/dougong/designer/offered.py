"""The kinds of fields that people may add, in groups, each with an example of how it looks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from dougong.problem import JsonObject


@dataclass(frozen=True, slots=True)
class Offered:
    """One kind to choose. example: what a filled-in field shows. needs: what is told at once, a target or choices."""

    kind: str
    title: str
    example: str
    needs: str = ""


@dataclass(frozen=True, slots=True)
class OfferedGroup:
    """Kinds that belong together."""

    title: str
    kinds: tuple[Offered, ...]


def offered() -> tuple[OfferedGroup, ...]:
    """Every kind people may add, in the reader's language."""
    return (
        OfferedGroup(_("Words"), tuple(_words())),
        OfferedGroup(_("Numbers"), tuple(_numbers())),
        OfferedGroup(_("Dates and times"), tuple(_times())),
        OfferedGroup(_("To choose from"), tuple(_choices())),
        OfferedGroup(_("From the site"), tuple(_site())),
        OfferedGroup(_("People and companies"), tuple(_people())),
    )


def kind_title(kind: str) -> str:
    """What a kind is called; of one that nobody adds, its name."""
    others = {
        "rows": _("Table of lines"), "group": _("Group"), "values": _("Several values"), "json": _("Raw data"),
    }  # fmt: skip
    return next((one.title for group in offered() for one in group.kinds if one.kind == kind), others.get(kind, kind))


def _words() -> Iterator[Offered]:
    yield Offered("text", _("Short text"), _("Tower crane 3"))
    yield Offered("long_text", _("Long text"), _("Rain from noon; concreting of axis C stopped."))
    yield Offered("rich_text", _("Text with headings and lists"), _("Minutes with headings and lists"))
    yield Offered("url", _("Web address"), "https://example.com/drawing")
    yield Offered("qr_code", _("Code to scan"), "▦ SB-2026-0117")


def _numbers() -> Iterator[Offered]:
    yield Offered("integer", _("Whole number"), "12")
    yield Offered("quantity", _("Quantity"), "36.500 m³")
    yield Offered("money", _("Amount of money"), "¥ 12,500.00")
    yield Offered("price", _("Unit price"), "¥ 485.00")
    yield Offered("percent", _("Percentage"), "35 %")
    yield Offered("number", _("Any number"), "0.003142")


def _times() -> Iterator[Offered]:
    yield Offered("date", _("Date"), "2026-03-18")
    yield Offered("time", _("Time of day"), "07:30")
    yield Offered("datetime", _("Date and time"), "2026-03-18 07:30")
    yield Offered("month", _("Month"), "2026-03")
    yield Offered("duration", _("Duration"), _("2 h 30 min"))


def _choices() -> Iterator[Offered]:
    yield Offered("boolean", _("Yes or no"), _("☑ Yes"))
    yield Offered("choice", _("One of several"), _("◉ Sunny  ○ Cloudy  ○ Rain"), "choices")
    yield Offered("choices", _("Several of several"), _("☑ Helmet  ☑ Harness  ☐ Gloves"), "choices")
    yield Offered("reference", _("Entry of another list"), _("Team: Zhang's rebar team"), "target")
    yield Offered("user", _("Member of the company"), _("Li Gong"))


def _site() -> Iterator[Offered]:
    yield Offered("photo", _("Photo"), _("taken with the phone, with time and place"))
    yield Offered("file", _("File"), _("Inspection.pdf, 240 KB"))
    yield Offered("signature", _("Signature"), _("drawn with a finger"))
    yield Offered("geo_point", _("Place"), "30.274100, 120.155100")
    yield Offered("geo_polygon", _("Outline on the map"), _("4 corners, 1,250 m²"))


def _people() -> Iterator[Offered]:
    yield Offered("phone", _("Telephone"), "138 0013 8000")
    yield Offered("email", _("E-mail"), "li@example.com")
    yield Offered("id_card", _("Identity card number"), "110***********0015")
    yield Offered("bank_card", _("Bank card number"), "622***********0018")
    yield Offered("credit_code", _("Unified social credit code"), "91330106MA27XXXX1B")


#: What a new field of a kind begins with, beside its title.
BEGINNINGS: Final[Mapping[str, JsonObject]] = {
    "text": {"type": "string", "maxLength": 200},
    "long_text": {"kind": "long_text", "maxLength": 2000},
    "integer": {"type": "integer"},
    "date": {"type": "string", "format": "date"},
    "boolean": {"type": "boolean"},
}
#: Kinds found by searching, sorting or adding up need a column of their own; the others are only kept.
FOUND: Final = frozenset(
    {
        "text", "integer", "quantity", "money", "price", "percent", "date", "time", "datetime", "month", "duration",
        "boolean", "choice", "reference", "user", "credit_code", "qr_code",
    }
)  # fmt: skip
NAMES: Final = frozenset(
    {
        "text", "long_text", "rich_text", "url", "qr_code", "integer", "quantity", "money", "price", "percent",
        "number", "date", "time", "datetime", "month", "duration", "boolean", "choice", "choices", "reference", "user",
        "photo", "file", "signature", "geo_point", "geo_polygon", "phone", "email", "id_card", "bank_card",
        "credit_code",
    }
)  # fmt: skip


def beginning(kind: str, title: str, *, target: str = "", choices: tuple[str, ...] = ()) -> JsonObject:
    """The schema a new field begins with. target: of a reference, the full name of its entity. choices: titles."""
    schema: dict[str, Any] = {"title": title, **BEGINNINGS.get(kind, {"kind": kind})}
    if kind == "reference":
        schema = {"title": title, "reference": target}
    listed = [{"const": f"c{number}", "title": text} for number, text in enumerate(choices, 1)]
    if kind == "choice":
        schema = {"title": title, "oneOf": listed}
    elif kind == "choices":
        schema = {"title": title, "type": "array", "items": {"oneOf": listed}, "uniqueItems": True}
    if kind in FOUND:
        schema["indexed"] = True
    return schema
