"""Random schemas, and instances that fit them, nearly fit them, or do not fit them at all."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

#: Keys and texts a form could stumble over: empty, pointer characters, quotes, spaces, line ends, controls, RTL, emoji.
HOSTILE = (
    "", " ", "a/b", "a~b", "~1", '"', "'", "&amp;", "<b>", "a b ", "\n", "a\r\nb", "\r", "\x00", "\x1b", "\x85",
    "\ud800", "\u202eabc", "מילה", "🏗️", "#", "in:x", "%41", "\\", "0", "-", "~:0", "json:1", "true", "null",
    "ﬀ", "\u2028",
    " 1", "1 ", "1,000", "１２", "00", "1.", "+1", "é", "e\u0301", "_do", "_charset_", "]]>", "{{ x }}", "\ufeff",
)  # fmt: skip

texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=8))
keys = st.one_of(st.sampled_from(("a", "b", "c", "name", "kind", "rows")), texts)
integers = st.one_of(st.integers(-5, 5), st.integers())
decimals = st.one_of(
    st.sampled_from([Decimal(one) for one in ("1.0", "1.50", "-0.0", "1E+2", "0E-7", "1E+400", "3.10")]),
    st.decimals(allow_nan=False, allow_infinity=False, places=3),
)
scalars = st.one_of(st.none(), st.booleans(), integers, decimals, texts)
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3)),
    max_leaves=6,
)
formats = st.sampled_from(
    ("date", "time", "date-time", "email", "uri", "uuid", "ipv4", "regex", "duration", "month", "hostname", "odd")
)
formatted = st.sampled_from(
    ("2024-02-29", "2023-02-29", "0000-01-01", "2024-01", "12:30", "12:30:00Z", "24:00", "2024-02-29T12:30:00Z",
     "2024-02-29T12:30:00.123+08:00", "2024-02-29T12:30", "a@b.cn",
     "用户@例子.cn", " a@b.cn", "https://例.cn/a b", "P1D")
)  # fmt: skip


def schemas() -> st.SearchStrategy[Any]:
    """Any schema, most with structure; references lead to `$defs` of the whole (see `documents`)."""
    return st.recursive(leaves(), branches, max_leaves=8)


def leaves() -> st.SearchStrategy[Any]:
    return st.one_of(
        st.just({"type": "string"}),
        st.just({"type": "number"}),
        st.just({"type": "integer"}),
        st.just({"type": "boolean"}),
        st.builds(lambda name: {"type": "string", "format": name}, formats),
        st.builds(lambda values: {"enum": values}, st.lists(anything, min_size=1, max_size=4)),
        st.builds(lambda value: {"const": value}, anything),
        st.builds(lambda types: {"type": types}, types()),
        st.builds(lambda name: {"$ref": f"#/$defs/{name}"}, st.sampled_from(("one", "two"))),
        st.sampled_from([True, False, {}, {"type": "null"}, {"minimum": 1}, {"not": {"type": "string"}}]),
        st.builds(
            lambda values: {"oneOf": [{"const": value, "title": "T"} for value in values]},
            st.lists(scalars, min_size=1, max_size=5),
        ),
        st.builds(
            lambda values: {"type": "array", "uniqueItems": True, "items": {"enum": values}},
            st.lists(st.one_of(texts, integers), min_size=1, max_size=4),
        ),
    )


def types() -> st.SearchStrategy[list[str]]:
    names = ("string", "number", "integer", "boolean", "null", "object", "array")
    return st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)


def branches(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    properties = st.dictionaries(keys, inner, max_size=3)
    return st.one_of(
        objects(properties, inner),
        st.builds(lambda items: {"type": "array", "items": items}, inner),
        st.builds(
            lambda first, rest: {"type": "array", "prefixItems": first, "items": rest},
            st.lists(inner, min_size=1, max_size=2),
            inner,
        ),
        st.builds(lambda word, several: {word: several}, combiners, st.lists(inner, min_size=1, max_size=3)),
        st.builds(
            lambda base, word, several: {**base, word: several} if isinstance(base, dict) else base,
            objects(properties, inner),
            combiners,
            st.lists(inner, min_size=1, max_size=2),
        ),
    )


combiners = st.sampled_from(("allOf", "anyOf", "oneOf"))


@st.composite
def objects(draw: st.DrawFn, properties: st.SearchStrategy[Any], inner: st.SearchStrategy[Any]) -> dict[str, Any]:
    declared = draw(properties)
    schema: dict[str, Any] = {"type": "object", "properties": declared}
    if declared:
        schema["required"] = draw(st.lists(st.sampled_from(sorted(declared)), max_size=2, unique=True))
    if draw(st.integers(0, 4)) == 0:
        schema["additionalProperties"] = draw(inner)
    if draw(st.integers(0, 6)) == 0:
        schema["patternProperties"] = {"^x": draw(inner)}
    if declared and draw(st.integers(0, 4)) == 0:
        key = draw(st.sampled_from(sorted(declared)))
        schema["if"] = {"properties": {key: draw(inner)}, "required": draw(st.sampled_from(([], [key])))}
        schema["then"] = draw(conditional(inner))
        schema["else"] = draw(conditional(inner))
    if declared and draw(st.integers(0, 6)) == 0:
        key = draw(st.sampled_from(sorted(declared)))
        schema["dependentSchemas"] = {key: draw(conditional(inner))}
    if draw(st.integers(0, 6)) == 0:
        schema["readOnly"] = True
    return schema


def conditional(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(
        lambda properties: {"properties": properties, "required": sorted(properties)[:1]},
        st.dictionaries(keys, inner, max_size=2),
    )


@st.composite
def documents(draw: st.DrawFn) -> Any:
    """A whole schema with definitions, which may refer to each other and to themselves."""
    wide = objects(st.dictionaries(keys, schemas(), min_size=1, max_size=4), schemas())
    root = draw(st.one_of(wide, wide, branches(schemas()), schemas()))
    if not isinstance(root, dict):
        return root
    one, two = draw(schemas()), draw(schemas())
    return {**root, "$defs": {"one": {"type": "object", "properties": {"next": one}}, "two": two}}


@st.composite
def instances(draw: st.DrawFn, schema: Any, root: Any, depth: int = 0) -> Any:
    """Something like what the schema asks for."""
    if depth > 4 or not isinstance(schema, dict) or draw(st.integers(0, 12)) == 0:
        return draw(anything)
    if "$ref" in schema:
        return draw(instances(root["$defs"][schema["$ref"].rpartition("/")[2]], root, depth + 1))
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return draw(st.sampled_from(schema["enum"]))
    several = [one for word in ("allOf", "anyOf", "oneOf") for one in schema.get(word, ())]
    if several and "type" not in schema:
        return draw(instances(draw(st.sampled_from(several)), root, depth + 1))
    name = schema.get("type")
    name = draw(st.sampled_from(name)) if isinstance(name, list) else name
    if name == "object":
        return draw(object_instances(schema, several, root, depth))
    if name == "array":
        return draw(array_instances(schema, root, depth))
    simple = {
        "string": st.one_of(texts, formatted),
        "number": st.one_of(integers, decimals),
        "integer": integers,
        "boolean": st.booleans(),
        "null": st.none(),
    }
    return draw(simple.get(name, anything))


@st.composite
def object_instances(draw: st.DrawFn, schema: Any, several: list[Any], root: Any, depth: int) -> Any:
    declared = dict(schema["properties"]) if "properties" in schema else {}
    for one in (*several, schema.get("then"), schema.get("else"), *schema.get("dependentSchemas", {}).values()):
        if isinstance(one, dict):
            declared.update(one.get("properties", {}))
    found = {}
    for key, inner in declared.items():
        if draw(st.booleans()):
            found[key] = draw(instances(inner, root, depth + 1))
    if draw(st.integers(0, 3)) == 0:
        found.update(draw(st.dictionaries(keys, anything, max_size=2)))
    return found


@st.composite
def array_instances(draw: st.DrawFn, schema: Any, root: Any, depth: int) -> Any:
    first = [draw(instances(one, root, depth + 1)) for one in schema.get("prefixItems", ())]
    first = first[: draw(st.integers(0, len(first)))]
    rest = draw(st.lists(instances(schema.get("items", True), root, depth + 1), max_size=3))
    return first + rest
