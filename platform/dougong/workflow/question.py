"""What was asked of a workflow, gathered in one value."""

from dataclasses import dataclass, replace
from uuid import UUID

from dougong.definition import Actor, Context, Transition, Workflow, record_scope, value_of
from dougong.definition.pointers import join
from dougong.expression import Expr
from dougong.problem import Ref, Value, Values
from dougong.workflow.decision import Approval, Trigger


@dataclass(frozen=True, slots=True)
class Question:
    """One person before one record.

    submitted_by: who submitted it. approvals: those given so far. on: what sets the transition off.
    """

    workflow: Workflow
    state: str
    actor: Actor
    values: Values
    context: Context
    submitted_by: Ref | None = None
    approvals: tuple[Approval, ...] = ()
    on: Trigger = "user"

    @property
    def roles(self) -> frozenset[str]:
        """The roles that count for the record: the tenant's, and those of its project."""
        return self.actor.roles_in(project_of(self.context))

    def value(self, expr: Expr) -> Value:
        """The value of a formula over the record, as the actor; raises `EvaluationError`."""
        context = replace(self.context, me=self.actor.id)
        return value_of(expr, record_scope(self.values, context), context)

    def address(self, arrow: Transition, *parts: str) -> str:
        """Where something of a transition stands in the definition."""
        return address(self.workflow, "transitions", arrow.key, *parts)


def project_of(context: Context) -> UUID | None:
    """The record's project, None for one that belongs to none."""
    project = context.system.get("project")
    return project.id if isinstance(project, Ref) else None


def address(workflow: Workflow, *parts: str) -> str:
    """An address in the workflow's document: "workflows/slip#/transitions/submit"."""
    return f"workflows/{workflow.key}#" + join(parts)
