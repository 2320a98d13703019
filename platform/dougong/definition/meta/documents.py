"""Whether a module's documents are well written: the meta-schemas, the limits, the words people read."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from dougong.definition.meta.names import is_slug
from dougong.definition.meta.wording import wording_problems
from dougong.definition.plain.limits import DOCUMENT_LIMITS, too_much
from dougong.definition.plain.schema import PlainSchema, compile_schema
from dougong.definition.plain.words import subschemas
from dougong.problem import Json, Problem

#: Document type by folder, and of the documents that stand alone.
FOLDERS: Final[Mapping[str, str]] = {
    "entities": "entity", "workflows": "workflow", "postings": "posting", "forms": "form", "tables": "table",
    "ledgers": "ledger", "invariants": "invariant", "dashboards": "dashboard", "reports": "report",
    "prints": "print", "alerts": "alert", "engines": "engine", "lookups": "lookup", "cases": "cases",
    "locale": "locale", "seeds": "seed",
}  # fmt: skip
ALONE: Final[Mapping[str, str]] = {"module": "module", "roles": "roles"}
#: Fields of one entity, the columns of its rows included.
MAX_FIELDS: Final = 500


class Meta:
    """The meta-schemas. schemas: by document type ("entity"), with "common" beside them.

    Each is made ready when a document of its type is first asked about, which takes a tenth of a second; a schema
    that is none raises `Refused` then.
    """

    def __init__(self, schemas: Mapping[str, Mapping[str, Any]]) -> None:
        self._written = {name: dict(schema) for name, schema in schemas.items() if name != "common"}
        self._resources = {str(schema["$id"]): schema for schema in schemas.values()}
        self._compiled: dict[str, PlainSchema] = {}

    @property
    def types(self) -> frozenset[str]:
        """The document types there are."""
        return frozenset(self._written)

    def problems(self, type_: str, document: Json) -> tuple[Problem, ...]:
        """What is wrong with one document of a type; pointers into the document."""
        found = too_much(document, DOCUMENT_LIMITS)
        many = tuple(_too_many_fields(type_, document)) if found is None else (found,)
        if many:
            return many
        problems = self._ready(type_).problems(document, limits=DOCUMENT_LIMITS)
        return (*problems, *wording_problems(document))

    def _ready(self, type_: str) -> PlainSchema:
        if type_ not in self._compiled:
            self._compiled[type_] = compile_schema(self._written[type_], resources=self._resources)
        return self._compiled[type_]


def check_documents(meta: Meta, documents: Mapping[str, Json]) -> tuple[Problem, ...]:
    """What is wrong with the documents of a module, each by its meta-schema; () when all are well written.

    documents: by path without ".json". Pointers read "entities/slip#/properties/x".
    """
    problems = [] if "module" in documents else [Problem("module", "required")]
    for path in sorted(documents):
        type_ = document_type(path)
        if type_ is None:
            problems.append(Problem(f"{path}#", "unknown_key", {"key": path}))
        else:
            problems += (one.below(f"{path}#") for one in meta.problems(type_, documents[path]))
            problems += _misplaced(path, documents[path])
    return tuple(problems)


def document_type(path: str) -> str | None:
    """The type of the document at a path ("entities/slip" is an entity); None for a path no module has."""
    if path in ALONE:
        return ALONE[path]
    folder, _, name = path.partition("/")
    known = folder in FOLDERS and (is_slug(name) or (folder == "locale" and name.replace("_", "").isalnum()))
    return FOLDERS[folder] if known else None


def _misplaced(path: str, document: Json) -> Iterator[Problem]:
    """A key that is not the file's name would be two identities for one thing."""
    name = path.partition("/")[2]
    if name and isinstance(document, Mapping) and document.get("key", name) != name:
        yield Problem(f"{path}#/key", "const", {"expected": name})


def _too_many_fields(type_: str, document: Json) -> Iterator[Problem]:
    if type_ != "entity" or not isinstance(document, Mapping):
        return
    count = 0
    waiting: list[Mapping[str, Any]] = [document]
    while waiting:
        one = waiting.pop()
        properties = one.get("properties")
        count += len(properties) if isinstance(properties, Mapping) else 0
        waiting += [inner for _, inner in subschemas(one) if isinstance(inner, Mapping)]
    if count > MAX_FIELDS:
        yield Problem("/properties", "limit", {"what": "fields", "limit": MAX_FIELDS})
