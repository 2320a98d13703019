"""Hostile files: refused in time, with a reason, and nothing is left behind or written elsewhere."""

import io
import random
import time
from pathlib import Path
from unittest import mock

import pytest
from dougong.files import content, keep, keeping, prepare
from dougong.problem import MESSAGES, Refused
from dougong.tenancy import Tenant, TenantScope, writing

from tests import samples_of_files as sample
from tests.company import make_tenant

SCOPE = TenantScope(1, "huaxia", "zh-hans", "Asia/Shanghai")


@pytest.fixture(autouse=True)
def root(settings, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path


def refused(upload: bytes, name: str = "a.jpg", kind: str = "file") -> str:
    """The code it is refused with, within 2 s."""
    began = time.monotonic()
    with pytest.raises(Refused) as caught:
        prepare(SCOPE, io.BytesIO(upload), name=name, kind=kind)
    assert time.monotonic() - began < 2
    (problem,) = caught.value.problems
    assert problem.code in MESSAGES
    assert str(caught.value).count("{") == 0, "the message names its figures"
    return problem.code


@pytest.fixture(autouse=True)
def nothing_stays(root: Path):
    yield
    assert [path for path in root.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("kind", ["file", "photo", "signature"])
@pytest.mark.parametrize("name", ["a.jpg", "a.pdf", "a.csv", "a.svg", "a.xlsx"])
@pytest.mark.parametrize(
    "what", ["SVG", "HTML", "XML", "EXE", "ELF", "GIF", "OLE", "WAVE", "NO_RIFF", "MP4", "NO_FTYP"]
)
def test_what_is_none_of_ours_is_refused_under_any_name(what: str, name: str, kind: str) -> None:
    assert refused(getattr(sample, what), name, kind) == "file_type"


@pytest.mark.parametrize(
    ("kind", "upload", "name"),
    [
        ("photo", sample.PDF, "a.jpg"),
        ("photo", sample.workbook(), "a.jpg"),
        ("photo", b"a,b\n", "a.csv"),
        ("signature", sample.picture("WEBP"), "a.png"),
        ("file", b"", "a.csv"),
        ("file", b" \n", "a.csv"),
        ("file", b"plain text", "a.txt"),
        ("file", b"a,b\x00c", "a.csv"),
        ("file", b"\xff\xfe\xfd\xfc\xff", "a.csv"),
        ("file", b"  <script>alert(1)</script>,b", "a.csv"),
        ("file", b"\n\n" + sample.PDF, "a.pdf"),
        ("file", b"%PDF-9.9", "a.pdf"),
        ("file", sample.workbook(macros=True), "a.xlsx"),
        ("file", sample.workbook(extra={"xl/vbaProject.bin": b"x"}), "a.xlsx"),
        ("file", b"PK\x03\x04 not an archive", "a.xlsx"),
        ("file", sample.workbook()[:-30], "a.xlsx"),
    ],
)
def test_each_place_takes_its_own_types_only(kind: str, upload: bytes, name: str) -> None:
    assert refused(upload, name, kind) == "file_type"


def test_an_archive_that_unpacks_into_too_much_is_refused() -> None:
    bomb = sample.workbook(extra={"xl/sheet.xml": b"0" * (30 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert refused(bomb, "a.xlsx") == "limit"


def test_an_archive_of_too_many_parts_is_refused() -> None:
    assert refused(sample.workbook(extra={f"xl/{n}": b"" for n in range(1001)}), "a.xlsx") == "limit"


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "xl/../../evil", "xl\\..\\evil"])
def test_an_archive_that_reaches_outside_is_refused(name: str) -> None:
    assert refused(sample.workbook(extra={name: b"x"}), "a.xlsx") == "file_broken"


def test_an_archive_with_a_link_is_refused() -> None:
    assert refused(sample.workbook_with_link(), "a.xlsx") == "file_broken"


def test_a_locked_archive_is_refused() -> None:
    book = bytearray(sample.workbook())
    at = book.rindex(b"PK\x01\x02")
    book[at + 8] |= 1
    assert refused(bytes(book), "a.xlsx") == "file_broken"


@pytest.mark.parametrize(("width", "height"), [(50_001, 1_000), (100_000, 100_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_of_too_many_pixels_is_refused(width: int, height: int) -> None:
    assert refused(sample.huge_png(width, height), "a.png", "photo") in {"limit", "file_broken"}


def test_too_large_is_refused_while_it_is_received() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"\xff\xd8\xff" + b"0" * (size - 3)

    endless = Endless()
    with pytest.raises(Refused) as caught:
        prepare(SCOPE, endless, name="a.jpg", kind="file")
    assert caught.value.problems[0].code == "limit"
    assert endless.given <= content.LARGEST + 2 * content.MEGABYTE


def test_each_type_has_its_own_limit() -> None:
    photo = sample.picture() + b"0" * (15 * content.MEGABYTE)
    assert refused(photo, "a.jpg", "photo") == "limit"
    assert refused(b"a,b\n" * (5 * content.MEGABYTE + 1), "a.csv") == "limit"


def test_damaged_pictures_never_reach_the_process() -> None:
    """42 truncations and changes, seeded: each refused, or readable all the same and then kept clean."""
    chance, refusals = random.Random(20251123), []
    for number in range(14):
        for form in ("JPEG", "PNG", "WEBP"):
            whole = bytearray(sample.picture(form, (64, 64)))
            if number % 2:
                whole = whole[: chance.randrange(20, len(whole))]
            for _ in range(3):
                whole[chance.randrange(16, len(whole))] = chance.randrange(256)
            began = time.monotonic()
            try:
                with prepare(SCOPE, io.BytesIO(bytes(whole)), name="a", kind="photo") as prepared:
                    assert sample.SECRET not in prepared.shared.path.read_bytes()
            except Refused as error:
                refusals.append(error.problems[0].code)
            assert time.monotonic() - began < 2
    assert len(refusals) > 12
    assert set(refusals) <= {"file_broken", "limit", "file_type"}


def test_a_decoder_that_hangs_is_ended(monkeypatch) -> None:
    monkeypatch.setattr(keeping, "PICTURE_TIME", 0.001)
    assert refused(sample.picture(), "a.jpg", "photo") == "file_broken"


def test_a_decoder_that_dies_is_a_broken_file(tmp_path: Path) -> None:
    killed = tmp_path / "killed.py"
    killed.write_text("import os\nos.abort()\n")
    with mock.patch.object(keeping, "_WORKSHOP", killed):
        assert refused(sample.picture(), "a.jpg", "photo") == "file_broken"
    killed.unlink()


@pytest.mark.storage
@pytest.mark.django_db(transaction=True)
def test_a_polyglot_is_only_what_it_is_recognised_as(root: Path) -> None:
    """A JPEG with a web page and an archive behind it: the copy others see has neither."""
    tenant: Tenant = make_tenant()
    upload = sample.picture() + sample.HTML + sample.workbook(extra={"evil.html": sample.HTML})
    with (
        prepare(tenant.scope(), io.BytesIO(upload), name="a.html", kind="photo") as prepared,
        writing(tenant),
    ):
        file = keep(prepared, by=None)
        assert b"script" not in prepared.shared.path.read_bytes()
        assert b"PK" not in prepared.shared.path.read_bytes()[-200:]
    assert file.name == "a.html.jpg"
    for path in list(root.rglob("*")):
        if path.is_file():
            path.unlink()
