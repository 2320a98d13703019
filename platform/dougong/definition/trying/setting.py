"""From a case's words to a record, a context and a person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID

from dougong.definition.actor import PROJECT
from dougong.definition.context import Checked, Context
from dougong.definition.model import Entity, Field, Module, Posting, Workflow
from dougong.definition.trying.given import ME, as_given, identity, keyed, parted
from dougong.definition.trying.records import Records, constant
from dougong.definition.trying.situation import Situation
from dougong.definition.values.checking import check_values
from dougong.definition.values.defaults import apply_defaults
from dougong.kinds import KINDS, Unreadable
from dougong.problem import Json, JsonObject, Ref, Value, Values

T = TypeVar("T", Workflow, Posting)

#: The day it is where a case names none.
TODAY: Final = date(2025, 6, 30)
#: The project a record belongs to where a case names none.
HERE: Final = Ref(PROJECT, UUID(int=2))
RECORD: Final = UUID(int=3)


@dataclass(frozen=True, slots=True)
class Scene:
    """A case ready to be asked: the entity, what was checked, and the situation for the higher rooms."""

    entity: Entity
    checked: Checked
    situation: Situation


@dataclass(frozen=True, slots=True)
class Case:
    """A case as written, with what its document says of all its cases, among the modules that are here.

    engines: the platform's functions that formulas may call.
    """

    module: Module
    modules: Mapping[str, Module]
    document: Mapping[str, Any]
    own: Mapping[str, Any]
    engines: Mapping[str, Callable[..., Value]]

    @property
    def entity(self) -> str:
        """The full name of the entity tried."""
        name = str(self.document.get("entity"))
        return name if "/" in name else f"{self.module.key}/{name}"

    def word(self, key: str) -> Any:
        """What the case says, else its document."""
        return self.own.get(key, self.document.get(key))

    def both(self, key: str) -> dict[str, Any]:
        """What the document says under a key, with what the case says beside it."""
        return {**self.document.get(key, {}), **self.own.get(key, {})}

    def of_entity(self, parts: Callable[[Module], Mapping[str, T]]) -> T | None:
        """The workflow or posting rules of the entity."""
        for each in self.modules.values():
            for one in parts(each).values():
                if (one.entity if "/" in one.entity else f"{each.key}/{one.entity}") == self.entity:
                    return one
        return None


def set_up(case: Case) -> Scene | None:
    """Read a case; None when its entity is not here."""
    owner, _, key = case.entity.partition("/")
    entity = case.modules[owner].entities.get(key) if owner in case.modules else None
    if entity is None:
        return None
    flow = case.of_entity(lambda each: each.workflows)
    system, fields = parted(case.own.get("given", {}), entity)
    entity = as_given(entity, fields)
    figures = {key: value for key, value in fields.items() if key in entity.fields and entity.fields[key].rollup}
    context = _context(case, entity, {"state": flow.initial if flow else None, **system}, figures)
    given = keyed(entity.fields, {key: value for key, value in fields.items() if key not in figures})
    if case.own.get("defaults") is True:
        given = apply_defaults(entity, given, context)
    checked = check_values(entity, given, context)
    return Scene(entity, checked, _situation(case, entity, flow, checked, context))


def _context(case: Case, entity: Entity, system: Mapping[str, Value], figures: JsonObject) -> Context:
    today = case.word("today")
    project = system.get("project", HERE)
    called = system.get("id")
    around: Values = {
        "project": project, "my_projects": (project,), "created_by": ME, "number": None, **system,
        "id": Ref(case.entity, identity(called) if isinstance(called, str) else RECORD),
    }  # fmt: skip
    bare = Context(date.fromisoformat(today) if isinstance(today, str) else TODAY, me=ME, system=around)
    bare = replace(bare, settings=_settings(case, bare))
    records = Records(case.modules, bare)
    functions = _functions(case, records)
    complete = case.own.get("draft") is not True
    nobody = frozenset(map(str, case.own.get("nobody") or ()))
    context = replace(
        bare, functions=functions, follow=records.follow, complete=complete,
        held=lambda role, _project: role not in nobody,
    )  # fmt: skip
    records.context = replace(context, system={})
    for given in (case.document.get("records", {}), case.own.get("records", {})):
        records.add(given, case.module.key)
    rollups = {key: field for key, field in entity.fields.items() if field.rollup is not None}
    known = {key: _figure(field, figures[key]) if key in figures else records.rolled_up(entity, field, around)
             for key, field in rollups.items()}  # fmt: skip
    return replace(context, system={**context.system, **known})


def _figure(field: Field, given: Json) -> Value:
    """A rollup's value as a case gives it."""
    try:
        return None if given is None else KINDS[field.kind].read(given, field.options)
    except Unreadable:
        return None


def _settings(case: Case, context: Context) -> Values:
    entity = case.module.settings_entity
    if entity is None:
        return {}
    filled = apply_defaults(entity, keyed(entity.fields, case.both("settings")), context)
    return check_values(entity, filled, replace(context, complete=False)).values


def _functions(case: Case, records: Records) -> Mapping[str, Callable[..., Value]]:
    """The engines, and every look-up: the answer the case gives, else a search of its records."""
    answers = case.both("lookups")
    found: dict[str, Callable[..., Value]] = dict(case.engines)
    for each in case.modules.values():
        for key, lookup in each.lookups.items():
            found[key] = records.function(lookup)
            if key in answers:
                found[key] = partial(_always, constant(lookup, answers[key]))
    return found


def _always(answer: Value, *_: Value) -> Value:
    return answer


def _situation(case: Case, entity: Entity, flow: Workflow | None, checked: Checked, context: Context) -> Situation:
    rights = (right for each in case.modules.values() for right in each.rights)
    role = case.own.get("as")
    state = str(context.system["state"] or "")
    return Situation(
        modules=case.modules,
        entity=entity,
        workflow=flow,
        posting=case.of_entity(lambda each: each.postings),
        rights=tuple(right for right in rights if right.entity == entity.name),
        values=checked.values,
        context=context,
        state=state,
        roles=frozenset([role] if isinstance(role, str) else ()),
        transition=_transition(flow, str(case.own.get("after", "")), state),
        record=Ref(entity.name, RECORD),
    )


def _transition(flow: Workflow | None, after: str, state: str) -> str:
    """The transition a case is about: the one it performs, else the one that asks approvers."""
    if after or flow is None:
        return after
    asking = [arrow for arrow in flow.transitions.values() if arrow.approval]
    from_here = [arrow for arrow in asking if state in arrow.sources] or asking
    return from_here[0].key if from_here else ""
