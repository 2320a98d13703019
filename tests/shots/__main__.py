"""`make shots`: photographs every type of page in three widths, two languages, light and dark, and fails on a fault.

Pictures, faults and a contact sheet (shots/index.html) are written to shots/.

    python -m tests.shots [--only WORD] [--widths 390,768,1280] [--languages zh,en] [--dark-only] [--folder shots]
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.live import Live, running
from tests.shots.camera import ARGUMENTS, WIDTHS, Camera, Fault
from tests.shots.pages import SHOTS
from tests.shots.sheet import write_sheet


def photograph(live: Live, folder: Path, language: str, widths: list[int], only: str) -> Camera:
    """Every page in one language."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        sys.exit("NO CHROMIUM FOUND: nothing was photographed. Install Debian's package `chromium`.")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        camera = Camera(browser, live, folder)
        for shot in (one for one in SHOTS if only in one.key):
            for width in widths:
                tell(camera.take(shot, language, width))
            if language == "en" and shot.scripts and 1280 in widths and not shot.steps:
                before = len(camera.faults)
                camera.focus(shot)
                tell(camera.faults[before:])
        camera.close()
        browser.close()
    return camera


def tell(faults: list[Fault]) -> None:
    """Each fault as soon as it is found."""
    for fault in faults:
        print(f"{fault.page} {fault.look}: {fault.kind}: {fault.text}", file=sys.stderr, flush=True)


def child(given: argparse.Namespace) -> None:
    """One language, in a process of its own; the server was started by the first process."""
    told = json.loads(Path(given.told).read_text("utf-8"))
    live = Live(told["port"], Path(told["home"]), told["told"], None)  # type: ignore[arg-type] # the parent's process
    widths = [int(one) for one in given.widths.split(",")]
    print(photograph(live, given.folder, given.languages, widths, given.only).told())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="")
    parser.add_argument("--widths", default=",".join(map(str, WIDTHS)))
    parser.add_argument("--languages", default="zh,en")
    parser.add_argument("--folder", type=Path, default=Path("shots"))
    parser.add_argument("--told", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.told:
        child(given)
        return 0
    began = time.monotonic()
    shutil.rmtree(given.folder, ignore_errors=True)
    given.folder.mkdir(parents=True)
    taken: list[str] = []
    faults: list[Fault] = []
    with running(workers=2) as live:
        started = []
        for number, language in enumerate(given.languages.split(",")):
            # Each process has sign-ins of its own: they are used up.
            own = {company: {who: list_[number::2] for who, list_ in people.items()}
                   for company, people in live.told["tokens"].items()}  # fmt: skip
            note = live.home / f"{language}.json"
            told = {"port": live.port, "home": str(live.home), "told": {**live.told, "tokens": own}}
            note.write_text(json.dumps(told), "utf-8")
            command = [sys.executable, "-m", "tests.shots", "--told", str(note), "--languages", language,
                       "--widths", given.widths, "--only", given.only, "--folder", str(given.folder)]  # fmt: skip
            started.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        for process in started:
            out = process.communicate()[0]
            if process.returncode:
                return 1
            found = json.loads(out.splitlines()[-1])
            taken += found["taken"]
            faults += [Fault(**one) for one in found["faults"]]
        errors = (live.home / "server.log").read_text("utf-8")
    write_sheet(given.folder, taken, faults)
    if errors.strip():
        print(errors[-3000:])
    kinds = ", ".join(f"{kind} {count}" for kind, count in Counter(one.kind for one in faults).most_common())
    print(f"{len(taken)} pictures of {len(SHOTS)} pages in {time.monotonic() - began:.0f} s,"
          f" {len(faults)} faults{': ' + kinds if kinds else ''} -> {given.folder}/index.html")  # fmt: skip
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
