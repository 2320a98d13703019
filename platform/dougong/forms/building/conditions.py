"""Conditions of plain schemas: `if/then/else`, dependent schemas, and alternatives a known key decides."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dougong.forms.building.wording import wording, wording_equal, wording_given
from dougong.forms.maker import Maker
from dougong.forms.schemas import Document, Schema, Together
from dougong.forms.shape import Alternatives, Shape, shape_of
from dougong.kinds import json_key
from dougong.problem import Json

#: Conditions of one object that are looked at; more of them are left to the check.
MAX_CASES = 200
#: Schemas within a condition that are looked through for the keys it asks.
MAX_ASKED = 6


@dataclass(frozen=True, slots=True)
class Case:
    """One condition. holds: as far as is known. words: the same as an expression, "" where it cannot be said.

    keys: those it asks. then, otherwise: what is said in each case.
    """

    holds: bool | None
    words: str
    keys: frozenset[str]
    then: Together
    otherwise: Together = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One text about an object's keys. words: when it counts ("" always or unsayable). active: it counts now."""

    part: Schema
    words: tuple[str, ...] = ()
    active: bool = True
    conditional: bool = False

    @property
    def sayable(self) -> bool:
        """Whether the browser can be told when it counts."""
        return bool(self.words) and all(self.words)


@dataclass(slots=True)
class Situation:
    """Everything said about an object: what always counts and what counts in some case.

    deciding: keys that conditions ask.
    """

    sources: list[Source] = field(default_factory=list)
    deciding: set[str] = field(default_factory=set)

    def about(self, document: Document, key: str) -> Together:
        """The schema of a key's field: what always counts and what counts now; else what counts in some other case.

        A key that conditions ask must not be narrowed to the answer it has just been given: it is what always
        counts, or any of what the cases say.
        """
        found = [one for one in self.sources if key in _properties(one.part)]
        always = [one for one in found if not one.conditional]
        if key in self.deciding and (always or len(found) > 1):
            schemas = tuple(one.part["properties"][key] for one in always or found)
            return schemas if always else (document.either(schemas),)
        counting = [one for one in found if one.active] or found
        return tuple(one.part["properties"][key] for one in counting)

    def declared(self) -> list[str]:
        """Every key declared anywhere, in order."""
        found: dict[str, None] = {}
        for source in self.sources:
            found.update(dict.fromkeys(_properties(source.part)))
        return list(found)


def situation_of(maker: Maker, shape: Shape, value: Mapping[str, Json]) -> Situation:
    """What is said about an object whose value is (as far as is known) `value`."""
    found = Situation()
    found.sources = [Source(part) for part in shape.parts]
    waiting: list[tuple[Case, tuple[str, ...], bool]] = [(case, (), True) for case in _cases(maker, shape, value)]
    seen: set[int] = set()
    while waiting and len(seen) < MAX_CASES:
        case, above, active = waiting.pop(0)
        found.deciding |= case.keys
        for said, words, counts in (
            (case.then, case.words, case.holds is not False),
            (case.otherwise, wording_not(case.words), case.holds is not True),
        ):
            if not said or (id(said[0]) in seen and len(said) == 1):
                continue
            seen.update(map(id, said))
            inner = shape_of(maker.document, said)
            told, now = (*above, words), active and counts
            found.sources += [Source(part, told, active=now, conditional=True) for part in inner.parts]
            if now:
                waiting += [(more, told, now) for more in _cases(maker, inner, value, shape)]
    return found


def keys_asked(document: Document, schema: Any, depth: int = 0) -> frozenset[str]:
    """The keys of an object that a condition looks at."""
    found: set[str] = set()
    if depth > MAX_ASKED:
        return frozenset()
    for part in document.parts((schema,))[0]:
        found.update(_properties(part))
        found.update(part.get("required") or ())
        inside = [part[word] for word in ("not", "if", "then", "else") if word in part]
        inside += [one for word in ("anyOf", "oneOf") for one in part.get(word) or ()]
        for one in inside:
            found |= keys_asked(document, one, depth + 1)
    return frozenset(found)


def _properties(part: Any) -> Mapping[str, Any]:
    """The keys a part declares, each with its schema."""
    declared = part.get("properties") if isinstance(part, Mapping) else None
    return declared if isinstance(declared, Mapping) else {}


def wording_not(words: str) -> str:
    """The opposite of an expression."""
    return f"!({words})" if words else ""


def switches_of(document: Document, shape: Shape, base: Shape | None = None) -> list[tuple[Alternatives, str]]:
    """The alternatives that a declared key decides by its value, each with the key."""
    around = (*shape.parts, *(base.parts if base else ()))
    known = [part["properties"] for part in around if isinstance(part.get("properties"), Mapping)]
    found = []
    for union in shape.unions:
        key = _deciding(document, union, known)
        if key is not None:
            found.append((union, key))
    return found


def _deciding(document: Document, union: Alternatives, known: Iterable[Mapping[str, Any]]) -> str | None:
    """A declared key that every branch gives other constants."""
    tables = [_constants(document, branch) for branch in union.branches]
    if len(tables) < 2:
        return None
    for key in tables[0]:
        if not any(key in properties for properties in known):
            continue
        listed = [table.get(key) for table in tables]
        flat = [value for values in listed if values for value in values]
        if all(listed) and len(flat) == len(set(flat)):
            return key
    return None


def _constants(document: Document, branch: Any) -> dict[str, list[str]]:
    """The keys a branch gives constants, with them as canonical JSON."""
    found: dict[str, list[str]] = {}
    parts, _, _ = document.parts((branch,))
    for part in parts:
        for key, schema in _properties(part).items():
            if isinstance(schema, Mapping) and "const" in schema:
                found[key] = [json_key(schema["const"])]
            elif isinstance(schema, Mapping) and isinstance(schema.get("enum"), list):
                found[key] = [json_key(value) for value in schema["enum"]]
    return found


def _cases(maker: Maker, shape: Shape, value: Mapping[str, Json], base: Shape | None = None) -> Iterator[Case]:
    for part in shape.parts:
        if "if" in part and ("then" in part or "else" in part):
            yield Case(
                maker.conform(part["if"], dict(value)),
                wording(maker.document, part["if"]),
                keys_asked(maker.document, part["if"]),
                tuple(part[word] for word in ("then",) if word in part),
                tuple(part[word] for word in ("else",) if word in part),
            )
        for word in ("dependentSchemas", "dependentRequired", "dependencies"):
            needs = part.get(word)
            for key, said in needs.items() if isinstance(needs, Mapping) else ():
                then = maker.document.requiring(said) if isinstance(said, list) else said
                yield Case(key in value, wording_given(key), frozenset({key}), (then,))
    for union, key in switches_of(maker.document, shape, base):
        for branch in union.branches:
            constants = _constants(maker.document, branch)[key]
            holds = key in value and json_key(value[key]) in constants
            words = wording_equal(key, _values(maker.document, branch, key))
            yield Case(holds, words, frozenset({key}), (branch,))


def _values(document: Document, branch: Any, key: str) -> list[Json]:
    parts, _, _ = document.parts((branch,))
    for part in parts:
        schema = _properties(part).get(key)
        if isinstance(schema, Mapping) and ("const" in schema or "enum" in schema):
            return [schema["const"]] if "const" in schema else list(schema["enum"])
    return []
