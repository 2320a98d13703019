"""Where references lead: nowhere, round in a circle on the same value, or to too much at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from referencing import Specification
from referencing.exceptions import Unresolvable

from dougong.definition.plain.words import REFERENCES, same_value, subschemas
from dougong.definition.pointers import join
from dougong.problem import Problem

#: Schemas looked at for one value, every reference followed.
EXPANDED: Final = 20_000
#: What a reference to a meta-schema counts for.
META_COST: Final = 200


@dataclass(slots=True)
class _Node:
    """A schema: where it stands, and the schemas judged on the same value (by identity)."""

    pointer: str
    next: list[int] = field(default_factory=list)
    cost: int = 1


@dataclass(slots=True)
class _Graph:
    specification: Specification[Any]
    nodes: dict[int, _Node] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    waiting: list[tuple[Mapping[str, Any], Any, str]] = field(default_factory=list)
    kept: list[Any] = field(default_factory=list)


def reference_problems(
    root: Mapping[str, Any], resolver: Any, specification: Specification[Any], foreign: frozenset[int]
) -> list[Problem]:
    """What is wrong with the references of a schema. `foreign`: identities of contents that are not ours
    to judge (meta-schemas)."""
    graph = _Graph(specification, waiting=[(root, resolver, "")])
    while graph.waiting and not graph.problems:
        schema, resolver, pointer = graph.waiting.pop()
        if id(schema) not in graph.nodes:
            _visit(graph, schema, resolver, pointer, foreign)
    return graph.problems or _expansion(graph)


def _visit(graph: _Graph, schema: Mapping[str, Any], resolver: Any, pointer: str, foreign: frozenset[int]) -> None:
    node = graph.nodes[id(schema)] = _Node(pointer)
    graph.kept.append(schema)
    resolver = resolver.in_subresource(graph.specification.create_resource(schema))
    node.next += [id(one) for _, one in same_value(schema) if isinstance(one, Mapping)]
    for path, one in subschemas(schema):
        if isinstance(one, Mapping):
            graph.waiting.append((one, resolver, pointer + join(path)))
    for word in REFERENCES:
        if not isinstance(schema.get(word), str):
            continue
        try:
            found = resolver.lookup(schema[word])
        except (Unresolvable, ValueError):
            graph.problems.append(Problem(f"{pointer}/{word}", "ref", {"ref": schema[word]}))
            continue
        if id(found.contents) in foreign:
            node.cost += META_COST
        elif isinstance(found.contents, Mapping):
            node.next.append(id(found.contents))
            graph.waiting.append((found.contents, found.resolver, f"{pointer}/{word}"))


def _expansion(graph: _Graph) -> list[Problem]:
    """Count, for each schema, everything judged on the same value; a circle has no end."""
    costs: dict[int, int] = {}
    entered: set[int] = set()
    for start in graph.nodes:
        stack = [start]
        while stack:
            here = stack[-1]
            node = graph.nodes[here]
            if here in costs:
                stack.pop()
                continue
            entered.add(here)
            open_ = [one for one in node.next if one not in costs and one in graph.nodes]
            circle = next((one for one in open_ if one in entered), None)
            if circle is not None:
                return [Problem(graph.nodes[circle].pointer, "ref_cycle")]
            if open_:
                stack.append(open_[0])
                continue
            costs[here] = node.cost + sum(costs.get(one, 1) for one in node.next)
            if costs[here] > EXPANDED:
                return [Problem(node.pointer, "limit", {"what": "expanded schemas", "limit": EXPANDED})]
            stack.pop()
    return []
