"""A module switched off in one process is off in every process within five seconds, and on again as it was."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.live import Live, running

CONTRACTS = "/m/contract/contract/"
OFF, ON = "/settings/modules/contract/off/", "/settings/modules/contract/on/"
WITHIN = 5.0
ASKED = 24


@pytest.fixture(scope="module")
def two() -> Iterator[Live]:
    """The product in two processes."""
    with running(workers=2) as live:
        yield live


def cookies(live: Live, login: str) -> dict[str, str]:
    return {one["name"]: one["value"] for one in live.cookies(login)}


def status(live: Live, jar: dict[str, str], page: str) -> int:
    return live.ask("GET", page, cookies=jar)[0]


def press(live: Live, jar: dict[str, str], page: str) -> None:
    """Send a page's form, agreed to what needs the module."""
    _, headers, content = live.ask("GET", page, cookies=jar)
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', content)
    csrf = next(line for line in headers.get_all("Set-Cookie") or () if line.startswith("csrf="))
    assert token
    given = {**jar, "csrf": csrf.partition(";")[0].partition("=")[2]}
    answer = live.ask("POST", page, cookies=given, body=f"csrfmiddlewaretoken={token.group(1).decode()}&with=funds")
    assert answer[0] == 302, answer[2][:500]


def worked(live: Live) -> dict[int, int]:
    """Ticks of processor time each worker of the server has used."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parts = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(parts[1]) == live.process.pid:
            found[int(stat.parent.name)] = int(parts[11]) + int(parts[12])
    return found


def settled(live: Live, jar: dict[str, str], wanted: int) -> float:
    """Seconds until many requests at once, in both processes, all get the answer wanted."""
    begun = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        while time.monotonic() < begun + 3 * WITHIN:
            asked = time.monotonic() - begun
            if set(pool.map(lambda _: status(live, jar, CONTRACTS), range(ASKED))) == {wanted}:
                return asked
    raise AssertionError(f"not everywhere {wanted}")


@pytest.mark.storage
def test_off_and_on_in_every_process_within_five_seconds(two: Live) -> None:
    admin, gm = cookies(two, "admin"), cookies(two, "gm")
    assert settled(two, gm, 200) < WITHIN  # both processes have the module in their caches now
    before = worked(two)
    assert len(before) == 2
    press(two, admin, OFF)
    assert settled(two, gm, 404) < WITHIN
    for page in ("/m/contract/", CONTRACTS + "new/", CONTRACTS + "choices/?field=/owner"):
        assert status(two, gm, page) == 404, page
    assert b"/m/contract/" not in two.ask("GET", "/palette/?q=contract", cookies=gm)[2]
    assert b'href="/m/contract/' not in two.ask("GET", "/", cookies=gm)[2]
    press(two, admin, ON)
    assert settled(two, gm, 200) < WITHIN
    after = worked(two)
    assert all(after[worker] > ticks for worker, ticks in before.items()), "only one process was asked"
