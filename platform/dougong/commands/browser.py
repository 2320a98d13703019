"""What a browser sends of a printed page: successful controls only, with what the browser does to their texts.

Follows the HTML standard where it matters to a form: sanitised values, tick boxes, selects, templates that are
inert, disabled fieldsets, line ends. Made to prove that a form works without scripts; knows nothing of our forms.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

Pairs = list[tuple[str, str]]
Attributes = Mapping[str, str]

_DATE: Final = re.compile(r"(\d{4,})-(\d\d)-(\d\d)")
_MONTH: Final = re.compile(r"(\d{4,})-(0[1-9]|1[0-2])")
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?")
_MOMENT: Final = re.compile(r"(\d{4,}-\d\d-\d\d)[T ](.+)")
_NUMBER: Final = re.compile(r"-?(\d+(\.\d+)?|\.\d+)([eE][-+]?\d+)?")
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_SPACE: Final = " \t\n\f\r"
#: Input types that send nothing by themselves.
_SILENT: Final = frozenset({"button", "reset", "image", "file", "submit"})
_VOID: Final = frozenset({"input", "br", "hr", "img", "meta", "link", "col"})


def _one_line(text: str) -> str:
    return text.replace("\r", "").replace("\n", "")


def _date(text: str) -> str:
    found = _DATE.fullmatch(text)
    if not found:
        return ""
    year, month, day = map(int, found.groups())
    leap = (year % 4 == 0 and year % 100 != 0) or year % 400 == 0
    days = {2: 29 if leap else 28, 4: 30, 6: 30, 9: 30, 11: 30}.get(month, 31)
    return text if year > 0 and 1 <= month <= 12 and 1 <= day <= days else ""


def _moment(text: str) -> str:
    found = _MOMENT.fullmatch(text)
    if not found or not _date(found[1]) or not _TIME.fullmatch(found[2]):
        return ""
    clock = found[2]
    return f"{found[1]}T{clock[:5] if re.fullmatch(r':00(.0+)?', clock[5:]) else clock}"


def _email(text: str) -> str:
    """Beyond ASCII browsers may rewrite the host: what comes back is not what was there."""
    text = _one_line(text).strip(_SPACE)
    name, at, host = text.rpartition("@")
    return text if host.isascii() else f"{name}{at}{host.encode('idna', 'ignore').decode()}"


_SANITISED: Final[Mapping[str, Callable[[str], str]]] = {
    "hidden": str,
    "date": _date,
    "month": lambda text: text if _MONTH.fullmatch(text) and int(text.split("-")[0]) > 0 else "",
    "time": lambda text: text if _TIME.fullmatch(text) else "",
    "datetime-local": _moment,
    "number": lambda text: text if _NUMBER.fullmatch(text) else "",
    "color": lambda text: text.lower() if _COLOUR.fullmatch(text) else "#000000",
    "email": _email,
    "url": lambda text: _one_line(text).strip(_SPACE),
}


@dataclass(slots=True)
class _Select:
    """A select while its options are read. single: one of them is always chosen."""

    name: str | None
    single: bool
    disabled: bool
    options: list[tuple[str, bool, bool]] = field(default_factory=list)

    def sent(self) -> list[str]:
        """The values it sends."""
        usable = [(value, chosen) for value, chosen, disabled in self.options if not disabled]
        chosen = [value for value, chosen in usable if chosen]
        if not self.single:
            return chosen
        taken = [value for value, chosen, _ in self.options if chosen][-1:]
        if taken:
            return [value for value in taken if value in chosen]
        return [usable[0][0]] if usable else []


class Browser(HTMLParser):
    """Reads a page and keeps what its form would send. `pairs`: names and texts in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pairs: Pairs = []
        self.buttons: Pairs = []
        self._inert = 0
        self._disabled: list[bool] = []
        self._select: _Select | None = None
        self._option: dict[str, str | bool] | None = None
        self._area: dict[str, str] | None = None
        self._text: list[str] = []

    @classmethod
    def visit(cls, html: str) -> "Browser":
        """Read a whole page."""
        browser = cls()
        browser.feed(html.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd"))
        browser.close()
        return browser

    def sent(self, button: tuple[str, str] | None = None) -> dict[str, list[str]]:
        """What is sent, by name; with the button pressed, where one was."""
        found: dict[str, list[str]] = {}
        for name, text in [*self.pairs, *([button] if button else [])]:
            found.setdefault(_line_ends(name), []).append(_line_ends(text))
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        given = {name: value or "" for name, value in reversed(attrs)}
        if tag == "template":
            self._inert += 1
        if self._inert:
            return
        if tag == "fieldset":
            self._disabled.append("disabled" in given)
        elif tag == "input":
            self._input(given)
        elif tag == "textarea":
            self._area, self._text = given, []
        elif tag == "select":
            self._select = _Select(given.get("name"), "multiple" not in given, self._off(given))
        elif tag == "option" and self._select is not None:
            self._end_option()
            self._option, self._text = dict(given), []
        elif tag == "button" and given.get("type", "submit") == "submit" and given.get("name"):
            self.buttons.append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if tag == "template" and self._inert:
            self._inert -= 1
        if self._inert:
            return
        if tag == "fieldset" and self._disabled:
            self._disabled.pop()
        elif tag == "textarea" and self._area is not None:
            text = "".join(self._text)
            self._send(self._area, text.removeprefix("\n"))
            self._area = None
        elif tag == "option":
            self._end_option()
        elif tag == "select" and self._select is not None:
            self._end_option()
            if self._select.name and not self._select.disabled:
                self.pairs += [(self._select.name, value) for value in self._select.sent()]
            self._select = None

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        if not self._inert and (self._area is not None or self._option is not None):
            self._text.append(data)

    def _off(self, given: Attributes) -> bool:
        return "disabled" in given or any(self._disabled)

    def _send(self, given: Attributes, text: str) -> None:
        name = given.get("name")
        if name and not self._off(given):
            self.pairs.append((name, text))

    def _input(self, given: Attributes) -> None:
        kind = given.get("type", "text").lower()
        if kind in _SILENT:
            return
        if kind in {"checkbox", "radio"}:
            if "checked" in given:
                self._send(given, given.get("value", "on"))
            return
        self._send(given, _SANITISED.get(kind, _one_line)(given.get("value", "")))

    def _end_option(self) -> None:
        if self._option is None or self._select is None:
            return
        text = " ".join("".join(self._text).split())
        value = str(self._option.get("value", text))
        self._select.options.append((value, "selected" in self._option, "disabled" in self._option))
        self._option = None


def _line_ends(text: str) -> str:
    """As sent: every line end is a carriage return and a line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
