"""What the editor of a state, a step, or somebody who approves shows: as the draft has it, or as it was typed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from dougong.admission import entry_for_plan
from dougong.definition import Entity, Module
from dougong.designer import Bench, seated
from dougong.designer.conditions import Asked, fields_asked, words_said
from dougong.designer.stepping import MODES, TONES, FlowBench
from dougong.designer.telling_words import VALUES
from dougong.listing import system_title
from dougong.pages.company.design import Desk

_DAYS: Final = re.compile(r"P([0-9]{1,3})D")
_NOT_TYPED: Final = frozenset({"rows", "group", "json"})


@dataclass(frozen=True)
class Plant:
    """One entity's workflow laid open. at: what of it is open: ("state", key), ("step", key), ("asked", step, key)."""

    desk: Desk
    module: Module
    entity: Entity
    bench: FlowBench
    at: tuple[str, ...] = ()

    @property
    def asked(self) -> tuple[Asked, ...]:
        """What conditions may ask."""
        states = tuple((key, state.title) for key, state in self.bench.flow.states.items())
        entry = entry_for_plan(seated(self.desk.seat, self.module, self.desk.seat.actor), self.entity.name)
        beside = fields_asked(Bench(self.desk.draft, self.module, self.entity), "*")
        return (Asked("state", system_title(entry, "state"), ("is", "not"), "choice", states), *beside)

    @property
    def address(self) -> str:
        """Where in the document what is open stands. Raises Refused ("not_found")."""
        what, *keys = self.at
        if what == "state":
            return self.bench.state_at(keys[0])
        return self.bench.step_at(keys[0]) if what == "step" else self.bench.asked_at(keys[0], keys[1])


def editor_of(plant: Plant, sent: QueryDict | None) -> dict[str, Any]:
    """Everything the editor's template names."""
    what, *keys = plant.at
    made = {"state": _state, "step": _step, "asked": _approver}[what](plant, keys, sent)
    mark = plant.bench.mark(plant.address)
    typed = sent if sent is not None else QueryDict()
    return {
        **made, "what": what, "at": ":".join(plant.at), "mark": mark, "own": mark == "new",
        "typed": {name: typed.get(name, "") for name in ("name", "word", "value", "join", "asked_title", "asked_role")},
    }  # fmt: skip


def _state(plant: Plant, keys: list[str], sent: QueryDict | None) -> dict[str, Any]:
    state = plant.bench.flow.states[keys[0]]
    node = plant.bench.draft.at_address(plant.address)
    return {
        "title": _typed(sent, "title", state.title), "heading": state.title,
        "description": _typed(sent, "description", str(node.get("description", ""))),
        "tone": _typed(sent, "tone", state.tone or ""), "tones": [(tone, tone_said(tone)) for tone in TONES],
        "locked": _ticked(sent, "locked", state.locked), "final": _ticked(sent, "final", state.final),
    }  # fmt: skip


def _step(plant: Plant, keys: list[str], sent: QueryDict | None) -> dict[str, Any]:
    arrow, flow = plant.bench.arrow(keys[0]), plant.bench.flow
    node = plant.bench.draft.at_address(plant.address)
    fields = [one for one in plant.entity.fields.values() if one.kind not in _NOT_TYPED and one.computed is None]
    return {
        "title": _typed(sent, "title", arrow.title), "heading": arrow.title,
        "description": _typed(sent, "description", str(node.get("description", ""))),
        "from": [(key, one.title, key in _several(sent, "from", arrow.sources)) for key, one in flow.states.items()],
        "to": _typed(sent, "to", arrow.target), "states": [(key, one.title) for key, one in flow.states.items()],
        "by": _people(plant, _several(sent, "by", arrow.by)),
        "word": "guard", "formula": _typed(sent, "guard", arrow.guard.text if arrow.guard else ""),
        "guard_message": _typed(sent, "guard_message", arrow.guard_message),
        "reason": _typed(sent, "reason", arrow.reason), "reasons": _words("reason"),
        "signature": _ticked(sent, "signature", arrow.signature), "danger": _ticked(sent, "danger", arrow.danger),
        "edit": [(f"/{one.key}", one.title, f"/{one.key}" in _several(sent, "edit", arrow.edit)) for one in fields],
        "columns": [one for one in arrow.edit if "*" in one], "follows": len(arrow.do),
        "approval": [{"key": one.key, "title": one.title or one.key, "who": _who(plant, one.assign),
                      "mark": plant.bench.mark(plant.bench.asked_at(arrow.key, one.key))} for one in arrow.approval],
        **_conditions(plant),
    }  # fmt: skip


def _approver(plant: Plant, keys: list[str], sent: QueryDict | None) -> dict[str, Any]:
    one = plant.bench.approver(keys[0], keys[1])
    roles = one.assign.get("role")
    held = [roles] if isinstance(roles, str) else list(roles or ())
    days = _DAYS.fullmatch(one.deadline or "")
    arrow = plant.bench.arrow(keys[0])
    return {
        "title": _typed(sent, "title", one.title or one.key), "heading": one.title or one.key, "step": keys[0],
        "step_title": arrow.title, "by": _people(plant, _several(sent, "by", held)) if roles else [],
        "who": _who(plant, one.assign), "mode": _typed(sent, "mode", one.mode), "modes": _words("mode"),
        "need": _typed(sent, "need", str(one.need or "")), "word": "when",
        "formula": _typed(sent, "when", one.when.text if one.when else ""),
        "days": _typed(sent, "days", days.group(1) if days else ""), "other_deadline": bool(one.deadline) and not days,
        "first": arrow.approval[0].key == one.key, "last": arrow.approval[-1].key == one.key, **_conditions(plant),
    }  # fmt: skip


def _conditions(plant: Plant) -> dict[str, Any]:
    return {"asked": [{"name": one.name, "title": one.title} for one in plant.asked], "words": words_said()}


def _people(plant: Plant, chosen: list[str]) -> list[tuple[str, str, bool]]:
    """The roles, those chosen first so that they are seen."""
    found = [(key, title, key in chosen) for key, title in plant.desk.roles.items()]
    return sorted(found, key=lambda one: not one[2])


def _who(plant: Plant, assign: Mapping[str, Any]) -> str:
    roles = assign.get("role")
    if roles:
        return ", ".join(plant.desk.roles.get(one, one) for one in ([roles] if isinstance(roles, str) else roles))
    return _("found by a rule of the module")


def tone_said(tone: str) -> str:
    """A badge's colour in words."""
    return str(VALUES["tone"][tone]) if tone else _("plain")


def _words(word: str) -> list[tuple[str, str]]:
    keys = MODES if word == "mode" else ("none", "optional", "required")
    return [(key, str(VALUES[word][key])) for key in keys]


def _typed(sent: QueryDict | None, name: str, now: str) -> str:
    return now if sent is None else str(sent.get(name, ""))


def _ticked(sent: QueryDict | None, name: str, now: object) -> bool:
    return bool(now) if sent is None else bool(sent.get(name))


def _several(sent: QueryDict | None, name: str, now: Any) -> list[str]:
    return list(now) if sent is None else sent.getlist(name)
