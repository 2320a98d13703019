"""Where in a JSON text each value stands, so that a problem can name its line."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from dougong.definition.pointers import escape

_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_SCALAR: Final = re.compile(r"[^\s,\]}]+")
_SPACE: Final = re.compile(r"\s*")


@dataclass(slots=True)
class _Open:
    """An object or list being read: its pointer, and where in it we are."""

    pointer: str
    closing: str
    position: int = 0


@dataclass(slots=True)
class _Scan:
    text: str
    at: int = 0
    line: int = 1
    found: dict[str, int] = field(default_factory=dict)
    open: list[_Open] = field(default_factory=list)

    def skip(self) -> str:
        """Pass over space; the next character, "" at the end."""
        self.move(_SPACE)
        return self.text[self.at : self.at + 1]

    def move(self, pattern: re.Pattern[str]) -> str:
        """Pass over what the pattern matches here, and hand it back."""
        match = pattern.match(self.text, self.at)
        passed = match.group() if match else self.text[self.at : self.at + 1]
        self.line += passed.count("\n")
        self.at += len(passed)
        return passed


@lru_cache(maxsize=8)
def positions(text: str) -> Mapping[str, int]:
    """Line (from 1) of every value of a JSON text by its JSON pointer; of a member, the line of its key.

    Never recurses and never fails: of a text that is no JSON, what could be read. Of keys given twice, the
    last counts, as in the value itself. The last few texts are remembered: problems come file by file.
    """
    scan = _Scan(text)
    _value(scan, "")
    while scan.open and scan.at < len(text):
        holder = scan.open[-1]
        char = scan.skip()
        if char == holder.closing:
            scan.at += 1
            scan.open.pop()
        elif char == ",":
            scan.at += 1
            holder.position += 1
        elif holder.closing == "}":
            _member(scan, holder)
        else:
            pointer = f"{holder.pointer}/{holder.position}"
            scan.found[pointer] = scan.line
            _value(scan, pointer)
    return MappingProxyType(scan.found)


def _member(scan: _Scan, holder: _Open) -> None:
    """A key, its colon, its value."""
    line = scan.line
    key = _unquoted(scan.move(_STRING))
    pointer = f"{holder.pointer}/{escape(key)}"
    scan.found[pointer] = line
    if scan.skip() == ":":
        scan.at += 1
        _value(scan, pointer)


def _value(scan: _Scan, pointer: str) -> None:
    """A value; an object or list is opened, its parts are read by the loop."""
    char = scan.skip()
    scan.found.setdefault(pointer, scan.line)
    if char in ("{", "["):
        scan.at += 1
        scan.open.append(_Open(pointer, "}" if char == "{" else "]"))
    elif char == '"':
        scan.move(_STRING)
    elif char:
        scan.move(_SCALAR)  # of a closing that closes nothing, one character: the text is no JSON


def _unquoted(text: str) -> str:
    """The key a string token stands for."""
    try:
        return str(json.loads(text, strict=False))
    except ValueError:
        return text.strip('"')
