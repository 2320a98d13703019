"""A field that has come is no longer listed as left out or named otherwise."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: A field as the tables name it: `entity.field`.
NAMED = re.compile(r"`(?P<entity>[a-z_]+)\.(?P<field>\w+)`")


def listed() -> list[tuple[str, str]]:
    """The fields in the second column of each table; the columns behind it say what is there instead."""
    text = (ROOT / "docs" / "fields_left_out.md").read_text("utf-8")
    columns = [line.split(" | ")[1] for line in text.splitlines() if line.startswith("| ")]
    return [(one["entity"], one["field"]) for column in columns for one in NAMED.finditer(column)]


def fields(entity: str) -> set[str]:
    """The fields of every packaged entity of a name, columns of detail rows included."""
    found: set[str] = set()
    for path in ROOT.glob(f"modules/*/entities/{entity}.json"):
        properties = json.loads(path.read_text("utf-8"))["properties"]
        found |= set(properties)
        for one in properties.values():
            found |= set(one.get("items", {}).get("properties", {}))
    return found


@pytest.mark.parametrize(("entity", "field"), [one for one in listed() if fields(one[0])])
def test_what_is_left_out_is_really_not_there(entity: str, field: str) -> None:
    assert field not in fields(entity), "it has come: take it out of the table"


def test_there_are_fields_to_compare() -> None:
    assert len([one for one in listed() if fields(one[0])]) > 25
