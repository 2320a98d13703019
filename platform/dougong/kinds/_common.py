"""What every kind file uses: refusing, reading a schema's keywords, lists of values, one builder."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final, TypeVar, cast

from dougong.kinds.kind import BY_NAME, NOT_MINE, Kind, Options, Schema, Unreadable
from dougong.problem import Json, Problem, Value

#: Limits that keep a hostile record small (security figures of the house).
MAX_ITEMS: Final = 1_000
MAX_TEXT: Final = 65_536
MAX_LONG_TEXT: Final = 1_000_000
MAX_DEPTH: Final = 32
MAX_DIGITS: Final = 38
MAX_EXPONENT: Final = 100
BIGINT: Final = 2**63
MAX_WHOLE: Final = 10**15  # a keyword beyond it limits nothing, and must cost nothing

#: Keywords by which a definition says in our words what a field is.
OUR_WORDS: Final = ("kind", "reference", "unit")

T = TypeVar("T")
Read = Callable[[Json, Options], Value]
Write = Callable[[Any, Options], Json]
Check = Callable[[Any, Options], Iterable[Problem]]
AsText = Callable[[Any, Options], str]
ReadOptions = Callable[[Schema], dict[str, Any]]


def N_(text: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark `text` (a problem's `expected` or `what`) for translation and hand it back unchanged."""
    return text


def refuse(code: str, pointer: str = "", **params: object) -> Unreadable:
    """The `Unreadable` of one problem, `pointer` relative to the field."""
    return Unreadable(Problem(pointer, code, params))


def not_a(expected: str) -> Unreadable:
    """The JSON has the wrong type; `expected` is a marked text such as "a number"."""
    return refuse("type", expected=expected)


def bad_form(expected: str) -> Unreadable:
    """The JSON type is right but its text is no `expected` ("date", "e-mail address")."""
    return refuse("format", expected=expected)


def too_large(what: str, limit: object) -> Unreadable:
    """A limit of the house is passed."""
    return refuse("limit", what=what, limit=limit)


def alternatives(schema: Schema) -> list[Schema]:
    """The alternatives of `anyOf` or `oneOf` other than plain null; empty when there are none."""
    for keyword in ("anyOf", "oneOf"):
        listed = schema.get(keyword)
        if isinstance(listed, list):
            return [one for one in listed if isinstance(one, Mapping) and one.get("type") != "null"]
    return []


def effective(schema: object) -> Schema:
    """The schema a kind looks at: "this or null" written as a union becomes the one alternative that counts.

    Anything that is no object (`true`, `false`, a mistake) becomes the empty schema.
    """
    if not isinstance(schema, Mapping):
        return {}
    for keyword in ("anyOf", "oneOf"):
        listed = schema.get(keyword)
        if not isinstance(listed, list) or len(listed) != 2:
            continue
        rest = alternatives({keyword: listed})
        if len(rest) == 1 and not {"const", "title"} <= rest[0].keys():  # a titled constant is a choice
            outer = {key: value for key, value in schema.items() if key != keyword}
            return effective({**rest[0], **outer})
    return cast(Schema, schema)


def nullable(schema: object) -> bool:
    """Whether null is a value by the schema's own text: its type, enum, const and alternatives allow it.

    A field that says what it is in our words (kind, reference, unit) has no null: absent is its "no value".
    """
    if not isinstance(schema, Mapping):
        return schema is not False
    declared = schema.get("type")
    if isinstance(declared, str | list) and declared != "null" and "null" not in declared:
        return False
    if isinstance(schema.get("enum"), list):
        return None in schema["enum"]
    if "const" in schema:
        return schema["const"] is None
    for keyword in ("anyOf", "oneOf"):
        if isinstance(schema.get(keyword), list):
            return any(nullable(one) for one in schema[keyword])
    return declared is not None or not any(isinstance(schema.get(word), str) for word in OUR_WORDS)


def types_of(schema: Schema) -> frozenset[str]:
    """The JSON types named by "type", without null; empty when the schema leaves the type open."""
    declared = schema.get("type")
    names = declared if isinstance(declared, list) else [declared]
    return frozenset(name for name in names if isinstance(name, str)) - {"null"}


def is_type(schema: Schema, *names: str) -> bool:
    """Whether the schema names a type and names no other than these."""
    found = types_of(schema)
    return bool(found) and found <= set(names)


def named(schema: Schema, name: str) -> bool:
    """Whether the definition says `"kind": name` itself."""
    return schema.get("kind") == name


def whole(schema: Schema, keyword: str) -> int | None:
    """A non-negative whole number a keyword gives, else None."""
    value = schema.get(keyword)
    if isinstance(value, bool) or not isinstance(value, int | Decimal | float):
        return None
    return int(value) if 0 <= value < MAX_WHOLE and value == int(value) else None


def picked(schema: Schema, **keywords: str) -> dict[str, int]:
    """Whole-number keywords that are there: option name = keyword name."""
    found = {option: whole(schema, keyword) for option, keyword in keywords.items()}
    return {option: value for option, value in found.items() if value is not None}


def flags(schema: Schema, *names: str) -> dict[str, bool]:
    """Boolean keywords of ours that are set."""
    return {name: True for name in names if schema.get(name) is True}


def json_key(value: Json) -> str:
    """A canonical JSON text: equal for values JSON Schema calls equal (1 and 1.0, whatever the key order)."""
    if isinstance(value, str):
        return '"' + "".join(_ESCAPES.get(char, char) for char in value) + '"'
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal | float):
        return number_text(Decimal(str(value)))
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json_key(key)}:{json_key(value[key])}" for key in sorted(value)) + "}"
    return "[" + ",".join(json_key(item) for item in value) + "]"


_ESCAPES: Final[Mapping[str, str]] = {
    **{chr(code): f"\\u{code:04x}" for code in range(32)},
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
}


def number_text(value: Decimal) -> str:
    """A decimal as its shortest plain text: an exponent only when very large or small, no trailing zeros."""
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        return str(value)
    while len(digits) > 1 and digits[-1] == 0:
        digits, exponent = digits[:-1], exponent + 1
    if digits == (0,):
        return "0"
    short = Decimal((sign, digits, exponent))
    return format(short, "f") if -MAX_DIGITS <= exponent <= MAX_DIGITS else str(short)


def duplicates(items: Iterable[str]) -> list[int]:
    """Positions of entries that stood before; each entry is given by a text that is equal when it is."""
    seen: set[str] = set()
    twice = []
    for position, item in enumerate(items):
        if item in seen:
            twice.append(position)
        seen.add(item)
    return twice


def check_count(count: int, options: Options) -> Iterable[Problem]:
    """minItems and maxItems."""
    if count < options.get("min_items", 0):
        yield Problem("", "min_items", {"limit": options["min_items"]})
    if count > options.get("max_items", count):
        yield Problem("", "max_items", {"limit": options["max_items"]})


def read_list(json: Json, read_one: Callable[[Json], T], *, nulls: bool = False) -> tuple[T, ...]:
    """A JSON list read entry by entry; the pointer of a refusal names the entry. `nulls`: null entries stay.

    Raises `Unreadable`: no list, more than 1,000 entries, or an entry that cannot be read.
    """
    if not isinstance(json, list):
        raise not_a(N_("a list"))
    if len(json) > MAX_ITEMS:
        raise too_large(N_("a list"), MAX_ITEMS)
    values = []
    for position, item in enumerate(json):
        if item is None and not nulls:
            raise refuse("required", f"/{position}")
        try:
            values.append(cast(T, None) if item is None else read_one(item))
        except Unreadable as failure:
            raise Unreadable(failure.problem.below(f"/{position}")) from None
    return tuple(values)


def nothing_wrong(value: Any, options: Options) -> Iterable[Problem]:
    """The check of a kind whose reading has settled everything."""
    return ()


def no_options(schema: Schema) -> dict[str, Any]:
    """The options of a kind without keywords."""
    return {}


def only_named(schema: Schema) -> int:
    """The rank of a kind that must be asked for by its name: no other keyword points at it."""
    return NOT_MINE


def settle(kind: Kind) -> Kind:
    """The kind as the house uses it: its name in a schema outranks everything, and its options are read
    from the effective schema and remember that the definition did not name the kind ("plain").
    """
    read_options, own_rank = kind.options, kind.rank

    def rank(schema: Schema) -> int:
        seen = effective(schema)
        return BY_NAME if named(seen, kind.name) else own_rank(seen)

    def options(schema: Schema) -> Options:
        seen = effective(schema)
        found = dict(read_options(seen))
        if not named(seen, kind.name):
            found["plain"] = True
        return found

    return replace(kind, rank=rank, options=options)
