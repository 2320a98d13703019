"""Uploads: recognised, copied without private facts, kept once, given to their owner, swept."""

import io
import os
import time
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from django.utils import timezone
from dougong.files import (
    ACCEPTS,
    attach,
    check_files,
    files_of,
    keep,
    keeping,
    opened,
    prepare,
    put,
    stored_file,
    stored_files,
    sweep_files,
    sweeping,
    with_content,
)
from dougong.files.models import Blob, FileRow
from dougong.problem import Refused
from dougong.tenancy import NoTenant, Tenant, new_id, reading, writing
from PIL import Image

from tests import samples_of_files as sample
from tests.company import make_tenant

pytestmark = [pytest.mark.storage, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def root(settings, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


@pytest.fixture
def tenant() -> Tenant:
    return make_tenant()


def upload(tenant: Tenant, content: bytes, name: str = "a.jpg", kind: str = "file", by=None):
    with prepare(tenant.scope(), io.BytesIO(content), name=name, kind=kind) as prepared, writing(tenant):
        return keep(prepared, by=by)


def content_of(tenant: Tenant, file, which: str = "shared") -> bytes:
    with reading(tenant):
        return opened(file.id, which).path.read_bytes()


def on_disk(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "name", "content_type", "shared_type"),
    [
        (sample.picture("JPEG"), "a.jpg", "image/jpeg", "image/jpeg"),
        (sample.picture("PNG"), "a.png", "image/png", "image/png"),
        (sample.picture("WEBP"), "a.webp", "image/webp", "image/jpeg"),
        (sample.picture("WEBP", mode="RGBA"), "a.webp", "image/webp", "image/png"),
        (sample.PDF, "a.pdf", "application/pdf", "application/pdf"),
        (sample.workbook(), "a.xlsx", ACCEPTS["file"][5].name, ACCEPTS["file"][5].name),
        ("姓名,金额\n张伟,1\n".encode(), "a.csv", "text/csv", "text/csv"),
        ("姓名,金额\n张伟,1\n".encode("gb18030"), "a.CSV", "text/csv", "text/csv"),
    ],
)
def test_each_type_is_kept_and_comes_back(tenant, root, content, name, content_type, shared_type) -> None:
    file = upload(tenant, content, name)
    assert (file.content_type, file.size, file.name.lower()) == (content_type, len(content), name.lower())
    assert content_of(tenant, file, "original") == content
    with reading(tenant):
        shared, original = opened(file.id), opened(file.id, "original")
        thumbnail = opened(file.id, "thumbnail")
    assert shared.content_type == shared_type
    assert shared.inline is file.is_picture
    assert not original.inline
    assert (thumbnail is not None) is file.is_picture
    assert shared.size == shared.path.stat().st_size
    assert list(check_files(tenant.scope())) == []
    assert all(path.stat().st_mode & 0o077 == 0 for path in on_disk(root))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_the_copy_others_see_has_no_private_facts(tenant: Tenant, form: str) -> None:
    content = sample.picture(form, turned=True)
    assert sample.SECRET in content
    file = upload(tenant, content, "site", "photo")
    for which in ("shared", "thumbnail"):
        seen = content_of(tenant, file, which)
        assert sample.SECRET not in seen
        assert not Image.open(io.BytesIO(seen)).getexif()
    assert sample.SECRET in content_of(tenant, file, "original")


def test_a_picture_stands_upright(tenant: Tenant) -> None:
    file = upload(tenant, sample.picture(size=(60, 40), turned=True), kind="photo")
    assert (file.width, file.height) == (40, 60)
    assert Image.open(io.BytesIO(content_of(tenant, file))).size == (40, 60)


def test_large_pictures_become_a_handy_copy_and_a_small_one(tenant: Tenant) -> None:
    file = upload(tenant, sample.picture(size=(5000, 100)), kind="photo")
    assert (file.width, file.height) == (5000, 100)
    assert Image.open(io.BytesIO(content_of(tenant, file))).width == 4096
    assert Image.open(io.BytesIO(content_of(tenant, file, "thumbnail"))).width == 400


def test_a_telephones_heic_becomes_a_jpeg(tenant: Tenant) -> None:
    pytest.importorskip("pi_heif", reason="the HEIC decoder is not installed: HEIC was NOT tested")
    content = (Path(__file__).parent / "cases" / "small.heic").read_bytes()
    file = upload(tenant, content, "IMG_0001.HEIC", "photo")
    assert (file.content_type, file.name) == ("image/heic", "IMG_0001.heic")
    with reading(tenant):
        assert (opened(file.id).name, opened(file.id).content_type) == ("IMG_0001.jpg", "image/jpeg")
    assert sample.SECRET in content
    assert sample.SECRET not in content_of(tenant, file)
    assert Image.open(io.BytesIO(content_of(tenant, file))).size == (64, 48)


def test_without_the_decoder_a_heic_is_refused_by_name(tenant: Tenant) -> None:
    content = (Path(__file__).parent / "cases" / "small.heic").read_bytes()
    absent = mock.Mock(stdout=b'{"problem": "unsupported"}')
    with mock.patch.object(keeping.subprocess, "run", return_value=absent), pytest.raises(Refused) as refused:
        upload(tenant, content, "IMG_0001.HEIC", "photo")
    assert refused.value.problems[0].params == {"allowed": "jpg, png, webp"}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("..\\..\\windows\\x.JPG", "x.jpg"),
        ("a.php", "a.php.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("", "file.jpg"),
        ("...", "file.jpg"),
        ("a\u202egpj.exe", "agpj.exe.jpg"),
        ("line\r\nSet-Cookie: x.jpg", "lineSet-Cookie: x.jpg"),
        ("施工照片 3号楼.jpeg", "施工照片 3号楼.jpeg"),
        ("x" * 500 + ".jpg", "x" * 120 + ".jpg"),
    ],
)
def test_a_name_is_only_a_name(tenant: Tenant, root: Path, name: str, kept: str) -> None:
    file = upload(tenant, sample.picture(), name)
    assert file.name == kept
    for path in on_disk(root):
        assert path.parent.parent == root / tenant.key
        assert not set(path.name) - set("0123456789abcdef")


def test_the_same_content_lies_on_disk_once_per_tenant(tenant: Tenant, root: Path) -> None:
    other = make_tenant()
    first, second = upload(tenant, sample.PDF, "a.pdf"), upload(tenant, sample.PDF, "b.pdf")
    assert (first.sha256, first.id == second.id) == (second.sha256, False)
    assert len(on_disk(root)) == 1
    upload(other, sample.PDF, "a.pdf")
    assert len(on_disk(root)) == 2
    with reading(tenant):
        assert {file.id for file in with_content(first.sha256)} == {first.id, second.id}


def test_files_are_their_tenants_own(tenant: Tenant) -> None:
    other = make_tenant()
    file = upload(tenant, sample.PDF, "a.pdf")
    with reading(other):
        assert stored_file(file.id) is None
        assert opened(file.id) is None
        assert stored_files([file.id]) == {}
    with writing(other), pytest.raises(Refused):
        attach([file.id], "core/team", new_id(), by=None)
    prepared = prepare(tenant.scope(), io.BytesIO(sample.PDF), name="a.pdf", kind="file")
    with prepared, writing(other), pytest.raises(ValueError, match="tenant"):
        keep(prepared, by=None)
    for ask in (stored_file, opened):
        with pytest.raises(NoTenant):
            ask(file.id)


def test_only_ones_own_loose_upload_can_be_attached(tenant: Tenant) -> None:
    me, someone, slip = new_id(), new_id(), new_id()
    mine, theirs = upload(tenant, sample.PDF, "a.pdf", by=me), upload(tenant, sample.PDF, "b.pdf", by=someone)
    for files in ([theirs.id], [mine.id, theirs.id], [new_id()]):
        with pytest.raises(Refused), writing(tenant):
            attach(files, "day/slip", slip, by=me)
    with reading(tenant):
        assert files_of("day/slip", slip) == (), "nothing of a refused save stays"
    with writing(tenant):
        attach([mine.id, mine.id], "day/slip", slip, by=me)
        attach([mine.id], "day/slip", slip, by=someone)
        attach([], "day/slip", slip, by=me)
    with reading(tenant):
        (kept,) = files_of("day/slip", slip)
    assert (kept.id, kept.entity, kept.record) == (mine.id, "day/slip", slip)
    with pytest.raises(Refused), writing(tenant):
        attach([mine.id], "day/slip", new_id(), by=me)


def test_put_does_it_in_one(tenant: Tenant, root: Path) -> None:
    with writing(tenant):
        file = put(io.BytesIO(sample.PDF), "a.pdf", "file")
    assert content_of(tenant, file) == sample.PDF
    with pytest.raises(NoTenant):
        put(io.BytesIO(sample.PDF), "a.pdf", "file")
    assert [path for path in on_disk(root) if path.parent.name == "incoming"] == []


def test_a_retried_transaction_keeps_the_upload(tenant: Tenant) -> None:
    with prepare(tenant.scope(), io.BytesIO(sample.PDF), name="a.pdf", kind="file") as prepared:
        with pytest.raises(ZeroDivisionError), writing(tenant):
            _then_fail(keep(prepared, by=None))
        with writing(tenant):
            file = keep(prepared, by=None)
    assert content_of(tenant, file) == sample.PDF


def _then_fail(_done: object) -> None:
    raise ZeroDivisionError


def test_the_quota_holds(tenant: Tenant, settings) -> None:
    settings.FILES_QUOTA = 100
    with pytest.raises(Refused) as refused:
        upload(tenant, b"a,b\n" * 50, "a.csv")
    assert refused.value.problems[0].code == "file_quota"
    upload(tenant, sample.PDF, "a.pdf")
    upload(make_tenant(), sample.PDF, "a.pdf")


def test_sweeping_takes_what_nobody_wants_and_nothing_else(tenant: Tenant, root: Path) -> None:
    record = new_id()
    attached, loose = upload(tenant, sample.picture()), upload(tenant, sample.PDF, "a.pdf")
    shared = upload(tenant, sample.PDF, "b.pdf")
    with writing(tenant):
        attach([attached.id, shared.id], "day/slip", record, by=None)
    assert sweep_files(tenant.scope()) == sweeping.Swept(0, 0, 0)
    later = timezone.now() + timedelta(days=8)
    with mock.patch.object(sweeping.timezone, "now", return_value=later):
        assert sweep_files(tenant.scope()) == sweeping.Swept(1, 0, 0), "its content is another file's too"
    with reading(tenant):
        assert stored_file(loose.id) is None
    assert content_of(tenant, shared) == sample.PDF
    with writing(tenant):
        FileRow.objects.filter(tenant_id=tenant.id, id=attached.id).delete()
    with mock.patch.object(sweeping.timezone, "now", return_value=later):
        assert sweep_files(tenant.scope()) == sweeping.Swept(0, 3, 0)
    assert len(on_disk(root)) == 1


def test_sweeping_takes_content_of_rolled_back_uploads_when_it_is_old(tenant: Tenant, root: Path) -> None:
    upload(tenant, sample.PDF, "a.pdf")
    with (
        prepare(tenant.scope(), io.BytesIO(sample.workbook()), name="a.xlsx", kind="file") as prepared,
        pytest.raises(ZeroDivisionError),
        writing(tenant),
    ):
        _then_fail(keep(prepared, by=None))
    assert len(on_disk(root)) == 2
    assert sweep_files(tenant.scope()).strays == 0, "its transaction might still be open"
    old = time.time() - 2 * 24 * 3600
    for path in on_disk(root):
        os.utime(path, (old, old))
    assert sweep_files(tenant.scope()).strays == 1
    assert list(check_files(tenant.scope())) == []


def test_damage_on_disk_is_found(tenant: Tenant) -> None:
    lost, changed = upload(tenant, sample.PDF, "a.pdf"), upload(tenant, b"a,b\n", "b.csv")
    with reading(tenant):
        opened(lost.id).path.unlink()
        opened(changed.id).path.write_bytes(b"a,c\n")
    assert sorted(check_files(tenant.scope())) == sorted(
        [
            f"{tenant.key}: content {lost.sha256} is missing",
            f"{tenant.key}: content {changed.sha256} was changed on disk",
        ]
    )
    again = upload(tenant, sample.PDF, "c.pdf")
    assert content_of(tenant, again) == sample.PDF
    assert content_of(tenant, lost) == sample.PDF, "uploading it again heals what was missing"
    with reading(tenant):
        assert Blob.objects.filter(tenant_id=tenant.id).count() == 2


def test_a_file_system_without_hard_links(tenant: Tenant) -> None:
    with mock.patch.object(keeping.os, "link", side_effect=OSError):
        file = upload(tenant, sample.PDF, "a.pdf")
    assert content_of(tenant, file) == sample.PDF
