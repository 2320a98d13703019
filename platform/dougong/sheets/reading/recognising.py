"""What a file is, by its bytes; its name is only compared with that."""

import re
from pathlib import PurePosixPath
from typing import Final

from dougong.sheets.reading.limits import refused

ZIP: Final = b"PK\x03\x04"
CFB: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: First bytes of files people take for spreadsheets, and how they are called.
_OTHERS: Final = (
    (b"\x89PNG\r\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"%PDF-", "PDF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "RTF"),
    (b"MZ", "EXE"),
    (b"BM", "BMP"),
)
#: Extensions a format may have.
EXTENSIONS: Final = {
    "xlsx": frozenset({".xlsx"}),
    "xlsm": frozenset({".xlsm"}),
    "xls": frozenset({".xls"}),
    "ods": frozenset({".ods"}),
    "csv": frozenset({".csv", ".tsv", ".txt"}),
}
_WEB: Final = re.compile(rb"\s*<(?:!doctype\s+html|html|table|head|meta|body)\b", re.IGNORECASE)
_XML: Final = re.compile(rb"\s*<\?xml\b")


def extension_of(name: str) -> str:
    """The extension a file's name ends with, in small letters with its dot; "" without one."""
    return PurePosixPath(name.replace("\\", "/").strip()).suffix.lower()


def check_extension(found: str, name: str) -> None:
    """Refuses a name that says another format than the bytes."""
    given = extension_of(name)
    if given not in EXTENSIONS[found]:
        if given:
            raise refused("extension", given=given, found=f".{found}")
        raise refused("no_extension", found=f".{found}")


def recognise(data: bytes) -> str:
    """ "zip", "cfb" or "text". Raises `Refused`: empty, or another kind of file."""
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        raise refused("nothing")
    if data.startswith(ZIP):
        return "zip"
    if data.startswith(CFB):
        return "cfb"
    if data.startswith((CFB[:4], ZIP[:2])) and len(data) < 512:
        raise refused("truncated")
    for magic, called in _OTHERS:
        if data.startswith(magic) and (len(magic) > 2 or b"\x00" in data[:512]):
            raise refused("kind", found=called)
    head = data[:4096].removeprefix(b"\xef\xbb\xbf")
    if _WEB.match(head):
        raise refused("web_page")
    if _XML.match(head):
        raise refused("web_page" if b"spreadsheet" in head or b"<html" in head else "kind", found="XML")
    return "text"
