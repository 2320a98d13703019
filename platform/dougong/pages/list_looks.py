"""How one person likes to see a list: columns with their order and widths, rows close or wide apart, 万元."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.http import HttpResponse, HttpResponseRedirect

from dougong import preferences
from dougong.actions import forget_preference, keep_preference
from dougong.admission import Entry, admit, seat_of
from dougong.listing import Listing, Wanted, columns_offered, title_said
from dougong.pages.returning import back_of
from dougong.pages.visits import Visit, page
from dougong.tenancy import reading

NARROWEST: Final = 56
WIDEST: Final = 640
#: First columns that stay when the others scroll, at most.
FROZEN_MAX: Final = 3


@dataclass(frozen=True, slots=True)
class Look:
    """The columns of one view as a person left them.

    order: keys shown, () for the view's own. widths: in pixels. frozen: how many of the first ones stay.
    wan: amounts are in 万元.
    """

    order: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    widths: dict[str, int] = field(default_factory=dict)
    frozen: int = 1
    wan: bool = False

    @property
    def own(self) -> bool:
        """Whether anything was changed."""
        return bool(self.order or self.hidden or self.widths or self.frozen != 1)


def look_of(entry: Entry, view: str) -> Look:
    """The columns as this person left them; what he may not see any more is not among them."""
    kept = preferences.recall(entry.seat.actor.id.id, "columns", f"{entry.entity.name}:{view}")
    kept = kept if isinstance(kept, dict) else {}
    known = {column.key for column in columns_offered(entry)} if kept else set()
    widths = kept.get("widths")
    frozen = kept.get("frozen")
    return Look(
        order=tuple(key for key in _texts(kept.get("order")) if key in known),
        hidden=frozenset(key for key in _texts(kept.get("hidden")) if key in known),
        widths={
            str(key): min(max(NARROWEST, width), WIDEST)
            for key, width in (widths if isinstance(widths, dict) else {}).items()
            if isinstance(width, int)
        },
        frozen=frozen if isinstance(frozen, int) and 0 <= frozen <= FROZEN_MAX else 1,
    )


def _texts(found: Any) -> list[str]:
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def with_look(wanted: Wanted, look: Look, columns: tuple[str, ...]) -> Wanted:
    """What is wanted with this person's columns, where the address names none. columns: the view's own."""
    if wanted.columns or not (look.order or look.hidden):
        return wanted
    keys = look.order or columns
    return replace(wanted, columns=tuple(key for key in keys if key not in look.hidden) or columns)


def lists_look(entry: Entry) -> dict[str, Any]:
    """What holds for all lists of this person: {"density": "comfortable", "wan": amounts in 万元}."""
    return preferences.recall_all(entry.seat.actor.id.id, "reader", limit=40)


def columns_panel(entry: Entry, listing: Listing) -> list[dict[str, Any]]:
    """Every column this person may choose: those shown first, in their order."""
    shown = [column.key for column in listing.columns]
    titles = {one.key: title_said(entry, one) for one in (*columns_offered(entry), *listing.columns)}
    keys = [*shown, *(key for key in titles if key not in shown)]
    return [{"key": key, "title": titles[key], "shown": key in shown} for key in keys]


@page("POST")
def columns_page(visit: Visit, module: str, entity: str) -> HttpResponse:
    """Keep which columns a view shows and how many of them stay; with `reset`, the view's own again."""
    posted = visit.request.POST
    with reading(visit.caller.tenant):
        entry = admit(seat_of(visit.caller), f"{module}/{entity}")
        view = posted.get("view", "")[:80]
        known = {column.key for column in columns_offered(entry)}
        look = look_of(entry, view)
    key = f"{module}/{entity}:{view}"
    if posted.get("reset"):
        forget_preference(visit.caller, "columns", key)
    else:
        order = [one for one in dict.fromkeys(posted.getlist("column")) if one in known]
        order = _shifted(order, posted.get("shift", ""))
        frozen = posted.get("frozen", "1")
        kept = {
            "order": order or list(look.order),
            "widths": look.widths,
            "frozen": int(frozen) if frozen.isdecimal() and len(frozen) < 3 else 1,
        }
        keep_preference(visit.caller, "columns", key, kept)
    return HttpResponseRedirect(back_of(visit.request) or f"/m/{module}/{entity}/")


def _shifted(order: list[str], shift: str) -> list[str]:
    """The order with one column a place further up ("up:team") or down."""
    way, _colon, key = shift.partition(":")
    if key not in order:
        return order
    at = order.index(key) + (-1 if way == "up" else 1)
    rest = [one for one in order if one != key]
    return [*rest[: max(0, at)], key, *rest[max(0, at) :]]
