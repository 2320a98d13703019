"""Choices of a field: which way they are drawn, and what stands in the list."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from dougong.forms.absent import ABSENT
from dougong.forms.controls import Texts
from dougong.forms.controls.choosing import NO, YES, choice_text
from dougong.forms.maker import Here, Offer
from dougong.forms.nodes import Option
from dougong.kinds import choice_value

#: So many choices with short titles stand side by side; more go into a list.
MAX_RADIOS: Final = 4
MAX_RADIO_TEXT: Final = 40
MAX_TICKS: Final = 8
_REFERENCES: Final = frozenset({"reference", "user", "file", "photo", "signature"})


def variant_of(kind: str, settings: Mapping[str, Any], *, nullable: bool, compact: bool, offering: bool) -> str:
    """How a field is drawn.

    compact: inside a grid, where everything is one line. offering: the page lists choices.
    """
    if kind == "boolean":
        return "select" if nullable or settings.get("titles") else "tick"
    if kind in {"choice", "choices"}:
        titles = list(settings.get("choices", {}).values())
        if kind == "choices":
            return "ticks" if len(titles) <= MAX_TICKS and not compact else "select"
        side_by_side = len(titles) <= MAX_RADIOS and sum(map(len, titles)) <= MAX_RADIO_TEXT
        return "radio" if side_by_side and not compact else "select"
    if kind in {"reference", "user"} and offering:
        return "select"
    return "input"


def options_for(here: Here, kind: str, settings: Mapping[str, Any], *, texts: Texts) -> tuple[Option, ...]:
    """The choices of a field, those taken marked. What is taken and not listed is listed as well."""
    chosen = set(texts)
    if kind == "boolean":
        titles = settings.get("titles", {})
        pairs = [(YES, titles.get(True, "")), (NO, titles.get(False, ""))]
        listed = [Option(text, title, text in chosen) for text, title in pairs]
    elif kind in {"choice", "choices"}:
        listed = list(_listed(settings, chosen))
    elif kind in _REFERENCES:
        listed = list(_referred(offered(here, settings), chosen, every=kind in {"reference", "user"}))
    else:
        return ()
    known = {one.value for one in listed}
    strangers = (text for text in dict.fromkeys(texts) if text and text not in known)
    return (*listed, *(Option(text, text, chosen=True) for text in strangers))


def offered(here: Here, settings: Mapping[str, Any]) -> Offer:
    """What the page offers to refer to; nothing where it offers nothing."""
    offers, slot = here.maker.offers, here.slot
    if offers is None:
        return Offer()
    value = list(slot.texts()) if slot.posted is not None else None if slot.value is ABSENT else slot.value
    return offers(here.place.field, settings, here.place.pointer, value) or Offer()


def _referred(offer: Offer, chosen: set[str], *, every: bool) -> Iterator[Option]:
    """The entries of an offer; of files only those that are there already."""
    for text, title in offer.entries:
        if every or text in chosen:
            link, picture = offer.links.get(text, ""), offer.pictures.get(text, "")
            yield Option(text, title, text in chosen, link=link, picture=picture)


def _listed(settings: Mapping[str, Any], chosen: set[str]) -> Iterator[Option]:
    retired = set(settings.get("retired", ()))
    for key, title in settings.get("choices", {}).items():
        text = choice_text(choice_value(key, settings), settings)
        if key not in retired or text in chosen:
            yield Option(text, title, text in chosen, key in retired)
