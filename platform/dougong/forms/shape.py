"""What a schema means for a form: which types, which choices, which alternatives, which keys."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dougong.forms.schemas import Document, Schema, Together
from dougong.kinds import json_key
from dougong.problem import Json

#: Keywords that say a type without naming it.
_HINTS: Final[Mapping[str, frozenset[str]]] = {
    "object": frozenset(
        {"properties", "required", "additionalProperties", "patternProperties", "propertyNames", "minProperties",
         "maxProperties", "dependentRequired", "dependentSchemas", "unevaluatedProperties"}
    ),
    "array": frozenset({"items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems"}),
    "string": frozenset({"minLength", "maxLength", "pattern", "format"}),
    "number": frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}),
}  # fmt: skip
#: Words of an alternative that make it a mere constant.
_MERE: Final = frozenset(
    {
        "const",
        "enum",
        "title",
        "description",
        "type",
        "deprecated",
        "$comment",
        "default",
        "order",
        "tone",
        "color",
        "icon",
    }
)
#: Words that lead to further structure of a form.
_STRUCTURE: Final = frozenset(
    {"properties", "patternProperties", "items", "prefixItems", "additionalItems", "enum", "const", "type", "format",
     "oneOf", "anyOf", "if", "dependentSchemas", "dependencies", "minimum", "maximum", "pattern"}
)  # fmt: skip
SCALARS: Final = ("string", "number", "integer", "boolean")
#: Alternatives within alternatives, and alternatives side by side, that are looked into for a single field.
MAX_NESTED: Final = 3
MAX_BRANCHES: Final = 20
ALL_TYPES: Final = frozenset({"string", "number", "boolean", "object", "array", "null"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a schema lists."""

    value: Json
    title: str
    offered: bool = True


@dataclass(frozen=True, slots=True)
class Alternatives:
    """One `oneOf` or `anyOf`: the part it stands in, its keyword, its branches (null left out)."""

    part: Schema
    keyword: str
    branches: tuple[Any, ...]

    @property
    def identity(self) -> int:
        """What tells this list of alternatives from every other of the document."""
        return id(self.part[self.keyword])


@dataclass(frozen=True, slots=True)
class Shape:
    """What a form needs to know of a schema.

    types: JSON types other than null; empty when the schema leaves the type open.
    nullable: whether null may stand here. never: nothing fits. broken: references that lead nowhere.
    choices: the values listed, other than null; None when none are. constant: only one, said by `const`.
    unions: alternatives a person has to choose among. suggestions: texts offered beside free text.
    """

    parts: tuple[Schema, ...]
    types: frozenset[str]
    nullable: bool = False
    never: bool = False
    broken: tuple[str, ...] = ()
    choices: tuple[Choice, ...] | None = None
    constant: bool = False
    unions: tuple[Alternatives, ...] = ()
    suggestions: tuple[str, ...] = ()

    def word(self, keyword: str) -> Any:
        """The first value a keyword has among the parts; None when no part says it."""
        return next((part[keyword] for part in self.parts if keyword in part), None)

    def text(self, keyword: str) -> str:
        """The same for a text."""
        return next((part[keyword] for part in self.parts if isinstance(part.get(keyword), str)), "")

    def merged(self) -> dict[str, Any]:
        """The parts as one schema for choosing a control; where two say a word, the first counts."""
        whole: dict[str, Any] = {}
        for part in reversed(self.parts):
            whole.update(part)
        if len(self.types) == 1:
            whole["type"] = next(iter(self.types))
        return whole


def shape_of(document: Document, together: Together, taken: frozenset[int] = frozenset()) -> Shape:
    """Read a schema. taken: alternatives already chosen among at this place (by identity)."""
    shape: Shape = document.remembered(together, taken, _read_shape)
    return shape


def _read_shape(document: Document, together: Together, taken: frozenset[int]) -> Shape:
    parts, never, broken = document.parts(together)
    declared, nullable = _declared(parts)
    listed, null_listed, constant = _listed(document, parts)
    unions: tuple[Alternatives, ...] = ()
    suggestions: tuple[str, ...] = ()
    if listed is None:
        unions, null_branch = _unions(document, parts, taken)
        nullable = null_branch if nullable is None else nullable and _may_be_null(unions, null=null_branch)
        unions, declared, suggestions = _simplified(document, unions, declared, taken)
    else:
        nullable = null_listed and nullable is not False
        fitting = frozenset(declared or ())
        listed = [one for one in listed if declared is None or _fits_type(one.value, fitting)]
    types = declared if declared is not None else (frozenset() if unions or listed else _guessed(parts))
    return Shape(
        parts=parts,
        types=types,
        nullable=bool(nullable),
        never=never,
        broken=broken,
        choices=None if listed is None else tuple(listed),
        constant=constant,
        unions=unions,
        suggestions=suggestions,
    )


def type_of(value: Json) -> str:
    """The JSON type of a value: "integer" is told apart from "number"."""
    if value is None:
        return "null"
    for name, python in (
        ("boolean", bool),
        ("integer", int),
        ("string", str),
        ("array", list),
        ("object", dict),
    ):
        if isinstance(value, python):
            return name
    return "number"


def _fits_type(value: Json, types: frozenset[str]) -> bool:
    name = type_of(value)
    whole = name == "number" and "integer" in types and value == int(value)  # type: ignore[arg-type] # a Decimal
    return name in types or (name == "integer" and "number" in types) or whole


def _declared(parts: Iterable[Schema]) -> tuple[frozenset[str] | None, bool | None]:
    """The types every part allows, without null; whether null is among them. None: no part says."""
    types: frozenset[str] | None = None
    for part in parts:
        given = part.get("type")
        names = [given] if isinstance(given, str) else given
        if not isinstance(names, list):
            continue
        named = frozenset(name for name in names if isinstance(name, str))
        types = named if types is None else _common(types, named)
    if types is None:
        spoken = any(part.get("nullable") is True for part in parts)
        return None, True if spoken else None
    if types >= ALL_TYPES:
        return None, True
    if "number" in types:
        types -= {"integer"}
    return types - {"null"}, "null" in types or any(part.get("nullable") is True for part in parts)


def _common(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """The types both allow; an integer is a number."""
    whole = ("integer" in one and "number" in other) or ("integer" in other and "number" in one)
    return (one & other) | ({"integer"} if whole else set())


def _guessed(parts: Sequence[Schema]) -> frozenset[str]:
    """The type a schema without `type` is about, by the keywords it uses."""
    for name, words in _HINTS.items():
        if any(words & part.keys() for part in parts):
            return frozenset({name})
    return frozenset()


def _listed(document: Document, parts: Iterable[Schema]) -> tuple[list[Choice] | None, bool, bool]:
    """The values listed (those every list names), whether null is one, whether `const` says the only one."""
    found: dict[str, Choice] | None = None
    constant = False
    for part in parts:
        for choices in _lists(document, part):
            keyed = {json_key(one.value): one for one in choices}
            found = keyed if found is None else {key: one for key, one in found.items() if key in keyed}
        constant = constant or "const" in part
    if found is None:
        return None, False, False
    return [one for key, one in found.items() if key != "null"], "null" in found, constant


def _lists(document: Document, part: Schema) -> Iterable[list[Choice]]:
    if "const" in part:
        yield [Choice(part["const"], _title(part["const"]))]
    values = part.get("enum")
    if isinstance(values, list):
        named = [part[word] for word in ("enumNames", "x-enumNames") if isinstance(part.get(word), list)]
        fitting = [names for names in named if len(names) == len(values)]
        titles = fitting[0] if fitting else [_title(value) for value in values]
        yield [Choice(value, str(title)) for value, title in zip(values, titles, strict=True)]
    for keyword in ("oneOf", "anyOf"):
        listed = part.get(keyword)
        if isinstance(listed, list) and listed:
            mere = [_mere(document, one) for one in listed]
            if all(one is not None for one in mere) and any(one and one[0].value is not None for one in mere):
                yield [choice for one in mere if one for choice in one]


def _mere(document: Document, branch: Any) -> list[Choice] | None:
    """The constants of an alternative that is nothing else; None for any other alternative."""
    if isinstance(branch, Mapping) and set(branch) == {"$ref"}:
        branch = document.resolve(str(branch["$ref"]), branch)
    if not isinstance(branch, Mapping) or not set(branch) <= _MERE:
        return None
    if branch.get("type") == "null" and not {"const", "enum"} & branch.keys():
        return [Choice(None, "", offered=False)]
    values = [branch["const"]] if "const" in branch else branch.get("enum")
    if not isinstance(values, list):
        return None
    offered = branch.get("deprecated") is not True
    title = branch.get("title") if len(values) == 1 else None
    return [Choice(value, str(title if title is not None else _title(value)), offered) for value in values]


def _title(value: Json) -> str:
    return value if isinstance(value, str) else json_key(value)


def _unions(
    document: Document, parts: Iterable[Schema], taken: frozenset[int]
) -> tuple[tuple[Alternatives, ...], bool | None]:
    """Alternatives that change the form, and whether null is one of them (None: no alternatives at all)."""
    found: list[Alternatives] = []
    null: bool | None = None
    for part in parts:
        for keyword in ("oneOf", "anyOf"):
            listed = part.get(keyword)
            if not isinstance(listed, list) or id(listed) in taken:
                continue
            rest = [one for one in listed if one is not False and not _is_null(document, one)]
            if not rest:
                continue
            if len(rest) < len([one for one in listed if one is not False]):
                null = True
            if any(_shapes(document, one, parts) for one in rest):
                found.append(Alternatives(part, keyword, tuple(rest)))
    return tuple(found), null


def _is_null(document: Document, branch: Any) -> bool:
    parts, _, _ = document.parts((branch,))
    return any(part.get("type") == "null" or ("const" in part and part["const"] is None) for part in parts)


def _may_be_null(unions: tuple[Alternatives, ...], *, null: bool | None) -> bool:
    """A type that allows null beside alternatives: they must allow it as well."""
    return not unions or null is True


def _shapes(document: Document, branch: Any, around: Iterable[Schema]) -> bool:
    """Whether a branch says more than "these keys must be there": then a person has to choose."""
    parts, _, broken = document.parts((branch,))
    if broken:
        return True
    known = {key for part in around for key in part.get("properties") or ()}
    for part in parts:
        if any(word in part for word in _STRUCTURE - {"properties", "type"}):
            return True
        keys = part.get("properties")
        if isinstance(keys, Mapping) and any(key not in known or key_schema_shapes(keys[key]) for key in keys):
            return True
        if "type" in part and not any("type" in one for one in around):
            return True
    return False


def key_schema_shapes(schema: Any) -> bool:
    """Whether a schema given a second time for a known key says anything a form would show."""
    return isinstance(schema, Mapping) and bool(_STRUCTURE & schema.keys())


def _simplified(
    document: Document,
    unions: tuple[Alternatives, ...],
    declared: frozenset[str] | None,
    taken: frozenset[int],
) -> tuple[tuple[Alternatives, ...], frozenset[str] | None, tuple[str, ...]]:
    """Alternatives a single field covers: the same scalar type throughout, or free text with suggestions."""
    if len(unions) != 1 or len(taken) > MAX_NESTED or len(unions[0].branches) > MAX_BRANCHES:
        return unions, declared, ()
    inner = taken | {unions[0].identity}
    shapes = [shape_of(document, (branch,), inner) for branch in unions[0].branches]
    kinds = {next(iter(one.types)) if len(one.types) == 1 else "" for one in shapes if one.choices is None}
    listed = [one.choices for one in shapes if one.choices is not None]
    plain = all(not one.unions and not one.broken for one in shapes)
    if not plain or len(kinds) != 1 or not kinds <= {"string", "number", "integer"}:
        return unions, declared, ()
    if any(not isinstance(choice.value, str) for choices in listed for choice in choices) or (
        listed and kinds != {"string"}
    ):
        return unions, declared, ()
    texts = tuple(str(choice.value) for choices in listed for choice in choices)
    return (), frozenset(kinds) if declared is None else declared, texts
