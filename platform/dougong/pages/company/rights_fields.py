"""Which fields a role sees and writes: all of them by all roles at a glance, and one role's as a form."""

from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from dougong.definition import Field, Workflow, field_pointers
from dougong.definition.pointers import any_covers
from dougong.designer import Deed, field_access, field_deeds, restricts, state_deeds, state_rights
from dougong.forms import message
from dougong.pages.company.rights_cell import keep
from dougong.pages.company.rights_desk import Desk, RoleSeen, field_said, rights_desk
from dougong.pages.visits import Visit, page
from dougong.problem import Problem, Refused
from dougong.tenancy import reading

#: The words of a select, in general and in one state.
GENERAL = ("write", "read", "hidden")
IN_STATE = ("", "edit", "readonly", "hide")


@page("GET", "HEAD", "POST")
def fields_page(visit: Visit, module: str, entity: str) -> HttpResponse:
    """The overview; with ?role=, that role's fields, with &state= in a state."""
    problems: tuple[Problem, ...] = ()
    if visit.request.method == "POST":
        with reading(visit.caller.tenant):
            desk = rights_desk(visit, module, entity)
            deeds, role, state = _deeds(desk)
        problems = keep(visit, module, deeds)
        if not problems:
            return HttpResponseRedirect(f"{desk.url('rights-fields')}?role={role}&state={state}")
    with reading(visit.caller.tenant):
        desk = rights_desk(visit, module, entity)
        if "role" in visit.request.GET:
            context = desk.context("rights-fields", **_of_role(desk, problems))
            template = "pages/company/rights/role_fields.html"
        else:
            context = desk.context("rights-fields", **_overview(desk))
            template = "pages/company/rights/fields.html"
    return render(visit.request, template, context, status=422 if problems else 200)


def _overview(desk: Desk) -> dict[str, Any]:
    """Fields by roles, for the roles that see anything."""
    roles = [one for one in desk.roles if desk.cells[one.key][0].cases]
    titles = access_titles()
    rows, given = [], derived(desk.entity.fields)
    for pointer in field_pointers(desk.entity):
        found = [field_access(desk.cells[one.key][0], desk.cells[one.key][2], pointer) for one in roles]
        if pointer in given:
            found = ["read" if one == "write" else one for one in found]
        rows.append({
            "title": field_said(desk.entity, pointer), "inner": pointer.count("/") > 1,
            "cells": [{"kind": kind, "title": f"{role.title}: {titles[kind]}", "id": f"f-{role.key}",
                       "href": f"{desk.url('rights-fields')}?role={role.key}#{_id(pointer)}"}
                      for kind, role in zip(found, roles, strict=True)],
        })  # fmt: skip
    return {"roles": roles, "rows": rows, "legend": [(kind, titles[kind]) for kind in titles if kind != "none"]}


def derived(fields: Mapping[str, Field], prefix: str = "") -> frozenset[str]:
    """The pointers of fields that nobody types: they are worked out."""
    found = set()
    for key, field in fields.items():
        pointer = f"{prefix}/{key}"
        if field.computed is not None or field.rollup is not None or field.sequence is not None:
            found.add(pointer)
        found |= derived(field.fields, f"{pointer}/*" if field.kind == "rows" else pointer)
    return frozenset(found)


def access_titles() -> dict[str, str]:
    """What each access is called."""
    return {"write": _("sees and writes"), "read": _("sees"), "partly": _("hidden in some entries"),
            "hidden": _("hidden"), "none": _("sees no entries")}  # fmt: skip


def _of_role(desk: Desk, problems: tuple[Problem, ...]) -> dict[str, Any]:
    asked = desk.visit.request.GET
    role, flow = desk.role(asked.get("role", "")), _flow(desk)
    state = asked.get("state", "")
    if state and (flow is None or state not in flow.states):
        raise Refused([Problem("", "not_found", {"state": state})])
    states = [("", _("In general"))] + [(key, one.title) for key, one in (flow.states if flow else {}).items()]
    base = f"{desk.url('rights-fields')}?role={role.key}"
    return {
        "role": role,
        "state": state,
        "states": [(f"{base}&state={key}", title, key == state) for key, title in states],
        "rows": _state_rows(desk, role, state) if state else _general_rows(desk, role),
        "choices": state_choices() if state else general_choices(),
        "notes": _notes(desk, role, flow, state),
        "problems": [message(one) for one in problems],
        "overview": desk.url("rights-fields"),
    }


def _general_rows(desk: Desk, role: RoleSeen) -> list[dict[str, Any]]:
    see, edit = desk.cells[role.key][0], desk.cells[role.key][2]
    rows, given = [], derived(desk.entity.fields)
    for pointer in field_pointers(desk.entity):
        found = field_access(see, edit, pointer)
        hidden = "hidden" if found in {"hidden", "partly", "none"} else ""
        locked = "read" if any(any_covers(case.readonly, pointer) for case in edit.cases) else "write"
        if pointer in given:
            rows.append(_row(desk, pointer, hidden or "write", _("worked out")) | {"choices": derived_choices()})
            continue
        rows.append(_row(desk, pointer, hidden or locked, "" if found != "partly" else access_titles()["partly"]))
    return rows


def _state_rows(desk: Desk, role: RoleSeen, state: str) -> list[dict[str, Any]]:
    given = state_rights(desk.draft.documents, desk.workflow, state, role.key)
    return [
        _row(
            desk, pointer, next((word for word in ("hide", "readonly", "edit") if any_covers(given[word], pointer)), "")
        )
        for pointer in field_pointers(desk.entity)
    ]


def _row(desk: Desk, pointer: str, now: str, note: str = "") -> dict[str, Any]:
    return {"name": pointer, "id": _id(pointer), "title": field_said(desk.entity, pointer),
            "inner": pointer.count("/") > 1, "now": now, "note": note}  # fmt: skip


def general_choices() -> list[tuple[str, str]]:
    """What may be wanted of a field."""
    return [("write", _("sees and writes")), ("read", _("sees")), ("hidden", _("hidden"))]


def derived_choices() -> list[tuple[str, str]]:
    """The same of a field that nobody types."""
    return [("write", _("sees")), ("hidden", _("hidden"))]


def state_choices() -> list[tuple[str, str]]:
    """The same in one state."""
    return [("", _("as in general")), ("edit", _("may write")), ("readonly", _("may not write")), ("hide", _("hidden"))]


def _notes(desk: Desk, role: RoleSeen, flow: Workflow | None, state: str) -> list[str]:
    """What one should know of the role and of the state."""
    notes = []
    see, edit = desk.cells[role.key][0], desk.cells[role.key][2]
    if not see.cases:
        notes.append(_("This role sees no entries; what is chosen here counts once it does."))
    elif not edit.cases and not state:
        notes.append(_("This role may not edit entries; fields it sees are read only."))
    if state and flow is not None:
        if flow.states[state].locked:
            notes.append(_("In this state nothing may be changed; only hiding counts."))
        elif any(arrow.via == state for arrow in flow.transitions.values()):
            notes.append(_("While an approval is running nothing may be changed; only hiding counts."))
        elif restricts(desk.draft.documents, desk.workflow, state):
            notes.append(_("In this state only fields marked “may write” can be written, by any role."))
        else:
            notes.append(
                _("Once one field is marked “may write”, only fields so marked can be written in it, by any role.")
            )
    return notes


def _deeds(desk: Desk) -> tuple[dict[str, Deed], str, str]:
    """What was chosen, where it differs from what the page showed."""
    sent = desk.visit.request.POST
    role, state = desk.role(sent.get("role", "")), sent.get("state", "")
    flow = _flow(desk)
    if state and (flow is None or state not in flow.states):
        raise Refused([Problem("", "not_found", {"state": state})])
    pointers = field_pointers(desk.entity)
    rows = _state_rows(desk, role, state) if state else _general_rows(desk, role)
    known = IN_STATE if state else GENERAL
    wanted = {row["name"]: sent[row["name"]] for row in rows
              if sent.get(row["name"], row["now"]) != row["now"] and sent[row["name"]] in known}  # fmt: skip
    if state:
        return (
            state_deeds(desk.draft.documents, desk.workflow, state, role.key, cast(Any, wanted), pointers),
            role.key,
            state,
        )
    given = (desk.draft.documents, desk.module.key, desk.entity.key, role.key)
    return field_deeds(*given, cast(Any, wanted), pointers), role.key, ""


def _flow(desk: Desk) -> Workflow | None:
    return next((one for one in desk.module.workflows.values() if one.entity == desk.entity.key), None)


def _id(pointer: str) -> str:
    return "p" + pointer.replace("/", "-").replace("*", "")
