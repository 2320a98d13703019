"""Files made for tests: honest ones and hostile ones."""

import io
import struct
import zipfile
import zlib

from PIL import Image

SECRET = b"SECRET-CAMERA-31.2304N"


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), *, turned: bool = False, mode: str = "RGB") -> bytes:
    """A picture with a private note in its EXIF."""
    image = Image.new(mode, size, "red" if mode != "RGBA" else (255, 0, 0, 128))
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    if turned:
        exif[0x0112] = 6
    out = io.BytesIO()
    image.save(out, form, exif=exif)
    return out.getvalue()


def workbook(*, extra: dict[str, bytes] | None = None, macros: bool = False) -> bytes:
    """The least that is a workbook. extra: further entries."""
    kind = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml" if macros else b"sheet.main+xml"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b'<Types><Override ContentType="' + kind + b'"/></Types>')
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook_with_link() -> bytes:
    """An entry that unpacks into a symbolic link."""
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a") as archive:
        entry = zipfile.ZipInfo("xl/link")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return out.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A PNG of some hundred bytes that claims so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
XML = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
EXE = b"MZ\x90\x00" + b"\0" * 200
ELF = b"\x7fELF" + b"\0" * 200
WAVE = b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 50
NO_RIFF = b"XXXX\x24\0\0\0WEBPVP8 " + b"\0" * 50
MP4 = b"\0\0\0\x20ftypisom" + b"\0" * 50
NO_FTYP = b"\0\0\0\x20xxxxheic" + b"\0" * 50
GIF = b"GIF89a" + b"\0" * 50
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
