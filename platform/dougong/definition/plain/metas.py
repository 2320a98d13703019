"""The meta-schemas of the dialects, prepared like any schema; nothing here ever fetches."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from jsonschema.validators import SPECIFICATIONS
from referencing import Registry, Resource, Specification
from referencing.jsonschema import specification_with

from dougong.definition.plain.preparing import prepared


def specification_of(dialect: str) -> Specification[Any]:
    """How a dialect finds ids, anchors and subschemas."""
    return specification_with(dialect)


def _meta_schemas() -> Iterator[tuple[str, Resource[Any]]]:
    for uri in SPECIFICATIONS:
        contents = SPECIFICATIONS.contents(uri)
        yield uri, specification_of(contents["$schema"]).create_resource(prepared(contents))


def _mappings(value: Any) -> Iterator[int]:
    """The identity of every object inside."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            yield id(one)
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


META_REGISTRY: Final[Registry[Any]] = Registry().with_resources(_meta_schemas()).crawl()
#: Identities of what stands in a meta-schema: reached by a reference, it is judged, not analysed.
FOREIGN: Final = frozenset(inner for uri in META_REGISTRY for inner in _mappings(META_REGISTRY.contents(uri)))
