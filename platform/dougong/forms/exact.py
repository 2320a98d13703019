"""JSON text that keeps every digit, and equality that keeps every difference a person would see in it."""

import json
from decimal import Decimal
from typing import Any, NoReturn

from dougong.forms.absent import Maybe
from dougong.problem import Json


def write(value: Json, *, ascii_only: bool = False, indent: int | None = None) -> str:
    """JSON text of `value`; decimals keep the digits they were written with.

    ascii_only: also escapes every character beyond ASCII. Otherwise only those HTML cannot carry are escaped.
    indent: spaces per level; None gives one line.
    """
    return "".join(_pieces(value, indent, "\n", ascii_only=ascii_only))


def _pieces(value: Any, indent: int | None, margin: str, *, ascii_only: bool) -> list[str]:
    if isinstance(value, str):
        return [_text(value, ascii_only=ascii_only)]
    if isinstance(value, Decimal):
        return [str(value)]
    deeper = _deeper(margin, indent)
    if isinstance(value, dict):
        parts = [
            [_text(key, ascii_only=ascii_only), ": ", *_pieces(item, indent, deeper, ascii_only=ascii_only)]
            for key, item in value.items()
        ]
        return _bracket("{}", parts, indent, margin)
    if isinstance(value, list):
        return _bracket("[]", [_pieces(item, indent, deeper, ascii_only=ascii_only) for item in value], indent, margin)
    return [json.dumps(value)]


def _deeper(margin: str, indent: int | None) -> str:
    return margin + " " * (indent or 0)


def _bracket(pair: str, parts: list[list[str]], indent: int | None, margin: str) -> list[str]:
    if not parts:
        return [pair]
    start, between, end = pair[0], ", ", pair[1]
    if indent is not None:
        start, between, end = start + _deeper(margin, indent), "," + _deeper(margin, indent), margin + end
    out = [start]
    for number, part in enumerate(parts):
        if number:
            out.append(between)
        out += part
    return [*out, end]


def _text(text: str, *, ascii_only: bool) -> str:
    if ascii_only:
        return json.dumps(text)
    written = json.dumps(text, ensure_ascii=False)
    if written.isascii() or written.isprintable():
        return written
    return "".join(char if _carried(char) else json.dumps(char)[1:-1] for char in written)


def _carried(char: str) -> bool:
    """Whether HTML brings the character back unchanged: no control character, no half of a pair."""
    code = ord(char)
    return code >= 0xA0 and not 0xD800 <= code <= 0xDFFF if code > 0x7E else code >= 0x20


def read(text: str) -> Json:
    """The JSON value of `text`, numbers exact. Raises ValueError for anything else, also NaN and deep nesting."""
    try:
        value: Json = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def same(one: Maybe, other: Maybe) -> bool:
    """Whether two values are the same to the last digit: 1, 1.0, true, "1" all differ; key order does not count."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(item, other[key]) for key, item in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, Decimal):
        return str(one) == str(other)
    return one == other
