"""Workflows: sound states, arrows somebody can perform, rights over fields that exist."""

from collections.abc import Iterator

from dougong.definition.checker.entities import wanted_type, with_row
from dougong.definition.checker.findings import Findings, step
from dougong.definition.environment import record_types
from dougong.definition.model import Effect, Entity, Step, Transition, Workflow
from dougong.expression import ANY, Env, ref, row_of


def check_workflows(found: Findings) -> None:
    """Every workflow of the module."""
    for key, flow in found.world.module.workflows.items():
        at = f"workflows/{key}#"
        if found.reference(flow.entity, f"{at}/entity", "entities"):
            entity = found.world.entity(flow.entity)
            if entity is not None:
                _check_flow(found, flow, entity, at)


def _check_flow(found: Findings, flow: Workflow, entity: Entity, at: str) -> None:
    found.known(f"{at}/initial", "state", flow.initial, flow.states)
    for key, arrow in flow.transitions.items():
        _check_arrow(found, flow, entity, arrow, step(at, "transitions", key))
    for state, by_role in flow.field_rights.items():
        found.known(step(at, "rights", state), "state", state, flow.states)
        for role, rights in by_role.items():
            here = step(at, "rights", state, role)
            if role != "*":
                found.known(here, "role", role, found.world.roles)
            for word in ("edit", "readonly", "hide"):
                for position, pointer in enumerate(rights.get(word, ())):
                    found.field_pointer(pointer, entity, f"{here}/{word}/{position}")
    reached = set(_reached(flow))
    for key in flow.states:
        if key not in reached:
            found.wrong(step(at, "states", key), "unused", "warning", what="state", name=key)


def _reached(flow: Workflow) -> Iterator[str]:
    """The states a record can come to."""
    seen: set[str] = set()
    waiting = [flow.initial]
    while waiting:
        state = waiting.pop()
        if state in seen:
            continue
        seen.add(state)
        yield state
        for arrow in flow.transitions.values():
            if state in arrow.sources or arrow.on == "import":
                rejects = [one.on_reject.get("to") for one in arrow.approval if one.on_reject]
                waiting += [one for one in (arrow.target, arrow.via, arrow.on_reject, *rejects) if one]


def _check_arrow(found: Findings, flow: Workflow, entity: Entity, arrow: Transition, at: str) -> None:
    env = found.world.env(entity)
    for position, state in enumerate(arrow.sources):
        found.known(f"{at}/from/{position}", "state", state, flow.states)
    found.known(f"{at}/to", "state", arrow.target, flow.states)
    for word, named in (("via", arrow.via), ("approval/on_reject/to", arrow.on_reject)):
        if named is not None:
            found.known(f"{at}/{word}", "state", named, flow.states)
    for position, role in enumerate(arrow.by):
        found.known(f"{at}/by/{position}", "role", role, found.world.roles)
    found.condition(arrow.guard, env, f"{at}/guard")
    for position, pointer in enumerate(arrow.edit):
        found.field_pointer(pointer, entity, f"{at}/edit/{position}")
    if arrow.approval and arrow.via is None:
        found.wrong(f"{at}/via", "required")
    for one in arrow.approval:
        _check_step(found, flow, env, one, step(at, "approval", "steps", one.key))
    for position, effect in enumerate(arrow.do):
        _check_effect(found, entity, env, effect, f"{at}/do/{position}")
    if not _anybody(found, entity, arrow):
        found.wrong(at, "nobody", name=arrow.title)


def _anybody(found: Findings, entity: Entity, arrow: Transition) -> bool:
    """Whether somebody can set it off: a role that sees such records, approvers, time, or an import."""
    if arrow.on != "user":
        return True
    if arrow.guard is not None and arrow.guard.text.strip() == "false":
        return False
    if not arrow.by:
        return bool(arrow.approval) or _by_effect(found, entity, arrow)
    world = found.world
    modules = (world.module, *world.others.values())
    rights = [one for each in modules for one in each.rights if one.entity == entity.name]
    seeing = {one.role for one in rights if one.see is not None}
    return not rights or bool(seeing & set(arrow.by)) or _by_effect(found, entity, arrow)


def _by_effect(found: Findings, entity: Entity, arrow: Transition) -> bool:
    """Whether another record's arrow performs this one."""
    world = found.world
    return any(
        effect.verb == "transition" and effect.transition == arrow.key and world.full(effect.target) == entity.name
        for flow in world.module.workflows.values()
        for other in flow.transitions.values()
        for effect in other.do
    )


def _check_step(found: Findings, flow: Workflow, env: Env, one: Step, at: str) -> None:
    found.condition(one.when, env, f"{at}/when")
    role = one.assign.get("role")
    for name in [role] if isinstance(role, str) else role or ():
        found.known(f"{at}/assign/role", "role", str(name), found.world.roles)
    for word in ("field", "manager_of", "relation", "expr"):
        text = one.assign.get(word)
        if isinstance(text, str):
            given = found.path(text, env, f"{at}/assign/{word}")
            person = given.item if given.name == "list" and given.item else given
            if person.name not in ("any", "null") and person != ref("user"):
                found.wrong(f"{at}/assign/{word}", "formula_type", expected="user", given=person.name)
    if one.empty not in ("skip", "admin"):
        found.known(f"{at}/empty", "role", one.empty, found.world.roles)
    target = (one.on_reject or {}).get("to")
    if isinstance(target, str):
        found.known(f"{at}/on_reject/to", "state", target, flow.states)
    if one.mode in ("count", "percent") and one.need is None:
        found.wrong(f"{at}/need", "required")


def _check_effect(found: Findings, entity: Entity, env: Env, effect: Effect, at: str) -> None:
    word = "target" if effect.verb == "transition" else effect.verb
    if not found.reference(effect.target, f"{at}/{word}", "entities"):
        return
    target = found.world.entity(effect.target)
    if target is None:
        return
    flow = found.world.workflow(target.name)
    if effect.transition is not None:
        arrows = flow.transitions if flow else ()
        found.known(f"{at}/transition", "transition", effect.transition, arrows)
    over_target = found.world.env(target, {"record": row_of(record_types(entity))})
    scope = _source(found, entity, env, effect, at) if effect.verb == "create" else over_target
    found.condition(effect.where, scope, f"{at}/where")
    for position, key in enumerate(effect.sort):
        found.path(key.removeprefix("-"), over_target, f"{at}/sort/{position}")
    fields = target.fields
    if effect.verb == "gather":
        rows = entity.fields.get(effect.into)
        fields = rows.fields if rows else {}
        if rows is None or rows.kind != "rows":
            found.no_such(f"{at}/into", "rows", effect.into)
    for key, expr in effect.values.items():
        here = step(at, "values", key)
        known = key != "project" and found.known(here, "field", key, fields)
        found.formula(expr, scope, here, wanted_type(fields[key]) if known else ANY)


def _source(found: Findings, entity: Entity, env: Env, effect: Effect, at: str) -> Env:
    """What formulas of a "create" see: the record whose arrow it is, and the row it is done for."""
    if not effect.foreach:
        return env
    rows = entity.fields.get(effect.foreach)
    if rows is None or rows.kind != "rows":
        found.no_such(f"{at}/foreach", "rows", effect.foreach)
        return env
    return with_row(env, rows.fields)
