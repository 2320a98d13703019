"""What a file is, by its content; its name and the browser's word for it count for nothing."""

import re
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from dougong.problem import Problem, Refused

MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ContentType:
    """A type of content that may be kept.

    name: media type. endings: of file names, the first is ours. limit: bytes. picture: Pillow's name of it,
    "" for what is no picture.
    """

    name: str
    endings: tuple[str, ...]
    limit: int
    picture: str = ""


JPEG = ContentType("image/jpeg", ("jpg", "jpeg", "jpe"), 15 * MEGABYTE, "JPEG")
PNG = ContentType("image/png", ("png",), 15 * MEGABYTE, "PNG")
WEBP = ContentType("image/webp", ("webp",), 15 * MEGABYTE, "WEBP")
HEIC = ContentType("image/heic", ("heic", "heif"), 15 * MEGABYTE, "HEIF")
PDF = ContentType("application/pdf", ("pdf",), 25 * MEGABYTE)
XLSX = ContentType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",), 20 * MEGABYTE)
CSV = ContentType("text/csv", ("csv",), 20 * MEGABYTE)
XLS = ContentType("application/vnd.ms-excel", ("xls",), 20 * MEGABYTE)
ODS = ContentType("application/vnd.oasis.opendocument.spreadsheet", ("ods",), 20 * MEGABYTE)

PICTURES: Final = (JPEG, PNG, WEBP, HEIC)

#: What each kind of upload takes. Anything else (svg, html, xml, xlsm, programs) is refused everywhere.
ACCEPTS: Final[Mapping[str, tuple[ContentType, ...]]] = MappingProxyType(
    {
        "photo": PICTURES,
        "signature": (PNG, JPEG),
        "mark": (PNG, JPEG, WEBP),
        "file": (*PICTURES, PDF, XLSX, CSV),
        "sheet": (XLSX, XLS, ODS, CSV),
    }
)
#: Nothing larger is even received.
LARGEST: Final = max(kind.limit for kinds in ACCEPTS.values() for kind in kinds)

SHEET_ENTRIES, SHEET_UNPACKED, SHEET_RATIO = 1000, 200 * MEGABYTE, 100
#: What older Office files begin with.
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEIF_BRANDS: Final = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")


def recognise(path: Path, name: str) -> ContentType | None:
    """The type of the content at `path`; None when it is none of ours.

    name: only decides that plain text is meant as CSV, which has no mark of its own.
    """
    with path.open("rb") as file:
        head = file.read(64)
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return HEIC
    if re.match(rb"%PDF-[12]\.\d", head):
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return XLSX if _is_sheet(path) else ODS if _is_open_document(path) else None
    if head.startswith(_COMPOUND) and name.lower().endswith(".xls"):
        return XLS
    return CSV if name.lower().endswith(".csv") and _is_table_text(path) else None


def check_sheet(path: Path) -> None:
    """Refuse a workbook that would unpack into too much. Raises Refused (codes limit, file_broken)."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refused([Problem("", "file_broken")]) from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    for what, found, limit in (
        ("entries", len(entries), SHEET_ENTRIES),
        ("unpacked bytes", unpacked, SHEET_UNPACKED),
        ("compression", unpacked // packed, SHEET_RATIO),
    ):
        if found > limit:
            raise Refused([Problem("", "limit", {"what": what, "limit": limit})])
    for entry in entries:
        outside = entry.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", entry.filename)
        link = (entry.external_attr >> 16) & 0o170000 == 0o120000
        if outside or link or entry.flag_bits & 1:
            raise Refused([Problem("", "file_broken")])


def clean_name(name: str, content: ContentType) -> str:
    """A name that is only a name:

    no folders, no control or direction characters, the ending of its content.
    """
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    base = "".join(sign for sign in base if unicodedata.category(sign)[0] != "C").strip(" .")
    stem, dot, ending = base.rpartition(".")
    if not dot or ending.lower() not in content.endings:
        stem, ending = base, content.endings[0]
    stem = stem.strip(" .")[:120] or "file"
    return f"{stem}.{ending.lower()}"


def named(name: str, content_type: str) -> str:
    """The name with the ending of another content type: the shared copy of a HEIC is a JPEG."""
    content = next(one for kinds in ACCEPTS.values() for one in kinds if one.name == content_type)
    stem, _, ending = name.rpartition(".")
    return name if ending in content.endings else f"{stem}.{content.endings[0]}"


def _is_sheet(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {entry.filename for entry in archive.infolist()}
            if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
                return False
            if archive.getinfo("[Content_Types].xml").file_size > MEGABYTE:
                return False
            types = archive.read("[Content_Types].xml")
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, KeyError):
        return False
    # A workbook with macros is a program, whatever its ending.
    return b"macroEnabled" not in types and not any(name.endswith("vbaProject.bin") for name in names)


def _is_open_document(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            kind = archive.getinfo("mimetype")
            names = {entry.filename for entry in archive.infolist()}
            macros = any(name.startswith(("Basic/", "Scripts/")) for name in names)
            return kind.file_size < 200 and not macros and archive.read("mimetype").strip() == ODS.name.encode()
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, KeyError):
        return False


def _is_table_text(path: Path) -> bool:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        unprintable = re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text)
        return bool(text.strip()) and unprintable is None and not text.lstrip().startswith("<")
    return False
