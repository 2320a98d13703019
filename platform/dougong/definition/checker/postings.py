"""Posting rules: events, ledgers, measures and dimensions that exist, figures that are figures."""

from collections.abc import Mapping
from typing import Any

from dougong.definition.checker.findings import Findings, step
from dougong.definition.environment import field_types
from dougong.definition.model import Entity, Field, PostingRule
from dougong.expression import ANY, DATE, NUMBER, Env, Type, row_of


def check_postings(found: Findings) -> None:
    """Every posting document of the module."""
    for key, posting in found.world.module.postings.items():
        at = f"postings/{key}#"
        if not found.reference(posting.entity, f"{at}/entity", "entities"):
            continue
        entity = found.world.entity(posting.entity)
        for rule in posting.rules if entity else ():
            if entity is not None:
                _check_rule(found, entity, rule, step(at, "rules", rule.key))


def _check_rule(found: Findings, entity: Entity, rule: PostingRule, at: str) -> None:
    flow = found.world.workflow(entity.name)
    arrows = flow.transitions if flow else {}
    found.known(f"{at}/on", "transition", rule.on, arrows)
    for name in rule.undo_on:
        found.known(f"{at}/undo_on", "transition", name, arrows)
    env = _scope(found, entity, rule.foreach, f"{at}/foreach")
    found.condition(rule.when, env, f"{at}/when")
    found.formula(rule.business_date, env, f"{at}/business_date", DATE)
    here = found.reference(rule.ledger, f"{at}/ledger", "ledgers")
    ledger = (found.world.ledger(rule.ledger) if here else None) or {}
    for key, expr in rule.measures.items():
        if ledger:
            found.known(step(at, "measures", key), "measure", key, ledger.get("measures", {}))
        found.formula(expr, env, step(at, "measures", key), NUMBER)
    for key, expr in rule.dimensions.items():
        known = not ledger or found.known(step(at, "dimensions", key), "dimension", key, ledger["dimensions"])
        wanted = _dimension(found, ledger, key) if ledger and known else ANY
        found.formula(expr, env, step(at, "dimensions", key), wanted)
    for key, dimension in ledger.get("dimensions", {}).items():
        if dimension.get("required") is True and key not in rule.dimensions:
            found.wrong(step(at, "dimensions", key), "required")


def _dimension(found: Findings, ledger: Mapping[str, Any], key: str) -> Type:
    """The type a dimension's values have."""
    reference = ledger["dimensions"][key].get("reference")
    return Type("ref", entity=found.world.full(reference)) if isinstance(reference, str) else ANY


def _scope(found: Findings, entity: Entity, foreach: str, at: str) -> Env:
    """The names of a rule: the record's, and those of the row it stands at."""
    env = found.world.env(entity)
    fields: Mapping[str, Field] = entity.fields
    for key in foreach.split("/") if foreach else ():
        if key not in fields or fields[key].kind != "rows":
            found.no_such(at, "rows", foreach)
            return env
        fields = fields[key].fields
        own = field_types(fields)
        env = Env({**env.names, **own, "row": row_of(own)}, env.functions, env.fields_of, env.given)
    return env
