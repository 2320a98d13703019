"""`python -m tests.teeth [--sample N]`: plants each fault in a copy of the platform and asks the laws.

Prints the table and closes with the figure. A fault whose place is not found any more fails the run.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.teeth.patches import CLASSES, PATCHES, Patch

ROOT = Path(__file__).resolve().parents[2]
#: Of so many faults one may go unnoticed.
SPARED = 50
SECONDS = 900
#: What becomes of a fault: a process that ended badly says nothing about the laws.
CAUGHT, MISSED, BROKEN = "caught", "NOT CAUGHT", "BROKEN"
#: What the suite plants.
SAMPLED = {
    "records of all companies", "comments", "a list", "the company's settings", "effects of all companies are claimed",
    "another's upload that is not saved yet",
}  # fmt: skip


def lost(patches: tuple[Patch, ...] = PATCHES) -> list[str]:
    """The faults whose old text is not there exactly once."""
    found = []
    for one in patches:
        times = (ROOT / "platform/dougong" / one.file).read_text("utf-8").count(one.old)
        if times != 1:
            found.append(f"{one.file}: {one.why}: the old text is there {times} times")
    return found


def copied(place: Path) -> Path:
    """A copy of the platform, so that work on it meanwhile changes nothing here."""
    target = place / "platform"
    shutil.copytree(ROOT / "platform", target, ignore=shutil.ignore_patterns("*.pyc"))
    return target


def planted(platform: Path, patch: Patch) -> None:
    """Write the faulty file."""
    file = platform / "dougong" / patch.file
    text = file.read_text("utf-8").replace(patch.old, patch.new)
    file.unlink()
    file.write_text(text, "utf-8")


def restored(platform: Path, patch: Patch) -> None:
    """The file as it is."""
    file = platform / "dougong" / patch.file
    file.unlink()
    shutil.copy(ROOT / "platform/dougong" / patch.file, file)


def environment(platform: Path) -> dict[str, str]:
    """Of a process that uses this platform."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("DOUGONG_", "DJANGO_"))}
    return {
        **kept,
        "PYTHONPATH": f"{platform}:{ROOT}",
        "DOUGONG_ROOT": str(ROOT),
        "PYTHONHASHSEED": "0",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    }


class NotJudgedError(Exception):
    """The process of a fault came to no judgement: nothing was caught by it."""


def bitten(platform: Path, scene: Path, fault: str) -> tuple[bool, str]:
    """Whether the laws noticed, and what they said. Raises NotJudgedError when the laws were never asked to the end."""
    command = [sys.executable, "-m", "tests.teeth.bite", str(scene), fault]
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment(platform), capture_output=True, text=True,
                              timeout=SECONDS, check=False)  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NotJudgedError("does not end") from None
    if done.returncode:
        raise NotJudgedError((done.stderr.strip().splitlines() or ["ended badly"])[-1])
    said = json.loads(done.stdout.strip().splitlines()[-1])["said"]
    return bool(said), said


def prepared(place: Path) -> Path:
    """The scene, planted once by the platform as it is."""
    scene = place / "scene"
    scene.mkdir()
    command = [sys.executable, "-m", "tests.teeth.prepare", str(scene)]
    subprocess.run(command, cwd=ROOT, env=environment(ROOT / "platform"), check=True, capture_output=True)
    return scene


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="so many faults only, always the same")
    parser.add_argument("--only", default="", help="faults whose class, file or reason has this word")
    parser.add_argument("--trust", action="store_true", help="do not ask the laws about the platform as it is first")
    given = parser.parse_args()
    if missing := lost():
        print("\n".join(missing))
        return 1
    patches = [one for one in PATCHES if given.only in f"{one.fault} {one.file} {one.why}"]
    if given.sample:
        patches = sample(given.sample)
    with tempfile.TemporaryDirectory(prefix="dougong-teeth-") as folder:
        return run(Path(folder), patches, trusting=given.trust)


def sample(count: int) -> list[Patch]:
    """Always the same ones: of those that are noticed quickly."""
    quick = [one for one in PATCHES if one.why in SAMPLED]
    return quick[:count]


def run(place: Path, patches: list[Patch], *, trusting: bool = False) -> int:
    """Plant them one after the other; the platform as it is must be right first."""
    scene, platform = prepared(place), copied(place)
    for fault in () if trusting else dict.fromkeys(one.fault for one in patches):
        noticed, said = bitten(platform, scene, fault)
        if noticed:
            print(f"the laws for {fault} find something in the platform as it is: {said}")
            return 1
    words = [(one.fault, judged(platform, scene, one)) for one in patches]
    found = Counter(words)
    for fault, what in CLASSES.items():
        there = sum(one.fault == fault for one in patches)
        print(f"{fault:<7} {found[fault, CAUGHT]} of {there}: {what}")
    caught, broken = (sum(word == wanted for _, word in words) for wanted in (CAUGHT, BROKEN))
    print(f"faults: {len(patches)}, caught: {caught}" + (f", never judged: {broken}" if broken else ""))
    return 0 if not broken and len(patches) - caught <= len(patches) // SPARED else 1


def judged(platform: Path, scene: Path, one: Patch) -> str:
    """Plant one, ask the laws, take it out again; prints its line."""
    began = time.monotonic()
    planted(platform, one)
    try:
        noticed, said = bitten(platform, scene, one.fault)
        word = CAUGHT if noticed else MISSED
    except NotJudgedError as error:
        word, said = BROKEN, str(error)
    finally:
        restored(platform, one)
    took = time.monotonic() - began
    print(f"{word:<11} {one.fault:<7} {one.file:<28} {one.why}  [{took:.0f} s] {said[:110]}", flush=True)
    return word


if __name__ == "__main__":
    sys.exit(main())
