"""Who gains and who loses what between two states of a module's rights, as values. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dougong.access import Verb
from dougong.designer.rights_sheet import VERBS, RightCase, by_people, cases_of
from dougong.overlay import Documents, find

Turn = Literal["gains", "loses", "changes"]


@dataclass(frozen=True, slots=True)
class RightChange:
    """A verb of a role on an entity changed. before, after: () is not at all."""

    entity: str
    role: str
    verb: Verb
    before: tuple[RightCase, ...]
    after: tuple[RightCase, ...]

    @property
    def turn(self) -> Turn:
        """Whether the role has more than before, less, or something else."""
        if not self.before:
            return "gains"
        if not self.after:
            return "loses"
        return "changes"


@dataclass(frozen=True, slots=True)
class StepChange:
    """A role may, or may no longer, take a step of an entity's workflow."""

    entity: str
    role: str
    step: str
    gains: bool


@dataclass(frozen=True, slots=True)
class StateChange:
    """What a state says of fields to a role changed. before, after: word -> patterns."""

    entity: str
    role: str
    state: str
    before: Mapping[str, tuple[str, ...]]
    after: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class RoleChange:
    """A role came, went, was renamed, hidden or shown again. title: as it is (or was) called; former: before."""

    role: str
    what: Literal["added", "gone", "renamed", "hidden", "shown", "administers", "administers_not"]
    title: str
    former: str = ""


Gain = RightChange | StepChange | StateChange | RoleChange


def rights_changes(before: Documents, after: Documents) -> tuple[Gain, ...]:
    """Everything about roles and rights that differs: roles first, then entity by entity."""
    return (*_roles(before, after), *_rights(before, after), *_workflows(before, after))


def _roles(before: Documents, after: Documents) -> Iterator[RoleChange]:
    one, other = _map(before, "roles", "roles"), _map(after, "roles", "roles")
    for key in {**one, **other}:
        old, new = one.get(key), other.get(key)
        title = str((new or old or {}).get("title", key))
        if old is None or new is None:
            yield RoleChange(key, "added" if old is None else "gone", title)
            continue
        if old.get("title") != new.get("title"):
            yield RoleChange(key, "renamed", title, str(old.get("title", key)))
        if bool(old.get("hidden")) != bool(new.get("hidden")):
            yield RoleChange(key, "hidden" if new.get("hidden") else "shown", title)
        if bool(old.get("administers")) != bool(new.get("administers")):
            yield RoleChange(key, "administers" if new.get("administers") else "administers_not", title)


def _rights(before: Documents, after: Documents) -> Iterator[RightChange]:
    one, other = _map(before, "roles", "rights"), _map(after, "roles", "rights")
    for entity in {**one, **other}:
        here, there = _mapping(one.get(entity)), _mapping(other.get(entity))
        for role in {**here, **there}:
            old, new = _mapping(here.get(role)), _mapping(there.get(role))
            for verb in VERBS:
                was, now = cases_of(old.get(verb)), cases_of(new.get(verb))
                if was != now:
                    yield RightChange(entity, role, verb, was, now)


def _workflows(before: Documents, after: Documents) -> Iterator[StepChange | StateChange]:
    for path in after:
        if not path.startswith("workflows/"):
            continue
        entity = str(_mapping(after[path]).get("entity", path.removeprefix("workflows/")))
        yield from _steps(entity, _map(before, path, "transitions"), _map(after, path, "transitions"))
        yield from _states(entity, _map(before, path, "rights"), _map(after, path, "rights"))


def _steps(entity: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[StepChange]:
    for step in {**before, **after}:
        one, other = before.get(step), after.get(step)
        if not by_people(one) and not by_people(other):
            continue
        was, now = _listed(one), _listed(other)
        for role in dict.fromkeys((*was, *now)):
            if (role in was) != (role in now):
                yield StepChange(entity, role, step, gains=role in now)


def _states(entity: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[StateChange]:
    for state in {**before, **after}:
        here, there = _mapping(before.get(state)), _mapping(after.get(state))
        for role in {**here, **there}:
            was, now = _words(here.get(role)), _words(there.get(role))
            if was != now:
                yield StateChange(entity, role, state, was, now)


def _words(entry: Any) -> Mapping[str, tuple[str, ...]]:
    return {word: tuple(patterns) for word, patterns in _mapping(entry).items()}


def _listed(arrow: Any) -> tuple[str, ...]:
    return tuple(_mapping(arrow).get("by", ()))


def _mapping(node: Any) -> Mapping[str, Any]:
    return node if isinstance(node, Mapping) else {}


def _map(documents: Documents, document: str, key: str) -> Mapping[str, Any]:
    return _mapping(find(documents, document, (key,)))
