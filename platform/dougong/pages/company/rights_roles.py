"""The roles of a company: the modules' own and those it added; new ones, other names, hidden ones."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dougong.admission import Seat
from dougong.definition.pointers import join
from dougong.designer import AS_BASE, GONE, Deed, Draft, new_role_key, open_draft, role_deeds
from dougong.forms import message
from dougong.overlay import OWN
from dougong.pages.company.modules import settings_seat
from dougong.pages.company.rights_cell import keep
from dougong.pages.company.rights_desk import RoleSeen, draft_bar, people_by_role
from dougong.pages.framing import frame_for
from dougong.pages.visits import Visit, page
from dougong.problem import Problem, Refused
from dougong.tenancy import reading

#: Letters of a role's title at most.
TITLE_LIMIT = 200


@page("GET", "HEAD", "POST")
def roles_page(visit: Visit) -> HttpResponse:
    """Every role; a form for a new one; each with its name and whether it is hidden."""
    problems: dict[str, str] = {}
    if visit.request.method == "POST":
        with reading(visit.caller.tenant):
            seat = settings_seat(visit)
            home = home_of_roles(seat, visit.request.POST.get("module", ""))
            deeds, problems = _deeds(open_draft(seat, home), visit)
        if not problems:
            problems = {sent_for(visit): message(one) for one in keep(visit, home, deeds)[:1]}
        if not problems:
            return HttpResponseRedirect(reverse("rights-roles"))
    with reading(visit.caller.tenant):
        seat = settings_seat(visit)
        home = home_of_roles(seat, "")
        modules = [key for key in seat.modules if seat.modules[key].roles or key == home]
        people = people_by_role()
        drafts = {key: open_draft(seat, key) for key in modules}
        context = {
            "frame": frame_for(visit.request, seat, "settings"),
            "crumbs": [(_("Rights"), reverse("rights"))],
            "groups": [
                {"title": seat.modules[key].title, "key": key, "seen": draft.seen, "bar": draft_bar(draft),
                 "roles": list(_drafted(draft, people))} for key, draft in drafts.items()
            ],
            "home": home, "seen": drafts[home].seen, "problems": problems,
            "typed": visit.request.POST if problems else {},
        }  # fmt: skip
    return render(visit.request, "pages/company/rights/roles.html", context, status=422 if problems else 200)


def home_of_roles(seat: Seat, wanted: str) -> str:
    """The module whose roles are meant; without a word, the one whose role administers: new roles stand there.

    Raises Refused ("not_found").
    """
    if wanted:
        if wanted not in seat.modules:
            raise Refused([Problem("", "not_found", {"module": wanted})])
        return wanted
    ranked = sorted(seat.modules.values(), key=lambda one: not any(role.administers for role in one.roles.values()))
    if not ranked:
        raise Refused([Problem("", "not_found")])
    return ranked[0].key


def sent_for(visit: Visit) -> str:
    """The form that was sent: a role's key, or "new"."""
    return visit.request.POST.get("role", "") or "new"


def _drafted(draft: Draft, people: Counter[str]) -> Iterator[dict[str, Any]]:
    """The roles as the draft has them."""
    given = draft.at_address("roles#/roles")
    for key, role in (given if isinstance(given, dict) else {}).items():
        seen = RoleSeen(
            key, str(role.get("title", key)), people[key], draft.module, hidden=role.get("hidden") is True,
            administers=role.get("administers") is True,
        )  # fmt: skip
        in_base = draft.in_base("roles#" + join(("roles", key)))
        yield {
            "role": seen,
            "changed": in_base != role,
            "was": in_base.get("title", "") if isinstance(in_base, dict) else "",
        }


def _deeds(draft: Draft, visit: Visit) -> tuple[dict[str, Deed], dict[str, str]]:
    """What was asked for; or what is wrong, by the name of the input."""
    sent = visit.request.POST
    key, title = sent.get("role", ""), " ".join(sent.get("title", "").split())
    given = draft.at_address("roles#/roles")
    known = given if isinstance(given, dict) else {}
    if not key:
        wrong = _title_problem(title, [str(one.get("title")) for one in known.values()])
        if wrong:
            return {}, {"new": wrong}
        fresh = new_role_key(title, known)
        return role_deeds(draft.documents, fresh, title, administers="administers" in sent), {}
    if key not in known:
        raise Refused([Problem("", "not_found", {"role": key})])
    at = "roles#" + join(("roles", key))
    match sent.get("do", ""):
        case "hide":
            return {f"{at}/hidden": True}, {}
        case "show":
            return {f"{at}/hidden": AS_BASE if draft.in_base(f"{at}/hidden") is not True else False}, {}
        case "remove" if key.startswith(OWN) and not people_by_role()[key]:
            return {at: GONE}, {}
        case "rename":
            others = [str(one.get("title")) for other, one in known.items() if other != key]
            wrong = _title_problem(title, others)
            return ({}, {key: wrong}) if wrong else ({f"{at}/title": title}, {})
    return {}, {key: _("Somebody holds this role; hide it instead.")}


def _title_problem(title: str, others: list[str]) -> str:
    if not title:
        return _("Give the role a name.")
    if len(title) > TITLE_LIMIT:
        return _("A name has at most {limit} letters.").format(limit=TITLE_LIMIT)
    return _("There is a role of this name already.") if title in others else ""
