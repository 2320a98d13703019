"""Every case by the Python evaluator and the type checker."""

import re

import pytest
from dougong.expression import EvaluationError, ExpressionError, check_types, parse, text_of, to_json
from expression_harness import ALL, Case, run_python

#: Reasons only the values can give: the checker has nothing to say.
AT_RUN_TIME = {
    "budget", "text_too_long", "number_too_large", "date_range", "whole", "places", "no_today", "no_follow",
    "refused",
}  # fmt: skip
UNREADABLE = [case for case in ALL if case.given.get("parse")]
READABLE = [case for case in ALL if not case.given.get("parse")]


def check(case: Case) -> None:
    found = [problem.params["why"] for problem in check_types(case.parsed, case.env).problems]
    if "check" in case.given:
        assert found == case.given["check"], case.expr
    elif "result" in case.given or case.given["error"] in AT_RUN_TIME:
        assert found == [], case.expr
    else:
        assert found, case.expr


@pytest.mark.parametrize("case", READABLE, ids=lambda case: case.where)
def test_evaluated_and_checked(case: Case) -> None:
    assert run_python(case) == case.expected, case.expr
    check(case)
    again = parse(text_of(case.parsed.ast))
    assert again == case.parsed
    assert to_json(again) == to_json(case.parsed)


@pytest.mark.parametrize("case", UNREADABLE, ids=lambda case: case.where)
def test_unreadable(case: Case) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(case.expr)
    assert not isinstance(caught.value, EvaluationError)
    problem = caught.value.problem
    assert problem.code == "expression"
    assert problem.params["why"] == case.given["error"]
    assert not re.search(r"\{[a-z]+\}", str(problem.params["reason"]))
    assert problem.params["position"] == case.given["position"]


def test_the_cases_are_what_they_promise() -> None:
    errors = sum("error" in case.given for case in ALL)
    assert len(ALL) >= 300
    assert errors * 3 >= len(ALL)
    assert len({str(case.given) for case in ALL}) == len(ALL), "the same case stands there twice"
