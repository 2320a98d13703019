"""By which rule each field of a record may be read and written by one person, or by which it may not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dougong.access.authorize import Question
from dougong.access.by_state import EVERY_ROLE
from dougong.access.cases import rule_address
from dougong.access.reach import Case, Verb
from dougong.definition import Actor, Context, Entity, Right, Workflow, field_pointers
from dougong.definition.pointers import any_covers, join
from dougong.problem import Values


@dataclass(frozen=True, slots=True)
class FieldBecause:
    """What one person has of one field of a record, by his rights alone.

    read_rule, edit_rule: the address of the rule that gives it, else of the one that keeps it from him; "" where no
    rule says anything.
    """

    readable: bool
    read_rule: str
    editable: bool
    edit_rule: str


def explain_fields(
    rights: Iterable[Right],
    actor: Actor,
    entity: Entity,
    values: Values,
    *,
    context: Context,
    workflow: Workflow | None,
    state: str | None = None,
) -> Mapping[str, FieldBecause]:
    """Each field of `entity` (as `field_pointers` names it) with the rules that answer. The same as `authorize`."""
    system = context.system if state is None else {**context.system, "state": state}
    question = Question(tuple(rights), actor, entity, workflow, values, context, system)
    asked = _Fields(question, str(system.get("state") or ""))
    seen, written = question.holding("see"), question.holding("edit")
    return {pointer: asked.one(pointer, seen, written) for pointer in field_pointers(entity)}


@dataclass(frozen=True, slots=True)
class _Fields:
    """The question, and the state the record is in."""

    question: Question
    state: str

    def one(self, pointer: str, seen: tuple[Case, ...], written: tuple[Case, ...]) -> FieldBecause:
        """One field."""
        shows = next((case.rule for case in seen if case.shows(pointer)), "")
        opens = next((case.rule for case in written if case.opens(pointer)), "")
        return FieldBecause(
            bool(shows), shows or self._hiding(pointer, seen), bool(opens), opens or self._locking(pointer, written)
        )

    def _hiding(self, pointer: str, seen: tuple[Case, ...]) -> str:
        """The rule that hides a field: the role's or the state's; the one that might hold, where none does."""
        if not seen:
            return self._outside("see")
        for case in seen:
            for right in self._rights(case, "see"):
                if any_covers(right.hide, pointer):
                    return f"{case.rule}/hide"
                if self.question.workflow is not None:
                    return self._of_state(self.question.workflow, right.role)
        return ""

    def _of_state(self, workflow: Workflow, role: str) -> str:
        given = workflow.field_rights.get(self.state, {})
        named = role if role in given else EVERY_ROLE
        return f"workflows/{workflow.key}#" + join(("rights", self.state, named, "hide"))

    def _locking(self, pointer: str, written: tuple[Case, ...]) -> str:
        """The rule that keeps a field from being written."""
        if not written:
            return self._outside("edit")
        for case in written:
            if any_covers(case.hide, pointer):
                return self._hiding(pointer, self.question.holding("see"))
            if any(any_covers(right.readonly, pointer) for right in self._rights(case, "edit")):
                return f"{case.rule}/readonly"
        return ""

    def _outside(self, verb: Verb) -> str:
        """The first rule for a verb that does not hold for this record."""
        return next((case.rule for case in self.question.cases(verb)), "")

    def _rights(self, case: Case, verb: Verb) -> tuple[Right, ...]:
        """The rights a case comes from, those that hide something first."""
        entity = self.question.entity
        wanted = (one for one in self.question.rights if one.entity == entity.name)
        found = [one for one in wanted if rule_address(one, entity, verb) == case.rule]
        return tuple(sorted(found, key=lambda one: not one.hide))
