"""Schemas in the style people publish: each becomes a form, data pass through it unharmed, and are judged rightly.

The library that judges beside us is the plain `jsonschema`, formats asserted, numbers read as decimals.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dougong.commands.trial import try_schema
from dougong.forms import ABSENT, JsonLeaf, build_form
from dougong.forms.exact import read
from jsonschema import Draft202012Validator
from jsonschema.validators import extend, validator_for

SAMPLES = {
    path.stem: read(path.read_text("utf-8")) for path in sorted((Path(__file__).parent / "samples").glob("*.json"))
}
GOOD = [(name, number) for name, sample in SAMPLES.items() for number in range(len(sample["data"]))]
BAD = [(name, number) for name, sample in SAMPLES.items() for number in range(len(sample["bad"]))]


def is_integer(_: object, value: object) -> bool:
    """1.0 is an integer; the library knows that of floats only."""
    return not isinstance(value, bool) and (
        isinstance(value, int) or (isinstance(value, Decimal) and value == value.to_integral_value())
    )


def library_says(schema: Any, data: Any) -> bool:
    plain = validator_for(schema, default=Draft202012Validator)
    dialect = extend(plain, type_checker=plain.TYPE_CHECKER.redefine("integer", is_integer))
    return bool(dialect(schema, format_checker=plain.FORMAT_CHECKER).is_valid(data))


def test_there_are_enough_of_them() -> None:
    assert len(SAMPLES) >= 25


@pytest.mark.parametrize(("name", "number"), GOOD)
def test_good_data_pass_unharmed_and_are_valid(name: str, number: int) -> None:
    schema, data = SAMPLES[name]["schema"], SAMPLES[name]["data"][number]
    trial = try_schema(schema, data)
    assert trial.form
    assert trial.roundtrip
    assert trial.valid == library_says(schema, data), trial.problems
    assert trial.valid


@pytest.mark.parametrize(("name", "number"), BAD)
def test_bad_data_pass_unharmed_and_are_not_valid(name: str, number: int) -> None:
    schema, data = SAMPLES[name]["schema"], SAMPLES[name]["bad"][number]
    trial = try_schema(schema, data)
    assert trial.form
    assert trial.roundtrip
    assert not library_says(schema, data)
    assert not trial.valid
    assert trial.problems


@pytest.mark.parametrize("name", SAMPLES)
def test_an_empty_form_settles(name: str) -> None:
    trial = try_schema(SAMPLES[name]["schema"], ABSENT)
    assert trial.form
    assert trial.roundtrip


def test_nearly_every_field_has_a_control_of_its_own() -> None:
    trials = [try_schema(SAMPLES[name]["schema"], SAMPLES[name]["data"][number]) for name, number in GOOD]
    own, raw = sum(trial.fields for trial in trials), sum(trial.json_fields for trial in trials)
    assert own > 500
    assert own / (own + raw) >= 0.95, (own, raw)


#: The fields of the first data that have to be raw JSON: values of no declared type that are lists or objects.
RAW = {"any_of_types": ["/value", "/free"], "free_keys": ["/anything/x"]}


@pytest.mark.parametrize("name", SAMPLES)
def test_raw_json_is_the_last_resort(name: str) -> None:
    form = build_form(SAMPLES[name]["schema"], SAMPLES[name]["data"][0])
    assert [leaf.pointer for leaf in form.leaves if isinstance(leaf, JsonLeaf)] == RAW.get(name, [])


def test_null_has_its_own_place() -> None:
    form = build_form(SAMPLES["nullable_profile"]["schema"], SAMPLES["nullable_profile"]["data"][1])
    assert form.json_fields == 0
    assert {node.key: node.blank.chosen for node in form.root.children if node.key != "must"} == {
        "nick": "empty", "age": "null", "bio": "null", "vip": "null", "colour": "null", "tags": "null", "home": "null",
    }  # fmt: skip
