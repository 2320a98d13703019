"""What will be asked in many rows is told before: once for each formula, with the arguments of all rows."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dougong.definition import Context, apply_defaults, check_values, read_entity
from dougong.expression import declared_calls, parse
from dougong.problem import Value, Values

SCHEMA: dict[str, Any] = {
    "key": "sheet", "title": "Sheet", "type": "object",
    "properties": {
        "day": {"title": "Day", "type": "string", "format": "date"},
        "rows": {"title": "Rows", "type": "array", "items": {"type": "object", "properties": {
            "who": {"title": "Who", "type": "string"},
            "rate": {"title": "Rate", "kind": "money", "default_from": "rate_of(row.who)"},
            "twice": {"title": "Twice", "kind": "money", "computed": "rate_of(row.who) + rate_of(row.who)"}}}},
    },
    "rules": {"cheap": {"foreach": "rows", "at": "/rows/*/who", "check": "twice < limit_of(day)", "message": "{most}",
                        "say": {"most": "limit_of(row.who)"}}},
}  # fmt: skip


class Listener:
    def __init__(self) -> None:
        self.told: list[tuple[str, int]] = []
        self.referred = 0

    def refer(self, values: Values) -> None:
        self.referred += 1

    def looks_up(self, name: str) -> bool:
        return name.endswith("_of")

    def call(self, name: str, arguments: Sequence[tuple[Value, ...]]) -> None:
        self.told.append((name, len(arguments)))


def test_look_ups_of_rows_are_told_once_for_each_formula() -> None:
    entity, listener = read_entity("m", "sheet", SCHEMA), Listener()
    functions = {"rate_of": {"a": 5, "b": 50}.get, "limit_of": lambda of: 20}
    context = Context(date(2026, 1, 1), functions=functions, ahead=listener)
    rows = [{"who": who} for who in "abb"]
    filled = apply_defaults(entity, {"day": "2026-01-01", "rows": rows}, context)
    assert listener.told == [("rate_of", 3)]
    checked = check_values(entity, filled, context)
    assert [row["twice"] for row in checked.values["rows"]] == [10, 100, 100]
    assert [problem.pointer for problem in checked.problems] == ["/rows/1/who", "/rows/2/who"]
    assert listener.told[1:] == [("rate_of", 3), ("rate_of", 3), ("limit_of", 3), ("limit_of", 2)], "say: of two rows"
    assert listener.referred == 2


def test_with_one_row_nothing_is_told() -> None:
    entity, listener = read_entity("m", "sheet", SCHEMA), Listener()
    context = Context(date(2026, 1, 1), functions={"rate_of": lambda who: 5, "limit_of": lambda of: 9}, ahead=listener)
    check_values(entity, {"day": "2026-01-01", "rows": [{"who": "a"}]}, context)
    assert listener.told == []


def test_what_a_loop_asks_is_not_known_before() -> None:
    expr = parse("outer(inner(a), 1) + rows.sum(r, of(r.x)) + filter_me(rows.filter(r, r.x == 1).count())")
    assert [one.function for one in declared_calls(expr)] == ["inner", "outer", "filter_me"]
