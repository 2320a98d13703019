"""One member: what he holds, how he comes in, and what is done about it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dougong import actions
from dougong.actions import Granted, may_grant, roles_of
from dougong.admission import Seat, admit_to_settings, seat_of
from dougong.forms import message
from dougong.pages.company.people import projects_offered, sayer_for
from dougong.pages.confirming import confirming, unconfirmed
from dougong.pages.framing import frame_for, say_next
from dougong.pages.visits import Visit, page
from dougong.problem import Problem, Refused
from dougong.tenancy import MemberSeen, auth_epoch, member_of, members_named, reading

#: What the page draws again after a refusal: what was typed, and what is wrong by the name of its input.
Typed = Mapping[str, str]


@page("GET", "HEAD")
def member_page(visit: Visit, member_id: UUID) -> HttpResponse:
    """The page."""
    return _member(visit, member_id)


@page("POST")
@confirming
def member_roles(visit: Visit, member_id: UUID) -> HttpResponse:
    """Give a role, or end the one named."""
    sent = visit.request.POST
    if "end" in sent:
        return _done(visit, member_id, _("The role is ended."), actions.end_member_role, grant=id_sent(sent["end"]))
    try:
        wanted = Granted(sent.get("role", ""), project_sent(sent), day_sent(sent, "since"), day_sent(sent, "until"))
    except Refused as refused:
        return _refused(visit, member_id, refused)
    return _done(visit, member_id, _("The role is given."), actions.give_member_role, wanted=wanted)


@page("POST")
@confirming
def member_standing(visit: Visit, member_id: UUID) -> HttpResponse:
    """Disable, enable, or end the membership."""
    verbs = {
        "disable": (actions.disable_member, _("This person may not come in any more and is signed out everywhere.")),
        "enable": (actions.enable_member, _("This person may come in again.")),
        "end": (actions.end_membership, _("The membership is ended.")),
    }
    verb = verbs.get(visit.request.POST.get("do", ""))
    if verb is None:
        raise Refused([Problem("", "enum")])
    return _done(visit, member_id, verb[1], verb[0])


@page("POST")
@confirming
def member_entrance(visit: Visit, member_id: UUID) -> HttpResponse:
    """A letter to choose a new password; a lost device taken off; a one-time sign-in, shown this once."""
    others = {
        "reset": (actions.send_member_reset, _("The letter is on its way.")),
        "device": (actions.remove_member_device, _("No code is asked for any more; all sessions have ended.")),
    }
    other = others.get(visit.request.POST.get("do", ""))
    if other is not None:
        return _done(visit, member_id, other[1], other[0])
    try:
        token = actions.give_sign_in(visit.caller, visit.request.signed_in, member_id)
    except Refused as refused:
        return _refused(visit, member_id, refused)
    address = visit.request.build_absolute_uri(reverse("sign-in-once", args=[token]))
    return _member(visit, member_id, link=address)


@page("GET", "HEAD", "POST")
@confirming
def hand_over_page(visit: Visit, member_id: UUID) -> HttpResponse:
    """Somebody else takes over roles, for good or until a day."""
    sent = visit.request.POST
    if visit.request.method != "POST":
        return _hand_over(visit, member_id, {}, {}, None)
    chosen = [id_sent(one) for one in sent.getlist("grant")[:500]]
    try:
        if sent.get("how") == "until" and not sent.get("until"):
            raise Refused([Problem("/until", "required")])
        if not chosen:
            raise Refused([Problem("/grants", "rule", message=_("Choose at least one role."))])
        until = day_sent(sent, "until") if sent.get("how") == "until" else None
        count = actions.hand_over(
            visit.caller, visit.request.signed_in, member_id, to=id_sent(sent.get("to", "")), grants=chosen, until=until
        )
    except Refused as refused:
        if unconfirmed(refused) or _gone(refused):
            raise
        return _hand_over(visit, member_id, said(refused), sent, chosen)
    say_next(visit.request, _("{count} roles handed over.").format(count=count))
    return _back(visit, member_id)


def _done(visit: Visit, member: UUID, said: str, verb: Callable[..., object], **given: Any) -> HttpResponse:
    """Do it, and back to the member's page; refused, the page again with what was typed."""
    try:
        verb(visit.caller, visit.request.signed_in, member, **given)
    except Refused as refused:
        return _refused(visit, member, refused)
    say_next(visit.request, said)
    return _back(visit, member)


def _refused(visit: Visit, member: UUID, refused: Refused) -> HttpResponse:
    if unconfirmed(refused) or _gone(refused):
        raise refused
    return _member(visit, member, problems=said(refused), typed=visit.request.POST)


def _back(visit: Visit, member: UUID) -> HttpResponse:
    """To the member's page; one's own session goes on under the new epoch and under another key."""
    if member == visit.caller.account.pk:
        with reading(visit.caller.tenant):
            epoch = auth_epoch(visit.caller.account, visit.caller.tenant)
        visit.request.session["sign_in"] = {**visit.request.session["sign_in"], "epoch": epoch}
        visit.request.session.cycle_key()
    return HttpResponseRedirect(reverse("member", args=[member]))


def _member(
    visit: Visit, member: UUID, *, problems: Mapping[str, str] | None = None, typed: Typed | None = None, link: str = ""
) -> HttpResponse:
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        admit_to_settings(seat)
        found = _found(member)
        sayer = sayer_for(seat, [found])
        grants = sorted(found.grants, key=lambda one: (one.project is not None, one.since))
        context = {
            "frame": frame_for(visit.request, seat, "settings"),
            "heading": found.account.display_name, "crumbs": [(_("Members"), reverse("members"))],
            "member": {**sayer.line(found), "since": sayer.day(found.since), "standing": found.state,
                       "ended": sayer.last_day(found.until)},
            "own": member == visit.caller.account.pk,
            "grants": [sayer.grant(one) for one in grants if one.state != "over"],
            "over": [sayer.grant(one) for one in grants if one.state == "over"],
            "roles": grantable(seat), "projects": projects_offered(seat),
            "problems": problems or {}, "typed": typed or {}, "link": link, "today": seat.today.isoformat(),
        }  # fmt: skip
    return render(visit.request, "pages/company/member.html", context, status=422 if problems else 200)


def _hand_over(
    visit: Visit, member: UUID, problems: Mapping[str, str], typed: Typed, chosen: list[UUID] | None
) -> HttpResponse:
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        admit_to_settings(seat)
        found = _found(member)
        sayer = sayer_for(seat, [found])
        living = [sayer.grant(one) for one in found.living]
        context = {
            "frame": frame_for(visit.request, seat, "settings"),
            "heading": _("Hand over"), "back": reverse("member", args=[member]),
            "crumbs": [(_("Members"), reverse("members")), (sayer.line(found)["name"], sayer.line(found)["href"])],
            "member": sayer.line(found), "grants": living, "today": seat.today.isoformat(),
            "chosen": [one["id"] for one in living] if chosen is None else chosen,
            "others": [(str(key), name) for key, name in members_named() if key != member],
            "problems": problems, "typed": typed,
        }  # fmt: skip
    return render(visit.request, "pages/company/hand_over.html", context, status=422 if problems else 200)


def _found(member: UUID) -> MemberSeen:
    found = member_of(member)
    if found is None:
        raise Refused([Problem("", "not_found")])
    return found


def grantable(seat: Seat) -> list[tuple[str, str]]:
    """The roles this person may give in the whole company, by title."""
    offered = [
        (key, role.title) for key, role in roles_of(seat).items() if not role.hidden and may_grant(seat, key, None)
    ]
    return sorted(offered, key=lambda one: one[1])


def said(refused: Refused) -> dict[str, str]:
    """What is wrong, by the name of its input."""
    return {one.pointer.strip("/"): one.message or message(one) for one in refused.problems}


def _gone(refused: Refused) -> bool:
    return any(problem.code in {"not_found", "forbidden"} for problem in refused.problems)


def id_sent(text: str) -> UUID:
    """An id as it was sent; nobody's where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)  # nobody's


def project_sent(sent: Any) -> UUID | None:
    """Where a role is to be held; None for the whole company."""
    text = sent.get("project", "")
    return id_sent(text) if text else None


def day_sent(sent: Any, name: str) -> date | None:
    """A day, or None for an empty field. Raises Refused at the field."""
    text = sent.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused([Problem(f"/{name}", "rule", message=_("Write a day like 2026-05-31."))]) from None
