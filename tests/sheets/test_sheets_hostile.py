"""Files that are not opened: each with its own sentence, within 2 seconds and 256 megabytes."""

import json
import random
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from dougong.problem import MESSAGES

from tests.sheets import hostile

SECONDS = 2.0
MEGABYTES = 256
SCRIPT = Path(__file__).with_name("measured_reading.py")
GOOD = {
    "好.xlsx": lambda: hostile.wide(6),
    "好.xls": lambda: hostile.old(lambda page: [page.write(at, 0, f"行{at}") for at in range(60)]),
    "好.ods": lambda: hostile.ods(hostile.ods_row(hostile.ods_cell("编号") + hostile.ods_cell("名称"), 3)),
    "好.csv": lambda: '编号;名称\r\nHT-1;"混凝土"\r\n'.encode("gbk"),
}


def measured(folder: Path) -> dict[str, Mapping[str, float | str]]:
    """What became of every file of a folder, each opened in a process of its own."""
    command = [sys.executable, str(SCRIPT), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    return {one["name"]: one for one in map(json.loads, done.stdout.splitlines())}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Mapping[str, float | str]]:
    folder = tmp_path_factory.mktemp("hostile")
    for name, (_code, made) in hostile.REFUSED.items():
        (folder / name).write_bytes(made())
    return measured(folder)


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_a_file_that_is_not_taken_is_refused_with_its_own_sentence(name: str, seen: dict[str, dict[str, str]]) -> None:
    assert seen[name]["code"] == f"intake.file.{hostile.REFUSED[name][0]}"
    assert seen[name]["code"] in MESSAGES


def test_every_refusal_comes_within_two_seconds_and_256_megabytes(seen: dict[str, dict[str, float]]) -> None:
    beyond = {name: one for name, one in seen.items() if one["seconds"] > SECONDS or one["megabytes"] > MEGABYTES}
    assert beyond == {}
    assert len(seen) == len(hostile.REFUSED)


def test_each_kind_of_refusal_has_a_sentence_of_its_own() -> None:
    sentences = {code: text for code, text in MESSAGES.items() if code.startswith("intake.file.")}
    assert len(set(sentences.values())) == len(sentences)
    assert {f"intake.file.{code}" for code, _ in hostile.REFUSED.values()} <= set(sentences)


def test_a_good_file_with_bytes_changed_is_opened_or_refused_and_nothing_else(tmp_path: Path) -> None:
    chance = random.Random(20250403)
    for name, made in GOOD.items():
        data = made()
        for number in range(60):
            changed = bytearray(data)
            for _ in range(chance.choice((1, 3, 20))):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            if number % 5 == 0:
                del changed[chance.randrange(len(changed)) :]
            (tmp_path / f"{number}{name}").write_bytes(bytes(changed))
    found = measured(tmp_path)
    assert len(found) == 60 * len(GOOD)
    wrong = {name: one for name, one in found.items() if not str(one["code"]).startswith(("opened", "intake.file."))}
    assert wrong == {}
    slow = {name: one for name, one in found.items() if one["seconds"] > SECONDS or one["megabytes"] > MEGABYTES}
    assert slow == {}
