"""Why can I not ...? For each verb and each step of the workflow: whether, and by which rule, in the reader's words."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from dougong import approvals
from dougong.access import Verb
from dougong.admission import Entry
from dougong.definition import Context, Right, Transition
from dougong.expression import Expr, ExpressionError
from dougong.forms import message
from dougong.pages.formulas import in_words
from dougong.pages.progress import role_titles
from dougong.problem import Problem
from dougong.storage import Record
from dougong.workflow import Decision, decide, decide_approval, editable, skipped


def why_view(entry: Entry, record: Record, context: Context, *, who: str = "") -> list[dict[str, Any]]:
    """Every deed with whether this person may do it now, and why not.

    who: the name of another person whose entry this is; then seeing and exporting are told too.
    """
    answers = _Answers(entry, record, context, who)
    found = [answers.verb("edit", _("Edit")), answers.verb("remove", _("Remove"))]
    if who:
        found = [answers.verb("see", _("See")), *found, answers.verb("export", _("Export"))]
    if record.deleted:
        return found
    arrows = entry.workflow.transitions.values() if entry.workflow else ()
    return found + [line for arrow in arrows if arrow.on == "user" for line in answers.steps(arrow)]


class _Answers:
    """The answers for one person before one record."""

    def __init__(self, entry: Entry, record: Record, context: Context, who: str) -> None:
        self.entry, self.record, self.context, self.who = entry, record, context, who
        self.roles = role_titles(entry)
        self.own = entry.seat.actor.roles_in(record.project.id if record.project else None)
        self.submitted = approvals.submission(record.id)

    def verb(self, verb: Verb, title: str) -> dict[str, Any]:
        """Editing or removing: the role's right first, then the state."""
        lines = list(self._rights(verb))
        if not lines and self.record.deleted and verb not in {"see", "export"}:
            lines = [_("It was removed. Bring it back first.")]
        if not lines and verb in {"edit", "remove"}:
            lines = list(self._state())
        notes = [] if lines or verb != "edit" else list(self._partly())
        verdict = self.entry.verdict_on(verb, self.record.values, self.record.state, self.context)
        rule = verdict.because if verdict.allowed else ""
        return {"title": title, "allowed": not lines, "lines": lines or notes, "rule": rule}

    def steps(self, arrow: Transition) -> Iterator[dict[str, Any]]:
        """A step; while its approval is running, the answers to it."""
        workflow, state = self.entry.workflow, self.record.state
        assert workflow is not None, "steps belong to a workflow"
        state = state or workflow.initial
        actor, values = self.entry.seat.actor, self.record.values
        by = self.submitted.by if self.submitted else None
        if arrow.via != state:
            reason = "-" if arrow.reason == "required" else ""
            yield self._step(arrow, decide(workflow, state, arrow.key, actor, values, context=self.context,
                                           reason=reason, submitted_by=by), arrow.title)  # fmt: skip
            return
        given = approvals.answers(self.record.id, self.submitted.round, arrow.key) if self.submitted else ()
        decision = decide_approval(workflow, state, arrow.key, actor, values, context=self.context, answer="approve",
                                   approvals=given, submitted_by=by)  # fmt: skip
        yield self._step(arrow, decision, _("{what}: approve or reject").format(what=arrow.title))

    def _step(self, arrow: Transition, decision: Decision, title: str) -> dict[str, Any]:
        lines = [self._sentence(arrow, problem) for problem in decision.problems] if not decision.allowed else []
        asked = _("A reason is asked for.") if self.who else _("You will be asked for a reason.")
        notes = [asked] if arrow.reason == "required" and not lines else []
        told = (lines or notes) + list(self._skipped(arrow))
        return {"title": title, "allowed": decision.allowed, "lines": told, "rule": decision.because}

    def _skipped(self, arrow: Transition) -> Iterator[str]:
        """Which steps of an approval are left out because nobody could answer them."""
        workflow = self.entry.workflow
        if workflow is None or not arrow.approval:
            return
        try:
            steps = skipped(workflow, arrow.key, self.record.values, self.context)
        except ExpressionError:
            return
        for step in steps:
            named = step.assign.get("role", ())
            keys = [named] if isinstance(named, str) else named
            sentence = _("The step “{step}” is left out: nobody holds the role {roles}.") if keys else _(
                "The step “{step}” is left out: it would ask nobody."
            )  # fmt: skip
            yield sentence.format(step=step.title, roles=self._titles(keys))

    def _sentence(self, arrow: Transition, problem: Problem) -> str:
        """A problem of a step as a sentence with roles, states and fields by their titles."""
        if problem.code == "role":
            keys = [key.strip() for key in str(problem.params.get("roles", "")).split(",")]
            said = _("Only {roles} may do this. {who} is {own} here.") if self.who else _(
                "Only {roles} may do this. You are {own} here.")  # fmt: skip
            own = self._titles(sorted(self.own)) or _("without a role")
            return said.format(roles=self._titles(keys), own=own, who=self.who)
        if problem.code == "state":
            states = self.entry.workflow.states if self.entry.workflow else {}
            return _("Not possible in the state “{state}”; possible in: {others}.").format(
                state=problem.params.get("state", ""),
                others=_(", ").join(states[key].title for key in arrow.sources if key in states),
            )
        if problem.code == "guard" and not problem.message and arrow.guard is not None:
            return _("It needs: {condition}.").format(condition=in_words(self.entry, arrow.guard))
        return message(problem)

    def _rights(self, verb: Verb) -> Iterator[str]:
        """Why the person's roles do not give him this verb for this record; nothing when they do."""
        if self.entry.verdict_on(verb, self.record.values, self.record.state, self.context).allowed:
            return
        held = [one for one in self._granting(verb) if one.role in self.own]
        if not held:
            others = {one.role for one in self._granting(verb)}
            said = _("The roles of {who} here ({own}) do not include it.") if self.who else _(
                "Your roles here ({own}) do not include it.")  # fmt: skip
            sentence = said.format(own=self._titles(sorted(self.own)) or _("none"), who=self.who)
            yield sentence + (_(" These do: {roles}.").format(roles=self._titles(sorted(others))) if others else "")
        for one in held:
            said = _("As {role} you may only where: {condition}. That does not hold for this entry.")
            if self.who:
                said = _("As {role}, {who} may only where: {condition}. That does not hold for this entry.")
            condition = in_words(self.entry, where_of(one, verb))
            yield said.format(role=self.roles.get(one.role, one.role), condition=condition, who=self.who)

    def _granting(self, verb: Verb) -> list[Right]:
        rights = (one for one in self.entry.seat.rights if one.entity == self.entry.entity.name)
        return [one for one in rights if where_of(one, verb) is not None]

    def _state(self) -> Iterator[str]:
        """Why the state leaves nothing to be changed."""
        workflow, state = self.entry.workflow, self.record.state
        if workflow is None or state is None:
            return
        known = workflow.states.get(state)
        title = known.title if known else state
        if any(arrow.via == state for arrow in workflow.transitions.values()):
            yield _("While it waits in “{state}” nothing may be changed.").format(state=title)
        elif known is None or known.locked:
            yield _("In the state “{state}” nothing may be changed any more.").format(state=title)
        elif not editable(workflow, self.entry.entity, state, self.own).editable:
            said = _("In the state “{state}” the roles of {who} may change nothing.") if self.who else _(
                "In the state “{state}” your roles may change nothing.")  # fmt: skip
            yield said.format(state=title, who=self.who)

    def _partly(self) -> Iterator[str]:
        """Which fields alone may be changed, where the state leaves only some."""
        workflow, state = self.entry.workflow, self.record.state
        if (
            workflow is None
            or state is None
            or not any("edit" in right for right in workflow.field_rights.get(state, {}).values())
        ):
            return
        mask = editable(workflow, self.entry.entity, state, self.own).editable
        heads = {pointer.split("/")[1] for pointer in mask}
        fields = self.entry.entity.fields
        titles = [fields[key].title for key in fields if key in heads and self.entry.reach.showing(f"/{key}")]
        yield _("In this state only: {fields}.").format(fields=_(", ").join(titles))

    def _titles(self, keys: Any) -> str:
        return _(", ").join(self.roles.get(key, key) for key in keys)


def where_of(right: Right, verb: Verb) -> Expr | None:
    """The rows a right gives a verb in; None for none."""
    return {
        "see": right.see, "create": right.create, "edit": right.edit, "remove": right.remove,
        "export": right.export, "import": right.import_,
    }[verb]  # fmt: skip
