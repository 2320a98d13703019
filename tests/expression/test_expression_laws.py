"""What must hold of every formula, tried on random ones."""

import decimal
import pickle
import sys
from datetime import date, time
from decimal import Decimal

import pytest
from dougong.expression import (
    BOOL,
    EvaluationError,
    Expr,
    ExpressionError,
    check_types,
    evaluate,
    functions_used,
    names_used,
    parse,
    split,
    text_of,
    to_json,
    to_term,
)
from dougong.problem import GeoPoint, Problem, Ref, Value
from expression_strategies import ENV, NAMES, any_formula, conditions, follow, scopes, soup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TODAY = date(2025, 3, 15)
MANY = settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
KINDS = (type(None), bool, int, Decimal, str, date, time, Ref, GeoPoint, tuple, dict)
#: The reasons that well-typed formulas may still meet at run time.
OF_VALUES = {"budget", "text_too_long", "number_too_large", "date_range", "whole", "places"}


TOO_BIG = ("too_deep", "too_many_nodes", "too_long", "too_high")


def attempt(text: str) -> tuple[Expr | None, ExpressionError]:
    try:
        return parse(text), ExpressionError(Problem("", "expression"))
    except ExpressionError as error:
        return None, error


def answer(expr: Expr, scope: dict[str, Value]) -> tuple[str, object]:
    try:
        return "value", evaluate(expr, scope, today=TODAY, follow=follow)
    except EvaluationError as error:
        return "error", error.problem.params["why"]


@MANY
@given(st.text() | soup | st.text(alphabet="()[]!-.,?:'\"\\ab1+ ", max_size=2_100), scopes)
def test_any_text_is_read_or_refused_and_never_crashes(text: str, scope: dict[str, Value]) -> None:
    expr, refused = attempt(text)
    if expr is None:
        assert 0 <= int(str(refused.problem.params["position"])) <= len(text)
        return
    assert parse(text_of(expr.ast)) == expr
    names_used(expr), functions_used(expr), to_json(expr), check_types(expr, ENV), split(expr, ENV)
    kind, value = answer(expr, scope)
    assert kind == "error" or isinstance(value, KINDS), text


@MANY
@given(any_formula, scopes)
def test_what_the_checker_passes_meets_no_wrong_type(text: str, scope: dict[str, Value]) -> None:
    expr, refused = attempt(text)
    if expr is None:
        assert refused.problem.params["why"] in TOO_BIG
        return
    assert [p.params["reason"] for p in check_types(expr, ENV).problems] == []
    kind, value = answer(expr, scope)
    assert kind == "value" or value in OF_VALUES, text


@MANY
@given(any_formula, scopes)
def test_the_type_of_the_answer_is_the_one_announced(text: str, scope: dict[str, Value]) -> None:
    try:
        expr = parse(text)
    except ExpressionError:
        return
    kind, value = answer(expr, scope)
    if kind == "value" and value is not None:
        wanted = {
            "number": (int, Decimal),
            "duration": (int, Decimal),
            "text": str,
            "date": date,
            "bool": bool,
        }
        announced = check_types(expr, ENV).type.name
        assert isinstance(value, wanted.get(announced, object)), text
        assert announced == "bool" or not isinstance(value, bool), text


@MANY
@given(conditions, scopes)
def test_a_negated_condition_answers_the_contrary(text: str, scope: dict[str, Value]) -> None:
    try:
        expr, negated = parse(text), parse(f"!({text})")
    except ExpressionError:
        return
    kind, value = answer(expr, scope)
    if kind == "value":
        assert answer(negated, scope) == ("value", value is not True)


@MANY
@given(any_formula, scopes)
def test_the_answer_does_not_depend_on_the_surroundings(text: str, scope: dict[str, Value]) -> None:
    try:
        expr = parse(text)
    except ExpressionError:
        return
    first = answer(expr, scope)
    with decimal.localcontext() as context:
        context.prec, context.rounding, context.traps[decimal.Inexact] = 3, decimal.ROUND_UP, True
        assert answer(parse(text), scope) == first
    assert answer(pickle.loads(pickle.dumps(expr)), scope) == first


@MANY
@given(any_formula, scopes)
def test_only_the_names_used_are_read(text: str, scope: dict[str, Value]) -> None:
    try:
        expr = parse(text)
    except ExpressionError:
        return
    roots = {path[0] for path in names_used(expr)}
    assert roots <= NAMES.keys()
    assert answer(expr, {name: scope[name] for name in roots}) == answer(expr, scope)


@MANY
@given(conditions, conditions, scopes)
def test_split_keeps_the_meaning(one: str, other: str, scope: dict[str, Value]) -> None:
    try:
        expr = parse(f"{one} && {other}")
    except ExpressionError:
        return
    term, rest = split(expr, ENV)
    assert (term is None) or to_term(expr, ENV) == (term if rest is None else None)
    if rest is not None and answer(rest, scope) == ("value", False):
        assert answer(expr, scope)[1] in (False, *OF_VALUES)


DEEP = [
    "(" * 31 + "1" + ")" * 31,
    "-" * 31 + "1",
    "+".join(["1"] * 100),
    "n" + ".p" * 99,
    "[" * 31 + "]" * 31,
]
DEEP += ["true ? 1 : " * 31 + "1", "x.map(a, " * 15 + "1" + ")" * 15, "!" * 31 + "b"]


@pytest.mark.parametrize("text", DEEP, ids=range(len(DEEP)))
def test_the_deepest_formulas_need_little_stack(text: str) -> None:
    frame, depth = sys._getframe(), 0
    while frame.f_back is not None:
        frame, depth = frame.f_back, depth + 1
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(depth + 450)
    try:
        expr = parse(text)
        text_of(expr.ast), to_json(expr), names_used(expr), check_types(expr, ENV), split(expr, ENV)
        answer(expr, {"n": None, "b": True, "x": (1,)})
    finally:
        sys.setrecursionlimit(limit)


def test_true_and_types_are_plain_values() -> None:
    assert check_types(parse("true"), ENV).type == BOOL
    assert parse(" true ") == parse("true")
    assert hash(parse("a + 1")) == hash(parse("a+1"))
