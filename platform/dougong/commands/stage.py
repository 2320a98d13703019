"""The higher rooms handed to a module's own cases: who approves, what is hidden, what may be done, what is posted."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from dougong.access import Verb, authorize
from dougong.definition import Actor, Situation, Stage, field_pointers
from dougong.engines import FUNCTIONS
from dougong.posting import RecordKey, expand
from dougong.problem import Ref
from dougong.workflow import available, editable, simulate


def full_stage() -> Stage:
    """Every room there is."""
    return Stage(
        approvers=_approvers,
        hidden=_hidden,
        editable=_editable,
        available=_available,
        postings=_postings,
        functions=FUNCTIONS,
    )


def _actor(situation: Situation) -> Actor:
    project = situation.context.system.get("project")
    projects = {project.id: situation.roles} if isinstance(project, Ref) else {}
    return Actor(situation.context.me or Ref("user", situation.record.id), situation.roles, projects)


def _approvers(situation: Situation) -> tuple[str, ...]:
    if situation.workflow is None or not situation.transition:
        return ()
    steps = simulate(situation.workflow, situation.transition, situation.values, situation.context)
    return tuple(" / ".join(sorted(step.roles)) for step in steps)


def _fields(situation: Situation, verb: Verb) -> tuple[frozenset[str], frozenset[str]]:
    verdict = authorize(
        situation.rights,
        _actor(situation),
        situation.entity,
        verb,
        None,
        context=situation.context,
        state=situation.state or None,
        workflow=situation.workflow,
    )
    return verdict.fields.readable, verdict.fields.editable


def _hidden(situation: Situation) -> frozenset[str]:
    readable, _editable = _fields(situation, "see")
    return frozenset(field_pointers(situation.entity)) - readable


def _editable(situation: Situation) -> frozenset[str]:
    _readable, editable_fields = _fields(situation, "edit")
    if situation.workflow is None:
        return editable_fields
    mask = editable(situation.workflow, situation.entity, situation.state, situation.roles)
    return editable_fields & mask.editable


def _available(situation: Situation) -> tuple[str, ...]:
    if situation.workflow is None:
        return ()
    decisions = available(
        situation.workflow, situation.state, _actor(situation), situation.values, context=situation.context
    )
    return tuple(decision.transition for decision in decisions if decision.allowed and not decision.problems)


def _postings(situation: Situation) -> Mapping[str, Mapping[str, Decimal]]:
    if situation.posting is None:
        return {}
    writes = expand(
        situation.posting,
        situation.transition,
        situation.entity,
        situation.values,
        situation.context,
        record=RecordKey(situation.record.id),
        round=1,
    )
    sums: defaultdict[str, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for write in writes:
        for measure, amount in write.measures.items():
            sums[write.ledger][measure] += amount
    return {ledger: dict(measures) for ledger, measures in sums.items()}
