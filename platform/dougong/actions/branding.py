"""How a company shows itself: changed by its administrator, kept with the tenant."""

import unicodedata
from collections.abc import Iterator
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from dougong import events, files
from dougong.actions.deed import changed, deed
from dougong.admission import Caller, admit_to_settings
from dougong.problem import Problem, Refused
from dougong.tenancy import Brand, can_be_read, nearest_read, read_colour, set_brand

#: What the event log names these lines by, and what a mark belongs to.
BRANDING: Final = "branding"
BRAND_NAME_MAX, BRAND_LINE_MAX = 60, 120
_OWNER = uuid5(NAMESPACE_URL, "dougong:branding")


def set_branding(caller: Caller, brand: Brand) -> bool:
    """The company shows itself so; `Brand()` is as delivered. Whether anything changed.

    Raises Refused: "forbidden", and what is wrong at "/name", "/mark", "/accent" and "/line".
    """
    wanted = tidy(brand)
    problems = list(branding_problems(wanted))
    with deed(caller) as seat:
        admit_to_settings(seat)
        if problems:
            raise Refused(problems)
        before = set_brand(wanted)
        if wanted.mark and wanted.mark != before.mark:
            _take_mark(wanted.mark, seat.actor.id.id)
        old, new = changed(before.kept(), wanted.kept())
        if new:
            verb = "set_branding" if wanted.kept() else "reset_branding"
            line = events.Event(BRANDING, None, verb, seat.actor.id.id, old, new, request_id=caller.request_id)
            events.record(line)
    return bool(new)


def tidy(brand: Brand) -> Brand:
    """As it would be kept: no blanks in vain, the colour written in full."""
    accent = read_colour(brand.accent) or brand.accent.strip()
    return Brand(" ".join(brand.name.split()), brand.mark, accent, " ".join(brand.line.split()))


def branding_problems(brand: Brand) -> Iterator[Problem]:
    """What is wrong with a name, a colour or a line."""
    for key, text, limit in (("name", brand.name, BRAND_NAME_MAX), ("line", brand.line, BRAND_LINE_MAX)):
        if len(text) > limit:
            yield Problem(f"/{key}", "max_length", {"limit": limit})
        unseen = next((sign for sign in text if unicodedata.category(sign)[0] == "C"), "")
        if unseen:
            yield Problem(f"/{key}", "wording", {"what": f"U+{ord(unseen):04X}"})
    if not brand.accent:
        return
    if read_colour(brand.accent) is None:
        yield Problem("/accent", "colour", {"example": "#1a66c2"})
    elif not can_be_read(brand.accent):
        yield Problem("/accent", "too_light", {"nearest": nearest_read(brand.accent)})


def _take_mark(mark: str, account: UUID) -> None:
    """An upload becomes the mark: one of this person's own that was made square, or one that was the mark before."""
    try:
        file = UUID(mark)
        stored = files.stored_file(file)
        if stored is None or stored.kind != "mark":
            raise Refused([Problem("", "reference")])
        files.attach({file}, BRANDING, _OWNER, by=account)
    except (ValueError, Refused):
        raise Refused([Problem("/mark", "reference")]) from None
