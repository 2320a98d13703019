"""The laws of the house that a machine can check."""

import ast
import json
import platform
import re
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import texts

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "platform" / "dougong").rglob("*.py"))
MODULES = ROOT / "modules"

#: Words of modules that are the platform's own as well, each with the reason.
SHARED_WORDS = {
    "project": "platform vocabulary, bound by scope: project",
    "unit": "keyword of the language: a field's unit",
    "calendar": "a view type of the language",
    "baseline": "keyword of the language: the planned bar of a gantt",
    "budget": "what a formula may spend in steps",
    "schedule": "Celery's word for how often a task is due",
    "party": "a word of the access room's examples only if it ever stands in code",
}


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in SOURCES:
        if "migrations" not in path.parts:
            yield path, ast.parse(path.read_text("utf-8"))


def lines_of(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def functions() -> Iterator[tuple[str, int]]:
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def test_the_standard_library_keeps_its_platform() -> None:
    assert not (ROOT / "platform" / "__init__.py").exists()
    assert Path(platform.__file__).is_relative_to(Path(sys.base_prefix))


def test_no_room_is_named_like_a_module_of_the_standard_library() -> None:
    rooms = {path.name for path in (ROOT / "platform" / "dougong").iterdir() if path.is_dir()}
    assert not rooms & sys.stdlib_module_names


def test_modules_hold_json_only() -> None:
    others = [path for path in MODULES.rglob("*") if path.is_file() and path.suffix != ".json"]
    assert others == []


def test_modules_of_code_stay_small() -> None:
    sizes = {path: lines_of(path) for path in SOURCES if "migrations" not in path.parts}
    assert [f"{p.relative_to(ROOT)}: {n}" for p, n in sizes.items() if n > 500] == []
    assert statistics.median(sizes.values()) <= 100
    assert statistics.quantiles(sizes.values(), n=20)[18] <= 350


def test_functions_stay_short() -> None:
    lengths = dict(functions())
    assert statistics.quantiles(lengths.values(), n=20)[18] <= 35


def test_no_own_imports_inside_functions() -> None:
    hidden = []
    for path, tree in trees():
        for holder in ast.walk(tree):
            if not isinstance(holder, ast.FunctionDef | ast.AsyncFunctionDef) or holder.name == "ready":
                continue
            for node in ast.walk(holder):
                name = node.module if isinstance(node, ast.ImportFrom) else None
                if (name or "").startswith("dougong"):
                    hidden.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert hidden == []


def module_words() -> set[str]:
    words = set()
    for path in MODULES.glob("*/module.json"):
        words.add(path.parent.name)
        words |= {one.stem for one in path.parent.glob("entities/*.json")}
    return words


def strings_of(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every text in the code that is not a docstring."""
    told = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in told:
            yield node.lineno, node.value


def test_the_platform_names_no_module_and_no_entity() -> None:
    words = module_words() - set(SHARED_WORDS)
    assert len(words) > 10, "the packaged modules were not found"
    found = [
        f"{path.relative_to(ROOT)}:{line} {text!r}"
        for path, tree in trees()
        for line, text in strings_of(tree)
        if text in words or any(part in words for part in re.findall(r"[a-z_]+(?=/)|(?<=/)[a-z_]+", text)
                                if "/" in text and re.fullmatch(r"[a-z_]+/[a-z_]+", text))
    ]  # fmt: skip
    assert found == []


def test_no_signal_receivers() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if re.search(r"@receiver\b|\.connect\(\w+", path.read_text("utf-8"))
    ]
    assert found == []


#: Who may read without a person, and why: each call of `system_reach` is named here.
SYSTEM_READERS = {
    "platform/dougong/access/reach.py": "defines it",
    "platform/dougong/actions/loops.py": "a loop is a loop, whoever may see its arrows",
    "platform/dougong/admission/entry.py": "what follows a transition",
    "platform/dougong/admission/figures.py": "a rollup sums whole records; who sees the figure is the field's right",
    "platform/dougong/admission/rollups.py": "a rollup sums whole records; who sees the figure is the field's right",
    "platform/dougong/admission/surroundings.py": "records a condition names beside their own",
    "platform/dougong/admission/following.py": "references followed by formulas",
    "platform/dougong/admission/looking_up.py": "declared look-ups",
    "platform/dougong/admission/witnesses.py": "whether another person may see a record is asked of all of it",
    "platform/dougong/actions/update_record.py": "an edit is laid over the whole record",
    "platform/dougong/actions/perform_transition.py": "a transition is decided on the whole record",
    "platform/dougong/actions/install_module.py": "a plan says how many records it touches",
    "platform/dougong/actions/switch_plans.py": "a plan says how many records it touches",
    "platform/dougong/actions/set_module_settings.py": "whoever runs the company's settings sets all of a module's",
    "platform/dougong/actions/finding.py": "marks of whole records; a search heeds who may look",
    "platform/dougong/actions/importing/finding.py": "a line is laid over the whole record, as an edit is",
    "platform/dougong/actions/importing/marking.py": "marks of whole records; a search heeds who may look",
    "platform/dougong/actions/load_seeds.py": "what is loaded already is not loaded again",
    "platform/dougong/storage/writing.py": "the writer compares with what is stored",
}


def test_who_reads_without_a_person_is_known() -> None:
    callers = {
        str(path.relative_to(ROOT))
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "system_reach"
    }
    assert callers <= set(SYSTEM_READERS), f"new callers: {sorted(callers - set(SYSTEM_READERS))}"


def test_every_text_is_translated() -> None:
    assert texts.check() == []


def test_vendored_files_reach_no_outside_host() -> None:
    bad = []
    for path in sorted((ROOT / "static").rglob("*")):
        if path.is_file() and path.suffix in {".js", ".mjs", ".css", ".svg"}:
            text = path.read_text("utf-8")
            calls = re.findall(r"""(?:url\(|@import|import\s*\(?|fetch\(|from)\s*["']?(https?://[^"')\s]+)""", text)
            bad += [f"{path.relative_to(ROOT)}: {call}" for call in calls]
    assert bad == []


def test_each_vendored_library_brings_its_licence() -> None:
    for folder in sorted((ROOT / "static" / "vendor").glob("*/*")):
        if folder.is_dir():
            assert any(path.name.upper().startswith("LICEN") for path in folder.iterdir()), folder


def test_only_the_tokens_hold_colours() -> None:
    bad = []
    for path in sorted((ROOT / "static" / "css").glob("*.css")):
        if path.name == "tokens.css":
            continue
        text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
        bad += [
            f"{path.name}: {c}" for c in re.findall(r"(?<![\w&-])#[0-9a-fA-F]{3,8}\b|\brgb\(|\bhsl\(|\boklch\(", text)
        ]
    assert bad == []


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in MODULES.glob("*/module.json")))
def test_the_icon_of_a_module_is_in_the_sprite(folder: str) -> None:
    icon = json.loads((MODULES / folder / "module.json").read_text("utf-8"))["icon"]
    sprite = next((ROOT / "static" / "vendor" / "lucide").glob("*/sprite.svg")).read_text("utf-8")
    assert f'id="{icon}"' in sprite
