"""What the parts of a module are called, in documents before and after a change: whichever has the part."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from dougong.overlay import ABSENT, Documents, find

#: Values the platform itself gives every record, as a module's texts may name them.
SYSTEM = ("number", "state", "project", "version", "created_by", "created_at", "updated_by", "updated_at")


def joined(parts: Iterable[str]) -> str:
    """Several names in a sentence, with the comma the reader's language has between them."""
    return ("、" if (get_language() or "").startswith("zh") else ", ").join(parts)


@dataclass(frozen=True)
class Names:
    """Titles by key. documents: those asked first, and those asked for what is gone. roles: of all modules.

    system: titles of the platform's own fields.
    """

    documents: Sequence[Documents]
    roles: Mapping[str, str] = field(default_factory=dict)
    system: Mapping[str, str] = field(default_factory=dict)

    def node(self, document: str, *path: str) -> Any:
        """A node of the first documents that have it; None."""
        for documents in self.documents:
            found = find(documents, document, path)
            if found is not ABSENT:
                return found
        return None

    def title(self, document: str, *path: str) -> str:
        """The title of a node; its key where it has none."""
        found = self.node(document, *path, "title")
        return found if isinstance(found, str) else (path[-1] if path else document.rpartition("/")[2])

    def entity(self, key: str) -> str:
        """The title of an entity of the module."""
        return self.title(f"entities/{key}")

    def entity_of(self, document: str) -> str:
        """The key of the entity a document is about; "" for what belongs to the module."""
        kind, _, key = document.partition("/")
        if kind == "entities":
            return key
        told = self.node(document, "entity")
        return told.rpartition("/")[2] if isinstance(told, str) else ""

    def field(self, entity: str, path: str) -> str:
        """A field of an entity by "total", "rows/rate", "/rows/*/rate" or "team.name"; with what it stands in."""
        keys = [key for key in path.replace(".", "/").split("/") if key not in ("", "*")]
        if not keys:
            return path
        if len(keys) == 1 and keys[0] in self.system and self.node(f"entities/{entity}", "properties", keys[0]) is None:
            return self.system[keys[0]]
        titles, at = [], ["properties"]
        for key in keys:
            titles.append(self.title(f"entities/{entity}", *at, key))
            at += [key, "items", "properties"]
        return " · ".join(titles)

    def fields(self, entity: str, paths: Iterable[str]) -> str:
        """Several, one after another."""
        return joined(self.field(entity, path) for path in paths)

    def state(self, workflow: str, key: str) -> str:
        """A state of a workflow document."""
        return self.title(workflow, "states", key)

    def transition(self, workflow: str, key: str) -> str:
        """A transition of a workflow document."""
        return self.title(workflow, "transitions", key)

    def role(self, key: str) -> str:
        """A role, of whichever module."""
        return self.roles.get(key) or self.title("roles", "roles", key)
