"""Every case by the compiler to SQL, on SQLite and on PostgreSQL: a row counts when the evaluator says so."""

from datetime import date
from random import Random

import pytest
from dougong.expression import ExpressionError, evaluate, parse, to_term
from dougong.problem import Value
from expression_engines import Ask, Row, decided
from expression_harness import ALL, Case
from expression_strategies import ENV, STORED, follow, formula, scopes, stored_conditions
from hypothesis import HealthCheck, given, settings

FILES = sorted({case.where.partition(":")[0] for case in ALL})
TODAY = date(2025, 3, 15)
MANY = settings(
    max_examples=500,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def said(case: Case, text: str, engine: str, code: str, ask: Ask) -> bool | None:
    params = {**case.scope, "today": case.today} if case.today else case.scope
    return decided(parse(text), case.env, Row(case.scope, case.follow, code), params, ask, engine)


def failures(file: str, engine: str, code: str, ask: Ask) -> list[str]:
    wrong = []
    for case in ALL:
        if not case.where.startswith(file + ":") or case.given.get("parse"):
            continue
        compiles = case.given.get("sql") == "full"
        answer = said(case, case.expr, engine, code, ask)
        if (answer is not None) != compiles:
            wrong.append(f"{case.where}: {case.expr}: {'does not compile' if compiles else 'compiles'}")
        elif compiles and "result" in case.given:
            expected = case.given["result"] is True
            turned = said(case, f"!({case.expr})", engine, code, ask)
            if (answer, turned) != (expected, not expected):
                wrong.append(f"{case.where}: {case.expr}: {answer}, negated {turned}, expected {expected}")
    return wrong


@pytest.mark.parametrize("file", FILES)
def test_sqlite(file: str, sqlite: Ask) -> None:
    assert failures(file, "sqlite", "text", sqlite) == []


@pytest.mark.parametrize("code", ["native", "text"])
@pytest.mark.parametrize("file", FILES)
def test_postgresql(file: str, code: str, postgresql: Ask) -> None:
    assert failures(file, "postgresql", code, postgresql) == []


def agree(text: str, scope: dict[str, Value], engine: str, code: str, ask: Ask) -> None:
    try:
        expr = parse(text)
        expected = evaluate(expr, scope, today=TODAY, follow=follow) is True
    except ExpressionError:
        return
    row = Row(scope, follow, code)
    answer = decided(expr, ENV, row, {**scope, "today": TODAY}, ask, engine)
    assert answer in (None, expected), text


@MANY
@given(stored_conditions, scopes)
def test_random_conditions_on_sqlite(sqlite: Ask, text: str, scope: dict[str, Value]) -> None:
    agree(text, scope, "sqlite", "text", sqlite)


@MANY
@given(stored_conditions, scopes)
def test_random_conditions_on_postgresql(postgresql: Ask, text: str, scope: dict[str, Value]) -> None:
    agree(text, scope, "postgresql", "native", postgresql)
    agree(text, scope, "postgresql", "text", postgresql)


def test_most_random_conditions_compile() -> None:
    """The two laws above would hold of nothing if they did not."""
    texts = [formula("bool", Random(seed), grammar=STORED) for seed in range(300)]
    assert sum(to_term(parse(text), ENV) is not None for text in texts) >= 270
