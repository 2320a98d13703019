"""Entities: what fields refer to, and the types of their formulas."""

import re
from collections.abc import Mapping

from dougong.definition.checker.findings import Findings, step
from dougong.definition.checker.world import World
from dougong.definition.environment import field_types, record_types
from dougong.definition.model import Entity, Field, Rule
from dougong.expression import Env, Type, row_of
from dougong.kinds import KINDS, type_of

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check_entities(found: Findings) -> None:
    """Every entity of the module, and its settings."""
    module = found.world.module
    for key, entity in module.entities.items():
        _check_entity(found, entity, f"entities/{key}#")
    if module.settings_entity is not None:
        entity = module.settings_entity
        env = found.world.env(entity)
        _check_fields(found, entity.fields, env, f"module#/settings{step('', 'properties')}", entity)


def _check_entity(found: Findings, entity: Entity, at: str) -> None:
    env = found.world.env(entity)
    _check_fields(found, entity.fields, env, f"{at}/properties", entity)
    for rule in entity.rules:
        _check_rule(found, rule, entity, env, step(at, "rules", rule.key))
    _check_names(found, entity, env, at)
    if entity.numbering is not None:
        flow = found.world.workflow(entity.name)
        if flow is not None:
            found.known(f"{at}/numbering/on", "transition", entity.numbering.on, flow.transitions)


def _check_rule(found: Findings, rule: Rule, entity: Entity, env: Env, at: str) -> None:
    """The law's formulas, over the record or over each of the rows it names; where it is shown; what it says."""
    fields = entity.fields
    for key in rule.foreach:
        if key not in fields or fields[key].kind != "rows":
            found.no_such(f"{at}/foreach", "field", "/".join(rule.foreach))
            return
        fields = fields[key].fields
        env = with_row(env, fields)
    found.condition(rule.check, env, f"{at}/check")
    for name, expr in rule.say.items():
        found.formula(expr, env, step(at, "say", name))
    if rule.at:
        found.field_pointer(rule.at, entity, f"{at}/at")
        if rule.foreach and not rule.at.startswith("".join(f"/{key}/*" for key in rule.foreach)):
            found.no_such(f"{at}/at", "field", rule.at)
    for name in _PLACEHOLDER.findall(rule.message):
        found.known(f"{at}/message", "field", name, {*rule.say, *fields, *entity.fields})


def with_row(env: Env, columns: Mapping[str, Field]) -> Env:
    """The scope inside detail rows: their columns, and the row itself."""
    own = field_types(columns)
    return with_names(env, {**own, "row": row_of(own)})


def _check_names(found: Findings, entity: Entity, env: Env, at: str) -> None:
    """The label's placeholders, what is required, what is unique together."""
    for name in _PLACEHOLDER.findall(entity.label):
        found.path(name, env, f"{at}/label")
    required = entity.schema.get("required")
    for position, key in enumerate(required if isinstance(required, list) else ()):
        found.known(f"{at}/required/{position}", "field", str(key), entity.fields)
    _check_arrow(found, entity, f"{at}/acyclic")
    unique = entity.schema.get("unique")
    for position, keys in enumerate(unique if isinstance(unique, list) else ()):
        for key in keys:
            if key not in entity.fields and key not in ("project", "number", "state"):
                found.no_such(f"{at}/unique/{position}", "field", key)


def _check_arrow(found: Findings, entity: Entity, at: str) -> None:
    """Both ends of `acyclic` are single references to records of one and the same entity."""
    given = entity.schema.get("acyclic")
    if not isinstance(given, Mapping):
        return
    ends = [str(given.get(end)) for end in ("from", "to")]
    for end, key in zip(("from", "to"), ends, strict=True):
        found.known(f"{at}/{end}", "field", key, entity.fields)
    fields = [entity.fields[key] for key in ends if key in entity.fields]
    if len(fields) == 2:
        begins, leads = fields
        if begins.reference in (None, "*") or begins.reference != leads.reference or begins.many or leads.many:
            found.wrong(
                f"{at}/to", "formula_type", expected=begins.reference or "reference", given=leads.reference or ""
            )


def _check_fields(found: Findings, fields: Mapping[str, Field], env: Env, at: str, entity: Entity) -> None:
    for key, field in fields.items():
        here = step(at, key)
        _check_field(found, field, env, here, entity)
        if field.kind == "rows":
            _check_fields(found, field.fields, with_row(env, field.fields), f"{here}/items/properties", entity)
        elif field.kind == "group":
            inner = with_names(env, field_types(field.fields))
            _check_fields(found, field.fields, inner, f"{here}/properties", entity)


def with_names(env: Env, names: Mapping[str, Type]) -> Env:
    """The scope with further names."""
    return Env({**env.names, **names}, env.functions, env.fields_of, env.given)


def _check_field(found: Findings, field: Field, env: Env, at: str, entity: Entity) -> None:
    wanted = wanted_type(field)
    for name, expr in (("computed", field.computed), ("default_from", field.default_from)):
        found.formula(expr, env, f"{at}/{name}", wanted)
    found.formula(field.default_expr, env, f"{at}/default", wanted)
    for name, expr in (
        ("visible_when", field.visible_when),
        ("required_when", field.required_when),
        ("readonly_when", field.readonly_when),
    ):
        found.condition(expr, env, f"{at}/{name}")
    if field.reference is not None:
        found.reference(field.reference, f"{at}/reference", "entities")
    _check_pick(found, field, env, at)
    under = field.options.get("under")
    if isinstance(under, str):
        found.known(f"{at}/under", "field", under, env.names)
    if field.rollup is not None:
        check_rollup(found, field, entity, f"{at}/rollup")


def wanted_type(field: Field) -> Type:
    """The type a field's formulas must give."""
    return type_of(KINDS[field.kind], field.options)


def _check_pick(found: Findings, field: Field, env: Env, at: str) -> None:
    """`pick` speaks of the record offered; `record` and `row` are the ones being filled in."""
    if field.pick is None or field.reference in (None, "*"):
        return
    target = found.world.entity(str(field.reference))
    if target is None:
        return
    given = {name: type_ for name, type_ in env.names.items() if name in ("record", "row")}
    found.condition(field.pick, found.world.env(target, given), f"{at}/pick")


def check_rollup(found: Findings, field: Field, entity: Entity, at: str) -> None:
    """The ledger or entity a rollup sums, its measure, its formulas."""
    rollup = field.rollup or {}
    world: World = found.world
    if isinstance(rollup.get("ledger"), str) and found.reference(rollup["ledger"], f"{at}/ledger", "ledgers"):
        ledger = world.ledger(rollup["ledger"]) or {}
        found.known(f"{at}/measure", "measure", str(rollup.get("measure")), ledger.get("measures", {}))
        for key in rollup.get("match", {}):
            found.known(step(at, "match", key), "dimension", key, {**ledger.get("dimensions", {}), "project": {}})
    for key, text in rollup.get("match", {}).items():
        found.path(text, world.env(entity), step(at, "match", key))
    if isinstance(rollup.get("entity"), str) and found.reference(rollup["entity"], f"{at}/entity", "entities"):
        target = world.entity(rollup["entity"])
        if target is not None:
            env = world.env(target, {"record": row_of(record_types(entity))})
            for name in ("value", "where"):
                if isinstance(rollup.get(name), str):
                    found.path(rollup[name], env, f"{at}/{name}")
