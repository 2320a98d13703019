"""Random formulas and values for the laws."""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from dougong.expression import (
    BOOL,
    DATE,
    DATETIME,
    DURATION,
    NUMBER,
    TEXT,
    TIME,
    Env,
    Type,
    list_of,
    ref,
    row_of,
)
from dougong.problem import Ref, Value
from hypothesis import strategies as st

TEAM, PROJECT = ref("core/team"), ref("core/project")
ROW = row_of({"q": NUMBER, "p": NUMBER, "ok": BOOL, "who": TEXT, "day": DATE, "tags": list_of(TEXT)})
NAMES: dict[str, Type] = {
    "n": NUMBER, "m": NUMBER, "t": TEXT, "u": TEXT, "b": BOOL, "c": BOOL, "d": DATE, "e": DATE, "h": TIME,
    "k": TIME, "w": DATETIME, "v": DATETIME, "settings": row_of({"limit": NUMBER}), "mins": DURATION,
    "team": TEAM, "me": ref("user"), "project": PROJECT,
    "my_projects": list_of(PROJECT), "rows": list_of(ROW), "row": ROW, "nums": list_of(NUMBER),
}  # fmt: skip
FIELDS = {"core/team": {"name": TEXT, "leader": ref("user"), "size": NUMBER}}
ENV = Env(names=NAMES, fields_of=FIELDS.get)

#: Words, signs and scraps: far likelier to make sense together than random characters.
SCRAPS = [
    *NAMES, "r", "x", "q", "p", "who", "name", "leader", "zz", "true", "false", "null", "in", "0", "1", "2.5",
    '"a"', "'b'", '""', "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "!", "?", ":",
    "(", ")", "[", "]", ",", ".", ".sum(r, r.q)", ".map(r, ", ".filter(r, r.ok)", ".count()", ".all(x, ",
    "round(", "min(", "has(", "if_null(", "date('2025-01-31')", "today()", "len(", "text(", "join(",
    "add_months(", "concat(", "number(", "@", "\\", '"', "__class__", " ", "\n",
]  # fmt: skip

soup = st.lists(st.sampled_from(SCRAPS), max_size=40).map(" ".join)

TEXTS = ["", "a", "b", "ab", "10", "9", "钢筋", "😀", "a%b", "2025-01-31"]
REFS = [UUID(int=i) for i in range(1, 4)]


def some(type_: Type, chance: Random) -> Value:
    """A value of a type, one time in five none."""
    if chance.random() < 0.2:
        return None
    match type_.name:
        case "bool":
            return chance.random() < 0.5
        case "number":
            return Decimal(chance.choice([chance.randint(-3, 3), chance.randint(-(10**6), 10**6)])).scaleb(-2)
        case "duration":
            return chance.randint(-600, 600)
        case "text":
            return chance.choice(TEXTS)
        case "date":
            return date(2024, 1, 1) + timedelta(days=chance.randint(0, 500))
        case "time":
            return time(8, chance.randint(0, 2))
        case "datetime":
            return datetime(2025, 1, 1, chance.randint(0, 2), tzinfo=UTC)
        case "ref":
            return Ref(type_.entity, chance.choice(REFS))
        case "list" if type_.item is not None:
            return tuple(some(type_.item, chance) for _ in range(chance.randint(0, 4)))
        case "row":
            return {key: some(inner, chance) for key, inner in type_.fields.items()}
    raise TypeError(type_.name)


def scope_of(seed: int) -> dict[str, Value]:
    """A value for every name; drawn from a seed, because drawing each value is too slow."""
    chance = Random(seed)
    return {name: some(type_, chance) for name, type_ in NAMES.items()}


scopes = st.integers(0, 10**9).map(scope_of)


def follow(reference: Ref, name: str) -> Value:
    """What the referenced records hold: made up from their identity, always the same."""
    number = reference.id.int
    return {"name": None if number == 3 else "ab"[number - 1], "leader": Ref("user", REFS[number % 3]),
            "size": None if number == 1 else Decimal(number)}.get(name)  # fmt: skip


#: Type -> the simplest formulas of that type, and bigger ones with {type} where a smaller one goes.
LEAVES: dict[str, list[str]] = {
    "number": [
        "n", "m", "mins", "0", "1", "2.5", "100", "null", "team.size", "row.p", "rows.q.sum()", "nums[0]",
        "nums.count()", "len(t)", "month(d)", "nums.max()", "rows.filter(r, r.ok).count()",
    ],
    "text": ["t", "u", '"a"', '"钢"', '""', "null", "team.name", "row.who", 'join(rows.who, "-")'],
    "date": ["d", "e", "today()", 'date("2025-01-31")', "row.day"],
    "bool": [
        "b", "c", "true", "false", "null", "row.ok", "(team == null)", "(team.leader == me)", "(h < k)",
        "(w == v)", "(w >= v)", "(project in my_projects)", "rows.all(r, r.q > 0)", "(t in rows.tags)",
        "(n < 5.00001)", "(n >= -0.005)", "(t != u)", "(d <= today())", "(n + m > 1)", "(t in [])",
    ],
}  # fmt: skip
SHAPES: dict[str, list[str]] = {
    "number": [
        "({number} + {number})", "({number} - {number})", "({number} * {number})", "({number} / {number})",
        "({number} % {number})", "round({number}, 2)", "round({number}, -1)", "-{number}", "abs({number})",
        "if_null({number}, {number})", "min({number}, {number})", "({bool} ? {number} : {number})",
        "({date} - {date})", "nums.sum(x, x + {number})", "nums.avg(x, x * {number})",
        "nums.count(x, x > {number})", "months_between({date}, {date})", "number({text})", "len({text})",
    ],
    "text": [
        "({text} + {text})", "upper({text})", "text({number})", "concat({text}, {number}, {date})",
        "({bool} ? {text} : {text})", "if_null({text}, {text})",
    ],
    "date": [
        "add_months({date}, 1)", "add_months({date}, -13)", "({date} + 1)", "({date} - days(30))",
        "if_null({date}, {date})",
    ],
    "bool": [
        "({number} < {number})", "({number} <= {number})", "({number} == {number})", "({number} != {number})",
        "({text} >= {text})", "({text} > {text})", "({text} == {text})", "({text} != {text})",
        "({date} < {date})", "({date} == {date})", "({bool} && {bool})", "({bool} || {bool})",
        "({bool} == {bool})", "({bool} != {bool})", "!{bool}", '({text} in ["a", "b", null])',
        "({number} in [1, n, 2.5])", "has({number})", "contains({text}, {text})",
        "({bool} ? {bool} : {bool})", "nums.all(x, x >= {number})", "nums.exists(x, x == {number})",
        "!({bool} && {bool})", "!({number} > {number})",
    ],
}  # fmt: skip
#: The shapes SQL knows.
STORED: dict[str, tuple[list[str], list[str]]] = {
    "number": (
        ["n", "m", "mins", "team.size", "0", "1.5", "-2", "null", "settings.limit"],
        ["({number} + {number})", "({number} - {number})", "-{number}"],
    ),
    "text": (["t", "u", '"a"', '"钢"', '""', "null", "team.name"], ["{text}"]),
    "date": (["d", "e", "today()", "today() - 30", 'date("2024-06-30")'], ["{date}"]),
    "bool": (
        [
            "b", "c", "true", "null", "(team == null)", "(team.leader == me)", "(h < k)", "(w == v)",
            "(w >= v)", "(project in my_projects)", "(t in [])", "(team in [null])", "(me in [team.leader])",
        ],
        [
            *(shape for shape in SHAPES["bool"] if "nums" not in shape and "contains" not in shape),
            "(n in [1, 2.5, 0.0000001])",
        ],
    ),
}  # fmt: skip
EVERYTHING = {kind: (LEAVES[kind], SHAPES[kind]) for kind in LEAVES}
Grammar = dict[str, tuple[list[str], list[str]]]


def formula(kind: str, chance: Random, depth: int = 4, grammar: Grammar = EVERYTHING) -> str:
    """A random formula of the type `kind`."""
    leaves, shapes = grammar[kind]
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(leaves)
    shape = chance.choice(shapes)
    return re.sub(r"\{(\w+)\}", lambda inner: formula(inner.group(1), chance, depth - 1, grammar), shape)


seeds = st.integers(0, 10**9).map(Random)
any_formula = seeds.map(lambda chance: formula(chance.choice(list(LEAVES)), chance))
conditions = seeds.map(lambda chance: formula("bool", chance))
stored_conditions = seeds.map(lambda chance: formula("bool", chance, grammar=STORED))
