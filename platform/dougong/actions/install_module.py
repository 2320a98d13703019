"""Take a packaged module in: plan, make its tables, keep its definition; and switch it on for a tenant."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dougong import catalog, storage
from dougong.access import system_reach
from dougong.actions.finding import ask_to_reindex
from dougong.definition import Module
from dougong.planning import Plan, diff, plan
from dougong.problem import Json, Refused
from dougong.tenancy import Tenant, platform_writing, reading, writing


@dataclass(frozen=True, slots=True)
class Installed:
    """What an installation did. plan: what changed against the version installed last. done: steps, in words."""

    module: Module
    plan: Plan
    done: tuple[str, ...]


def install_module(documents: Mapping[str, Json]) -> Installed:
    """Install a module version from its documents (path without ".json" -> JSON).

    The only place where tables are made or widened; nothing is dropped. The tables come first, so that an
    installation cut short is simply repeated. Call outside any scope: each step is a transaction of its own, and
    people go on working. Raises Refused with every problem of the documents or of the plan.
    """
    module = catalog.read_version(catalog.checked(documents))
    with platform_writing():
        before = catalog.latest(module.key)
    wanted = plan(diff(before, module), {})
    done = storage.carry_out(wanted, module.entities.values())
    with platform_writing():
        catalog.install(documents)
    return Installed(module, wanted, done)


def plan_switch(tenant: Tenant, key: str) -> Plan:
    """What switching a module on, or moving on to the version installed last, does to one tenant's records."""
    with platform_writing():
        after = catalog.latest(key)
    with reading(tenant):
        before = catalog.modules_for("en").get(key)
        if after is None:
            return Plan()
        changes = diff(before, after)
        counts = {name: _count(before, name) for name in {change.entity for change in changes if change.entity}}
    return plan(changes, counts)


def switch_on_module(tenant: Tenant, key: str, *, confirmed: bool = False) -> None:
    """Switch an installed module on for a tenant, at the version installed last.

    confirmed: somebody has read what goes out of sight. Raises Refused, also with every such loss unless confirmed.
    """
    losses = plan_switch(tenant, key).destructive
    if losses and not confirmed:
        raise Refused(replace(loss, level="error") for loss in losses)
    with writing(tenant):
        catalog.switch_on(key)
    with writing(tenant):  # a scope of its own: the module as it is from now on
        ask_to_reindex(key)


def _count(before: Module | None, name: str) -> int:
    """How many records of an entity the tenant in scope has."""
    entity = before.entities.get(name.partition("/")[2]) if before else None
    if entity is None:
        return 0
    reach = system_reach(name, "a plan says how many records it touches")
    return storage.count(reach, entity, catalog.layout_for(name), storage.Query(deleted="also"))
