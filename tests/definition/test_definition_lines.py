"""Line numbers of JSON values, and translation of documents."""

import json
from typing import Any

from definition_material import ROOT, example, load, packaged
from dougong.definition import positions, read_module, readable, translate
from dougong.definition.pointers import escape
from hypothesis import given, settings
from hypothesis import strategies as st

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)


def pointers(value: Any, above: str = "") -> list[str]:
    found = [above]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += pointers(inner, f"{above}/{escape(key)}")
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            found += pointers(inner, f"{above}/{position}")
    return found


def test_lines_of_a_small_document() -> None:
    text = '{\n "a": 1, "b": [true,\n  {"c/d": "x\\n"}],\n\n "e": {}\n}'
    assert positions(text) == {
        "": 1, "/a": 2, "/b": 2, "/b/0": 2, "/b/1": 3, "/b/1/c~1d": 3, "/e": 5,
    }  # fmt: skip


@given(JSON, st.sampled_from([None, 0, 1, 3]), st.booleans())
def test_every_value_has_its_line(value: Any, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    found = positions(text)
    assert list(found) == pointers(value)
    lines = text.split("\n")
    for pointer, line in found.items():
        key = pointer.rpartition("/")[2]
        if pointer and not key.isdigit():
            raw = key.replace("~1", "/").replace("~0", "~")
            assert json.dumps(raw, ensure_ascii=ascii_only) in lines[line - 1]


@given(st.text(alphabet='{}[]",:\\ \n1a', max_size=60))
@settings(max_examples=300)
def test_no_text_makes_it_fail_or_hang(text: str) -> None:
    positions(text)


def test_a_deep_text_is_no_trouble() -> None:
    assert len(positions("[" * 50_000)) == 50_000


def test_the_packaged_documents_keep_their_lines() -> None:
    path = ROOT / "modules" / "core" / "entities" / "worker.json"
    found = positions(path.read_text("utf-8"))
    lines = path.read_text("utf-8").split("\n")
    assert set(found) == set(pointers(load(path)))
    assert '"id_card"' in lines[found["/properties/id_card"] - 1]


def test_titles_and_choices_are_translated_and_nothing_given_is_changed() -> None:
    documents = example()
    before = json.dumps(documents, default=str, sort_keys=True)
    chinese: Any = translate(documents, documents["locale/zh_Hans"])
    assert chinese["entities/slip"]["title"] == "点工单"
    assert chinese["entities/slip"]["properties"]["cause"]["oneOf"][0]["title"] == "我方零星"
    assert chinese["workflows/slip"]["transitions"]["price"]["title"] == "核价"
    assert chinese["entities/slip"]["properties"]["team"]["title"] == "Team"
    assert json.dumps(documents, default=str, sort_keys=True) == before
    module = read_module(chinese, hash="x")
    assert module.entities["slip"].fields["cause"].options["choices"]["own"] == "我方零星"


def test_translations_of_nothing_are_passed_over() -> None:
    documents = example()
    wrong = {
        "entities/none#/title": "x",
        "entities/slip#/properties/none/title": "x",
        "entities/slip#/properties/cause/oneOf/none/title": "x",
        "entities/slip#/properties": "x",
        "entities/slip#": "x",
        "entities/slip": "x",
        "entities/slip#/title": 5,
        "entities/slip#/required/99": "x",
        "entities/slip#/title/deeper/still": "x",
    }
    assert translate(documents, wrong) == documents


def test_the_packaged_modules_are_chinese_throughout() -> None:
    for key in ("core", "day_labour"):
        documents = packaged(key)
        chinese = dict(readable(translate(documents, documents["locale/zh_Hans"])))
        english = dict(readable(documents))
        left = [at for at, text in english.items() if chinese[at] == text and any(c.islower() for c in text)]
        assert left == []
        assert len(english) > 100
