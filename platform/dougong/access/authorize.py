"""May this person do this to this record, to which of its fields, and by which rule?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dougong.access.cases import cases_for, role_params
from dougong.access.reach import Case, Reach, Verb
from dougong.definition import (
    PROJECT,
    USER,
    Actor,
    Context,
    Entity,
    Right,
    Workflow,
    field_pointers,
    record_scope,
    value_of,
)
from dougong.expression import DATE, EvaluationError, Type, list_of, ref
from dougong.problem import Problem, Ref, Refused, Value, Values

#: Verbs that make a row: what may be read and written of it follows from the same rule.
_MAKING: frozenset[Verb] = frozenset({"create", "import"})


@dataclass(frozen=True, slots=True)
class FieldAccess:
    """The fields of one record as one person has them: addresses as `field_pointers` gives them."""

    readable: frozenset[str] = frozenset()
    editable: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer. because: the address of the rule that allows it, or a plain sentence why nothing does."""

    allowed: bool
    because: str
    fields: FieldAccess = FieldAccess()


def reach_for(
    rights: Iterable[Right],
    actor: Actor,
    entity: Entity,
    verb: Verb,
    *,
    workflow: Workflow | None,
    today: date | None = None,
) -> Reach:
    """The rows of `entity` that `actor` may do `verb` to.

    workflow: the entity's, which may hide fields in some states; None when it has none. today: the tenant's
    date, as a param.
    Raises Refused (code "forbidden") when no rule gives him any.
    """
    held = tuple(rights)
    cases = cases_for(held, actor, entity, verb, workflow)
    if not cases:
        raise Refused([Problem("", "forbidden", {"because": _no_rule(entity, verb)})])
    params = _params(held, actor, entity) | ({"today": today} if today else {})
    return Reach(entity.name, cases, params, verb, {name: _type_of(value) for name, value in params.items()})


def offers(rights: Iterable[Right], actor: Actor, entity: Entity, verb: Verb) -> bool:
    """Whether any rule at all lets `actor` do `verb` to rows of `entity`, whatever rows those are."""
    return bool(cases_for(rights, actor, entity, verb))


def authorize(
    rights: Iterable[Right],
    actor: Actor,
    entity: Entity,
    verb: Verb,
    values: Values | None,
    *,
    context: Context,
    workflow: Workflow | None,
    state: str | None = None,
) -> Verdict:
    """Whether `actor` may do `verb`, by the first rule that says so.

    values: the record's fields; None asks about the entity at large (is there any row he might do it to?).
    context.system carries the record's project, number, created_by ...; state: its workflow state, when that
    is not among them. workflow: the entity's, which may hide fields in some states; None when it has none.
    The verdict's fields are those he may read and write in this record; at large, in some record.
    """
    system = context.system if state is None else {**context.system, "state": state}
    question = Question(tuple(rights), actor, entity, workflow, values, context, system)
    offered = question.cases(verb)
    if not offered:
        return Verdict(allowed=False, because=_no_rule(entity, verb))
    found = question.holding(verb)
    if not found:
        outside = ", ".join(dict.fromkeys(case.rule for case in offered))
        return Verdict(allowed=False, because=f"this record lies outside {outside}")
    if verb in _MAKING:
        fields = _fields(entity, reading=found, writing=found)
    else:
        fields = _fields(entity, reading=question.holding("see"), writing=question.holding("edit"))
    return Verdict(allowed=True, because=found[0].rule, fields=fields)


def matching_cases(reach: Reach, entity: Entity, values: Values, context: Context) -> tuple[Case, ...]:
    """The cases of `reach` that hold for one record: the law that SQL must agree with.

    context.system carries the record's system values (project, state, created_by ...).
    """
    return _holding(reach.cases, entity, values, context, {**context.system, **reach.params})


def _fields(entity: Entity, *, reading: tuple[Case, ...], writing: tuple[Case, ...]) -> FieldAccess:
    """What any of the cases shows, and what any of them opens."""
    pointers = field_pointers(entity)
    return FieldAccess(
        readable=frozenset(p for p in pointers if any(case.shows(p) for case in reading)),
        editable=frozenset(p for p in pointers if any(case.opens(p) for case in writing)),
    )


@dataclass(frozen=True, slots=True)
class Question:
    """What `authorize` was asked."""

    rights: tuple[Right, ...]
    actor: Actor
    entity: Entity
    workflow: Workflow | None
    values: Values | None
    context: Context
    system: Values

    def cases(self, verb: Verb) -> tuple[Case, ...]:
        """The actor's cases for `verb`, wherever they hold."""
        return cases_for(self.rights, self.actor, self.entity, verb, self.workflow)

    def holding(self, verb: Verb) -> tuple[Case, ...]:
        """Those that hold for the record; at large, all of them."""
        if self.values is None:
            return self.cases(verb)
        names = {**self.system, **_params(self.rights, self.actor, self.entity)}
        return _holding(self.cases(verb), self.entity, self.values, self.context, names)


def _holding(
    cases: Iterable[Case], entity: Entity, values: Values, context: Context, names: Values
) -> tuple[Case, ...]:
    """The cases that hold where `names` are the system's; a project is its own project."""
    me, own = names.get("me"), names.get("id")
    if entity.is_project and isinstance(own, Ref):
        names = {**names, "project": Ref(PROJECT, own.id)}
    seen = Context(
        today=context.today,
        me=me if isinstance(me, Ref) else None,
        settings=context.settings,
        functions=context.functions,
        follow=context.follow,
        system=names,
    )
    scope = record_scope(values, seen)
    return tuple(case for case in cases if _holds(case, scope, seen))


def _holds(case: Case, scope: Values, context: Context) -> bool:
    """Whether the predicate is true; one that cannot be worked out opens nothing."""
    try:
        return value_of(case.where, scope, context) is True
    except EvaluationError:
        return False  # closed by default: a rule that fails on a row does not hold for it


def _params(rights: tuple[Right, ...], actor: Actor, entity: Entity) -> dict[str, Value]:
    return {"me": actor.id, "my_projects": actor.my_projects, **role_params(rights, actor, entity)}


def _type_of(value: Value) -> Type:
    if isinstance(value, date):
        return DATE
    return list_of(ref(PROJECT)) if isinstance(value, tuple) else ref(USER)


def _no_rule(entity: Entity, verb: Verb) -> str:
    return f"no rule for {verb} of {entity.name}"
