"""The module being checked among the others: what a name means, and what a formula may use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal

from dougong.definition.actor import PROJECT
from dougong.definition.environment import field_types, record_env, record_types
from dougong.definition.model import Entity, Lookup, Module, Workflow
from dougong.expression import ANY, NUMBER, Env, Signature, Type, list_of, ref, row_of
from dougong.kinds import KINDS

Standing = Literal["here", "away", "nowhere", "undeclared"]
#: Entities of the platform itself.
PLATFORM: Final = frozenset({"*", "user", "file", PROJECT})
#: Roles every tenant has.
BUILT_IN_ROLES: Final = frozenset({"admin"})


@dataclass(frozen=True)
class World:
    """One module and those it stands among.

    others: by key; a module in `works_with` may be absent, one in `requires` may not.
    engines: functions of the platform's engines that formulas may call.
    """

    module: Module
    others: Mapping[str, Module]
    engines: Mapping[str, Signature] = field(default_factory=dict)

    def full(self, name: str) -> str:
        """A name in full: a neighbour's key gets this module's."""
        return name if "/" in name or name in PLATFORM else f"{self.module.key}/{name}"

    def owner(self, name: str) -> Module | None:
        """The module a full name belongs to, when it is there."""
        key = name.partition("/")[0]
        return self.module if key == self.module.key else self.others.get(key)

    def entity(self, name: str) -> Entity | None:
        """An entity by its name; `project` is the one that says it is the project."""
        if name == PROJECT:
            return self.project_entity
        full = self.full(name)
        owner = self.owner(full)
        return owner.entities.get(full.partition("/")[2]) if owner else None

    @cached_property
    def project_entity(self) -> Entity | None:
        """The entity `scope: project` binds to."""
        modules = (self.module, *self.others.values())
        return next((one for each in modules for one in each.entities.values() if one.is_project), None)

    def standing(self, name: str, folder: Literal["entities", "ledgers", "engines"]) -> Standing:
        """Whether the entity or ledger exists ("here"), its module is off ("away"), it does not exist
        ("nowhere"), or its module is neither required nor worked with ("undeclared")."""
        if name in PLATFORM:
            return "here"
        full = self.full(name)
        key, _, rest = full.partition("/")
        declared = {self.module.key, *self.module.requires, *self.module.works_with}
        if key not in declared:
            return "undeclared"
        owner = self.owner(full)
        if owner is None:
            return "away"
        return "here" if f"{folder}/{rest}" in owner.documents else "nowhere"

    def workflow(self, entity: str) -> Workflow | None:
        """The workflow of an entity, from the module that has the entity."""
        full = self.full(entity)
        owner = self.owner(full)
        for flow in owner.workflows.values() if owner else ():
            named = flow.entity if "/" in flow.entity else f"{owner.key}/{flow.entity}" if owner else ""
            if named == full:
                return flow
        return None

    def ledger(self, name: str) -> Mapping[str, Any] | None:
        """A ledger's document, when its module is there."""
        full = self.full(name)
        owner = self.owner(full)
        return owner.ledgers.get(full.partition("/")[2]) if owner else None

    @cached_property
    def roles(self) -> frozenset[str]:
        """Every role that is declared anywhere here."""
        modules = (self.module, *self.others.values())
        return BUILT_IN_ROLES.union(*(each.roles for each in modules))

    def fields_of(self, name: str) -> Mapping[str, Type] | None:
        """The types of a referenced record's fields; None when it is not known here."""
        entity = self.entity(name) if name not in ("user", "file", "*", "") else None
        if entity is None:
            return None
        return {key: self.settled(type_) for key, type_ in record_types(entity).items()}

    @cached_property
    def functions(self) -> Mapping[str, Signature]:
        """What formulas may call: look-ups of this module and those beside it, the engines."""
        modules = (*self.others.values(), self.module)
        found = {key: self.signature(one) for each in modules for key, one in each.lookups.items()}
        return {**self.engines, **found}

    def signature(self, lookup: Lookup) -> Signature:
        """A look-up as a function."""
        result = NUMBER if lookup.aggregate == "count" else self.type_named(lookup.kind)
        return Signature(tuple(self.type_named(kind) for kind in lookup.params.values()), result)

    def type_named(self, name: str) -> Type:
        """The type a look-up's parameter or answer names: a kind, "user", an entity in full; [] for many."""
        if name.endswith("[]"):
            return list_of(self.type_named(name[:-2]))
        if "/" in name or name in ("user", "file"):
            return self.settled(ref(name))
        if name == "reference":
            return ref("")
        return KINDS[name].type if name in KINDS else ANY

    def settled(self, type_: Type) -> Type:
        """The type, with the project's entity under its platform name, so that both names mean one thing; and
        with a reference to nothing as one to anything, so that one mistake is told once."""
        if type_.name == "ref" and type_.entity:
            if self.project_entity and type_.entity == self.project_entity.name:
                return ref(PROJECT)
            lost = self.standing(type_.entity, "entities") in ("nowhere", "undeclared")
            return ref("") if lost else type_
        if type_.item is not None:
            return list_of(self.settled(type_.item))
        if type_.fields:
            return row_of({key: self.settled(inner) for key, inner in type_.fields.items()})
        return type_

    @cached_property
    def settings_type(self) -> Type:
        """The settings as a row."""
        entity = self.module.settings_entity
        return row_of(field_types(entity.fields)) if entity else row_of({})

    def env(self, entity: Entity, given: Mapping[str, Type] | None = None) -> Env:
        """What a formula over a record of an entity may use."""
        given = {"settings": self.settings_type, **(given or {})}
        env = record_env(entity, given=given, functions=self.functions, fields_of=self.fields_of)
        names = {name: self.settled(type_) for name, type_ in env.names.items()}
        return Env(names, env.functions, env.fields_of, env.given)
