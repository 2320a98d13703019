"""Builds leaves: one field, one control, its texts and what they stand for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from dougong.forms.absent import ABSENT, Maybe
from dougong.forms.building.blanks import blank_for, meant
from dougong.forms.building.choosing import offered, options_for, variant_of
from dougong.forms.building.texts import carried, held, remembered, taken
from dougong.forms.controls import CONTROLS, Control, Texts
from dougong.forms.controls.choosing import NO, YES
from dougong.forms.exact import same
from dougong.forms.maker import Here
from dougong.forms.names import below, id_of
from dougong.forms.nodes import Blank, JsonLeaf, Leaf
from dougong.forms.place import Place
from dougong.forms.slots import Slot
from dougong.problem import Json, Problem

#: Kinds whose text may turn out to have several lines: shown in a textarea then.
_ONE_OR_MORE_LINES: Final = frozenset({"text", "phone", "qr_code", "id_card", "bank_card", "credit_code"})
#: Kinds kept as files: what is there, what is chosen and what is drawn come under one name; the last of them counts.
FILES: Final = frozenset({"file", "photo", "signature"})
_UNITS: Final = {"money": "¥", "price": "¥", "percent": "%"}


@dataclass(frozen=True, slots=True)
class Draft:
    """What a leaf is made from, once its schema or its field has been read."""

    kind: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""
    help: str = ""
    nullable: bool = False
    readonly: bool = False
    suggestions: tuple[str, ...] = ()

    @property
    def control(self) -> Control:
        """The kind's control."""
        return CONTROLS[self.kind]

    @property
    def many(self) -> bool:
        """Whether any number of texts goes under the one name."""
        return self.control.many or bool(self.settings.get("many"))

    @property
    def empty(self) -> Json:
        """What "empty" means for this field."""
        return [] if self.many else self.control.empty


def build_leaf(here: Here, draft: Draft) -> Leaf:
    """The leaf of a draft; raw JSON where the value that stands there does not fit the control."""
    maker, slot, place = here.maker, here.slot, here.place
    if slot.posted is None and not _fits(draft, slot.value):
        return build_json(here, draft, forced=True)
    maker.nodes += 1
    variant = _variant(here, draft)
    blank = _blank(here, draft, variant)
    texts = _texts(slot, draft, blank)
    if variant == "tick" and texts and texts[0] not in {"", YES, NO}:
        variant = "select"  # a box has no room for what was said: listed, so that one sees it and chooses
    listed = options_for(here, draft.kind, draft.settings, texts=texts)
    lines = draft.control.lines or (draft.kind in _ONE_OR_MORE_LINES and any(map(_broken, texts)))
    sent = _sent(texts, draft, tuple(one.value for one in listed if one.chosen), lines=lines)
    was = slot.said("was") or ""
    if slot.posted is None and slot.value is not ABSENT and not _nothing(draft, slot.value):
        was = remembered(slot.value, taken(draft.control, draft.settings, sent, "", lines=lines)[0])
    value, strong = _value(here, draft, blank, taken(draft.control, draft.settings, sent, was, lines=lines))
    return Leaf(
        **_common(here, draft, blank, value, strong=strong),
        kind=draft.kind,
        variant="area" if lines else variant,
        texts=texts if slot.posted is not None else sent,
        parts=_parts(place, draft.control),
        attributes=_attributes(draft, sent, lines=lines),
        settings=draft.settings,
        unit=unit_of(draft.kind, draft.settings),
        options=listed,
        **(_searched(here, draft) if variant == "select" else {}),
        suggestions=draft.suggestions,
        many=draft.many,
        number=draft.control.number,
        was=was,
        personal=place.field is not None and place.field.masked,
    )


def _searched(here: Here, draft: Draft) -> dict[str, Any]:
    """Where and how more choices are found than those listed."""
    offer = offered(here, draft.settings)
    words = ("search", "needs", "more", "found", "makes")
    return {word: getattr(offer, word) for word in words}


def build_json(here: Here, draft: Draft, *, forced: bool) -> JsonLeaf:
    """The value as raw JSON. forced: because it does not fit; the form says so, to read it back the same way."""
    slot, place = here.slot, here.place
    here.maker.nodes += 1
    raw = replace(draft, kind="json", settings={}, nullable=False, suggestions=())
    texts: Texts = slot.texts() or ("",)
    if slot.posted is None:
        texts = ("",) if slot.value is ABSENT else raw.control.show(slot.value, {})
    value, strong = _value(here, raw, Blank(), taken(raw.control, {}, texts, "", lines=True))
    common = _common(here, raw, Blank(), value, strong=strong)
    return JsonLeaf(
        **{**common, "problems": here.maker.problems.within(place.pointer), "wide": True},
        kind="json",
        variant="area",
        texts=texts,
        parts=((place.name, id_of(place.name)),),
        attributes=_attributes(raw, texts, lines=True),
        forced=forced,
    )


def _variant(here: Here, draft: Draft) -> str:
    compact, offering = here.place.rows > 0, here.maker.offers is not None
    variant = variant_of(draft.kind, draft.settings, nullable=draft.nullable, compact=compact, offering=offering)
    return "fixed" if draft.readonly and variant != "input" and not draft.control.lines else variant


def _broken(text: str) -> bool:
    """Whether a text has several lines."""
    return "\n" in text or "\r" in text


def _nothing(draft: Draft, value: Maybe) -> bool:
    """Whether the field shows nothing for a value; which nothing is meant is said beside it."""
    if draft.kind == "json":
        return value is ABSENT
    return value is ABSENT or value is None or same(value, draft.empty)


def _fits(draft: Draft, value: Maybe) -> bool:
    """Whether the control can show the value at all; if not exactly, the form remembers what it was."""
    if _nothing(draft, value) or draft.kind == "json":
        return True
    if draft.kind == "boolean":
        return isinstance(value, bool)
    if draft.many:
        return isinstance(value, list)
    if not isinstance(value, dict | list) or draft.kind == "choice":
        return True
    texts = draft.control.show(value, draft.settings)
    return same(value, taken(draft.control, draft.settings, texts, "", lines=True)[0])


def _blank(here: Here, draft: Draft, variant: str) -> Blank:
    slot, place = here.slot, here.place
    usual = None
    if place.required and not place.item and (variant == "tick" or draft.many):
        usual = "empty"
    blank = blank_for(
        slot,
        place,
        nullable=draft.nullable,
        empty=draft.empty,
        usual=usual,
        emptiable=draft.control.emptiable or draft.many,
        filled=slot.value not in (ABSENT, None, True) and not same(slot.value, draft.empty),
    )
    if variant == "tick" and slot.posted is None and slot.value is True:
        return replace(blank, chosen="empty", options=(*blank.options, "empty"))
    return blank


def _texts(slot: Slot, draft: Draft, blank: Blank) -> Texts:
    """What the inputs show: what was typed, else the value as text."""
    nothing: Texts = () if draft.many or draft.kind == "boolean" else ("",) * len(draft.control.parts)
    if slot.posted is not None:
        if draft.many:
            return slot.texts()
        if draft.kind in FILES:
            return tuple(filter(None, slot.texts()))[-1:] or nothing
        names = [below(slot.source, part) if part else slot.source for part in draft.control.parts]
        found = tuple(slot.posted.last(name) for name in names)
        return nothing if all(text is None for text in found) else tuple(text or "" for text in found)
    if slot.value is ABSENT or _nothing(draft, slot.value):
        return ("false",) if slot.value is False and blank.offered else nothing
    return draft.control.show(slot.value, draft.settings)


def _sent(texts: Texts, draft: Draft, chosen: Texts, *, lines: bool) -> Texts:
    """What the browser will send when nothing is touched: choices in the order they are listed."""
    if draft.many and draft.kind not in FILES:
        return chosen
    return carried(texts, lines=lines)


def _value(here: Here, draft: Draft, blank: Blank, found: tuple[Maybe, Problem | None]) -> tuple[Maybe, bool]:
    """The JSON of a leaf, and whether it says something by itself."""
    value, problem = found
    if problem is not None and here.slot.posted is not None:
        here.maker.unread.append(problem.below(here.place.pointer))
    if value is not ABSENT:
        return value, True
    value = meant(blank, draft.empty)
    return value, value is not ABSENT and blank.chosen != blank.usual


def _common(here: Here, draft: Draft, blank: Blank, value: Maybe, *, strong: bool) -> dict[str, Any]:
    place = here.place
    several = draft.many or len(draft.control.parts) > 1 or draft.control.lines
    problems = here.maker.problems.within if several else here.maker.problems.at
    return {
        "pointer": place.pointer,
        "name": place.name,
        "id": id_of(below(place.name, draft.control.parts[0]) if draft.control.parts[0] else place.name),
        "key": place.key,
        "label": draft.label or place.title,
        "help": draft.help,
        "required": place.required,
        "readonly": draft.readonly,
        "visible": place.visible,
        "wide": draft.control.wide,
        "conditions": place.conditions,
        "scope": place.scope,
        "blank": blank,
        "problems": problems(place.pointer),
        "value": value,
        "strong": strong,
    }


def _parts(place: Place, control: Control) -> tuple[tuple[str, str], ...]:
    names = [below(place.name, part) if part else place.name for part in control.parts]
    return tuple((name, id_of(name)) for name in names)


def _attributes(draft: Draft, texts: Texts, *, lines: bool) -> Mapping[str, str]:
    """The input's attributes; a plain text input where the browser's own would drop what stands there."""
    attributes = dict(draft.control.attributes(draft.settings))
    if lines:
        attributes.pop("type", None)
    elif not held(attributes.get("type"), texts):
        attributes["type"] = "text"
    if draft.readonly:
        attributes["readonly"] = "readonly"
    return attributes


def unit_of(kind: str, settings: Mapping[str, Any]) -> str:
    """The unit shown inside a field: the one its definition names, else the kind's own."""
    return str(settings.get("unit") or _UNITS.get(kind, ""))
