"""A record's workflow for its page: the buttons, the drawn line with who did what when, and whom it waits for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dougong import approvals, events
from dougong.admission import Entry
from dougong.approvals import Given
from dougong.definition import Context, Transition, Workflow
from dougong.events import Entry as Logged
from dougong.expression import ExpressionError
from dougong.problem import Ref
from dougong.storage import Record
from dougong.tables import Reader
from dougong.workflow import Asked, Decision, available, simulate

#: Moves of a record that its line looks back on.
MOVES = 200
#: Verbs of the log that move nothing.
_STILL = ("edit", "remove", "restore", "comment", "comment_changed", "comment_removed")


def decisions_of(entry: Entry, record: Record, context: Context) -> tuple[Decision, ...]:
    """What could be done to the record now and what not, with the reasons."""
    if entry.workflow is None or record.deleted:
        return ()
    running = approvals.submission(record.id)
    given = approvals.answers(record.id, running.round) if running else ()
    return available(
        entry.workflow, record.state or entry.workflow.initial, entry.seat.actor, record.values,
        context=context, submitted_by=running.by if running else None, approvals=given,
    )  # fmt: skip


def deeds_of(entry: Entry, record: Record, decisions: tuple[Decision, ...]) -> list[dict[str, Any]]:
    """What this person can do now: what leads on first and as the main button, what is dangerous last."""
    onward = _onward(entry, record)
    found = [_deed(entry, record, decision, onward) for decision in decisions if decision.allowed]
    return sorted(found, key=lambda deed: (not deed["main"], deed["danger"]))


def _deed(entry: Entry, record: Record, decision: Decision, onward: str) -> dict[str, Any]:
    href = reverse("perform", args=[entry.entity.module, entry.entity.key, record.id, decision.transition])
    return {
        "title": deed_title(decision),
        "href": href,
        "answer": "" if decision.verb == "perform" else decision.verb,
        "danger": decision.danger or decision.verb == "reject",
        "main": decision.verb == "approve" or (decision.verb == "perform" and decision.transition == onward),
        "asks": bool(decision.asks or decision.edit),
    }


def _onward(entry: Entry, record: Record) -> str:
    """The transition on the workflow's main line from the record's state; "" at its end or beside it."""
    arrow = onward_arrow(entry.workflow, record.state)
    return arrow.key if arrow else ""


def onward_arrow(workflow: Workflow | None, state: str | None) -> Transition | None:
    """The arrow that leads on from a state along the main line (or back to it); None at its end."""
    if workflow is None or state is None:
        return None
    line = main_line(workflow)
    after = line[line.index(state) + 1 :] if state in line else line
    arrows = (arrow for arrow in workflow.transitions.values() if state in arrow.sources or arrow.via == state)
    return next((arrow for arrow in arrows if {arrow.target, arrow.via} & set(after)), None)


def deed_title(decision: Decision) -> str:
    """What the button says."""
    if decision.verb == "approve":
        return _("Approve")
    if decision.verb == "reject":
        return _("Reject")
    return decision.title


def role_titles(entry: Entry) -> dict[str, str]:
    """What every role is called."""
    return {key: role.title for module in entry.seat.modules.values() for key, role in module.roles.items()}


def waits_for(entry: Entry, record: Record, decisions: tuple[Decision, ...]) -> str:
    """Whose turn it is, as a sentence; "" when nobody's."""
    onward = _onward(entry, record)
    roles = {role for decision in decisions for role in _asked(entry, decision, onward)}
    titles = role_titles(entry)
    names = [titles.get(role, role) for role in sorted(roles)]
    if not names or record.updated_at is None:
        return ""
    since = f"{record.updated_at.astimezone(entry.seat.timezone):%Y-%m-%d %H:%M}"
    return _("Waits for {who} since {when}").format(who=" / ".join(names), when=since)


def _asked(entry: Entry, decision: Decision, onward: str) -> tuple[str, ...]:
    if decision.verb == "approve":
        return tuple(sorted(decision.steps[0].roles)) if decision.steps else ()
    if decision.verb == "reject" or decision.transition != onward or entry.workflow is None:
        return ()
    arrow = entry.workflow.transitions[onward]
    if not arrow.by and arrow.approval:
        assigned = arrow.approval[0].assign.get("role")
        return (assigned,) if isinstance(assigned, str) else ()
    return arrow.by


def main_line(workflow: Workflow) -> list[str]:
    """The states on the way that leads on: from the first, always along the first arrow that goes forward."""
    line = [workflow.initial]
    while True:
        arrows = [arrow for arrow in workflow.transitions.values()
                  if line[-1] in arrow.sources and not arrow.danger and arrow.reason != "required"]  # fmt: skip
        onward = next((arrow for arrow in arrows if arrow.target not in line), None)
        if onward is None:
            return line
        if onward.via is not None and onward.via not in line:
            line.append(onward.via)
        line.append(onward.target)


@dataclass(frozen=True, slots=True)
class Way:
    """How a record came to its state, as the log and the approvals tell it.

    visits: state -> the event that last led into it. given: the answers of the last round. asked: for each
    transition with an approval, whom it asks for this record.
    """

    visits: Mapping[str, Logged]
    given: tuple[Given, ...]
    asked: Mapping[str, tuple[Asked, ...]]

    def refs(self) -> set[Ref]:
        """Everybody it names."""
        people = {Ref("user", one.actor) for one in self.visits.values() if one.actor is not None}
        people |= {one.by for one in self.given}
        return people | {user for steps in self.asked.values() for step in steps for user in step.users}


def read_way(entry: Entry, record: Record, context: Context) -> Way:
    """Three queries: the moves, the last submission, its answers."""
    if entry.workflow is None or record.state is None:
        return Way({}, (), {})
    moves = events.history_of(entry.entity.name, record.id, limit=MOVES, without=_STILL)
    visits: dict[str, Logged] = {}
    for one in moves:
        state = one.after.get("state")
        if isinstance(state, str) and state not in visits:
            visits[state] = one
    running = approvals.submission(record.id)
    given = approvals.answers_given(record.id, running.round) if running else ()
    arrows = [arrow for arrow in entry.workflow.transitions.values() if arrow.approval]
    return Way(visits, given, {arrow.key: _steps_asked(entry.workflow, arrow, record, context) for arrow in arrows})


def _steps_asked(workflow: Workflow, arrow: Transition, record: Record, context: Context) -> tuple[Asked, ...]:
    try:
        return simulate(workflow, arrow.key, record.values, context)
    except ExpressionError:
        return ()  # what it needs is not filled in yet: whom it will ask is not known


def steps_of(entry: Entry, record: Record, way: Way, reader: Reader) -> list[dict[str, Any]]:
    """The drawn line: what was done by whom and when, where it stands, what comes and who is next."""
    workflow = entry.workflow
    if workflow is None or record.state is None:
        return []
    drawn = _Drawn(entry, workflow, record, way, reader)
    line, here = main_line(workflow), record.state
    if here in line:
        at = line.index(here)
        past, coming = line[:at], line[at + 1 :]
    else:
        onward = onward_arrow(workflow, here)
        target = (onward.via or onward.target) if onward else None
        past = [key for key in line if key in way.visits]
        coming = line[line.index(target) :] if target in line else []
    steps = [drawn.past(key) for key in past] + [drawn.here(beside=here not in line)]
    return steps + [drawn.coming(key, first=number == 0) for number, key in enumerate(coming)]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The nodes of one record's line."""

    entry: Entry
    workflow: Workflow
    record: Record
    way: Way
    reader: Reader

    def past(self, key: str) -> dict[str, Any]:
        """A state before the present one: done, or never passed through."""
        visit = self.way.visits.get(key)
        if visit is None:
            return self._node(key, "skipped", note=_("not passed"))
        return self._node(key, "done", visit=visit, subs=self._subs(key))

    def here(self, *, beside: bool) -> dict[str, Any]:
        """Where the record stands; beside the main line it was sent back or stopped."""
        key = self.record.state or self.workflow.initial
        state = self.workflow.states.get(key)
        mark = "now"
        if beside:
            mark = "stopped" if state is None or state.final or onward_arrow(self.workflow, key) is None else "back"
        elif state is not None and state.final:
            mark = "end"
        return self._node(key, mark, visit=self.way.visits.get(key), subs=self._subs(key))

    def coming(self, key: str, *, first: bool) -> dict[str, Any]:
        """A state ahead; of the first one, who is to lead there."""
        arrow = onward_arrow(self.workflow, self.record.state) if first else None
        waiting = any(one.via == self.record.state for one in self.workflow.transitions.values())
        titles = role_titles(self.entry)
        who = " / ".join(titles.get(role, role) for role in arrow.by) if arrow and not waiting else ""
        return self._node(key, "next", note=who, subs=self._subs(key))

    def _node(
        self, key: str, mark: str, *, visit: Logged | None = None, note: str = "", subs: Iterable[Any] = ()
    ) -> dict[str, Any]:
        state = self.workflow.states.get(key)
        words = {
            "done": _("done"), "now": _("now"), "next": _("to come"), "skipped": _("skipped"),
            "back": _("sent back"), "stopped": _("stopped"), "end": _("finished"),
        }  # fmt: skip
        return {
            "title": state.title if state else key, "mark": mark, "word": words[mark], "note": note,
            "who": self._who(visit), "when": self._when(visit), "subs": list(subs),
            "reason": str(visit.after.get("reason") or "") if visit and mark in {"back", "stopped"} else "",
        }  # fmt: skip

    def _who(self, visit: Logged | None) -> str:
        if visit is None:
            return ""
        return self.reader.labels.get(Ref("user", visit.actor), "") if visit.actor else _("The platform")

    def _when(self, visit: Logged | None) -> str:
        return f"{visit.at.astimezone(self.reader.timezone):%m-%d %H:%M}" if visit else ""

    def _subs(self, key: str) -> list[dict[str, str]]:
        """The approval steps of the state in which a record waits for them."""
        arrow = next((one for one in self.workflow.transitions.values() if one.via == key), None)
        if arrow is None:
            return []
        given = [one for one in self.way.given if one.transition == arrow.key]
        # A rejection is kept under the transition, not under the step whose turn it was.
        refused = [one for one in given if one.answer == "reject"]
        found, waits = [], self.record.state == key
        for step in self.way.asked.get(arrow.key, ()):
            answers = [one for one in given if one.step == step.step and one.answer == "approve"]
            if len(answers) < step.need and refused:
                answers, refused = [*answers, *refused], []
            found.append(self._sub(step, answers, waits=waits and not answers))
            waits = waits and len(answers) >= step.need
        return found

    def _sub(self, step: Asked, answers: list[Given], *, waits: bool) -> dict[str, str]:
        titles = role_titles(self.entry)
        asked = [titles.get(role, role) for role in sorted(step.roles)]
        asked += [self.reader.labels.get(user, self.reader.hidden) for user in step.users]
        said = [
            f"{self.reader.labels.get(one.by, '')} {one.at.astimezone(self.reader.timezone):%m-%d %H:%M}"
            + (f" “{one.opinion}”" if one.opinion else "")
            for one in answers
        ]
        rejected = any(one.answer == "reject" for one in answers)
        mark = "back" if rejected else "done" if len(answers) >= step.need else "now" if waits or answers else "next"
        return {"title": step.title or step.step, "mark": mark, "note": " / ".join(said or asked)}


def submit_of(entry: Entry, record: Record | None) -> dict[str, str] | None:
    """The transition that usually follows filling the form in: the first that leads on from a draft."""
    workflow = entry.workflow
    if workflow is None:
        return None
    state = record.state if record and record.state else workflow.initial
    project = record.project.id if record and record.project else None
    roles = entry.seat.actor.roles_in(project).union(*entry.seat.actor.project_roles.values())
    for arrow in workflow.transitions.values():
        plain = not arrow.danger and arrow.reason != "required" and not arrow.signature and not arrow.edit
        if state in arrow.sources and arrow.on == "user" and plain and roles & set(arrow.by):
            return {"value": f"perform:{arrow.key}", "title": arrow.title}
    return None
