"""From rights in a definition to the cases of one actor."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from dougong.access.by_state import in_states
from dougong.access.reach import EVERYWHERE, Case, Verb
from dougong.access.where import both
from dougong.definition import Actor, Entity, Right, Workflow
from dougong.definition.pointers import join
from dougong.expression import Expr, parse
from dougong.problem import Value

#: The attribute of `Right` that holds each verb's predicate.
_PREDICATE: Mapping[Verb, str] = {
    "see": "see",
    "create": "create",
    "edit": "edit",
    "remove": "remove",
    "export": "export",
    "import": "import_",
}

#: Verbs that act on a row that is there: nobody does to a row what he may not see of it.
_NEEDS_SIGHT: frozenset[Verb] = frozenset({"edit", "remove", "export"})


def cases_for(
    rights: Iterable[Right], actor: Actor, entity: Entity, verb: Verb, workflow: Workflow | None = None
) -> tuple[Case, ...]:
    """Every case in which `actor` may do `verb` to rows of `entity`, in the rights' order; () when none.

    The verbs that need sight hold only where a case of "see" holds too, and hide what that one hides.
    workflow: the entity's, when it hides fields in some states.
    """
    name = entity.name  # worked out once: rights are many
    given = tuple(right for right in rights if right.entity == name)
    own = tuple(_cases(given, actor, entity, verb, workflow))
    if verb not in _NEEDS_SIGHT:
        return tuple(case for _, case in own)
    seen = tuple(_cases(given, actor, entity, "see", workflow))
    return tuple(
        _narrowed(case, sight, () if role == seer else _never_seen(given, role))
        for role, case in own
        for seer, sight in seen
    )


def role_params(rights: Iterable[Right], actor: Actor, entity: Entity) -> dict[str, Value]:
    """The projects in which each of the rights' roles is held: the params that the cases' predicates name."""
    name = entity.name
    roles = sorted({right.role for right in rights if right.entity == name})
    return {_projects_param(role): actor.projects_as(role) for role in roles if actor.projects_as(role)}


def in_projects(entity: Entity) -> bool:
    """Whether rows of `entity` carry the system field `project` (of the project's own entity: itself)."""
    return entity.scope == "project" or entity.is_project


def _cases(
    given: tuple[Right, ...], actor: Actor, entity: Entity, verb: Verb, workflow: Workflow | None
) -> Iterator[tuple[str, Case]]:
    """The cases of one verb by itself, each with the role that gives it."""
    for right in given:
        where: Expr | None = getattr(right, _PREDICATE[verb])
        if where is None:
            continue
        fence = _fence(right.role, actor, entity, verb)
        if fence is None:
            continue
        case = Case(both(fence, where), right.hide, right.readonly, rule_address(right, entity, verb))
        for split in in_states(case, right.role, workflow) if verb == "see" else (case,):
            yield right.role, split


def _fence(role: str, actor: Actor, entity: Entity, verb: Verb) -> Expr | None:
    """Where the role counts at all: everywhere, in some projects, or (None) nowhere.

    A role held in a project lets one see what belongs to no project (teams, rates), never change it.
    """
    if role in actor.roles:
        return EVERYWHERE
    if not actor.projects_as(role):
        return None
    if in_projects(entity):
        return parse(f"project in {_projects_param(role)}")
    return EVERYWHERE if verb == "see" else None


def rule_address(right: Right, entity: Entity, verb: Verb) -> str:
    """Where in the definition the rule stands: "roles#/rights/slip/foreman/see".

    A rule another module adds is named with that module: "site/roles#/rights/core~1team/foreman/see".
    """
    if right.module in ("", entity.module):
        return "roles#" + join(("rights", entity.key, right.role, verb))
    return f"{right.module}/roles#" + join(("rights", entity.name, right.role, verb))


def _projects_param(role: str) -> str:
    return f"projects_as_{role}"


def _narrowed(case: Case, sight: Case, never_seen: tuple[str, ...]) -> Case:
    """`case` in the rows of `sight` only; what the sight hides, or the role never sees, is not written."""
    locked = tuple(dict.fromkeys((*case.readonly, *never_seen)))
    return replace(case, where=both(sight.where, case.where), hide=sight.hide, readonly=locked)


def _never_seen(given: tuple[Right, ...], role: str) -> tuple[str, ...]:
    """What a role hides in every row it sees; everything when it sees none: nothing is written unseen."""
    hidden = [right.hide for right in given if right.role == role and right.see is not None]
    return tuple(pattern for pattern in hidden[0] if all(pattern in one for one in hidden)) if hidden else ("",)
