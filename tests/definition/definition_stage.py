"""The higher rooms as `run_cases` asks them: workflow, access and posting, by their public names."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from dougong.access import authorize
from dougong.definition import Actor, Situation, Stage, field_pointers
from dougong.engines import FUNCTIONS
from dougong.posting import RecordKey, expand
from dougong.problem import Ref
from dougong.workflow import available, editable, simulate


def _actor(situation: Situation) -> Actor:
    """The person: holds the role in the record's project and everywhere."""
    me = situation.context.me
    project = situation.context.system.get("project")
    member = frozenset({project.id} if isinstance(project, Ref) else ())
    assert me is not None
    return Actor(me, situation.roles, member_of=member)


def _approvers(situation: Situation) -> tuple[str, ...]:
    assert situation.workflow is not None
    asked = simulate(situation.workflow, situation.transition, situation.values, situation.context)
    return tuple(role for step in asked for role in sorted(step.roles))


def _fields(situation: Situation, verb: str) -> frozenset[str]:
    """The fields of this record; where it is outside every rule of the person, of such records at large."""
    for values in (situation.values, None):
        verdict = authorize(
            situation.rights,
            _actor(situation),
            situation.entity,
            verb,  # type: ignore[arg-type]
            values,
            context=situation.context,
            workflow=situation.workflow,
            state=situation.state,
        )
        if verdict.allowed:
            return verdict.fields.editable if verb == "edit" else verdict.fields.readable
    return frozenset()


def _hidden(situation: Situation) -> frozenset[str]:
    return frozenset(field_pointers(situation.entity)) - _fields(situation, "see")


def _editable(situation: Situation) -> frozenset[str]:
    open_ones = _fields(situation, "edit")
    if situation.workflow is None:
        return open_ones
    mask = editable(situation.workflow, situation.entity, situation.state, situation.roles)
    return open_ones & mask.editable


def _available(situation: Situation) -> tuple[str, ...]:
    assert situation.workflow is not None
    decisions = available(
        situation.workflow,
        situation.state,
        _actor(situation),
        situation.values,
        context=situation.context,
    )
    ready = (one.transition for one in decisions if one.allowed and not one.problems)
    return tuple(dict.fromkeys(ready))


def _postings(situation: Situation) -> Mapping[str, Mapping[str, Decimal]]:
    sums: dict[str, dict[str, Decimal]] = {}
    if situation.posting is None:
        return sums
    record = RecordKey(situation.record.id)
    undated = (replace(rule, business_date=None) for rule in situation.posting.rules)
    writes = expand(
        replace(situation.posting, rules=tuple(undated)),  # a case compares sums, whatever their day
        situation.transition,
        situation.entity,
        situation.values,
        situation.context,
        record=record,
        round=1,
    )
    for write in writes:
        for measure, figure in write.measures.items():
            ledger = sums.setdefault(write.ledger, {})
            ledger[measure] = ledger.get(measure, Decimal(0)) + figure
    return sums


STAGE = Stage(
    approvers=_approvers,
    hidden=_hidden,
    editable=_editable,
    available=_available,
    postings=_postings,
    functions=FUNCTIONS,
)
