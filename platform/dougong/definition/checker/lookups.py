"""Look-ups: what they search, the types of their formulas, and that none ends up asking itself."""

from graphlib import CycleError, TopologicalSorter

from dougong.definition.checker.findings import Findings
from dougong.definition.model import Lookup
from dougong.expression import ANY, Env, functions_used


def check_lookups(found: Findings) -> None:
    """Every look-up of the module."""
    lookups = found.world.module.lookups
    for key, lookup in lookups.items():
        _check_lookup(found, lookup, f"lookups/{key}#")
    calls = {key: sorted(_calls(lookup) & set(lookups)) for key, lookup in lookups.items()}
    try:
        TopologicalSorter(calls).prepare()
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        found.wrong(f"lookups/{circle[0]}#", "cycle", cycle=" → ".join(circle))


def _calls(lookup: Lookup) -> frozenset[str]:
    """The functions a look-up's formulas call."""
    formulas = (lookup.where, lookup.answer, lookup.otherwise)
    return frozenset().union(*(functions_used(expr) for expr in formulas if expr is not None))


def _check_lookup(found: Findings, lookup: Lookup, at: str) -> None:
    for name, kind in lookup.params.items():
        target = kind.removesuffix("[]")
        if "/" in target:
            found.reference(target, f"{at}/params/{name}", "entities")
    if "/" in lookup.kind:
        found.reference(lookup.kind, f"{at}/kind", "entities")
    if not found.reference(lookup.entity, f"{at}/entity", "entities"):
        return
    entity = found.world.entity(lookup.entity)
    if entity is None:
        return
    world = found.world
    params = {name: world.type_named(kind) for name, kind in lookup.params.items()}
    env = world.env(entity, params)
    found.condition(lookup.where, env, f"{at}/where")
    answer = ANY if lookup.aggregate == "count" else world.type_named(lookup.kind)
    found.formula(lookup.answer, env, f"{at}/answer", answer)
    alone = Env({**params, "settings": found.world.settings_type}, found.world.functions, found.world.fields_of)
    found.formula(lookup.otherwise, alone, f"{at}/otherwise", answer)
    for position, key in enumerate(lookup.order):
        found.path(key.removeprefix("-"), env, f"{at}/sort/{position}")
