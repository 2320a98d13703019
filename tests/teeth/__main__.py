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
SECONDS = 300
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
    """A copy of the platform, its files as links; a fault's file is written anew."""
    target = place / "platform"
    shutil.copytree(ROOT / "platform", target, copy_function=os.link, ignore=shutil.ignore_patterns("*.pyc"))
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


def bitten(platform: Path, scene: Path, fault: str) -> tuple[bool, str]:
    """Whether the laws noticed, and what they said."""
    command = [sys.executable, "-m", "tests.teeth.bite", str(scene), fault]
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment(platform), capture_output=True, text=True,
                              timeout=SECONDS, check=False)  # fmt: skip
    except subprocess.TimeoutExpired:
        return True, "does not end"
    if done.returncode:
        return True, (done.stderr.strip().splitlines() or ["ended badly"])[-1]
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
    parser.add_argument("--only", default="", help="faults whose file or reason has this word")
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
    caught: Counter[str] = Counter()
    for one in patches:
        began = time.monotonic()
        planted(platform, one)
        noticed, said = bitten(platform, scene, one.fault)
        restored(platform, one)
        caught[one.fault] += noticed
        word = "caught" if noticed else "NOT CAUGHT"
        print(
            f"{word:<11} {one.fault:<7} {one.file:<28} {one.why}  [{time.monotonic() - began:.0f} s] {said[:110]}",
            flush=True,
        )
    for fault, what in CLASSES.items():
        there = sum(one.fault == fault for one in patches)
        print(f"{fault:<7} {caught[fault]} of {there}: {what}")
    print(f"faults: {len(patches)}, caught: {caught.total()}")
    return 0 if len(patches) - caught.total() <= len(patches) // SPARED else 1


if __name__ == "__main__":
    sys.exit(main())
