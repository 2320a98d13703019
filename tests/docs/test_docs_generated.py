"""The generated pages on disk are what the generators make of the schemas, kinds and modules."""

import json
from pathlib import Path

import pytest
from dougong.definition import Meta
from dougong.kinds import KINDS

from tests.docs import make_language, make_modules

SAMPLES = sorted(make_language.EXAMPLES.glob("*.json"))


def test_the_language_page_is_up_to_date() -> None:
    assert make_language.TARGET.read_text("utf-8") == make_language.made(), "run `make docs`"


def test_the_modules_page_is_up_to_date() -> None:
    assert make_modules.TARGET.read_text("utf-8") == make_modules.made(), "run `make docs`"


def test_every_document_type_has_its_section_and_an_example() -> None:
    text = make_language.made()
    assert set(make_language.PLACES) == set(make_language.SCHEMAS) - {"common"}
    for type_ in make_language.PLACES:
        section = text.partition(f"\n## {type_}\n")[2].partition("\n## ")[0]
        assert "```json" in section, f"{type_} has no example"
        assert f"urn:dougong:{type_}:1" in section


@pytest.mark.parametrize("type_", make_language.PLACES)
def test_every_keyword_is_in_its_section(type_: str) -> None:
    section = make_language.made().partition(f"\n## {type_}\n")[2].partition("\n## ")[0]
    schema = make_language.SCHEMAS[type_]
    parts = [schema, *schema.get("$defs", {}).values()]
    words = {word for part in parts for word in part.get("properties", {})}
    assert [word for word in words if f"`{word}`" not in section] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_in_the_table(kind: str) -> None:
    section = make_language.made().partition("\n## Field kinds\n")[2].partition("\n## ")[0]
    assert f"\n| `{kind}` |" in section


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_samples_are_well_written(sample: Path) -> None:
    meta = Meta(make_language.SCHEMAS)
    assert meta.problems(sample.stem, json.loads(sample.read_text("utf-8"))) == ()
