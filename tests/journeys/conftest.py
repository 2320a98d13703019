"""Devices for people of the live company: a page that fails the test when a script does."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.live import Live
from tests.shots.camera import ARGUMENTS, LOOK

#: (who, width, and what else a context may be told) -> his page.
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture
def device(browser: Browser, live: Live) -> Iterator[Open]:
    """Opens a page for somebody signed in."""
    contexts, wrong = [], []

    def heard(text: str) -> None:
        # The browser says by itself that an answer was a refusal, or that there was no network: the page shows it.
        if "Failed to load resource" not in text:
            wrong.append(text)

    def open_(who: str, width: int = 1280, *, language: str = "en", height: int = 0, **more: Any) -> Page:
        tall = height or (844 if width == 390 else 900)
        context = browser.new_context(viewport={"width": width, "height": tall}, reduced_motion="reduce", **more)
        contexts.append(context)
        if more.get("java_script_enabled", True):
            context.add_init_script(LOOK)
        context.add_cookies(live.cookies(who, language=language, device=f"{len(contexts)}"))
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: heard(str(error)))
        page.on("console", lambda said: heard(said.text) if said.type == "error" else None)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not wrong, wrong
