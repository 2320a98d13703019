"""What leaving a node empty means: worked out from the schema, the value, and what the form said."""

from dougong.forms.absent import ABSENT, Maybe
from dougong.forms.exact import same
from dougong.forms.nodes import BLANKS, Blank
from dougong.forms.place import Place
from dougong.forms.slots import Slot
from dougong.problem import Json


def blank_for(
    slot: Slot,
    place: Place,
    *,
    nullable: bool,
    empty: Json,
    usual: str | None = None,
    filled: bool = False,
    emptiable: bool = True,
) -> Blank:
    """The meaning of "empty" at a place.

    nullable: null may stand here, so the person is offered the choice.
    empty: what "empty" is: "", [], {}, false.
    usual: the meaning when nothing is said; None works it out. filled: the value is more than empty.
    emptiable: "empty" is worth offering.
    """
    nullable = nullable and not place.readonly
    if usual is None:
        usual = "null" if nullable and place.firm and not place.item else "absent"
    chosen = _chosen(slot, usual, empty, filled=filled)
    options = tuple(
        word
        for word in BLANKS
        if word in (chosen, usual)
        or (word == "absent" and not place.required)
        or (word == "null" and nullable)
        or (word == "empty" and nullable and emptiable)
    )
    return Blank(options=options, chosen=chosen, usual=usual, offered=nullable and len(options) > 1)


def _chosen(slot: Slot, usual: str, empty: Json, *, filled: bool) -> str:
    if slot.posted is not None:
        said = slot.said("blank")
        return said if said in BLANKS else usual
    if filled:
        return usual
    if slot.value is None:
        return "null"
    if slot.value is ABSENT:
        return usual if slot.fresh else "absent"
    return "empty" if same(slot.value, empty) else usual


def meant(blank: Blank, empty: Json) -> Maybe:
    """The JSON an empty node stands for."""
    if blank.chosen == "empty":
        return empty
    return None if blank.chosen == "null" else ABSENT
