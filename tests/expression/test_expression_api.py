"""The parts other rooms build on: names used, types announced, SQL terms, copies, values from outside."""

import copy
import sqlite3
import threading
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

import psycopg
import pytest
from dougong.expression import (
    ANY,
    BOOL,
    DATE,
    NUMBER,
    TEXT,
    TRUE_EXPR,
    Add,
    And,
    Column,
    Compare,
    Env,
    EvaluationError,
    Given,
    In,
    IsNull,
    Literal,
    Not,
    Or,
    Param,
    Place,
    Signature,
    Term,
    Type,
    check_types,
    evaluate,
    functions_used,
    list_of,
    names_used,
    parse,
    ref,
    row_of,
    split,
    text_of,
    to_sql,
    to_term,
    type_to_json,
)
from dougong.problem import Ref, Value, say

TEAM = {"name": TEXT, "leader": ref("user")}
ENV = Env(
    names={
        "total": NUMBER, "qty": NUMBER, "state": TEXT, "day": DATE, "flag": BOOL, "other": BOOL,
        "team": ref("core/team"), "any_ref": ref(), "me": ref("user"),
        "my_projects": list_of(ref("core/project")),
        "project": ref("core/project"), "rows": list_of(row_of({"amount": NUMBER})), "extra": ANY,
        "settings": row_of({"limit": NUMBER, "days": NUMBER}),
    },
    functions={"rate": Signature((ref("core/team"), DATE), NUMBER, optional=1)},
    fields_of={"core/team": TEAM}.get,
)  # fmt: skip
ME = Ref("user", UUID(int=5))


def column(c: Column) -> tuple[str, int | None]:
    return ".".join(c.path), {"total": 4, "qty": 6}.get(c.path[-1])


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("1 + 2", []),
        ("total + qty", ["total", "qty"]),
        ("team.leader == me", ["team.leader", "me"]),
        ("rows.sum(r, r.amount)", ["rows.amount"]),
        ("rows.amount.sum()", ["rows.amount"]),
        ("rows.count()", ["rows"]),
        ("rows.sum(r, 1)", ["rows"]),
        ("rows.sum(r, r.amount * total)", ["rows.amount", "total"]),
        ("rows.map(r, r)", ["rows"]),
        ("rows.filter(r, r.amount > 1).map(s, s.worker).count()", ["rows.amount", "rows.worker"]),
        ("rows.map(r, r.sub).map(s, s.v)", ["rows.sub.v"]),
        ("rows.all(r, r.sub.exists(s, s.v > r.q))", ["rows.sub.v", "rows.q"]),
        ("rows[0].amount", ["rows.amount"]),
        ("rows[total].amount", ["rows.amount", "total"]),
        ("(flag ? team : other).name", ["flag", "team.name", "other.name"]),
        ("[total].map(x, x + 1)", ["total"]),
        ("rows.map(total, total.q)", ["rows.q"]),
        ("rate(rows.worker, day)", ["rows.worker", "day"]),
        ("if_null(team, other).name", ["team", "other"]),
        ("record.team.leader", ["record.team.leader"]),
    ],
)
def test_names_used(text: str, paths: list[str]) -> None:
    assert {".".join(path) for path in names_used(parse(text))} == set(paths)


def test_functions_used() -> None:
    assert functions_used(parse("rate(team) + rows.sum(r, round(r.q, 2))")) == {"rate", "round"}


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("total + 1", NUMBER),
        ("rows.amount", list_of(NUMBER)),
        ("rows.map(r, r.amount > 1)", list_of(BOOL)),
        ("rows[0]", row_of({"amount": NUMBER})),
        ("flag ? null : day", DATE),
        ("if_null(null, state)", TEXT),
        ("team.leader", ref("user")),
        ("my_projects[0]", ref("core/project")),
        ("min(day, null)", DATE),
        ("[team, null]", list_of(ref("core/team"))),
        ("[team, me]", list_of(ANY)),
        ("extra.anything[3]", ANY),
        ("day - 1", DATE),
        ("day - day", NUMBER),
        ("rate(team)", NUMBER),
        ("[]", list_of(ANY)),
        ("rows.filter(r, true)", list_of(row_of({"amount": NUMBER}))),
    ],
)
def test_types_announced(text: str, type_: Type) -> None:
    assert check_types(parse(text), ENV).type == type_


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("totl > 1", "there is no field “totl”; did you mean “total”?"),
        ("zzzz > 1", "there is no field “zzzz”"),
        ("rows.sum(r, r.amuont)", "“r” has no field “amuont”; did you mean “amount”?"),
        ("team.leder", "“team” has no field “leder”; did you mean “leader”?"),
        ("rows.qqq", "“rows” has no field “qqq”"),
        ("total + state", "“+” does not join a number and text; make text of the number by text(...)"),
        ("total > state", "“>” does not work with a number and text"),
        ("day + flag", "“+” does not work with a date and yes or no"),
        ("!total", "“!” needs yes or no, not a number"),
        ("rate(state)", "“rate” needs core/team, not text"),
        ("rate(me)", "“rate” needs core/team, not user"),
        ("rate()", "“rate” takes 1–2 values, not 0"),
        ("round(1, 2, 3)", "“round” takes 1–2 values, not 3"),
        ("min()", "“min” takes 1+ values, not 0"),
        ("roud(1)", "there is no function “roud”; did you mean “round”?"),
        ("state.upper", "text has no field “upper”"),
        ("team == me", "core/team and user are never equal"),
        ("flag ? 1 : state", "both answers must be of one type, not a number and text"),
        ('date("2025-02-30")', "“2025-02-30” is not a date such as 2025-01-31"),
        ("total.sum()", "“sum” needs a list, not a number"),
        ("rows.sum()", "“sum” needs a number, not a row"),
        ("state in [1, 2]", "text and a number are never equal"),
        ("[1, state]", "the entries of a list must be of one type, not a number and text"),
    ],
)
def test_the_checker_says_it_in_words(text: str, sentence: str) -> None:
    problems = check_types(parse(text), ENV).problems
    assert [problem.params["reason"] for problem in problems] == [sentence]
    assert say(problems[0]) == f"The formula is not right: {sentence}"
    assert problems[0].code == "expression"
    assert 0 <= int(str(problems[0].params["position"])) < len(text)


def test_every_problem_is_found_at_once_and_where_it_is() -> None:
    problems = check_types(parse("totl > 1 && state > 2 && rows.all(r, r.x)"), ENV).problems
    assert [(p.params["why"], p.params["position"]) for p in problems] == [
        ("misspelt_name", 0), ("operands", 18), ("unknown_field", 39),
    ]  # fmt: skip


def test_a_reason_is_translated_with_its_types() -> None:
    problem = check_types(parse("!total"), ENV).problems[0]
    words = {
        "The formula is not right: {reason}": "公式有误：{reason}",
        "“{op}” needs {expected}, not {type}": "“{op}”需要{expected}，不能是{type}",
        "yes or no": "是或否",
        "a number": "数字",
    }
    assert say(problem, lambda text: words[text]) == "公式有误：“!”需要是或否，不能是数字"


STATE, TOTAL, FLAG = Column(("state",), TEXT), Column(("total",), NUMBER), Column(("flag",), BOOL)
TERMS: list[tuple[str, Term | None]] = [
    ('state == "draft"', Compare("==", STATE, Literal("draft", TEXT))),
    ("5 < total", Compare(">", TOTAL, Literal(Decimal(5), NUMBER))),
    ("team.leader == me", Compare("==", Column(("team", "leader"), ref("user")), Param("me", ref("user")))),
    (
        "project in my_projects",
        In(Column(("project",), ref("core/project")), Param("my_projects", ENV.names["my_projects"])),
    ),
    ("day < today()", Compare("<", Column(("day",), DATE), Param("today", DATE))),
    ("day < today() - 30", Compare("<", Column(("day",), DATE), Given(parse("today() - 30"), DATE))),
    ("flag && !flag", And((FLAG, Not(FLAG)))),
    ("flag || !flag || has(state)", Or((FLAG, Not(FLAG), Not(IsNull(STATE))))),
    ("flag || flag || flag", FLAG),
    ("flag && (flag && has(state))", And((FLAG, Not(IsNull(STATE))))),
    ("state == null", IsNull(STATE)),
    ("null != state", Not(IsNull(STATE))),
    ("has(state)", Not(IsNull(STATE))),
    ("total + qty > 1", Compare(">", Add(TOTAL, Column(("qty",), NUMBER)), Literal(Decimal(1), NUMBER))),
    ("total > settings.limit", Compare(">", TOTAL, Given(parse("settings.limit"), NUMBER))),
    ("total * 2 > 1", None),
    ("rows.count() > 1", None),
    ("rate(team) > 1", None),
    ("total > rate(team)", None),
    ("any_ref == me", None),
    ("me.name == state", None),
    ("totl > 1", None),
    ("total", None),
    ("state", None),
    ("extra == 1", None),
    ("me in rows.worker", None),
    ("len(state) > 1", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "term"), TERMS)
def test_terms(text: str, term: Term | None) -> None:
    assert to_term(parse(text), ENV) == term


def test_split_leaves_what_sql_cannot_decide() -> None:
    term, rest = split(parse("rows.count() > 1 && total > 5 && (len(state) > 2 || flag) && flag"), ENV)
    assert term == And((Compare(">", TOTAL, Literal(Decimal(5), NUMBER)), FLAG))
    assert rest == parse("rows.count() > 1 && (len(state) > 2 || flag)")
    assert rest is not None
    assert rest.text == text_of(rest.ast)
    assert split(parse("len(state) > 2"), ENV) == (None, parse("len(state) > 2"))
    assert split(TRUE_EXPR, ENV) == (Literal(True, BOOL), None)


SQL = [
    ("total > 20000", "total > %s", [200_000_000], "total > %s", [200_000_000]),
    ('state == "draft"', "state = %s", ["draft"], "state = %s", ["draft"]),
    ("!(total >= 5)", "(total < %s OR total IS NULL)", [50_000], "(total < %s OR total IS NULL)", [50_000]),
    ('!(state != "a")', "state = %s", ["a"], "state = %s", ["a"]),
    ('state != "a"', "state IS NOT %s", ["a"], "state IS DISTINCT FROM %s", ["a"]),
    ("team.leader == me", "team.leader = %s", [ME.id.hex], "team.leader = %s", [ME.id]),
    ("total > qty", "(total * 100) > qty", [], "(total::numeric * 100) > qty", []),
    ('state < "m"', "state < %s", ["m"], 'state COLLATE "C" < %s', ["m"]),
    ("flag", "flag = 1", [], "flag", []),
    ("!flag", "flag IS NOT 1", [], "flag IS NOT TRUE", []),
    ("day >= today()", "day >= %s", ["2025-03-15"], "day >= %s", [date(2025, 3, 15)]),
    ("total > settings.limit", "total > %s", [12_345], "total > %s", [12_345]),
    ("true", "1 = 1", [], "1 = 1", []),
    ("null", "1 = 0", [], "1 = 0", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lite", "lite_params", "full", "full_params"), SQL)
def test_sql_stays_plain(text: str, lite: str, lite_params: list[object], full: str, full_params: list[object]) -> None:
    term = to_term(parse(text), ENV)
    assert term is not None
    params: dict[str, Value] = {
        "me": ME,
        "today": date(2025, 3, 15),
        "settings": {"limit": Decimal("1.23456")},
    }
    assert to_sql(term, "sqlite", column, params) == (lite, lite_params)
    assert to_sql(term, "postgresql", column, params) == (full, full_params)


@pytest.mark.parametrize(
    ("text", "params", "why"),
    [
        ("team.leader == me", {}, "unknown_name"),
        ("day < today()", {}, "unknown_name"),
        ("day < today() - 1", {}, "no_today"),
        ("total > settings.limit", {"settings": {"limit": "many"}}, "operands"),
        ("total + settings.limit > 1", {"settings": {"limit": Decimal("1e30")}}, "number_too_large"),
        ("total + settings.limit > 1", {"settings": {"limit": "x"}}, "operand"),
        ("project in my_projects", {"my_projects": Decimal(1)}, "operand"),
        ("day < settings.day", {"settings": {"day": "2025-01-01"}}, "operands"),
    ],
)
def test_sql_refuses_wrong_parameters(text: str, params: Mapping[str, Value], why: str) -> None:
    names = {**ENV.names, "settings": row_of({"limit": NUMBER, "day": DATE})}
    term = to_term(parse(text), Env(names=names, fields_of=ENV.fields_of))
    assert term is not None
    with pytest.raises(EvaluationError) as caught:
        to_sql(term, "sqlite", column, params)
    assert caught.value.problem.params["why"] == why


def test_sql_meets_values_no_column_can_hold() -> None:
    term = to_term(parse("state == settings.word && team.leader == me"), Env(
        names={**ENV.names, "settings": row_of({"word": TEXT})}, fields_of=ENV.fields_of))  # fmt: skip
    assert term is not None
    params: dict[str, Value] = {"settings": {"word": "a\0b"}, "me": Ref("core/worker", ME.id)}
    assert to_sql(term, "postgresql", column, params) == ("1 = 0", [])


def test_places_of_spare_columns() -> None:
    places = {
        "flag": Place("i1", code="integer"),
        "day": Place("t1", code="text"),
        "other": Place("o"),
        "d2": Place("d2"),
    }
    env = Env(names={**ENV.names, "d2": DATE})
    term = to_term(parse("flag == other && day == d2 && day < today()"), env)
    assert term is not None
    sql, params = to_sql(term, "postgresql", lambda c: places[c.path[0]], {"today": date(2025, 3, 15)})
    assert sql == "((i1 = 1) IS NOT DISTINCT FROM o AND (t1)::date IS NOT DISTINCT FROM d2 AND t1 < %s)"
    assert params == ["2025-03-15"]


def test_an_index_serves_a_compiled_condition(postgres_dsn: str) -> None:
    term = to_term(parse('total > 20000 && state == "draft"'), ENV)
    assert term is not None
    make = "CREATE {} TABLE slip_of_test (state text, total bigint, note text)"
    with sqlite3.connect(":memory:") as lite:
        lite.execute(make.format(""))
        lite.execute("CREATE INDEX slip_of_test_i ON slip_of_test (state, total)")
        sql, params = to_sql(term, "sqlite", column, {})
        plan = lite.execute("EXPLAIN QUERY PLAN SELECT note FROM slip_of_test WHERE " + sql.replace("%s", "?"), params)
        assert "slip_of_test_i (state=? AND total>?)" in str(plan.fetchall())
    with psycopg.connect(postgres_dsn) as full:
        full.execute(make.format("TEMP"))
        full.execute("CREATE INDEX slip_of_test_i ON slip_of_test (state, total)")
        full.execute("SET LOCAL enable_seqscan = off")
        sql, values = to_sql(term, "postgresql", column, {})
        found = full.execute("EXPLAIN SELECT note FROM slip_of_test WHERE " + sql, values).fetchall()
        assert "Index Cond: ((state = 'draft'::text) AND (total > " in str(found)


def test_copies_and_threads_share_nothing_that_changes() -> None:
    expr = parse("rows.sum(r, rows.sum(s, s.amount * r.amount))")
    scope: dict[str, Value] = {"rows": tuple({"amount": Decimal(i)} for i in range(40))}
    expected = Decimal(sum(range(40)) ** 2)
    assert evaluate(copy.deepcopy(expr), scope) == expected
    wrong: list[Value] = []

    def work() -> None:
        wrong.extend(v for v in (evaluate(expr, scope) for _ in range(20)) if v != expected)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


class Word(str):
    __slots__ = ()


@pytest.mark.parametrize(
    ("text", "value", "answer"),
    [
        ('x + "b"', Word("a"), "ab"),
        ("x.q", MappingProxyType({"q": 1}), 1),
        ("x[0]", [1, 2], 1),
        ("x + 1", 2, Decimal(3)),
        ("x == 1", True, False),
        ("x", 5, 5),
    ],
)
def test_values_from_outside(text: str, value: Value, answer: Value) -> None:
    assert evaluate(parse(text), {"x": value}) == answer


@pytest.mark.parametrize(
    "text", ["x + 1", "x < 1", "x == 1", "-x", "round(x)", "text(x)", "x && true", "x.real", "[x].sum()"]
)
@pytest.mark.parametrize("value", [1.5, object(), {1}, b"x", 1j])
def test_what_is_no_value_works_with_nothing(text: str, value: object) -> None:
    with pytest.raises(EvaluationError):
        evaluate(parse(text), {"x": value})  # type: ignore[dict-item]  # that is the point


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("-Infinity")])
@pytest.mark.parametrize("text", ["x + 1", "1 / x", "x % 2", "round(x)", "text(x)", "abs(x)", "[x].sum()", "-x"])
def test_numbers_that_are_none_are_refused(text: str, value: Decimal) -> None:
    with pytest.raises(EvaluationError):
        evaluate(parse(text), {"x": value})


def test_moments_without_a_zone_do_not_compare_with_others() -> None:
    scope: dict[str, Value] = {
        "a": datetime(2025, 1, 1),
        "b": datetime.fromisoformat("2025-01-01T00:00:00+08:00"),
    }
    with pytest.raises(EvaluationError):
        evaluate(parse("a < b"), scope)


def test_types_for_the_browser() -> None:
    assert type_to_json(list_of(row_of({"team": ref("core/team"), "any": ref()}))) == {
        "name": "list",
        "item": {
            "name": "row",
            "fields": {"team": {"name": "ref", "entity": "core/team"}, "any": {"name": "ref"}},
        },
    }
