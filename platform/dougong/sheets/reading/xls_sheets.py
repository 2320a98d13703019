"""Old .xls files (BIFF in a compound file), measured record by record before they are parsed."""

import io
import struct
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

import olefile

from dougong.sheets.reading.extents import Extent, Place, check_text
from dougong.sheets.reading.limits import refused
from dougong.sheets.reading.xls_texts import shared_lengths

_BOF, _SST, _CONTINUE, _LABELSST, _FILEPASS = 0x0809, 0x00FC, 0x003C, 0x00FD, 0x002F
_FORMULA, _BOOLERR = 0x0006, 0x0205
#: Records of one cell that holds something: number, RK, label, shared label, formula, truth or error, rich label.
_CELLS: Final = frozenset(
    {0x0203, 0x027E, 0x0204, _LABELSST, _FORMULA, 0x0406, 0x0206, _BOOLERR, 0x00D6, 0x0003, 0x0004}
)
_MULRK: Final = 0x00BD
_ERRORS: Final = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_DATEMODE: Final = 0x0022
_SHEET: Final = 0x0010
Record = tuple[int, bytes]


class OldFile:
    """What the compound file says. extents: one for each worksheet, in the file's order. macros: there are some."""

    def __init__(self, data: bytes) -> None:
        try:
            with olefile.OleFileIO(io.BytesIO(data)) as compound:
                names = {"/".join(path).lower() for path in compound.listdir(streams=True, storages=True)}
                book = next((one for one in ("workbook", "book") if one in names), None)
                stream = compound.openstream(book).read() if book else b""
        except Exception:  # the library answers broken files with whatever went wrong
            raise refused("truncated") from None
        if "encryptedpackage" in names:
            raise refused("encrypted")
        if book is None:
            raise refused(
                "kind",
                found="Word" if "worddocument" in names else "PowerPoint" if "powerpoint document" in names else "OLE",
            )
        self.macros = any("vba" in one for one in names)
        self.extents = list(_measured(stream))
        self.from_1904 = (_DATEMODE, b"\x01\x00") in islice(_records(stream), 200)

    def errors(self, place: int) -> Mapping[Place, str]:
        """The errors in the cells of a worksheet, by its place among them."""
        return self.extents[place].errors if place < len(self.extents) else {}


def _records(stream: bytes) -> Iterator[Record]:
    at = 0
    while at + 4 <= len(stream):
        code, size = struct.unpack_from("<HH", stream, at)
        if code == 0 and size == 0:
            return
        yield code, stream[at + 4 : at + 4 + size]
        at += 4 + size
    if at > len(stream):
        raise refused("truncated")


def _measured(stream: bytes) -> Iterator[Extent]:
    """The extent of each worksheet, none for charts. Raises `Refused`: encrypted, too large."""
    extent: Extent | None = None
    lengths: list[int] = []
    texts = 0
    table: list[bytes] = []
    before = 0
    for code, body in _records(stream):
        if code == _FILEPASS:
            raise refused("encrypted")
        if code == _SST or (code == _CONTINUE and before == _SST):
            table.append(body)
            continue
        if code == _BOF:
            if extent is not None:
                yield extent
            lengths = lengths or shared_lengths(table)
            extent = Extent() if body[2:4] == _SHEET.to_bytes(2, "little") else None
        elif extent is not None and (code in _CELLS or code == _MULRK) and len(body) >= 6:
            texts += _count(extent, code, body, lengths)
            check_text(texts)
        before = code
    if extent is not None:
        yield extent


def _count(extent: Extent, code: int, body: bytes, lengths: list[int]) -> int:
    """Widens the extent to a record's cells; the length of the shared text it names."""
    row, column = struct.unpack_from("<HH", body)
    extent.reach(row, column)
    if code == _MULRK:
        extent.reach(row, int.from_bytes(body[-2:], "little"))
    if not extent.fits:
        extent.check()
    if code == _BOOLERR and body[7:8] == b"\x01":
        extent.fault((row, column), _ERRORS.get(body[6], "#N/A"))
    if code == _FORMULA and body[12:14] == b"\xff\xff" and body[6:7] == b"\x02":
        extent.fault((row, column), _ERRORS.get(body[8], "#N/A"))
    if code == _LABELSST and len(body) >= 10:
        index = int.from_bytes(body[6:10], "little")
        return lengths[index] if index < len(lengths) else 0
    return 0
