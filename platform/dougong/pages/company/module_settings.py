"""One module: what it is, and what it lets the company set, as a form made from its definition."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dougong import catalog
from dougong.actions import set_module_settings, settings_context, settings_entry
from dougong.admission import Entry, Seat, admit_reference
from dougong.definition import Field, write_values
from dougong.forms import Form, Offer, build_form, take
from dougong.forms import render as draw
from dougong.listing import labels_of
from dougong.pages.company.modules import module_line, settings_seat
from dougong.pages.framing import frame_for, say_next
from dougong.pages.preloading import form_preloads
from dougong.pages.visits import Visit, page
from dougong.problem import JsonObject, Problem, Ref, Refused
from dougong.storage import Query, select
from dougong.tenancy import members_named, reading

#: Records that a setting offers to refer to.
OFFERED = 500


@page("GET", "HEAD", "POST")
def module_settings_page(visit: Visit, module: str) -> HttpResponse:
    """A module's page; what was sent is kept, or comes back with what is wrong at its field."""
    if visit.request.method != "POST":
        return _page(visit, module)
    with reading(visit.caller.tenant):
        taken = take(_form(settings_entry(settings_seat(visit), module)), visit.request.POST)
    if taken.problems or not isinstance(taken.instance, dict):
        return _page(visit, module, typed=visit.request.POST, problems=taken.problems)
    try:
        new = set_module_settings(visit.caller, module, taken.instance)
    except Refused as refused:
        if any(problem.code in {"not_found", "forbidden"} for problem in refused.problems):
            raise
        return _page(visit, module, typed=visit.request.POST, problems=refused.problems)
    say_next(visit.request, _("Saved.") if new else _("Nothing was changed."))
    return HttpResponseRedirect(reverse("settings-module", args=[module]))


def _page(
    visit: Visit, key: str, *, typed: QueryDict | None = None, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    with reading(visit.caller.tenant):
        seat = settings_seat(visit)
        shelf = catalog.shelf(visit.caller.language)
        if key not in shelf:
            raise Refused([Problem("", "not_found", {"module": key})])
        line = module_line(shelf, shelf[key])
        html = ""
        if line["on"] and line["settings"]:
            html = draw(_form(settings_entry(seat, key), typed=typed, problems=problems))
        context = {
            "frame": frame_for(visit.request, seat, "settings"), "module": line, "html": html,
            "preloads": form_preloads(html) if html else (),
        }  # fmt: skip
    return render(visit.request, "pages/company/module.html", context, status=422 if problems else 200)


def _form(entry: Entry, *, typed: QueryDict | None = None, problems: tuple[Problem, ...] = ()) -> Form:
    """The form of a module's settings as they are, its own defaults filled in."""
    instance: JsonObject = write_values(entry.entity, catalog.settings_of(entry.module.key))
    return build_form(
        entry.entity, instance, typed=typed, problems=problems, context=settings_context(entry.seat),
        offers=_Offers(entry.seat),
    )  # fmt: skip


class _Offers:
    """What settings offer to refer to: what this person sees of it."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat

    def __call__(self, asked: Field | None, _options: Mapping[str, Any], _pointer: str, value: Any) -> Offer | None:
        """The choices of one field."""
        if asked is None or (asked.kind != "user" and asked.reference in {None, "*"}):
            return None
        if asked.kind == "user":
            return Offer(tuple((str(key), name) for key, name in members_named()))
        name = str(asked.reference)
        target = admit_reference(self.seat, name)
        if target is None:
            held = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str) and one]
            return Offer(tuple((one, _("(module switched off)")) for one in held))
        records = select(target.reach, target.entity, target.layout, Query(fields=(), limit=OFFERED)).records
        labels = labels_of(self.seat, [Ref(name, one.id) for one in records])
        return Offer(tuple(sorted(((str(ref.id), text) for ref, text in labels.items()), key=lambda one: one[1])))
