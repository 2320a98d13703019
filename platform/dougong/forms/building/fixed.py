"""Builds leaves with one possible value: said by the form itself, or by a tick where it may be left out."""

from dataclasses import replace
from typing import Any

from dougong.forms.absent import ABSENT
from dougong.forms.building.leaves import Draft, build_json
from dougong.forms.controls.choosing import YES
from dougong.forms.exact import same
from dougong.forms.maker import Here
from dougong.forms.names import id_of
from dougong.forms.nodes import Blank, Leaf, Option
from dougong.forms.place import Place
from dougong.forms.slots import Slot
from dougong.problem import Json


def build_fixed(here: Here, draft: Draft, value: Json, title: str) -> Leaf:
    """A field that can only hold `value`.

    Required, it is part of what the form sends; optional, or "yes" itself (which somebody has to say), it is a tick.
    """
    maker, slot, place = here.maker, here.slot, here.place
    given = slot.posted is None and slot.value is not ABSENT
    if given and not same(slot.value, value):
        return build_json(here, draft, forced=True)
    maker.nodes += 1
    blank = _blank(slot, place, value, ticked=given)
    said = blank.chosen == "empty"
    taken = said or YES in slot.texts() or (given and not said)
    return Leaf(
        pointer=place.pointer,
        name=place.name,
        id=id_of(place.name),
        key=place.key,
        label=draft.label or place.title,
        help=draft.help,
        required=place.required,
        readonly=draft.readonly,
        visible=place.visible,
        conditions=place.conditions,
        scope=place.scope,
        blank=blank,
        problems=maker.problems.within(place.pointer),
        value=value if taken else ABSENT,
        strong=taken and not said,
        **_drawn(place, draft, title, taken=taken, said=said),
    )


def _blank(slot: Slot, place: Place, value: Json, *, ticked: bool) -> Blank:
    """ "empty" stands for: the form says the value by itself."""
    usual = "empty" if (place.required or place.item) and value is not True else "absent"
    blank = Blank(options=("absent",), chosen=usual, usual=usual)
    if slot.posted is not None:
        return replace(blank, chosen="absent") if slot.said("blank") == "absent" else blank
    return blank if ticked or slot.fresh else replace(blank, chosen="absent")


def _drawn(place: Place, draft: Draft, title: str, *, taken: bool, said: bool) -> dict[str, Any]:
    return {
        "kind": "boolean" if not said else "choice",
        "variant": "fixed" if said else "tick",
        "texts": (YES,) if taken else (),
        "parts": ((place.name, id_of(place.name)),),
        "attributes": {"readonly": "readonly"} if draft.readonly else {},
        "settings": draft.settings,
        "options": (Option(YES, title, chosen=taken),),
        "output": title,
    }
