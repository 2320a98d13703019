"""Inviting people to the company, and the invitations there are."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dougong.actions import Granted, invite, withdraw_invitation
from dougong.admission import Seat, admit_to_settings, seat_of
from dougong.pages.company.member import day_sent, grantable, id_sent, project_sent, said
from dougong.pages.company.people import Sayer, projects_offered, sayer_for
from dougong.pages.confirming import confirming, unconfirmed
from dougong.pages.framing import frame_for, say_next
from dougong.pages.visits import Visit, page
from dougong.problem import Problem, Refused
from dougong.tenancy import Invitation, invitations_listed, reading

STATES = {
    "open": (gettext_lazy("Not used yet"), "info"),
    "used": (gettext_lazy("Has joined"), "good"),
    "revoked": (gettext_lazy("Withdrawn"), ""),
    "expired": (gettext_lazy("Too old"), "warn"),
}


@page("GET", "HEAD", "POST")
@confirming
def invite_page(visit: Visit) -> HttpResponse:
    """By a letter, or by a link that is shown this once."""
    sent = visit.request.POST
    if visit.request.method != "POST":
        return _form(visit)
    email = sent.get("email", "").replace("\x00", "").strip()[:254] if sent.get("how") != "link" else ""
    try:
        if sent.get("how") != "link" and not email:
            raise Refused([Problem("/email", "required")])
        roles = _roles(sent)
        token = invite(visit.caller, visit.request.signed_in, roles, email=email)
    except Refused as refused:
        if unconfirmed(refused):
            raise
        return _form(visit, problems=said(refused), typed=sent)
    if token:
        return _form(visit, link=visit.request.build_absolute_uri(reverse("join", args=[token])))
    say_next(visit.request, _("The letter is on its way to {address}.").format(address=email))
    return HttpResponseRedirect(reverse("invitations"))


@page("GET", "HEAD", "POST")
@confirming
def invitations_page(visit: Visit) -> HttpResponse:
    """The invitations there are; open ones are withdrawn."""
    if visit.request.method == "POST":
        withdraw_invitation(visit.caller, visit.request.signed_in, id_sent(visit.request.POST.get("withdraw", "")))
        say_next(visit.request, _("The invitation is withdrawn."))
        return HttpResponseRedirect(reverse("invitations"))
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        admit_to_settings(seat)
        found = invitations_listed()
        context = {
            "frame": frame_for(visit.request, seat, "settings"),
            "heading": _("Invitations"), "crumbs": [(_("Members"), reverse("members"))],
            "invitations": [_line(_sayer(seat, found), one) for one in found],
        }  # fmt: skip
    return render(visit.request, "pages/company/invitations.html", context)


def _roles(sent: Any) -> list[Granted]:
    """What is to be given: one role or none."""
    if not sent.get("role"):
        return []
    return [Granted(sent["role"], project_sent(sent), None, day_sent(sent, "until"))]


def _form(
    visit: Visit, *, problems: Mapping[str, str] | None = None, typed: Mapping[str, str] | None = None, link: str = ""
) -> HttpResponse:
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        admit_to_settings(seat)
        context = {
            "frame": frame_for(visit.request, seat, "settings"),
            "heading": _("Invite"), "crumbs": [(_("Members"), reverse("members"))],
            "roles": grantable(seat), "projects": projects_offered(seat),
            "problems": problems or {}, "typed": typed or {}, "link": link, "today": seat.today.isoformat(),
        }  # fmt: skip
    return render(visit.request, "pages/company/invite.html", context, status=422 if problems else 200)


def _sayer(seat: Seat, found: tuple[Invitation, ...]) -> Sayer:
    projects = {UUID(role["project"]) for one in found for role in one.roles if role.get("project")}
    return sayer_for(seat, ()).with_projects(projects)


def _line(sayer: Sayer, one: Invitation) -> dict[str, Any]:
    title, tone = STATES[one.state]
    roles = [
        f"{sayer.role(role['role'])} · {sayer.project(UUID(role['project']) if role.get('project') else None)}"
        for role in one.roles
    ]
    return {
        "id": one.id, "to": one.address or _("A link to copy"), "roles": roles, "open": one.state == "open",
        "by": one.by.display_name if one.by else _("the platform"),
        "made": sayer.moment(one.created_at), "ends": sayer.moment(one.expires_at),
        "state": {"title": title, "tone": tone}, "joined": one.used_by.display_name if one.used_by else "",
    }  # fmt: skip
