"""Text to tokens. Everything the language is written with is listed here."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from dougong.expression.errors import unreadable
from dougong.expression.limits import DIGITS, TEXT_OF_FORMULA

Kind = Literal["number", "text", "name", "sign", "end"]

#: Two-character signs first, so that `<=` is never read as `<`.
_TOKEN: Final = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<name>[A-Za-z][A-Za-z0-9_]*)"
    r"|(?P<quote>['\"])"
    r"|(?P<sign>\|\||&&|==|!=|<=|>=|[-+*/%!<>()\[\],.?:])"
)
#: What `number(text)` reads.
NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_PLAIN: Final = re.compile(r"[^\\'\"\n]+")
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"', "/": "/"}
_CODE_POINT: Final = re.compile(r"[0-9a-fA-F]{4}")

#: What people type by habit, and what they mean.
_MEANT: Final = {
    "=": "==", "&": "&&", "|": "||", "（": "(", "）": ")", "，": ",", "。": ".", "：": ":", "？": "?",
    "“": '"', "”": '"', "‘": "'", "’": "'", "＝": "==", "＋": "+", "－": "-", "×": "*", "÷": "/",
    "！": "!", "＜": "<", "＞": ">", "≤": "<=", "≥": ">=", "≠": "!=", "【": "[", "】": "]",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One token. `text` is the value of a text literal, otherwise the characters as written."""

    kind: Kind
    text: str
    at: int


def tokens(source: str) -> list[Token]:
    """All tokens of `source`, closed by one of kind "end". Raises `ExpressionError`."""
    if len(source) > TEXT_OF_FORMULA:
        raise unreadable("too_long", TEXT_OF_FORMULA, limit=TEXT_OF_FORMULA)
    found: list[Token] = []
    at = 0
    while at < len(source):
        match = _TOKEN.match(source, at)
        if match is None:
            raise _stray(source[at], at)
        kind, text = match.lastgroup, match.group()
        if kind == "quote":
            value, end = _quoted(source, at)
            found.append(Token("text", value, at))
            at = end
            continue
        if kind == "number":
            found.append(_number(source, match))
        elif kind == "name":
            found.append(Token("name", text, at))
        elif kind == "sign":
            found.append(Token("sign", text, at))
        at = match.end()
    found.append(Token("end", "", len(source)))
    return found


def _stray(character: str, at: int) -> Exception:
    meant = _MEANT.get(character)
    if meant is not None:
        return unreadable("meant", at, character=character, meant=meant)
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    return unreadable("character", at, character=shown)


def _number(source: str, match: re.Match[str]) -> Token:
    text, at = match.group(), match.start()
    following = source[match.end() : match.end() + 1]
    if following.isalnum() or following == "_":
        raise unreadable("number", at, text=text + following)
    if len(text.replace(".", "")) > DIGITS:
        raise unreadable("digits", at, limit=DIGITS)
    return Token("number", text, at)


def _quoted(source: str, start: int) -> tuple[str, int]:
    """The text literal that opens at `start`, and where it ends."""
    quote, at, parts = source[start], start + 1, list[str]()
    while at < len(source):
        character = source[at]
        if character == quote:
            return _storable("".join(parts), start), at + 1
        if character == "\\":
            piece, at = _escaped(source, at)
            parts.append(piece)
        elif character == "\n":
            break
        elif plain := _PLAIN.match(source, at):
            parts.append(plain.group())
            at = plain.end()
        else:  # the other quotation mark
            parts.append(character)
            at += 1
    raise unreadable("text_open", start)


def _escaped(source: str, at: int) -> tuple[str, int]:
    letter = source[at + 1 : at + 2]
    if letter in _ESCAPES:
        return _ESCAPES[letter], at + 2
    code = _CODE_POINT.match(source, at + 2) if letter == "u" else None
    if code is None:
        raise unreadable("escape", at, text="\\" + letter)
    return chr(int(code.group(), 16)), at + 6


def _storable(text: str, at: int) -> str:
    """No database keeps NUL or half of a surrogate pair: a formula that names one is a mistake."""
    for character in text:
        if character == "\0" or "\ud800" <= character <= "\udfff":
            raise unreadable("character", at, character=f"U+{ord(character):04X}")
    return text
