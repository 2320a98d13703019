"""Markup read as bytes, without a parser: what is forbidden in it, and pieces that end between two tags."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from dougong.sheets.reading.limits import refused

_LONGEST: Final = 8 * 2**20
_FORBIDDEN: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
#: Beginnings of texts whose bytes are not UTF-8: nothing could be looked for in them.
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


def whole_tags(pieces: Iterable[bytes], end: bytes) -> Iterator[bytes]:
    """The same bytes, in pieces that end behind `end` or, where it does not come, before a tag.

    Raises `Refused`: a DOCTYPE or an entity is declared, or the bytes are no UTF-8 markup.
    """
    carried = b""
    first = True
    for piece in pieces:
        if first and piece.startswith(_WIDE):
            raise refused("entities")
        first = False
        waiting = carried + piece
        cut = waiting.rfind(end)
        cut = waiting.rfind(b"<") if cut < 0 else cut + len(end)
        if cut <= 0:
            if len(waiting) > _LONGEST:
                raise refused("broken")
            carried = waiting
            continue
        yield _lawful(waiting[:cut])
        carried = waiting[cut:]
    yield _lawful(carried)


def _lawful(text: bytes) -> bytes:
    if b"<!" in text and _FORBIDDEN.search(text):
        raise refused("entities")
    return text
