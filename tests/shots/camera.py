"""One page in one shape: opened, looked at from every side, photographed."""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError

from tests.live import Live
from tests.shots import words

WIDTHS = (390, 768, 1280)
HEIGHT = {390: 844, 768: 1024, 1280: 900}
#: Layout may move by so much in all before it counts.
SHIFT = 0.02
#: Where axe looks: it takes longest of all, and neither a language nor a width in between changes what it finds.
HINDRANCES = frozenset({("zh", 390), ("zh", 1280)})
#: The longest picture, in pixels.
TALL = 2400
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
             "--force-color-profile=srgb", "--hide-scrollbars")  # fmt: skip

#: What is asked of a page, in its own language.
LOOK = Path(__file__).with_name("look.js").read_text("utf-8")


@cache
def axe() -> str:
    """The script that knows what hinders people."""
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


def quiet(page: Page) -> None:
    """Waits until nothing is under way in the page."""
    assert page.evaluate("shots.quiet()"), "the page does not come to rest"


@dataclass(frozen=True)
class Look:
    """A shape: language ("zh" or "en"), width, theme ("light" or "dark")."""

    language: str
    width: int
    theme: str

    def __str__(self) -> str:
        return f"{self.language}-{self.width}-{self.theme}"


@dataclass(frozen=True)
class Fault:
    """Something wrong with a page in a shape."""

    page: str
    look: str
    kind: str
    text: str


@dataclass(frozen=True)
class Shot:
    """A page to photograph.

    who: login, "" for nobody. where: address. steps: what is done once it is open. status: what the server answers.
    words: whether its words are looked at (not where a company's own words are hostile). scripts: with JavaScript.
    """

    key: str
    who: str
    where: Callable[[Live], str]
    steps: Callable[[Page, Live], None] | None = None
    status: int = 200
    company: str = "demo"
    words: bool = True
    scripts: bool = True


@dataclass
class Camera:
    """A browser that keeps a context for each person and shape."""

    browser: Browser
    live: Live
    folder: Path
    hindrances: bool = True
    faults: list[Fault] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    contexts: dict[tuple[str, str, str, int, bool], BrowserContext] = field(default_factory=dict)

    def take(self, shot: Shot, language: str, width: int, themes: tuple[str, ...] = ("light", "dark")) -> list[Fault]:
        """Open a page once and photograph it in some themes; what is wrong with it."""
        before = len(self.faults)
        look = Look(language, width, themes[0])
        with self.page(shot, language, width) as (page, heard):
            page.emulate_media(color_scheme=look.theme)  # type: ignore[arg-type] # "light" or "dark"
            try:
                self.open(shot, page)
                for theme in themes:
                    look = Look(language, width, theme)
                    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type] # "light" or "dark"
                    self._look(shot, look, page, first=theme == themes[0])
                    self._picture(shot, look, page)
            except (PlaywrightError, AssertionError) as error:  # what cannot be shown is a fault like others
                self._fault(shot, look, "cannot be shown", str(error).partition("Call log")[0].strip()[:300])
                self._picture(shot, look, page)
            for text in heard:
                self._fault(shot, look, "console", text)
        return self.faults[before:]

    @contextmanager
    def page(self, shot: Shot, language: str, width: int) -> Iterator[tuple[Page, list[str]]]:
        """A page of the person's context, and what its console says."""
        key = (shot.company, shot.who, language, width, shot.scripts)
        if key not in self.contexts:
            context = self.browser.new_context(
                viewport={"width": width, "height": HEIGHT[width]}, java_script_enabled=shot.scripts,
                locale="zh-CN" if language == "zh" else "en-GB", timezone_id="Asia/Shanghai", reduced_motion="reduce",
                has_touch=width == 390,
            )  # fmt: skip
            if shot.scripts:
                context.add_init_script(LOOK)
            words_in = "zh-hans" if language == "zh" else "en"
            if shot.who:
                context.add_cookies(self.live.cookies(shot.who, shot.company, words_in))
            else:
                address = self.live.address("/", shot.company)
                context.add_cookies([{"name": "dougong_language", "value": words_in, "url": address}])
            self.contexts[key] = context
        page = self.contexts[key].new_page()
        page.set_default_timeout(20_000)
        page.set_default_navigation_timeout(30_000)
        heard: list[str] = []
        page.on("pageerror", lambda error: heard.append(str(error)[:300]))
        page.on("console", lambda said: heard.append(said.text[:300]) if _is_error(said, shot) else None)
        try:
            yield page, heard
        finally:
            page.close()

    def open(self, shot: Shot, page: Page) -> None:
        """The page, with its steps done and still."""
        answer = page.goto(self.live.address(shot.where(self.live), shot.company))
        assert answer is not None, "an address"
        if answer.status != shot.status:
            raise AssertionError(f"status {answer.status} instead of {shot.status}")
        if answer.request.redirected_from is not None:
            raise AssertionError(f"led on to {answer.url}")
        if shot.steps:
            shot.steps(page, self.live)
        if shot.scripts:
            quiet(page)

    def _look(self, shot: Shot, look: Look, page: Page, *, first: bool) -> None:
        if not shot.scripts:
            return
        if wide := page.evaluate("shots.overflow()"):
            self._fault(shot, look, "overflow", wide)
        if self.hindrances and (look.language, look.width) in HINDRANCES:
            self._hindrances(shot, look, page, first=first)
        if not first:
            return
        seen = page.evaluate("shots.seen")
        if seen["shift"] > SHIFT:
            moved = ", ".join(dict.fromkeys(seen["moved"]))[:200]
            self._fault(shot, look, "layout shift", f"{seen['shift']:.3f} {moved}")
        for text in dict.fromkeys(seen["policy"]):
            self._fault(shot, look, "policy", text)
        if shot.words:
            for text in words.foreign(look.language, page.evaluate("shots.words()")):
                self._fault(shot, look, "untranslated", text)

    def _hindrances(self, shot: Shot, look: Look, page: Page, *, first: bool) -> None:
        """All rules in the first theme; in the other one only what a theme changes."""
        page.evaluate(axe() + ";0")
        for one in page.evaluate("(only) => shots.hindrances(only)", None if first else ["color-contrast"]):
            self._fault(shot, look, f"axe {one['id']}", f"{one['help']}: {one['many']} x {'; '.join(one['at'])}"[:400])

    def focus(self, shot: Shot) -> None:
        """The first stops of the keyboard: each must be seen."""
        with self.page(shot, "en", 1280) as (page, _):
            page.goto(self.live.address(shot.where(self.live), shot.company))
            for _stop in range(12):
                page.keyboard.press("Tab")
                found = page.evaluate("shots.focus()")
                if found and not found["good"]:
                    self._fault(shot, Look("en", 1280, "light"), "focus not seen", found["name"])

    def _picture(self, shot: Shot, look: Look, page: Page) -> None:
        name = f"{shot.key}-{look}.jpg"
        inside = page.context.new_cdp_session(page)
        size = inside.send("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": look.width, "height": max(min(TALL, size["height"]), HEIGHT[look.width])}
        found = inside.send("Page.captureScreenshot", {
            "format": "jpeg", "quality": 72, "captureBeyondViewport": True, "clip": {**clip, "scale": 1}})  # fmt: skip
        inside.detach()
        (self.folder / name).write_bytes(base64.b64decode(found["data"]))
        self.taken.append(name)

    def _fault(self, shot: Shot, look: Look, kind: str, text: str) -> None:
        self.faults.append(Fault(shot.key, str(look), kind, text))

    def close(self) -> None:
        """Every context."""
        for context in self.contexts.values():
            context.close()

    def told(self) -> str:
        """What was taken and found, for another process."""
        return json.dumps({"taken": self.taken, "faults": [vars(one) for one in self.faults]})


def _is_error(said: Any, shot: Shot) -> bool:
    """A page that is an error or a refusal is told to be one by the browser, too."""
    if said.type != "error":
        return False
    refused = shot.status >= 400 or (shot.steps is not None and "status of 4" in said.text)
    return not (refused and "Failed to load resource" in said.text)
