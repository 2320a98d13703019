"""Zip files of clients: their directory checked first, their parts unpacked within what the directory declares."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dougong.sheets.reading.limits import MAX_PARTS, MAX_RATIO, MAX_UNPACKED, RATIO_COUNTS_FROM, refused

_CHUNK: Final = 2**20
_LOCAL_HEADER: Final = 30
_ENCRYPTED: Final = 0x1


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a zip file, as its directory declares it."""

    name: str
    offset: int
    method: int
    packed: int
    unpacked: int


def parts_of(data: bytes) -> dict[str, Part]:
    """The parts by name. Raises `Refused`: no directory (cut off), too many parts, packed in another way, encrypted."""
    if data.count(b"PK\x01\x02") > MAX_PARTS:
        raise refused("bomb")
    if b"PK\x05\x06" not in data[-(2**16 + 22) :]:
        raise refused("truncated")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        raise refused("broken") from None
    found: dict[str, Part] = {}
    for one in listed:
        if one.flag_bits & _ENCRYPTED:
            raise refused("encrypted")
        if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or one.filename in found:
            raise refused("broken")
        found[one.filename] = Part(one.filename, one.header_offset, one.compress_type, one.compress_size, one.file_size)
    return found


def check_size(parts: dict[str, Part]) -> None:
    """Refuses what would unpack to more than is allowed, by what the directory declares."""
    for part in parts.values():
        if part.unpacked > RATIO_COUNTS_FROM and part.unpacked > part.packed * MAX_RATIO:
            raise refused("bomb")
    if sum(part.unpacked for part in parts.values()) > MAX_UNPACKED:
        raise refused("unpacked", limit=MAX_UNPACKED // 2**20)


def unpack(data: bytes, part: Part, *, most: int | None = None) -> Iterator[bytes]:
    """The part's bytes in pieces of a megabyte, up to about `most`.

    Raises `Refused`: more or fewer bytes come out than the directory declares, or they are damaged.
    """
    start = _start(data, part)
    packed = memoryview(data)[start : start + part.packed]
    if len(packed) < part.packed:
        raise refused("truncated")
    pieces = _inflated(packed) if part.method == zipfile.ZIP_DEFLATED else _stored(packed)
    out = 0
    for piece in pieces:
        out += len(piece)
        if out > part.unpacked:
            raise refused("bomb")
        yield piece
        if most is not None and out >= most:
            return
    if out != part.unpacked:
        raise refused("broken")


def _start(data: bytes, part: Part) -> int:
    """Where the packed bytes begin: behind the part's own header."""
    header = data[part.offset : part.offset + _LOCAL_HEADER]
    if len(header) < _LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
        raise refused("broken")
    return (
        part.offset + _LOCAL_HEADER + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    )


def _stored(packed: memoryview) -> Iterator[bytes]:
    for at in range(0, len(packed), _CHUNK):
        yield bytes(packed[at : at + _CHUNK])


def _inflated(packed: memoryview) -> Iterator[bytes]:
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(packed), _CHUNK):
            waiting: bytes | memoryview = packed[at : at + _CHUNK]
            while waiting and not engine.eof:
                yield engine.decompress(waiting, _CHUNK)
                waiting = engine.unconsumed_tail
        while not engine.eof and (rest := engine.decompress(b"", _CHUNK)):
            yield rest
    except zlib.error:
        raise refused("broken") from None
    if not engine.eof:
        raise refused("truncated")
