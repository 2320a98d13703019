"""Seeds: records their entity takes, references that name a record seeded too."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from dougong.definition.checker.findings import Findings, step
from dougong.definition.context import Context
from dougong.definition.model import Field, Module
from dougong.definition.trying.given import is_id, keyed
from dougong.definition.values.checking import check_values

#: Any day: what depends on it is not judged here.
_CONTEXT: Final = Context(today=date(2025, 1, 1))
#: What cannot be judged without the records around: look-ups, settings, dates.
_NOT_HERE: Final = frozenset({"expression", "rule"})


def check_seeds(found: Findings) -> None:
    """Every document of seeds of the module."""
    documents = found.world.module.documents
    for path in sorted(documents):
        if path.startswith("seeds/") and found.reference(documents[path]["entity"], f"{path}#/entity", "entities"):
            _check_document(found, documents[path], f"{path}#/records")


def _check_document(found: Findings, document: Mapping[str, Any], at: str) -> None:
    entity = found.world.entity(document["entity"])
    for key, record in document["records"].items() if entity else ():
        if entity is None:
            continue
        here = step(at, key)
        for problem in check_values(entity, keyed(entity.fields, record), _CONTEXT).problems:
            if problem.code not in _NOT_HERE:
                found.problems.append(problem.below(here))
        for name, value in record.items():
            if name in entity.fields:
                _references(found, entity.fields[name], value, step(here, name))


def _references(found: Findings, field: Field, value: Any, at: str) -> None:
    """Keys of other seeds: each must be one."""
    for position, one in enumerate(value if isinstance(value, list) else ()):
        if isinstance(one, Mapping):
            for key in one.keys() & field.fields.keys():
                _references(found, field.fields[key], one[key], step(at, str(position), key))
        else:
            _references(found, field, one, step(at, str(position)))
    target = field.reference
    if target in (None, "*") or not isinstance(value, str) or is_id(value):
        return
    owner = found.world.owner(str(target))
    if owner is not None and value not in set(_seeded(owner, str(target))):
        found.no_such(at, "seed", value)


def _seeded(owner: Module, entity: str) -> Iterator[str]:
    """The keys of the records a module seeds for an entity."""
    for path, document in owner.documents.items():
        if path.startswith("seeds/"):
            named = document["entity"]
            if (named if "/" in named else f"{owner.key}/{named}") == entity:
                yield from document["records"]
