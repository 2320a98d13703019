"""Files nobody should be able to do harm with, and files that are merely wrong; made here, none is kept."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Final

import openpyxl
import xlwt

TYPES: Final = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.{kind}.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
PLAIN: Final = "openxmlformats-officedocument.spreadsheetml.sheet"
MACROS: Final = "ms-excel.sheet.macroEnabled"
MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS: Final = {
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{LINKS}">'
    '<sheets><sheet name="台账" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
}


def sheet(cells: str, before: str = "") -> str:
    """A worksheet with these rows."""
    return f'<?xml version="1.0"?><worksheet {MAIN}>{before}<sheetData>{cells}</sheetData></worksheet>'


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return out.getvalue()


def xlsx(rows: str, *, kind: str = PLAIN, before: str = "", **more: str | bytes) -> bytes:
    """A workbook of one sheet, written by hand."""
    parts = {"[Content_Types].xml": TYPES.format(kind=kind), **PARTS, "xl/worksheets/sheet1.xml": sheet(rows, before)}
    return archive({**parts, **{name.replace("__", "/"): text for name, text in more.items()}})


def row(number: int, cells: Mapping[str, str]) -> str:
    """A row of texts by column letters."""
    inner = "".join(f'<c r="{at}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for at, text in cells.items())
    return f'<row r="{number}">{inner}</row>'


GOOD: Final = row(1, {"A": "编号", "B": "名称"}) + row(2, {"A": "HT-1", "B": "混凝土"})


def ods(rows: str, **more: str) -> bytes:
    """An OpenDocument spreadsheet of one sheet."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="表">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": content,
            **{name.replace("__", "/"): text for name, text in more.items()},
        }
    )


def ods_cell(text: str, times: int = 1) -> str:
    return (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{times}">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def ods_row(cells: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An OLE compound file of these streams, each filled up to 4,096 bytes at least."""
    padded = {name: body.ljust(4096, b"\0") for name, body in streams.items()}
    directory = -(-(len(padded) + 1) // 4)
    at = 1 + directory
    fat = [-3, *range(2, 1 + directory), -2]
    starts = []
    for body in padded.values():
        count = -(-len(body) // 512)
        starts.append(at)
        fat += [*range(at + 1, at + count), -2]
        at += count
    fat += [-1] * (128 - len(fat))
    entries = [_entry("Root Entry", 5, -2, 0, child=1 if padded else -1)]
    for number, (name, body) in enumerate(padded.items()):
        entries.append(_entry(name, 2, starts[number], len(body), right=number + 2 if number + 1 < len(padded) else -1))
    entries += [b"\0" * 128] * (directory * 4 - len(entries))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<iiiiiiiii", 0, 1, 1, 0, 4096, -2, 0, -2, 0) + struct.pack("<i", 0) + b"\xff" * 432
    sectors = b"".join(body.ljust(-(-len(body) // 512) * 512, b"\0") for body in padded.values())
    return head + struct.pack("<128i", *fat) + b"".join(entries) + sectors


def _entry(name: str, sort: int, start: int, size: int, *, right: int = -1, child: int = -1) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    body = text.ljust(64, b"\0") + struct.pack("<HBBiii", len(text), sort, 1, -1, right, child) + b"\0" * 36
    return body + struct.pack("<iQ", start, size)


def record(code: int, body: bytes = b"") -> bytes:
    """A BIFF record."""
    return struct.pack("<HH", code, len(body)) + body


BOF: Final = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))


def old(fill: Callable[[xlwt.Worksheet], object]) -> bytes:
    """An .xls file of one sheet."""
    book, out = xlwt.Workbook(), io.BytesIO()
    fill(book.add_sheet("台账"))
    book.save(out)
    return out.getvalue()


def lying_bomb() -> bytes:
    """A part that declares 1,000 bytes, with their checksum, and unpacks to 60 MB."""
    data = xlsx(GOOD)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    text = sheet(GOOD).encode().ljust(1000)
    packed = packer.compress(text) + b"".join(packer.compress(b" " * 2**20) for _ in range(60)) + packer.flush()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        for one in given.infolist():
            if one.filename != "xl/worksheets/sheet1.xml":
                file.writestr(one.filename, given.read(one.filename))
        file.writestr("xl/worksheets/sheet1.xml", packed)
    whole = bytearray(out.getvalue())
    for magic, at_method, at_sizes in ((b"PK\x03\x04", 8, 14), (b"PK\x01\x02", 10, 16)):
        start = whole.rfind(magic)
        whole[start + at_method : start + at_method + 2] = struct.pack("<H", 8)
        whole[start + at_sizes : start + at_sizes + 12] = struct.pack("<III", zlib.crc32(text), len(packed), 1000)
    return bytes(whole)


def wide(columns: int) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet()
    for _ in range(3):
        page.append([f"列{at}" for at in range(columns)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def shared(length: int, cells: int) -> bytes:
    """One long text, named by many cells."""
    rows = "".join(
        f'<row r="{at}">' + "".join(f'<c r="{column}{at}" t="s"><v>0</v></c>' for column in "ABCDEFGHIJ") + "</row>"
        for at in range(1, cells // 10)
    )
    return xlsx(rows, **{"xl__sharedStrings.xml": f"<sst {MAIN}><si><t>{'长' * length}</t></si></sst>"})


def flipped(data: bytes) -> bytes:
    """The same with damage in the middle of the packed sheet."""
    at = data.index(b"xl/worksheets/sheet1.xml") + 200
    return data[:at] + bytes(255 - one for one in data[at : at + 40]) + data[at + 40 :]


def with_doctype(doctype: str) -> bytes:
    parts = {"[Content_Types].xml": TYPES.format(kind=PLAIN), **PARTS}
    text = sheet(GOOD).replace("?>", f"?>{doctype}", 1)
    return archive({**parts, "xl/worksheets/sheet1.xml": text})


DOCTYPE: Final = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS: Final = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
WEB: Final = "<html><body><table><tr><td>编号</td></tr></table></body></html>".encode()
PNG: Final = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 200


def far(page: xlwt.Worksheet) -> None:
    page.write(0, 0, "a")
    page.write(65535, 255, "b")


#: file name -> (the code it is refused with, its bytes).
REFUSED: Final[dict[str, tuple[str, Callable[[], bytes]]]] = {
    "空.xlsx": ("nothing", lambda: b""),
    "空白.csv": ("nothing", lambda: b"\xef\xbb\xbf \r\n"),
    "只有逗号.csv": ("nothing", lambda: b",,\r\n,,\r\n"),
    "没有内容.xlsx": ("nothing", lambda: xlsx("")),
    "没有内容.ods": ("nothing", lambda: ods(ods_row("<table:table-cell/>"))),
    "截断.xlsx": ("truncated", lambda: wide(20)[:-300]),
    "截断一半.xlsx": ("truncated", lambda: wide(20)[:2000]),
    "截断.xls": ("truncated", lambda: old(lambda page: [page.write(at, 0, f"行{at}") for at in range(900)])[:9000]),
    "破损.xlsx": ("broken", lambda: xlsx(GOOD + "<row><c")),
    "翻转.xlsx": ("broken", lambda: flipped(wide(20))),
    "其实是xls.xlsx": ("extension", lambda: old(lambda page: page.write(0, 0, "a"))),
    "其实是xlsx.xls": ("extension", lambda: xlsx(GOOD)),
    "其实是xlsx.csv": ("extension", lambda: xlsx(GOOD)),
    "其实是csv.xlsx": ("extension", "编号,名称\r\n1,2\r\n".encode),
    "没有扩展名": ("no_extension", lambda: xlsx(GOOD)),
    "图片.xlsx": ("kind", lambda: PNG),
    "图片.csv": ("kind", lambda: PNG),
    "文档.xlsx": ("kind", lambda: archive({"word/document.xml": "<w/>", "[Content_Types].xml": "<t/>"})),
    "压缩包.xlsx": ("kind", lambda: archive({"a.txt": "x"})),
    "旧文档.xls": ("kind", lambda: compound({"WordDocument": b"x"})),
    "乱码.csv": ("unknown", lambda: bytes(range(1, 127)) * 20),
    "编码.csv": ("encoding", lambda: "编号,名称".encode("gbk") + b"\xff\xff\x80"),
    "网页.xls": ("web_page", lambda: WEB),
    "二进制.xlsb": ("binary", lambda: archive({"xl/workbook.bin": b"\0"})),
    "加密.xlsx": ("encrypted", lambda: compound({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"x" * 9000})),
    "加密.xls": ("encrypted", lambda: compound({"Workbook": BOF + record(0x2F, b"\1\0") + record(0x0A)})),
    "加密.ods": (
        "encrypted",
        lambda: ods("", **{"META-INF__manifest.xml": "<m><manifest:encryption-data/></m>"}),
    ),
    "炸弹.xlsx": ("bomb", lambda: xlsx(GOOD, **{"xl__media__a.bin": b"\0" * 60 * 2**20})),
    "说谎的炸弹.xlsx": ("bomb", lying_bomb),
    "文本放大.xlsx": ("bomb", lambda: shared(30_000, 200_000)),
    "文本放大.ods": ("bomb", lambda: ods(ods_row(ods_cell("长" * 30_000, 100), 5_000))),
    "太多部件.xlsx": ("bomb", lambda: xlsx(GOOD, **{f"xl__x{at}.xml": "<a/>" for at in range(2_000)})),
    "外部实体.xlsx": ("entities", lambda: with_doctype(DOCTYPE)),
    "十亿次大笑.xlsx": ("entities", lambda: with_doctype(LAUGHS)),
    "字符串里的实体.xlsx": (
        "entities",
        lambda: xlsx(GOOD, **{"xl__sharedStrings.xml": f"<?xml version='1.0'?>{DOCTYPE}<sst {MAIN}/>"}),
    ),
    "宽字符标记.xlsx": ("entities", lambda: xlsx(GOOD, **{"xl__styles.xml": f"<a>{DOCTYPE}</a>".encode("utf-16")})),
    "实体.ods": ("entities", lambda: ods(ods_row(ods_cell("a")), **{"styles.xml": f"{DOCTYPE}<a/>"})),
    "两千列.xlsx": ("columns", lambda: wide(2_000)),
    "两千列.csv": ("columns", (",".join(["列"] * 2_000) + "\r\n").encode),
    "两千列.ods": ("columns", lambda: ods(ods_row(ods_cell("a", 2_000), 3))),
    "声明五百万行.xlsx": ("rows", lambda: xlsx(GOOD, before='<dimension ref="A1:N5000000"/>')),
    "五百万行.xlsx": ("rows", lambda: xlsx(row(1, {"A": "a"}) + row(5_000_000, {"A": "b"}))),
    "五百万行.csv": ("rows", lambda: b"1,2\n" * 5_000_000),
    "五百万行.ods": ("rows", lambda: ods(ods_row(ods_cell("a"), 5_000_000))),
    "远处一格.xlsx": ("columns", lambda: xlsx(row(1, {"A": "a"}) + row(1_048_576, {"XFD": "b"}))),
    "藏起的远处.xlsx": (
        "columns",
        lambda: xlsx(row(1, {"A": "a"}) + "<row r='1048576'><c s='>' r='XFD1048576'><v>1</v></c></row>"),
    ),
    "没有位置.xlsx": ("columns", lambda: xlsx("<row>" + "<c><v>1</v></c>" * 2_000 + "</row>")),
    "太多格.xlsx": ("cells", lambda: xlsx(row(1, {"A": "a"}) + row(190_000, {"Z": "b"}))),
    "远处一格.xls": ("cells", lambda: old(far)),
    "太大.csv": ("too_large", lambda: b"1,2,3\n" * 4_000_000),
    "引号.csv": ("quotes", lambda: b'a,"b\n' + b"x,y\n" * 40_000),
}
