"""What the lines of the security log say."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dougong.events import Entry
from dougong.pages.company.people import Sayer

#: What was done to a person or by him, by the verb of the event.
VERBS: Final[Mapping[str, str | Promise]] = {
    "sign_in": gettext_lazy("signed in"),
    "sign_in_refused": gettext_lazy("was not let in: wrong password or code"),
    "sign_out": gettext_lazy("signed out other devices"),
    "denied": gettext_lazy("was refused"),
    "name": gettext_lazy("changed the own name"),
    "password": gettext_lazy("changed the own password"),
    "send_reset": gettext_lazy("sent a letter for a new password"),
    "reset_password": gettext_lazy("chose a new password by letter"),
    "set_up_device": gettext_lazy("turned the second factor on"),
    "remove_device": gettext_lazy("took the device off"),
    "renew_recovery_codes": gettext_lazy("made new recovery codes"),
    "make_token": gettext_lazy("made a token for a program"),
    "revoke_token": gettext_lazy("withdrew a token of a program"),
    "give_role": gettext_lazy("gave a role"),
    "end_role": gettext_lazy("ended a role"),
    "disable": gettext_lazy("disabled"),
    "enable": gettext_lazy("enabled"),
    "end_membership": gettext_lazy("ended the membership"),
    "hand_over": gettext_lazy("handed roles over"),
    "take_over": gettext_lazy("had roles taken over"),
    "give_sign_in": gettext_lazy("gave a one-time sign-in"),
    "give_reset": gettext_lazy("had a letter for a new password sent"),
    "invite": gettext_lazy("invited somebody"),
    "withdraw_invitation": gettext_lazy("withdrew an invitation"),
    "join": gettext_lazy("joined by an invitation"),
    "leave": gettext_lazy("left the company"),
    "ask_acting": gettext_lazy("asked to act for a member"),
    "begin_acting": gettext_lazy("began to act for a member"),
    "end_acting": gettext_lazy("ended acting for a member"),
}


#: What was done to a module, its settings or its definition, or to the company's pages.
DESIGN: Final[Mapping[str, str | Promise]] = {
    "draft": gettext_lazy("changed the draft of “{what}”"),
    "undo_draft": gettext_lazy("took a step back in the draft of “{what}”"),
    "discard_draft": gettext_lazy("discarded the draft of “{what}”"),
    "publish": gettext_lazy("published the changes of “{what}”"),
    "revert": gettext_lazy("went back to an earlier version of “{what}”"),
    "switch_on": gettext_lazy("switched “{what}” on"),
    "switch_off": gettext_lazy("switched “{what}” off"),
    "settings": gettext_lazy("changed the settings of “{what}”"),
    "keep_page": gettext_lazy("changed the page “{what}”"),
    "set_branding": gettext_lazy("changed how the company shows itself"),
    "reset_branding": gettext_lazy("put the company's look back to as delivered"),
    "export": gettext_lazy("took the list “{what}” out as a file"),
    "require_second_factor": gettext_lazy("made a second factor necessary for whoever runs the settings"),
    "spare_second_factor": gettext_lazy("no longer asks for a second factor of whoever runs the settings"),
    "publish_page": gettext_lazy("published the page “{what}”"),
}


def title_of(line: Entry, sayer: Sayer) -> str:
    """What was done, in words that follow the name of whoever did it."""
    known = VERBS.get(line.verb) if line.entity == "user" else None
    if known is not None:
        return str(known)
    facts = {**line.before, **line.after}
    key = str(facts.get("module") or line.entity)
    module = sayer.seat.modules.get(key)
    what = module.title if module else str(facts.get("title") or key)
    words = DESIGN.get(line.verb)
    if words is not None:
        return str(words).format(what=what)
    return _("changed “{what}” ({verb})").format(what=what, verb=line.verb)


def told(line: Entry, sayer: Sayer, names: Mapping[UUID, str]) -> str:
    """With what: roles and where, days, reasons, places."""
    if line.entity != "user":
        return str(line.after.get("note") or "")
    return " · ".join(part for part in _parts(line, sayer, names) if part)


def _parts(line: Entry, sayer: Sayer, names: Mapping[UUID, str]) -> Iterator[str]:
    facts = {**line.before, **line.after}
    if facts.get("role"):
        yield _role(facts, sayer)
    listed = line.after.get("roles") or line.before.get("roles")
    if isinstance(listed, list):
        yield from (_role(one, sayer) for one in listed[:10] if isinstance(one, Mapping))
    for key in ("to", "from", "by"):
        person = _person(facts.get(key), names)
        if person:
            yield {"to": _("to {name}"), "from": _("from {name}"), "by": _("invited by {name}")}[key].format(
                name=person
            )
    for key in ("address", "reason", "place", "path", "because"):
        if facts.get(key):
            yield str(facts[key])
    if facts.get("name") and line.verb == "name":
        yield f"{line.before.get('name', '')} → {line.after.get('name', '')}"
    if facts.get("until") and not facts.get("role"):
        yield _("until {moment}").format(moment=_moment(facts["until"], sayer))


def _role(facts: Mapping[str, Any], sayer: Sayer) -> str:
    project = facts.get("project")
    where = sayer.project(UUID(str(project)) if project else None)
    days = [_("until {moment}").format(moment=_moment(facts["until"], sayer))] if facts.get("until") else []
    return " · ".join([sayer.role(str(facts.get("role", ""))), where, *days])


def _moment(text: Any, sayer: Sayer) -> str:
    try:
        return sayer.last_day(datetime.fromisoformat(str(text)))
    except ValueError:
        return str(text)


def _person(text: Any, names: Mapping[UUID, str]) -> str:
    try:
        return names.get(UUID(str(text)), "") if text else ""
    except ValueError:
        return ""
