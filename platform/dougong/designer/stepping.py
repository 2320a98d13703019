"""What a person does to the states and steps of a form, each deed as what it lays into the draft."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from dougong.definition import Entity, Module, Step, Transition, Workflow
from dougong.definition.layout import is_tenants
from dougong.definition.pointers import escape
from dougong.designer.deeds import Deeds, stepped_list
from dougong.designer.draft import Draft
from dougong.designer.keys import propose_key
from dougong.designer.outline import changed_at
from dougong.overlay import ABSENT, AS_BASE, GONE, Add, Deed, Order
from dougong.problem import Json, JsonObject, Problem, Refused

#: Colours a state's badge may have.
TONES: Final = ("", "info", "good", "warn", "bad", "muted")
#: How many of those asked must agree.
MODES: Final = ("any", "all", "count", "percent", "sequence")


class FlowBench:
    """The workflow of one entity of a draft, laid open to be worked at. module: read from the draft."""

    def __init__(self, draft: Draft, module: Module, entity: Entity) -> None:
        self.draft = draft
        self.module = module
        self.entity = entity
        found = next((flow for flow in module.workflows.values() if flow.entity == entity.key), None)
        if found is None:
            raise Refused([Problem("", "not_found", {"entity": entity.key})])
        self.flow: Workflow = found
        self.document = f"workflows/{found.key}#"

    # -- where things stand -------------------------------------------------------------------------------

    def state_at(self, key: str) -> str:
        """The address of a state. Raises Refused ("not_found")."""
        if key not in self.flow.states:
            raise Refused([Problem("", "not_found", {"state": key})])
        return f"{self.document}/states/{escape(key)}"

    def step_at(self, key: str) -> str:
        """The address of a transition. Raises Refused ("not_found")."""
        self.arrow(key)
        return f"{self.document}/transitions/{escape(key)}"

    def asked_at(self, step: str, key: str) -> str:
        """The address of a step of a transition's approval. Raises Refused ("not_found")."""
        self.approver(step, key)
        return f"{self.step_at(step)}/approval/steps/{escape(key)}"

    def arrow(self, key: str) -> Transition:
        """A transition. Raises Refused ("not_found")."""
        if key not in self.flow.transitions:
            raise Refused([Problem("", "not_found", {"step": key})])
        return self.flow.transitions[key]

    def approver(self, step: str, key: str) -> Step:
        """A step of an approval. Raises Refused ("not_found")."""
        found = next((one for one in self.arrow(step).approval if one.key == key), None)
        if found is None:
            raise Refused([Problem("", "not_found", {"step": key})])
        return found

    def mark(self, address: str) -> str:
        """ "new" for what is made here, "changed" for what differs from the module, else ""."""
        if self.draft.in_base(address) is ABSENT:
            return "new"
        return "changed" if changed_at(self.draft, address) else ""

    # -- deeds --------------------------------------------------------------------------------------------

    def keep(self, address: str, values: Mapping[str, Any]) -> Deeds:
        """Words of a state, a transition or an approval's step; what is empty, or False, goes."""
        deeds: dict[str, Deed] = {}
        for word, value in values.items():
            at = f"{address}/{escape(word)}"
            now = self.draft.at_address(at)
            if value in ("", [], None, False):
                if now is not ABSENT and now is not False:
                    deeds[at] = GONE
            elif now != value:
                deeds[at] = value
        return deeds

    def as_module(self, address: str) -> Deeds:
        """A part as the module has it. Raises Refused ("not_found") for what it has not."""
        if self.draft.in_base(address) is ABSENT:
            raise Refused([Problem("", "not_found")])
        return {address: AS_BASE}

    def add_state(self, title: str) -> tuple[str, Deeds]:
        """A new state; its key."""
        key = propose_key(_filled(title), {*self.flow.states}, otherwise="state")
        return key, {f"{self.document}/states/{key}": Add({"title": title.strip(), "tone": "info"})}

    def add_step(self, title: str, *, source: str, target: str, roles: list[str]) -> tuple[str, Deeds]:
        """A new transition from one state to another, for those who hold a role; its key."""
        problems = [Problem(f"/{name}", "required") for name, key in (("from", source), ("to", target))
                    if key not in self.flow.states]  # fmt: skip
        if not roles:
            problems.append(Problem("/by", "rule", message=_("Choose who may do it.")))
        key = propose_key(_filled(title), {*self.flow.transitions}, otherwise="step")
        if problems:
            raise Refused(problems)
        by: list[Json] = [*roles]
        node: JsonObject = {"title": title.strip(), "from": [source], "to": target, "by": by}
        return key, {f"{self.document}/transitions/{key}": Add(node)}

    def drop_state(self, key: str) -> Deeds:
        """A state of one's own taken away again. Raises Refused ("rule") for the module's and for one in use."""
        if not is_tenants(key):
            raise Refused([Problem("", "rule", message=_("Entries may be in this state: it stays."))])
        used = [one.title for one in self.flow.transitions.values() if key in (*one.sources, one.target, one.via)]
        if used:
            text = _("These steps begin or end in it: {steps}.").format(steps=", ".join(used))
            raise Refused([Problem("", "rule", message=text)])
        return {self.state_at(key): GONE}

    def drop_step(self, key: str) -> Deeds:
        """A transition taken away: nobody is offered it any more."""
        return {self.step_at(key): GONE}

    def move_step(self, key: str, by: int) -> Deeds:
        """A transition's button one place to the front (-1) or to the end (1)."""
        self.arrow(key)
        address, keys = f"{self.document}/order", stepped_list(list(self.flow.transitions), key, by)
        return {address: Order(tuple(keys)) if isinstance(self.draft.at_address(address), list) else [*keys]}

    def add_approver(self, step: str, title: str, role: str) -> tuple[str, Deeds]:
        """Somebody more who approves: after the others; its key. The first makes the step an approval."""
        arrow = self.arrow(step)
        if not role:
            raise Refused([Problem("/role", "required")])
        key = propose_key(_filled(title), {one.key for one in arrow.approval}, otherwise="approver")
        node: JsonObject = {"title": title.strip(), "assign": {"role": role}, "mode": "any"}
        if arrow.approval:
            return key, {f"{self.step_at(step)}/approval/steps/{key}": Add(node, after=arrow.approval[-1].key)}
        deeds: dict[str, Deed] = {f"{self.step_at(step)}/approval": {"order": [key], "steps": {key: node}}}
        if arrow.via is None:
            deeds.update(self._waiting(step))
        return key, deeds

    def _waiting(self, step: str) -> dict[str, Deed]:
        """The state a record waits in while it is approved: the module's, else a new one."""
        known = next((one.via for one in self.flow.transitions.values() if one.via), None)
        if known is not None:
            return {f"{self.step_at(step)}/via": known}
        title = _("In approval")
        key = propose_key(title, {*self.flow.states}, otherwise="in_approval")
        return {
            f"{self.document}/states/{key}": Add({"title": title, "tone": "warn"}),
            f"{self.step_at(step)}/via": key,
        }

    def move_approver(self, step: str, key: str, by: int) -> Deeds:
        """Somebody who approves, asked earlier (-1) or later (1)."""
        self.approver(step, key)
        keys = stepped_list([one.key for one in self.arrow(step).approval], key, by)
        address = f"{self.step_at(step)}/approval/order"
        return {address: Order(tuple(keys)) if isinstance(self.draft.at_address(address), list) else [*keys]}

    def drop_approver(self, step: str, key: str) -> Deeds:
        """Somebody not asked any more. Raises Refused ("rule") for the last one."""
        at = self.asked_at(step, key)
        if len(self.arrow(step).approval) < 2:
            raise Refused([Problem("", "rule", message=_("Somebody has to approve: the last one stays."))])
        return {at: GONE}


def _filled(title: str) -> str:
    if not title.strip():
        raise Refused([Problem("/title", "required")])
    return title
