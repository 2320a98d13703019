"""Cases as JSON: which schema means which kind, what a value looks like, what is refused and why."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dougong.kinds import KINDS, Unreadable, kind_for
from dougong.problem import MESSAGES, Problem

CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[Any]:
    listed = json.loads((CASES / name).read_text(encoding="utf-8"), parse_float=Decimal)
    return [
        pytest.param(case, id=f"{position}-{case.get('note', case.get('kind', ''))}")
        for position, case in enumerate(listed)
    ]


def problems_of(schema: dict[str, Any], given: Any) -> list[Problem]:
    kind = kind_for(schema)
    options = kind.options(schema)
    try:
        return list(kind.check(kind.read(given, options), options))
    except Unreadable as failure:
        return [failure.problem]


@pytest.mark.parametrize("case", cases("meaning.json"))
def test_a_schema_means_a_kind(case: dict[str, Any]) -> None:
    kind = kind_for(case["schema"])
    assert kind.name == case["kind"]
    options = json.loads(json.dumps(kind.options(case["schema"]), default=str))
    for name, value in case.get("options", {}).items():
        assert options.get(name) == value, name


@pytest.mark.parametrize("case", cases("good.json"))
def test_a_good_value_is_read_written_and_shown(case: dict[str, Any]) -> None:
    kind = kind_for(case["schema"])
    options = kind.options(case["schema"])
    assert kind.name == case["kind"]
    assert problems_of(case["schema"], case["given"]) == []
    value = kind.read(case["given"], options)
    assert kind.write(value, options) == case.get("written", case["given"])
    if "text" in case:
        assert kind.as_text(value, options) == case["text"]


@pytest.mark.parametrize("case", cases("bad.json"))
def test_bad_input_is_refused_at_its_place(case: dict[str, Any]) -> None:
    schema = {"kind": case["kind"], **case["schema"]} if "kind" in case else case["schema"]
    found = problems_of(schema, case["given"])
    assert [(problem.pointer, problem.code) for problem in found] == [(case.get("at", ""), case["code"])]
    assert all(problem.code in MESSAGES for problem in found)


def test_every_kind_has_bad_input() -> None:
    named = {case.values[0]["kind"] for case in cases("bad.json") if "kind" in case.values[0]}
    assert named == set(KINDS)


HOSTILE = ["1e999999999", "-1e999999999", "1e-999999999", "9" * 3000]


@pytest.mark.parametrize("figure", HOSTILE)
@pytest.mark.parametrize("name", KINDS)
def test_a_huge_figure_costs_nothing_wherever_it_stands(name: str, figure: str) -> None:
    number = json.loads(figure, parse_float=Decimal)
    words = [
        "minimum",
        "multipleOf",
        "exclusiveMaximum",
        "scale",
        "minLength",
        "maxItems",
        "max_bytes",
        "const",
    ]
    schema = {"kind": name, "reference": "*", **dict.fromkeys(words, number), "enum": [number, 1]}
    for given in (number, [number], {"lat": number, "lon": figure}, figure):
        problems_of(schema, given)
        problems_of({**schema, "type": "array", "items": schema}, given)
    assert kind_for({"enum": [number]}).name == "choice"


TOO_MUCH = {
    "text": ({}, "x" * 65_537),
    "long_text": ({}, "x" * 1_000_001),
    "url": ({}, "http://" + "a" * 4_096),
    "qr_code": ({}, "斗" * 985),
    "choices": ({"items": {"enum": ["a"]}}, ["a"] * 1_001),
    "rows": ({"items": {"properties": {"a": {}}}}, [{}] * 1_001),
    "values": ({"items": {"type": "string"}}, ["a"] * 1_001),
    "geo_polygon": ({}, [{"lat": "0", "lon": "1"}] * 301),
    "json": ({}, ["x" * 1_000_000]),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_more_than_the_house_allows_is_refused(name: str) -> None:
    schema, given = TOO_MUCH[name]
    assert [problem.code for problem in problems_of({**schema, "kind": name}, given)] == ["limit"]
