"""Builds outputs: fields that are computed, rolled up, or not for this person to write. Nothing of them is sent."""

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from dougong.definition import Field
from dougong.forms.absent import ABSENT
from dougong.forms.building.choosing import offered, options_for
from dougong.forms.building.leaves import FILES, unit_of
from dougong.forms.controls import CONTROLS
from dougong.forms.exact import write
from dougong.forms.maker import Here
from dougong.forms.names import id_of
from dougong.forms.nodes import Leaf
from dougong.kinds import KINDS, Unreadable

#: What an output shows for a value that cannot be known yet.
UNDEFINED = "—"
_PLAIN = re.compile(r"(-?)([0-9]{1,40})((?:\.[0-9]+)?%?)")


def build_output(here: Here) -> Leaf:
    """The field as quiet text, with its formula where it is computed."""
    place, field = here.place, here.place.field
    assert field is not None
    here.maker.nodes += 1
    control = CONTROLS.get(field.kind)
    return Leaf(
        pointer=place.pointer,
        name=place.name,
        id=id_of(place.name),
        key=place.key,
        label=field.title,
        help=field.help,
        readonly=True,
        visible=place.visible,
        wide=control.wide if control else True,
        conditions=place.conditions,
        scope=place.scope,
        problems=here.maker.problems.at(place.pointer),
        kind=field.kind,
        variant="output",
        parts=((place.name, id_of(place.name)),),
        settings=field.options,
        unit=unit_of(field.kind, field.options),
        options=options_for(here, field.kind, field.options, texts=_ids(here)) if field.kind in FILES else (),
        number=control.number if control else False,
        formula=field.computed.text if field.computed is not None else "",
        how=here.maker.tells(field, place.address) if field.computed is not None and here.maker.tells else "",
        output=_text(here, field),
    )


def _text(here: Here, field: Field) -> str:
    """The value as text: computed just now where the form could, else as it stands in the record."""
    given, kind = here.slot.value, KINDS[field.kind]
    value: Any = here.place.values
    if value is None and given is not ABSENT and given is not None:
        try:
            value = kind.read(given, field.options)
        except Unreadable:
            return given if isinstance(given, str) else write(given)
    if value is None or value == ():
        return UNDEFINED
    if field.kind in {"reference", "user", "file", "photo", "signature"}:
        known = dict(offered(here, field.options).entries)
        several = value if isinstance(value, tuple) else (value,)
        return ", ".join(known.get(str(one.id), str(one.id)) for one in several)
    if isinstance(value, bool):
        return str(field.options.get("titles", {}).get(value) or (gettext("Yes") if value else gettext("No")))
    text = kind.as_text(value, field.options)
    return grouped(text) if CONTROLS[field.kind].number and isinstance(value, int | Decimal) else text


def _ids(here: Here) -> tuple[str, ...]:
    """The files that are there, as texts."""
    value = here.slot.value
    return tuple(str(one) for one in value) if isinstance(value, list) else (value,) if isinstance(value, str) else ()


def grouped(text: str) -> str:
    """Decimal text as it is read: thousands apart, a real minus."""
    found = _PLAIN.fullmatch(text)
    if found is None:
        return text
    sign, whole, rest = found.groups()
    return ("−" if sign else "") + f"{int(whole):,}" + rest
