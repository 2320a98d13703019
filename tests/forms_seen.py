"""A form as a browser without scripts holds it, read from a page's text."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any


@dataclass
class FormSeen(HTMLParser):
    """What a browser would submit of a page's main form (the one with class "fields")."""

    html: str
    address: str
    fields: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()
        self._inside = self._select = self._area = self._template = None
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and "fields" in (given.get("class") or "").split():
            self._inside = True
        if tag == "template":
            self._template = True
        if not self._inside or self._template:
            return
        name = given.get("name") or ""
        if tag == "input" and name and given.get("type") not in {"file", "submit"}:
            if given.get("type") not in {"checkbox", "radio"} or "checked" in given:
                self.fields.setdefault(name, []).append(given.get("value") or "")
        elif tag == "select":
            self._select = name
            if "multiple" not in given:
                self.fields.setdefault(name, [""])
        elif tag == "option" and self._select and "selected" in given:
            self.fields[self._select] = [given.get("value") or ""]
        elif tag == "textarea":
            self._area = name
            self.fields[name] = [""]

    def handle_data(self, data: str) -> None:
        if self._area:
            text = self.fields[self._area][0] + data
            self.fields[self._area] = [text.removeprefix("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None
        elif tag == "template":
            self._template = None

    def option(self, name: str, title: str) -> str:
        """The value of a select's option by its words."""
        part = re.search(rf'<select[^>]*name="{re.escape(name)}".*?</select>', self.html, re.S)
        assert part, name
        found = re.search(rf'<option value="([^"]+)"[^>]*>[^<]*{re.escape(title)}', part.group(0))
        assert found, (name, title, part.group(0)[:600])
        return found.group(1)

    def with_(self, **fields: Any) -> dict[str, Any]:
        """What is sent with some fields changed; "rows__0__worker" stands for "/rows/0/worker"."""
        sent: dict[str, Any] = {k: v if len(v) > 1 else v[0] for k, v in self.fields.items()}
        for key, value in fields.items():
            sent[key if key.startswith("_") else "/" + key.replace("__", "/")] = value
        return sent
