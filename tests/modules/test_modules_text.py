"""What the modules' files are, and that every text a person reads is there in Chinese."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "modules"
NAMES = sorted(path.name for path in MODULES.iterdir() if path.is_dir())
#: Words whose keys name things that people read about.
NAMED = ("properties", "states", "transitions", "steps", "views", "sections", "roles")
FILES = sorted(MODULES.rglob("*.json"))

#: The keys under which any document keeps what a person reads.
TEXTS = frozenset({"title", "description", "message", "guard_message"})
CHINESE = re.compile("[\u3400-\u9fff]")


def no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a key written twice is an error, where `json` would silently keep the last."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        assert key not in found, f"written twice: {key}"
        found[key] = value
    return found


def document(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=no_twins)


def documents(module: str) -> dict[str, Any]:
    """The module's documents by path without ".json", its translations left out."""
    home = MODULES / module
    paths = {path.relative_to(home).with_suffix("").as_posix(): path for path in sorted(home.rglob("*.json"))}
    return {name: document(path) for name, path in paths.items() if not name.startswith("locale/")}


def locale(module: str) -> dict[str, str]:
    return document(MODULES / module / "locale" / "zh_Hans.json")


def texts(node: Any, pointer: str = "", key: str = "") -> Iterator[tuple[str, str]]:
    """Every text to be read, by its pointer; a choice is named by its slug, not by its position."""
    if isinstance(node, dict):
        for name, value in node.items():
            here = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            heading = name == "group" and pointer.startswith("/menu/")
            if (name in TEXTS or heading) and isinstance(value, str):
                yield here, value
            yield from texts(value, here, name)
    elif isinstance(node, list):
        for position, value in enumerate(node):
            named = isinstance(value, dict) and key in ("oneOf", "choices") and "const" in value
            yield from texts(value, f"{pointer}/{value['const'] if named else position}")


def names(written: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What the records of a seed are called."""
    for key, record in written.get("records", {}).items():
        if isinstance(record.get("name"), str):
            yield f"/records/{key}/name", record["name"]


def at(node: Any, pointer: str) -> Any:
    """What stands at a pointer; KeyError when nothing does."""
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        if isinstance(node, list):
            choices = {entry.get("const"): entry for entry in node if isinstance(entry, dict)}
            node = choices[name] if name in choices else node[int(name)]
        else:
            node = node[name]
    return node


def test_a_module_is_json_and_nothing_else() -> None:
    others = [path for path in MODULES.rglob("*") if path.is_file() and path.suffix != ".json"]
    assert others == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(MODULES).as_posix())
def test_each_document_names_its_language(path: Path) -> None:
    schema = document(path).get("$schema", "")
    assert re.fullmatch(r"urn:dougong:[a-z_]+:1", schema), schema


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(MODULES).as_posix())
def test_a_file_is_called_what_its_document_is(path: Path) -> None:
    written = document(path)
    if "key" in written and path.name != "module.json":
        assert written["key"] == path.stem
    if path.name == "module.json":
        assert written["key"] == path.parent.name


@pytest.mark.parametrize("module", NAMES)
def test_every_text_is_there_in_chinese(module: str) -> None:
    translated = locale(module)
    missing, copied = [], []
    for name, written in documents(module).items():
        if name.startswith("cases/"):
            continue
        seeded = names(written) if name.startswith("seeds/") else ()
        for pointer, text in (*texts(written), *seeded):
            chinese = translated.get(f"{name}#{pointer}", "")
            if not chinese:
                missing.append(f"{name}#{pointer}")
            elif chinese == text or not CHINESE.search(chinese):
                copied.append(f"{name}#{pointer}: {chinese}")
    assert (missing, copied) == ([], [])


@pytest.mark.parametrize("module", NAMES)
def test_every_field_state_and_step_has_a_title(module: str) -> None:
    bare = []
    for name, written in documents(module).items():
        for holder, pointer in titled(written):
            if not holder.get("title"):
                bare.append(f"{name}#{pointer}")
    assert bare == []


def titled(node: Any, pointer: str = "") -> Iterator[tuple[dict[str, Any], str]]:
    """Everything a person sees by name: fields, choices, states, steps, views, sections, roles."""
    if not isinstance(node, dict) or "cases" in node or "records" in node:
        return
    for name, value in node.items():
        here = f"{pointer}/{name}"
        a_key = pointer.rpartition("/")[2] in NAMED  # a field may be called "steps"
        if isinstance(value, dict) and name in NAMED and not a_key:
            yield from ((entry, f"{here}/{key}") for key, entry in value.items() if isinstance(entry, dict))
        if name == "oneOf":
            yield from ((entry, f"{here}/{entry.get('const')}") for entry in value)
        yield from titled(value, here)


@pytest.mark.parametrize("module", NAMES)
def test_no_translation_is_left_over(module: str) -> None:
    written = documents(module)
    stale = []
    for address in locale(module):
        if address == "$schema":
            continue
        name, pointer = address.split("#")
        try:
            assert isinstance(at(written[name], pointer), str)
        except (KeyError, IndexError, ValueError):
            stale.append(address)
    assert stale == []


@pytest.mark.parametrize("module", NAMES)
def test_one_english_word_has_one_chinese_name_within_a_document(module: str) -> None:
    """The same title twice in one list of choices, states or views would leave a person guessing."""
    twins = []
    for name, written in documents(module).items():
        for kind in ("states", "transitions", "views", "sections", "roles"):
            if name.startswith(("cases/", "seeds/")) or kind not in written:
                continue
            names = [locale(module)[f"{name}#/{kind}/{key}/title"] for key in written[kind]]
            twins += [f"{name}#/{kind}: {one}" for one in set(names) if names.count(one) > 1]
    assert twins == []
