"""What is said at the start."""

import re
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from dougong.project import checks, environment
from dougong.project.static_storage import CollectedOrPlain, lean

ROOT = Path(__file__).resolve().parents[2]


def test_the_house_as_it_stands_passes() -> None:
    assert checks.every_kind_has_every_facet(None) == []
    assert checks.embedded_database_is_local(None) == []


def test_a_missing_facet_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "CELLS", {k: v for k, v in checks.CELLS.items() if k != "money"})
    (error,) = checks.every_kind_has_every_facet(None)
    assert "money" in error.msg
    assert "tables.CELLS" in error.msg


@pytest.mark.parametrize(("path", "kind"), [("/srv/share/db", "nfs4"), ("/srv/shared/db", "ext4"), ("/x", "ext4")])
def test_the_file_system_is_that_of_the_nearest_mount(tmp_path: Path, path: str, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/sda / ext4 rw 0 0\nhost:/x /srv/share nfs4 rw 0 0\n")
    assert checks.file_system_of(Path(path), mounts) == kind


def test_sqlite_on_a_network_share_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "file_system_of", lambda path: "cifs")
    monkeypatch.setitem(checks.settings.DATABASES, "default", {"ENGINE": "django.db.backends.sqlite3", "NAME": "x"})
    (error,) = checks.embedded_database_is_local(None)
    assert "cifs" in error.msg


@pytest.mark.parametrize(
    ("address", "engine", "name"),
    [
        ("sqlite:////srv/d.sqlite3", "django.db.backends.sqlite3", "/srv/d.sqlite3"),
        ("postgresql://u:p%40w@db:5433/site", "django.db.backends.postgresql", "site"),
    ],
)
def test_database_addresses_are_read(address: str, engine: str, name: str) -> None:
    found = environment.database(address)
    assert (found["ENGINE"], found["NAME"]) == (engine, name)
    assert found.get("PASSWORD", "p@w") == "p@w"


@pytest.mark.parametrize("address", ["mysql://x/y", "x"])
def test_an_unknown_database_stops_the_start(address: str) -> None:
    with pytest.raises(SystemExit):
        environment.database(address)


def test_a_misspelt_switch_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOUGONG_DEBUG", "maybe")
    with pytest.raises(SystemExit):
        environment.flag("DOUGONG_DEBUG", default=False)


def test_no_text_of_several_lines_loses_anything() -> None:
    """What is collected leaves out lines that are comments: none of them may stand inside a text of several lines."""
    for path in sorted((ROOT / "static").rglob("*js")):
        if path.is_file():
            source = path.read_text("utf-8").replace("\r\n", "\n")
            for text in re.findall(r"`(?:[^`\\]|\\.)*`", source):
                assert lean(text) == text, (path, text[:200])


def test_collected_scripts_keep_their_code(tmp_path: Path) -> None:
    source = '// About.\nconst a = "// no comment"; // end\n/* b\r\n * c */\r\nconst d = /\\/\\*/;\n'
    assert lean(source) == 'const a = "// no comment"; // end\nconst d = /\\/\\*/;\n'
    content = ContentFile(source.encode())
    content.read()
    storage = CollectedOrPlain(location=tmp_path)
    storage.save("js/some.js", content)
    assert (tmp_path / "js" / "some.js").read_text("utf-8") == lean(source)
