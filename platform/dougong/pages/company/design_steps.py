"""The states and steps of a form, adapted without code: who may do what, when, and who approves."""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from dougong.actions import save_overlay_draft
from dougong.designer import as_seen, change, newly_wrong
from dougong.designer.conditions import with_condition
from dougong.designer.deeds import Deeds
from dougong.designer.stepping import MODES, FlowBench
from dougong.forms import message
from dougong.pages.company.design import Desk, opened
from dougong.pages.company.flow_picture import picture_of
from dougong.pages.company.step_editors import Plant, editor_of
from dougong.pages.framing import say_next
from dougong.pages.visits import Visit, page
from dougong.problem import Problem, Refused

_PASSED_ON: Final = frozenset({"forbidden", "not_found"})
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")


def laid_open(desk: Desk, entity: str, at: str) -> Plant:
    """The workflow of an entity as the draft has it. Raises Refused ("not_found", or why it cannot be read)."""
    module = desk.draft.read()
    if entity not in module.entities:
        raise Refused([Problem("", "not_found", {"entity": entity})])
    parts = tuple(at.split(":")) if at else ()
    sizes = {"state": 2, "step": 2, "asked": 3}
    if parts and (sizes.get(parts[0]) != len(parts) or not all(_KEY.fullmatch(one) for one in parts[1:])):
        raise Refused([Problem("", "not_found")])
    plant = Plant(desk, module, module.entities[entity], FlowBench(desk.draft, module, module.entities[entity]), parts)
    if parts:
        assert plant.address, "it is there, or was refused"
    return plant


@page("GET", "HEAD", "POST")
def steps_page(visit: Visit, module: str, entity: str) -> HttpResponse:
    """The picture, the states and steps; with `at` one of them open. What is sent is laid into the draft."""
    if visit.request.method != "POST":
        return _drawn(visit, module, entity, visit.request.GET.get("at", "")[:140])
    sent = visit.request.POST
    at, (do, _colon, about) = sent.get("at", "")[:140], sent.get("_do", "").partition(":")
    try:
        with opened(visit, module) as desk:
            seen = sent.get("seen", "")
            then = desk.draft if seen == desk.draft.seen else as_seen(desk.draft, seen)
            plant = laid_open(Desk(desk.visit, desk.seat, desk.module, then), entity, at)
            deeds, at = _deeds(plant, do, about, sent, at)
            wrong = newly_wrong(desk.seat, desk.draft, change(desk.draft, deeds)) if deeds else ()
            if wrong:
                raise Refused(_at_fields(wrong))
            here = desk.url("design-steps", entity)
        if deeds:
            save_overlay_draft(visit.caller, module, deeds, seen)
            say_next(visit.request, _("Kept in the draft."))
    except Refused as refused:
        if any(problem.code in _PASSED_ON for problem in refused.problems):
            raise
        return _drawn(visit, module, entity, sent.get("at", "")[:140], sent, refused.problems)
    return HttpResponseRedirect(f"{here}?at={at}#open" if at else here)


def _deeds(plant: Plant, do: str, about: str, sent: QueryDict, at: str) -> tuple[Deeds, str]:
    """What a button lays into the draft, and what is open then. Raises Refused."""
    bench, title = plant.bench, sent.get("title", "")[:200]
    if do == "new-state":
        key, deeds = bench.add_state(title)
        return deeds, f"state:{key}"
    if do == "new-step":
        key, deeds = bench.add_step(
            title, source=sent.get("from", ""), target=sent.get("to", ""), roles=_roles(plant, sent)
        )
        return deeds, f"step:{key}"
    if do in ("up", "down") and not at:
        return bench.move_step(about, -1 if do == "up" else 1), ""
    if plant.at:
        return _of_open(plant, do, sent, at)
    raise Refused([Problem("", "not_found")])


def _of_open(plant: Plant, do: str, sent: QueryDict, at: str) -> tuple[Deeds, str]:
    bench, (what, *keys) = plant.bench, plant.at
    if do == "reset":
        return bench.as_module(plant.address), at
    if do == "drop":
        drops: dict[str, Callable[..., Deeds]] = {
            "state": bench.drop_state, "step": bench.drop_step, "asked": bench.drop_approver,
        }  # fmt: skip
        return drops[what](*keys), f"step:{keys[0]}" if what == "asked" else ""
    if do in ("up", "down") and what == "asked":
        return bench.move_approver(keys[0], keys[1], -1 if do == "up" else 1), at
    if do == "new-asked" and what == "step":
        key, deeds = bench.add_approver(
            keys[0], sent.get("asked_title", "")[:200], _role(plant, sent.get("asked_role", ""))
        )
        return deeds, f"asked:{keys[0]}:{key}"
    if do in ("keep", "condition"):
        return bench.keep(plant.address, _values(plant, do, sent)), at
    raise Refused([Problem("", "not_found")])


def _values(plant: Plant, do: str, sent: QueryDict) -> dict[str, Any]:
    """What is open as it was filled in. Raises Refused."""
    if not sent.get("title", "").strip():
        raise Refused([Problem("/title", "required")])
    values: dict[str, Any] = {
        "title": sent["title"].strip()[:200],
        "description": sent.get("description", "").strip()[:2000],
    }
    if plant.at[0] == "state":
        return {
            **values,
            "tone": sent.get("tone", ""),
            "locked": bool(sent.get("locked")),
            "final": bool(sent.get("final")),
        }
    word = "guard" if plant.at[0] == "step" else "when"
    formula = sent.get(word, "").strip()[:2_000]
    if do == "condition":
        formula = with_condition(
            plant.asked, formula, join=sent.get("join", ""), name=sent.get("name", ""), word=sent.get("word", ""),
            value=sent.get("value", "")[:200],
        )  # fmt: skip
    if plant.at[0] == "asked":
        return {**_approver(plant, values, sent), "when": formula}
    states = plant.bench.flow.states
    arrow = plant.bench.arrow(plant.at[1])
    sources = _kept_order(arrow.sources, [key for key in states if key in sent.getlist("from")])
    if not sources:
        raise Refused([Problem("/from", "rule", message=_("Choose at least one state it starts from."))])
    reason = sent.get("reason", "none")
    return {
        **values, "from": sources, "to": sent.get("to", ""), "by": _roles(plant, sent, arrow.by), "guard": formula,
        "guard_message": sent.get("guard_message", "").strip()[:2000] if formula else "",
        "reason": "" if reason == "none" else reason, "signature": bool(sent.get("signature")),
        "danger": bool(sent.get("danger")), "edit": _edited(plant, arrow.edit, sent),
    }  # fmt: skip


def _approver(plant: Plant, values: dict[str, Any], sent: QueryDict) -> dict[str, Any]:
    """A step of an approval as it was filled in; whom another rule names stays as the module has it."""
    values.pop("description")
    mode = sent.get("mode", "any")
    found: dict[str, Any] = {**values, "mode": mode if mode in MODES else "any"}
    if "role" in plant.bench.approver(plant.at[1], plant.at[2]).assign:
        before = plant.bench.approver(plant.at[1], plant.at[2]).assign["role"]
        roles = _roles(plant, sent, [before] if isinstance(before, str) else before)
        if not roles:
            raise Refused([Problem("/by", "rule", message=_("Choose who is asked."))])
        found["assign"] = {"role": roles[0] if len(roles) == 1 else roles}
    need = sent.get("need", "").strip()
    if mode in ("count", "percent"):
        if not need.isdecimal() or not 1 <= int(need) <= 100:
            raise Refused([Problem("/need", "rule", message=_("Write a number from 1 to 100."))])
        found["need"] = int(need)
    else:
        found["need"] = None
    days = sent.get("days", "").strip()
    if days and (not days.isdecimal() or not 1 <= int(days) <= 365):
        raise Refused([Problem("/days", "rule", message=_("Write a number of days from 1 to 365."))])
    if "days" in sent:
        found["deadline"] = f"P{int(days)}D" if days else ""
    return found


def _roles(plant: Plant, sent: QueryDict, before: Iterable[str] = ()) -> list[str]:
    return _kept_order(before, [key for key in plant.desk.roles if key in sent.getlist("by")])


def _kept_order(before: Iterable[str], chosen: list[str]) -> list[str]:
    """What is chosen, in the order it had; what is new at the end."""
    former = list(before)
    return [*(one for one in former if one in chosen), *(one for one in chosen if one not in former)]


def _role(plant: Plant, key: str) -> str:
    return key if key in plant.desk.roles else ""


def _edited(plant: Plant, before: tuple[str, ...], sent: QueryDict) -> list[str]:
    """The fields filled in with a step: those ticked, and columns of rows, which are not offered here, as they were."""
    chosen = sent.getlist("edit")
    offered = [f"/{key}" for key in plant.entity.fields]
    hidden = [one for one in before if one not in offered]
    return _kept_order(before, [*hidden, *(one for one in offered if one in chosen)])


def _at_fields(problems: Iterable[Problem]) -> list[Problem]:
    """Problems of the document as seen from what is open: ".../transitions/submit/guard" -> "/guard"."""
    found = []
    for one in problems:
        keys = one.pointer.partition("#")[2].split("/")
        keys = keys[6:] if "approval" in keys and len(keys) > 6 else keys[3:]
        word = {"assign": "by"}.get(keys[0], keys[0]) if keys else ""
        found.append(Problem(f"/{word}" if word else "", one.code, one.params, one.message))
    return found


def _drawn(
    visit: Visit, module: str, entity: str, at: str, sent: QueryDict | None = None, problems: Iterable[Problem] = ()
) -> HttpResponse:
    found = tuple(problems)
    with opened(visit, module) as desk:
        plant = laid_open(desk, entity, at)
        bench, flow = plant.bench, plant.bench.flow
        typed = sent if sent is not None and not at else QueryDict()
        context = desk.context(
            _("Steps"), entity={"key": entity, "title": plant.entity.title}, picture=picture_of(flow), at=at,
            states=[{"key": one.key, "title": one.title, "tone": one.tone or "", "initial": one.key == flow.initial,
                     "mark": bench.mark(bench.state_at(one.key))} for one in flow.states.values()],
            steps=[{"key": one.key, "title": one.title, "mark": bench.mark(bench.step_at(one.key)),
                    "who": [desk.roles.get(role, role) for role in one.by] or [step.title for step in one.approval]}
                   for one in flow.transitions.values()],
            roles=list(desk.roles.items()), here=desk.url("design-steps", entity),
            open=editor_of(plant, sent) if at else None,
            typed={name: typed.get(name, "") for name in ("title", "from", "to", "_do")}, chosen=typed.getlist("by"),
            problems={one.pointer.strip("/"): message(one) for one in found},
        )  # fmt: skip
        context["crumbs"].append((plant.entity.title, f"{desk.url('design')}#e-{entity}"))
    return render(visit.request, "pages/company/design/steps.html", context, status=422 if found else 200)
