"""A whole module, read from its documents."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from dougong.definition.model import Module
from dougong.definition.reading.access import lookup_of, rights_of, roles_of
from dougong.definition.reading.entity import entity_of
from dougong.definition.reading.layouts import form_of, table_of
from dougong.definition.reading.notes import Notes
from dougong.definition.reading.parts import mapping, text, title_of, words
from dougong.definition.reading.posting import posting_of
from dougong.definition.reading.workflow import workflow_of
from dougong.problem import Json, Problem, Refused

T = TypeVar("T")
Documents = Mapping[str, Any]
_NONE: Final = Module(key="", version="", title="", icon="", hash="", documents={})


def read_module(
    documents: Mapping[str, Json],
    *,
    hash: str,  # noqa: A002 - what the value is
    like: Module | None = None,
) -> Module:
    """Read a module from its documents, by path without ".json": "module", "entities/slip", "roles" ...

    hash: the content hash the module is known by. like: a module read from documents of which some, or parts, are the
    same objects; what was read from them is shared and not read again. Raises `Refused` with every problem found;
    pointers read "entities/slip#/properties/x".
    """
    head = documents.get("module")
    if not isinstance(head, Mapping) or not isinstance(head.get("key"), str):
        raise Refused([Problem("module#/key", "required")])
    notes = Notes()
    if like is not None and like.key != head["key"]:
        like = None
    module = _module(str(head["key"]), head, _Reading(documents, notes, like), hash)
    notes.refuse()
    return module


@dataclass(frozen=True, slots=True)
class _Reading:
    """The documents being read, what was wrong with them, and the module read from like ones."""

    documents: Documents
    notes: Notes
    like: Module | None

    def shares(self, path: str) -> bool:
        """Whether the document is the one `like` was read from."""
        return self.like is not None and self.documents.get(path) is self.like.documents.get(path)

    def each(
        self, folder: str, kept: Mapping[str, T], read: Callable[[str, Mapping[str, Any]], T | None]
    ) -> dict[str, T]:
        """Every document of a folder read; what is wrong is noted under "folder/name#". kept: of `like`."""
        found = {}
        for name, document in _documents(self.documents, folder):
            path = f"{folder}/{name}"
            if name in kept and self.shares(path):
                found[name] = kept[name]
                continue
            self.notes.fields = 0
            with self.notes.at(f"{path}#"):
                one = read(name, document)
            if one is not None:
                found[name] = one
        return found


def _module(key: str, head: Mapping[str, Any], reading: _Reading, digest: str) -> Module:
    documents, notes, like = reading.documents, reading.notes, reading.like or _NONE
    roles = mapping(documents, "roles")
    with notes.at("roles#"):
        rights = like.rights if reading.shares("roles") else rights_of(key, roles, notes)
    with notes.at("module#/settings"):
        asked = mapping(head, "settings")
        same = like.settings_entity is not None and asked is like.settings
        settings = like.settings_entity if same else entity_of(key, "settings", asked, notes)
    return Module(
        key=key,
        version=text(head, "version"),
        title=title_of(head, key),
        icon=text(head, "icon"),
        hash=digest,
        documents=documents,
        requires=mapping(head, "requires"),
        works_with=mapping(head, "works_with"),
        settings=mapping(head, "settings"),
        menu=words(mapping(head, "menu"), "order"),
        entities=reading.each(
            "entities", like.entities, lambda name, doc: entity_of(key, name, doc, notes, like=like.entities.get(name))
        ),
        workflows=reading.each("workflows", like.workflows, lambda name, doc: workflow_of(name, doc, notes)),
        postings=reading.each("postings", like.postings, lambda name, doc: posting_of(name, doc, notes)),
        tables=reading.each("tables", like.tables, lambda name, doc: table_of(name, doc, notes)),
        forms=reading.each("forms", like.forms, lambda name, doc: form_of(name, doc, notes)),
        lookups=reading.each("lookups", like.lookups, lambda name, doc: lookup_of(key, name, doc, notes)),
        roles=roles_of(roles),
        rights=rights,
        ledgers=dict(_documents(documents, "ledgers")),
        settings_entity=settings,
    )


def _documents(documents: Documents, folder: str) -> list[tuple[str, Mapping[str, Any]]]:
    """The documents of a folder as (key, document), in the order of their keys."""
    prefix = f"{folder}/"
    return [
        (path.removeprefix(prefix), documents[path])
        for path in sorted(documents)
        if path.startswith(prefix) and isinstance(documents[path], Mapping)
    ]
