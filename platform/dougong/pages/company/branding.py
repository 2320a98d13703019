"""How the company shows itself: a form, what comes of it in both themes, and the way back to the product's own."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from dougong.actions import BRAND_LINE_MAX, BRAND_NAME_MAX, branding_problems, receive_upload, set_branding, tidy
from dougong.admission import admit_to_settings, seat_of
from dougong.pages.branding import sheet_of
from dougong.pages.framing import frame_for, say_next
from dougong.pages.visits import Visit, page
from dougong.problem import Problem, Refused, say
from dougong.tenancy import Brand, can_be_read, nearest_read, read_colour, reading


@page("GET", "HEAD", "POST")
def branding_page(visit: Visit) -> HttpResponse:
    """The form; each of its buttons sends all of it, so that nothing typed is lost."""
    with reading(visit.caller.tenant):
        admit_to_settings(seat_of(visit.caller))
    if visit.request.method != "POST":
        return _page(visit, visit.caller.tenant.brand)
    wish = visit.request.POST.get("_do", "")
    if wish == "back":
        return _kept(visit, Brand())
    typed, problems = _sent(visit)
    if wish == "nearest":
        typed = replace(typed, accent=nearest_read(read_colour(typed.accent) or "#000000"))
    problems += [one for one in branding_problems(typed) if one.pointer not in {each.pointer for each in problems}]
    if problems or wish != "save":
        return _page(visit, typed, problems)
    try:
        return _kept(visit, typed)
    except Refused as refused:
        return _page(visit, typed, refused.problems)


@page("GET", "HEAD")
def branding_sheet(visit: Visit) -> HttpResponse:
    """The colours of the preview: ?accent=1a66c2."""
    with reading(visit.caller.tenant):
        admit_to_settings(seat_of(visit.caller))
    accent = read_colour(visit.request.GET.get("accent", ""))
    if accent is None or not can_be_read(accent):
        raise Http404
    return sheet_of(accent, ".looks")


def _kept(visit: Visit, brand: Brand) -> HttpResponse:
    changed = set_branding(visit.caller, brand)
    say_next(visit.request, _("Saved.") if changed else _("Nothing was changed."))
    return HttpResponseRedirect(reverse("branding"))


def _sent(visit: Visit) -> tuple[Brand, list[Problem]]:
    """What was typed, with the picture that came along; what was refused of that."""
    post = visit.request.POST
    brand = tidy(Brand(post.get("name", ""), post.get("mark", ""), post.get("accent", ""), post.get("line", "")))
    sent = visit.request.FILES.get("new_mark")
    if sent is not None:
        try:
            kept = receive_upload(visit.caller, sent, name=sent.name or "", field="/mark", kind="mark")
        except Refused as refused:
            return brand, list(refused.problems)
        return replace(brand, mark=str(kept.id)), []
    return (replace(brand, mark="") if post.get("no_mark") else brand), []


def _page(visit: Visit, brand: Brand, problems: Iterable[Problem] = ()) -> HttpResponse:
    found = tuple(problems)
    kept = visit.caller.tenant.brand
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        frame = frame_for(visit.request, seat, "settings")
    accent = read_colour(brand.accent) if brand.accent else None
    context: dict[str, Any] = {
        # As delivered is seen on the page itself: the company's own colours are left out of it.
        "frame": frame if brand.accent else replace(frame, brand=replace(kept, accent="")),
        "heading": _("Look"),
        "brand": brand,
        "given": visit.caller.tenant.name,
        "name_max": BRAND_NAME_MAX,
        "line_max": BRAND_LINE_MAX,
        "accent": accent.lstrip("#") if accent and can_be_read(accent) else "",
        "mark": _mark_address(brand, kept),
        "problems": {one.pointer.lstrip("/"): say(one, _) for one in found},
        "nearest": nearest_read(accent) if accent and not can_be_read(accent) else "",
        "changed": brand != kept,
        "own": bool(kept.kept()),
    }
    return render(visit.request, "pages/company/branding.html", context, status=422 if found else 200)


def _mark_address(brand: Brand, kept: Brand) -> str:
    """Where the mark is seen: the company's, or one that was uploaded and is not kept yet."""
    if not brand.mark:
        return ""
    if brand.mark == kept.mark:
        return reverse("brand-mark", args=[kept.mark])
    try:
        return reverse("file", args=[brand.mark, "shared"])
    except NoReverseMatch:
        return ""
