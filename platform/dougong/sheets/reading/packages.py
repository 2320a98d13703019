"""Zip files that hold a spreadsheet: which one, whether it may be opened, what a person should know about it."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from dougong.intake import Note
from dougong.sheets.reading.archives import Part, check_size, parts_of, unpack
from dougong.sheets.reading.extents import Extent, Place
from dougong.sheets.reading.limits import MAX_SHEETS, refused
from dougong.sheets.reading.marks import whole_tags
from dougong.sheets.reading.ods_sheets import measure_ods
from dougong.sheets.reading.xlsx_sheets import check_declared, check_shared_texts, measure

_ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_HEAD: Final = 2**16
_FROM_1904: Final = re.compile(rb"date1904=\"(?:1|true)\"")
#: The first part that tells another kind of file, and how it is called.
_OTHERS: Final = (("word/", "Word"), ("ppt/", "PowerPoint"), ("visio/", "Visio"))
_SHEET: Final = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_LINK: Final = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_WORD: Final = re.compile(r"([\w:]+)\s*=\s*\"([^\"]*)\"")


class Package:
    """A zip file of a client, with its directory read and found bearable."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.parts = parts_of(data)
        self.format = self._format()
        self.macros = any(name.rpartition("/")[2].lower() == "vbaproject.bin" for name in self.parts)

    def _format(self) -> str:
        """ "xlsx", "xlsm" or "ods". Raises `Refused`: another kind of file."""
        names = self.parts.keys()
        if "mimetype" in names and self.text("mimetype", 100).startswith(_ODS):
            return "ods"
        if "xl/workbook.bin" in names:
            raise refused("binary")
        if "xl/workbook.xml" in names:
            types = self.text("[Content_Types].xml", _HEAD) if "[Content_Types].xml" in names else b""
            return "xlsm" if b"macroEnabled" in types else "xlsx"
        for begin, called in _OTHERS:
            if any(name.startswith(begin) for name in names):
                raise refused("kind", found=called)
        raise refused("kind", found="ZIP")

    def text(self, name: str, most: int) -> bytes:
        """The beginning of a part."""
        part = self.parts.get(name)
        return b"".join(unpack(self.data, part, most=most))[:most] if part else b""

    def pieces(self, part: Part) -> Iterator[bytes]:
        """A part in pieces that are lawful markup and end behind a row or before a tag."""
        ends = b"</table:table-row>" if self.format == "ods" else b"</row>"
        return whole_tags(unpack(self.data, part), b"</si>" if "sharedstrings" in part.name.lower() else ends)

    @property
    def from_1904(self) -> bool:
        """Whether the workbook counts its days from 1904."""
        return bool(_FROM_1904.search(self.text("xl/workbook.xml", _HEAD)))

    @property
    def notes(self) -> tuple[Note, ...]:
        """What a person should know: macros are never run."""
        return (Note("intake.file.macros"),) if self.macros else ()

    def check(self) -> Mapping[str, Mapping[Place, str]]:
        """The errors in the cells of each sheet, by the sheet's name. Raises `Refused` for what may not be parsed."""
        if self.format == "ods":
            self._check_ods()
            return {}
        sheets = [one for one in self.parts.values() if one.name.lower().startswith("xl/worksheets/")]
        for part in sheets:
            check_declared(self.text(part.name, _HEAD), part.unpacked)
        check_size(self.parts)
        found: dict[str, Extent] = {}
        for part in self.parts.values():
            if part.name.lower().endswith("sharedstrings.xml"):
                continue
            found[part.name] = measure(lambda part=part: self.pieces(part))  # type: ignore[misc]
        for part in self.parts.values():
            if part.name.lower().endswith("sharedstrings.xml"):
                check_shared_texts(self.pieces(part), (self.pieces(one) for one in sheets))
        return self._by_sheet({name: extent.errors for name, extent in found.items() if extent.errors})

    def _check_ods(self) -> None:
        check_size(self.parts)
        if b"encryption-data" in self.text("META-INF/manifest.xml", 2**20):
            raise refused("encrypted")
        for part in self.parts.values():
            pieces = self.pieces(part)
            if part.name == "content.xml":
                measure_ods(pieces)
            else:
                _read_through(pieces)

    def _by_sheet(self, errors: Mapping[str, Mapping[Place, str]]) -> dict[str, Mapping[Place, str]]:
        """Errors by the name of the sheet instead of the name of the part."""
        if not errors:
            return {}
        links = dict(_targets(self.text("xl/_rels/workbook.xml.rels", 2**20).decode("utf-8", "replace")))
        found: dict[str, Mapping[Place, str]] = {}
        for tag in _SHEET.findall(self.text("xl/workbook.xml", 2**20).decode("utf-8", "replace"))[:MAX_SHEETS]:
            words = dict(_WORD.findall(tag))
            link = next((words[name] for name in words if name.endswith(":id")), "")
            part = links.get(link, "")
            if part in errors:
                found[html.unescape(words.get("name", ""))] = errors[part]
        return found


def _targets(text: str) -> Iterator[tuple[str, str]]:
    """The parts a workbook's links lead to."""
    for tag in _LINK.findall(text):
        words = dict(_WORD.findall(tag))
        target = words.get("Target", "")
        yield words.get("Id", ""), target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _read_through(pieces: Iterable[bytes]) -> None:
    """Only to have every piece checked."""
    for _piece in pieces:
        pass
