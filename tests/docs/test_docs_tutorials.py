"""Both tutorials are walked: every block is applied to a copy of the repository, every command is run there.

A fenced block names its file: ```python path writes a new file (or adds to the end of one that is there),
```diff path changes the one place that has the lines without "+"; ```sh is run.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TUTORIALS = sorted((ROOT / "docs" / "tutorial").glob("*.md"))
COPIED = (
    "platform", "modules", "schemas", "templates", "static", "tests", "docs", "demo", "manage.py", "pyproject.toml",
    "README.md", "CHANGELOG.md", "LICENSE", "Makefile",
)  # fmt: skip
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One fenced block of a tutorial."""

    language: str
    path: str
    text: str


def blocks(page: Path) -> list[Block]:
    return [Block(language, path, text) for language, path, text in BLOCK.findall(page.read_text("utf-8"))]


def apply(block: Block, home: Path) -> None:
    """Write, add to, or change the file of a block."""
    target = home / block.path
    if block.language == "diff":
        target.write_text(changed(target.read_text("utf-8"), block), encoding="utf-8")
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("a", encoding="utf-8") as file:
        file.write(block.text)


def changed(text: str, block: Block) -> str:
    """The text with the block's one place changed."""
    lines = block.text.splitlines()
    assert all(line[:1] in {" ", "+", "-"} for line in lines), f"not a diff of {block.path}: {block.text}"
    before = "".join(f"{line[1:]}\n" for line in lines if line[0] != "+")
    after = "".join(f"{line[1:]}\n" for line in lines if line[0] != "-")
    assert ("\n" + text).count("\n" + before) == 1, f"{block.path} has not exactly one place with:\n{before}"
    return ("\n" + text).replace("\n" + before, "\n" + after, 1)[1:]


def run(command: str, home: Path) -> None:
    """Run one command line in the copy, with this Python."""
    words = shlex.split(command, comments=True)
    assert words[0] == ".venv/bin/python", f"only this is run: .venv/bin/python ...; found: {command}"
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("DOUGONG_", "PYTEST_", "COV_"))}
    environment = {**kept, "PYTHONPATH": f"{home / 'platform'}{os.pathsep}{home}", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *words[1:]], cwd=home, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The repository as it is, without what git ignores."""
    left_out = shutil.ignore_patterns("__pycache__", "*.pyc", "*.egg-info", "node_modules")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=left_out)
        elif source.exists():
            shutil.copy(source, tmp_path / name)
    return tmp_path


def test_there_are_tutorials() -> None:
    assert [page.stem for page in TUTORIALS] == ["add-a-field-kind", "add-an-entity"]


@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_a_tutorial_can_be_walked(page: Path, copy: Path) -> None:
    steps = blocks(page)
    assert any(block.language == "sh" for block in steps), "nothing is proved"
    for block in steps:
        if block.language == "sh":
            for command in filter(None, block.text.splitlines()):
                run(command, copy)
        else:
            assert block.path, f"a block of {page.name} names no file:\n{block.text}"
            apply(block, copy)
