"""What nobody should write: nonsense in every place of every document, bombs, circles, names that only look right."""

import json
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

Documents = dict[str, Any]


@dataclass
class Poison:
    """A module's documents with something wrong in one of them.

    path: which. where: the keys that lead to it. texts: raw texts of documents that are no proper JSON, by path.
    """

    name: str
    documents: Documents
    path: str = ""
    where: tuple[str | int, ...] = ()
    texts: dict[str, bytes] = field(default_factory=dict)


def deep(levels: int, key: str = "properties") -> Any:
    """So many levels of objects."""
    found: Any = {}
    for _ in range(levels):
        found = {key: {"a": found}}
    return found


def nested(levels: int) -> Any:
    """So many lists in lists."""
    found: Any = []
    for _ in range(levels):
        found = [found]
    return found


HOMOGLYPHS = (
    "х_а",
    "ｔitle",
    "tit\u200ble",
    "\u202etitle",
    "title\u0000",
    "ti\ud800tle",
    "__proto__",
    "constructor",
    "id",
    "X_A",
    "",
    " ",
    "a" * 64,
    "a" * 70_000,
    "1a",
    "a-b",
    "a/b",
    "a~b",
    "tenant_id",
    "spare_n1",
    "x_" + "a" * 62,
    "é",
    "e\u0301",
    "%s",
    "{0}",
    "drop table",
    "null",
    "record",
)
LABELS = (
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "{% raw %}",
    "\u202egnihton",
    "\x00",
    "\ud83d",
    "\ud800",
    "A" * 70_000,
    "\u0600" * 300,
    "\n" * 2000,
    "%(x)s %d {0} {x!r} {x.__class__}",
    "{number.__class__.__mro__}",
    "{}" * 900,
    "{" * 150,
    "$" * 200,
    "-" * 200,
    "=cmd|' /C calc'!A0",
)
PATTERNS = (
    "^(a+)+$",
    "(a|aa)*b" * 40,
    "(?=a)b",
    "(?P<x>a)(?P=x)",
    "[",
    "(" * 400,
    "a{1000}{1000}",
    "(.*)*" * 60,
    "\\1",
    "a" * 500,
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(?R)",
    "\\p{L}{1,999}" * 20,
)
FORMULAS = (
    "(" * 3000,
    "1" + "+1" * 20_000,
    "a" * 70_000,
    "x_p",
    "x_p + 1",
    "record.record.record",
    "__class__",
    "a.__class__",
    "'" + "a" * 5000 + "'",
    "10 ** 10",
    "9" * 5000,
    "1e999999",
    "[" * 500,
    "!" * 500,
    "a ? " * 300,
    "''.format(1)",
    "rows.map(r, rows.map(s, rows.map(t, 1)))",
    "rows.sum(r, rows.sum(s, r.a))",
    "\x00",
    "\ud800",
    "null.null",
    "today(",
    "me in me",
    "\u202e1",
    "１ + １",
    "project.project.project.project",
    "-" * 400 + "1",
    "not a",
    "import os",
)
SCALARS: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2**63,
    10**300,
    10**450,
    Decimal("0.1"),
    Decimal("1E+999999"),
    Decimal("-1E-999999"),
    Decimal("1E+400"),
    Decimal("9" * 500),
    "",
    "x",
    "x" * 70_000,
    "１２",
    "true",
    "2025-13-45",
)
SHAPES: tuple[Callable[[], Any], ...] = (
    list,
    lambda: [[]],
    dict,
    lambda: [None],
    lambda: {"": ""},
    lambda: {"a": None},
    lambda: ["a", "a"],
    lambda: nested(40),
    lambda: nested(900),
    lambda: deep(20),
    lambda: deep(40),
    lambda: deep(400),
    lambda: list(range(6000)),
    lambda: [str(one) for one in range(4000)],
    lambda: {f"k{one}": one for one in range(6000)},
    lambda: {"$ref": "#"},
    lambda: {"$ref": "#/$defs/a"},
    lambda: {"$ref": "https://example.com/"},
    lambda: {"$ref": 5},
    lambda: {"order": 5},
    lambda: {"order": ["a", "a"]},
    lambda: {"oneOf": [{"const": []}]},
    lambda: {"properties": []},
    lambda: {"oneOf": [{"const": str(one), "title": "T"} for one in range(4900)]},
    lambda: {"type": ["string", "string"]},
    lambda: {"type": "nothing"},
    lambda: {"kind": "nothing"},
    lambda: {"kind": []},
    lambda: {"allOf": [{"$ref": "#"}] * 50},
    lambda: {"not": {"not": {"not": {}}}},
    lambda: {"enum": [nested(20)] * 100},
)


def places(document: Any) -> list[tuple[str | int, ...]]:
    """Every place of a document, itself included."""
    found: list[tuple[str | int, ...]] = []
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), document)]
    while waiting:
        path, node = waiting.pop()
        found.append(path)
        inner: Iterator[tuple[str | int, Any]] = iter(())
        if isinstance(node, dict):
            inner = iter(node.items())
        elif isinstance(node, list):
            inner = iter(enumerate(node))
        waiting += [((*path, key), value) for key, value in inner]
    return found


def put(documents: Documents, path: str, where: tuple[str | int, ...], value: Any) -> Documents:
    """The documents with another value in one place."""
    copy = {**documents, path: deepcopy(documents[path])}
    if not where:
        return {**copy, path: value}
    node = copy[path]
    for key in where[:-1]:
        node = node[key]
    node[where[-1]] = value
    return copy


class Brewer:
    """Makes the poison of a seed out of sound documents."""

    def __init__(self, seed: int, modules: Mapping[str, Documents]) -> None:
        self.random = Random(seed)
        self.key = self.random.choice(sorted(modules))
        self.documents: Documents = dict(modules[self.key])

    def brew(self) -> Poison:
        """One of the kinds, evenly."""
        return self.random.choice(KINDS)(self)

    def anywhere(self, value: Any, name: str, folder: str = "") -> Poison:
        """The value in some place."""
        path = self.random.choice([one for one in self.documents if one.startswith(folder)])
        where = self.random.choice(places(self.documents[path]))
        return Poison(name, put(self.documents, path, where, value), path, where)

    def entity(self) -> str:
        """Some entity's path."""
        return self.random.choice([one for one in self.documents if one.startswith("entities/")])

    def field(self, name: str, more: dict[str, Any], key: str = "x_p") -> Poison:
        """A field of one's own."""
        path = self.entity()
        value = {"title": "Poison", **more}
        return Poison(name, put(self.documents, path, ("properties", key), value), path, ("properties", key))


def scalar(brewer: Brewer) -> Poison:
    """A simple value where another belongs."""
    return brewer.anywhere(brewer.random.choice(SCALARS), "scalar")


def shape(brewer: Brewer) -> Poison:
    """A list or an object where another belongs, deep, long or round."""
    return brewer.anywhere(brewer.random.choice(SHAPES)(), "shape")


def label(brewer: Brewer) -> Poison:
    """Words that are code, invisible or endless."""
    path = brewer.random.choice(sorted(brewer.documents))
    texts = [one for one in places(brewer.documents[path]) if one[-1:] and one[-1] in ("title", "label", "message")]
    where = brewer.random.choice(texts) if texts else ()
    value = brewer.random.choice(LABELS)
    return Poison("label", put(brewer.documents, path, where, value), path, where)


def homoglyph(brewer: Brewer) -> Poison:
    """A key that only looks like one."""
    return brewer.field("key", {"type": "string"}, key=brewer.random.choice(HOMOGLYPHS))


def pattern(brewer: Brewer) -> Poison:
    """A regular expression that never ends, or is none."""
    return brewer.field("pattern", {"type": "string", "pattern": brewer.random.choice(PATTERNS)})


def formula(brewer: Brewer) -> Poison:
    """A formula that is a bomb, a circle or another language."""
    word = brewer.random.choice(["computed", "visible_when", "required_when", "default", "pick", "default_from"])
    return brewer.field("formula", {"kind": "quantity", word: brewer.random.choice(FORMULAS)})


def condition(brewer: Brewer) -> Poison:
    """The same where rows, rights and steps have their conditions."""
    path = brewer.random.choice(sorted(brewer.documents))
    words = ("where", "check", "guard", "when", "answer", "otherwise", "computed", "visible_when")
    found = [one for one in places(brewer.documents[path]) if one[-1:] and one[-1] in words]
    where = brewer.random.choice(found) if found else ()
    value = brewer.random.choice(FORMULAS)
    return Poison("condition", put(brewer.documents, path, where, value), path, where)


def many_fields(brewer: Brewer) -> Poison:
    """Ten thousand fields."""
    path = brewer.entity()
    fields = {
        f"x_{one}": {"title": str(one), "type": "string"} for one in range(brewer.random.choice([501, 2001, 10_000]))
    }
    return Poison("many", put(brewer.documents, path, ("properties",), fields), path, ("properties",))


def circle(brewer: Brewer) -> Poison:
    """References and formulas that come back to themselves, or fold out without end."""
    path, kind = brewer.entity(), brewer.random.randrange(6)
    links = [f"x_c{one}" for one in range(brewer.random.choice([1, 2, 40]))]
    fields: dict[str, Any] = {
        one: {"title": "C", "kind": "quantity", "computed": f"{links[(at + 1) % len(links)]} + 1"}
        for at, one in enumerate(links)
    }
    if kind == 1:
        fields = {"x_r": {"title": "R", "$ref": "#/properties/x_r"}}
    elif kind == 2:
        bomb = {
            f"d{one}": {"properties": {"a": {"$ref": f"#/$defs/d{one + 1}"}, "b": {"$ref": f"#/$defs/d{one + 1}"}}}
            for one in range(25)
        }
        fields = {"x_r": {"title": "R", "type": "object", "$ref": "#/$defs/d0"}}
        documents = put(brewer.documents, path, ("$defs",), {**bomb, "d25": {"type": "string"}})
        return Poison("folded", put(documents, path, ("properties",), fields), path, ("properties",))
    elif kind == 3:
        rollup = {"entity": path.partition("/")[2], "value": "x_r", "where": "true", "aggregate": "sum"}
        fields = {"x_r": {"title": "R", "kind": "quantity", "rollup": rollup}}
    elif kind == 4:
        items = {
            "type": "object",
            "properties": {"x_i": {"title": "I", "kind": "quantity", "computed": "x_rows.count()"}},
        }
        fields = {"x_rows": {"title": "R", "type": "array", "items": items, "visible_when": "x_rows.count() > 0"}}
    elif kind == 5:
        fields = {f"x_{one}": {"title": "L", "kind": "quantity", "computed": f"x_{one + 1} + 1"} for one in range(450)}
        fields["x_450"] = {"title": "L", "kind": "quantity"}
    found = {**brewer.documents[path]["properties"], **fields} if kind != 5 else fields
    return Poison("circle", put(brewer.documents, path, ("properties",), found), path, ("properties",))


def text(brewer: Brewer) -> Poison:
    """A file that is no proper JSON, or JSON that only some readers survive."""
    path = brewer.entity()
    raw = brewer.random.choice(
        [
            b"",
            b"\x00",
            b"\xff\xfe",
            b"\xef\xbb\xbf{}",
            b"{",
            b"[" * 200_000,
            b'{"a":' * 100_000,
            b"nul",
            b"NaN",
            b"Infinity",
            b'{"a": NaN}',
            b'{"a": 1e999999}',
            b'{"a": -1e-999999999999}',
            b'{"a": ' + b"9" * 100_000 + b"}",
            b'{"a": "\\ud800"}',
            b'{"\\udfff": 1}',
            b'{"a": "\\u0000"}',
            b'{"a": 1, "a": 2}',
            b'{"a": 1} x',
            b"'a'",
            b"[" + b"1," * 300_000 + b"1]",
            b'{"title": "' + b"x" * 3_000_000 + b'"}',
            b'{"a": 0x10}',
            b"// x\n{}",
            b'{"properties": {"a": {"title": "A"}, "a": {"title": "B"}}}',
            json.dumps({"a": "\U0001f4a3" * 9999}).encode(),
        ]
    )
    return Poison("text", brewer.documents, path, texts={path: raw})


KINDS: tuple[Callable[[Brewer], Poison], ...] = (
    scalar,
    scalar,
    scalar,
    shape,
    shape,
    shape,
    label,
    homoglyph,
    pattern,
    formula,
    condition,
    many_fields,
    circle,
    text,
)
