"""What changed between two versions of a module."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from dougong.definition import Entity, Module, Posting, PostingRule, Workflow
from dougong.definition.pointers import join
from dougong.planning.change import Change, What
from dougong.planning.fields import Place, field_changes

T = TypeVar("T")


def diff(before: Module | None, after: Module) -> tuple[Change, ...]:
    """Every change from `before` (None: not installed yet) to `after`, entities first.

    Both may be merged with a tenant's overlay: the changes are then what publishing the overlay brings.
    """
    return tuple(_changes(before, after))


def _changes(before: Module | None, after: Module) -> Iterator[Change]:
    old = before.entities if before else {}
    for key, entity in after.entities.items():
        yield from _entity(old.get(key), entity)
    for key, entity in old.items():
        if key not in after.entities:
            yield Change("entity_removed", f"entities/{key}#", entity.name, before=entity)
    yield from _workflows(after.key, before.workflows if before else {}, after.workflows)
    yield from _postings(after.key, before.postings if before else {}, after.postings)
    roles = before.roles if before else {}
    for role in _new(roles, after.roles):
        yield Change("role_added", "roles#" + join(("roles", role)), path=role, after=after.roles[role].title)
    for role in _new(after.roles, roles):
        yield Change("role_removed", "roles#" + join(("roles", role)), path=role, before=roles[role].title)


def _entity(before: Entity | None, after: Entity) -> Iterator[Change]:
    document = f"entities/{after.key}"
    place = Place(after.name, document)
    if before is None:
        yield Change("entity_added", f"{document}#", after.name, after=after)
        yield from field_changes({}, after.fields, place)
    else:
        if before.title != after.title:
            yield Change("entity_retitled", f"{document}#/title", after.name, before=before.title, after=after.title)
        if before.scope != after.scope:
            yield Change("scope_changed", f"{document}#/scope", after.name, before=before.scope, after=after.scope)
        yield from field_changes(before.fields, after.fields, place)
    old = before.unique if before else ()
    for keys in after.unique:
        if keys not in old:
            yield Change("unique_added", f"{document}#/unique", after.name, "+".join(keys), after=keys)
    for keys in old:
        if keys not in after.unique:
            yield Change("unique_dropped", f"{document}#/unique", after.name, "+".join(keys), before=keys)


def _workflows(module: str, before: Mapping[str, Workflow], after: Mapping[str, Workflow]) -> Iterator[Change]:
    for key, workflow in after.items():
        entity, document = f"{module}/{workflow.entity}", f"workflows/{key}#"
        old = before.get(key)
        if old is None:
            yield Change("workflow_added", document, entity, key, after=workflow)
            continue
        for word, was, now, added, removed in _parts(old, workflow):
            for part in _new(was, now):
                yield Change(added, document + join((word, part)), entity, part, after=now[part])
            for part in _new(now, was):
                yield Change(removed, document + join((word, part)), entity, part, before=was[part])
    for key in _new(after, before):
        entity = f"{module}/{before[key].entity}"
        yield Change("workflow_removed", f"workflows/{key}#", entity, key, before=before[key])


def _parts(
    old: Workflow, new: Workflow
) -> tuple[tuple[str, Mapping[str, object], Mapping[str, object], What, What], ...]:
    """The named parts of a workflow: their word, both sides, and what their coming and going is called."""
    return (
        ("states", old.states, new.states, "state_added", "state_removed"),
        ("transitions", old.transitions, new.transitions, "transition_added", "transition_removed"),
    )


def _postings(module: str, before: Mapping[str, Posting], after: Mapping[str, Posting]) -> Iterator[Change]:
    for key in dict.fromkeys((*after, *before)):
        old, new = _rules(before.get(key)), _rules(after.get(key))
        holder = after.get(key) or before[key]
        entity = f"{module}/{holder.entity}"
        for name, rule in new.items():
            at = f"postings/{key}#" + join(("rules", name))
            if name not in old:
                yield Change("posting_added", at, entity, name, after=rule)
            elif old[name] != rule:
                yield Change("posting_changed", at, entity, name, old[name], rule)
        for name in _new(new, old):
            at = f"postings/{key}#" + join(("rules", name))
            yield Change("posting_removed", at, entity, name, before=old[name])


def _rules(posting: Posting | None) -> dict[str, PostingRule]:
    return {rule.key: rule for rule in posting.rules} if posting else {}


def _new(before: Iterable[str], after: Iterable[str]) -> list[str]:
    """The keys that came, in their order."""
    known = set(before)
    return [key for key in after if key not in known]
