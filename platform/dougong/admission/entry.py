"""`admit`: the one way from a person and an entity's name to what may be done with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from dougong import catalog
from dougong.access import Reach, Verb, Verdict, authorize, offers, reach_for, system_reach
from dougong.admission.seat import Seat, no_such_entity
from dougong.definition import Context, Entity, Field, Form, Module, Posting, Table, Workflow
from dougong.definition.layout import Layout
from dougong.problem import Refused, Values

#: The system field that says which project a record belongs to, as forms and the wire have it.
PROJECT_FIELD: Final = "project"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entity as one person may use it.

    entity: as the definition has it. shaped: the same with the system field `project` in front where the
    entity belongs to a project, as forms and the wire show it. reach: the rows open to `verb`.
    """

    seat: Seat
    module: Module
    entity: Entity
    shaped: Entity
    verb: Verb
    reach: Reach
    layout: Layout
    workflow: Workflow | None
    table: Table | None
    form: Form | None
    posting: Posting | None

    def verdict(self, values: Values | None, state: str | None, context: Context) -> Verdict:
        """May he do `verb` to this record, by which rule, and to which fields?"""
        return self.verdict_on(self.verb, values, state, context)

    def verdict_on(self, verb: Verb, values: Values | None, state: str | None, context: Context) -> Verdict:
        """The same for another verb on the same entity."""
        return authorize(
            self.seat.rights_on(self.entity.name), self.seat.actor, self.entity, verb, values,
            context=context, state=state, workflow=self.workflow,
        )  # fmt: skip

    def may(self, verb: Verb) -> bool:
        """Whether there is any rule at all that lets him do `verb` to records of this entity."""
        return offers(self.seat.rights_on(self.entity.name), self.seat.actor, self.entity, verb)


def admit(seat: Seat, name: str, verb: Verb = "see") -> Entry:
    """The entry of a person to an entity ("module/entity") for a verb.

    Raises Refused: "not_found" when the entity does not exist or its module is off, "forbidden" without a rule.
    """
    entity = _entity(seat, name)
    workflow = _workflow_of(seat.modules[entity.module], entity)
    reach = reach_for(seat.rights_on(name), seat.actor, entity, verb, workflow=workflow, today=seat.today)
    return _entry(seat, entity, verb, reach)


def entry_for_consequence(seat: Seat, name: str) -> Entry:
    """The entry for what follows a transition: the definition's author answers for it, not the person's rights.

    Raises Refused ("not_found") when the entity does not exist or its module is off.
    """
    entity = _entity(seat, name)
    return _entry(seat, entity, "edit", system_reach(name, "what follows a transition", "edit"))


def entry_for_plan(seat: Seat, name: str) -> Entry:
    """The entry for counting whom a change of the definition touches: figures alone, of every record.

    Raises Refused ("not_found") when the entity does not exist or its module is off.
    """
    entity = _entity(seat, name)
    return _entry(seat, entity, "see", system_reach(name, "a plan says how many records it touches"))


def _entity(seat: Seat, name: str) -> Entity:
    entity = seat.entity(name)
    if entity is None:
        raise no_such_entity(name)
    return entity


def _entry(seat: Seat, entity: Entity, verb: Verb, reach: Reach) -> Entry:
    module = seat.modules[entity.module]
    return Entry(
        seat=seat,
        module=module,
        entity=entity,
        shaped=_shaped(entity, seat),
        verb=verb,
        reach=reach,
        layout=catalog.layout_for(entity.name),
        workflow=_workflow_of(module, entity),
        table=module.tables.get(entity.key),
        form=module.forms.get(entity.key),
        posting=module.postings.get(entity.key),
    )


def admit_reference(seat: Seat, name: str) -> Entry | None:
    """The entry to see an entity that is referred to; None when it is off or nothing of it may be seen."""
    if seat.entity(name) is None:
        return None
    try:
        return admit(seat, name, "see")
    except Refused as refused:
        if any(problem.code == "forbidden" for problem in refused.problems):
            return None
        raise


def _workflow_of(module: Module, entity: Entity) -> Workflow | None:
    return next((flow for flow in module.workflows.values() if flow.entity == entity.key), None)


def _shaped(entity: Entity, seat: Seat) -> Entity:
    if entity.scope != "project" or seat.project_entity is None:
        return entity
    project = seat.entity(seat.project_entity)
    title = project.title if project else PROJECT_FIELD
    fields: Mapping[str, Field] = {PROJECT_FIELD: _project_field(title, seat.project_entity), **entity.fields}
    properties = entity.schema.get("properties", {})
    schema: Mapping[str, Any] = {
        **entity.schema,
        "properties": {PROJECT_FIELD: fields[PROJECT_FIELD].schema, **properties},
    }
    return replace(entity, fields=fields, schema=schema)


def _project_field(title: str, target: str) -> Field:
    schema = {"title": title, "reference": target}
    return Field(
        key=PROJECT_FIELD, kind="reference", title=title, schema=schema, options={"reference": target},
        required=True, indexed=True,
    )  # fmt: skip
