"""Every type of page in one shape each: what `make shots` does in all of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.live import Live
from tests.shots.camera import ARGUMENTS, Camera, Look
from tests.shots.pages import SHOTS

pytestmark = pytest.mark.browser

#: Shapes in turn, so that each is seen by some page.
LOOKS = [Look(language, width, theme) for width, language, theme in (
    (390, "zh", "light"), (1280, "en", "dark"), (768, "zh", "dark"), (1280, "zh", "light"), (390, "en", "dark"),
    (768, "en", "light"))]  # fmt: skip
#: The sisters of other pages: `make shots` takes them.
LEFT_OUT = {"home-admin", "list-sorted", "list-tree", "record-settlement", "record-master", "new-worker", "wide-record",
            "hostile-edit", "list-master", "home-foreman", "bad-view"}  # fmt: skip
TAKEN = [one for one in SHOTS if one.key not in LEFT_OUT]


@pytest.fixture(scope="module")
def camera(chromium: str, live: Live, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Camera]:
    folder: Path = tmp_path_factory.mktemp("shots")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        made = Camera(browser, live, folder, hindrances=False)
        yield made
        made.close()
        browser.close()


CASES = [
    pytest.param(shot, LOOKS[at % len(LOOKS)], id=f"{shot.key}-{LOOKS[at % len(LOOKS)]}")
    for at, shot in enumerate(TAKEN)
]


@pytest.mark.parametrize(("shot", "look"), CASES)
def test_a_page_has_no_fault(camera: Camera, shot: object, look: Look) -> None:
    faults = camera.take(shot, look.language, look.width, (look.theme,))  # type: ignore[arg-type] # a Shot
    assert [f"{one.kind}: {one.text}" for one in faults] == []
