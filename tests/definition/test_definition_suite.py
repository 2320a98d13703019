"""The official JSON-Schema-Test-Suite, case by case: we say what the `jsonschema` library says.

`cases/suite_differences.json` lists every difference and every refusal with its reason; one that is
missing there, or stands there without being one, fails.
"""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from dougong.definition import PlainSchema, compile_schema
from dougong.problem import Refused
from jsonschema.validators import extend
from referencing import Registry

HERE = Path(__file__).parent
SUITE = HERE / "suite"
LISTED = json.loads((HERE / "cases" / "suite_differences.json").read_text("utf-8"))
LIBRARY = {
    "draft7": jsonschema.Draft7Validator,
    "draft2020-12": jsonschema.Draft202012Validator,
}
DIALECT = {"draft7": "http://json-schema.org/draft-07/schema#"}
FILES = sorted(path.relative_to(SUITE).as_posix() for path in SUITE.glob("draft*/**/*.json"))


def is_integer(checker: Any, value: Any) -> bool:
    """The library knows 1.0 as an integer only when it is a float; numbers here are Decimal."""
    if isinstance(value, Decimal):
        return value == value.to_integral_value()
    return isinstance(value, int) and not isinstance(value, bool)


def library_says(draft: str, schema: Any, instance: Any) -> bool | None:
    """The library's answer; None when it fails to give one."""
    library = LIBRARY[draft]
    exact = extend(library, type_checker=library.TYPE_CHECKER.redefine("integer", is_integer))
    try:
        judge = exact(schema, registry=Registry(), format_checker=library.FORMAT_CHECKER)
        return bool(judge.is_valid(instance))
    except (ArithmeticError, re.error):
        return None


def listed(kind: str, file: str) -> dict[tuple[str, str], str]:
    return {
        (one["group"], test): one["reason"]
        for one in LISTED[kind]
        if one["file"] == file
        for test in one.get("tests", [one.get("code")])
    }


def compiled(draft: str, schema: Any) -> PlainSchema:
    """A group's schema, with its draft named where the suite's folder names it."""
    if isinstance(schema, dict) and draft in DIALECT:
        schema = {"$schema": DIALECT[draft], **schema}
    return compile_schema(schema)


@pytest.mark.parametrize("file", FILES)
def test_we_say_what_the_library_says(file: str) -> None:
    draft = file.split("/", maxsplit=1)[0]
    differences, refusals = set(), set()
    for group in json.loads((SUITE / file).read_text("utf-8"), parse_float=Decimal):
        try:
            ours = compiled(draft, group["schema"])
        except Refused as refused:
            refusals.add((group["description"], refused.problems[0].code))
            continue
        for case in group["tests"]:
            valid = not ours.problems(case["data"])
            if valid is not library_says(draft, group["schema"], case["data"]):
                differences.add((group["description"], case["description"]))
    assert differences == set(listed("differences", file))
    assert refusals == set(listed("refusals", file))


def test_every_listed_one_has_a_reason() -> None:
    assert all(len(one["reason"]) > 20 for kind in LISTED.values() for one in kind)
    assert {one["file"] for kind in LISTED.values() for one in kind} <= set(FILES)


def test_draft7_without_a_name_is_read_as_2020_12() -> None:
    """The suite's draft-07 groups mostly name their dialect; those that do not are given it above."""
    assert compile_schema({}).dialect == "https://json-schema.org/draft/2020-12/schema"
    assert compile_schema({"$schema": DIALECT["draft7"]}).dialect == "http://json-schema.org/draft-07/schema"
