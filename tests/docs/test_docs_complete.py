"""The pages name every room, facet table, command and setting, and every link leads somewhere."""

import re
from pathlib import Path

import pytest
from dougong.project import environment

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "platform" / "dougong"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
ROOMS = sorted(path.parent.name for path in HOUSE.glob("*/__init__.py"))
COMMANDS = sorted(path.stem for path in HOUSE.glob("*/management/commands/*.py") if path.stem != "__init__")
#: Commands of Django itself that the pages may name.
DJANGO = {"migrate", "collectstatic", "check", "shell"}
FACETS = ("kinds.KINDS", "planning.FORMS", "storage.COLUMNS", "forms.CONTROLS", "tables.CELLS", "sheets.CELLS")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`[^`\n]+`(?!\])")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
#: Made by the browser tests; the pages show them as soon as they are there.
PICTURES = ROOT / "docs" / "pictures"


def text(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return FENCED.sub("", page.read_text("utf-8"))


def anchors(page: Path) -> set[str]:
    """The headings of a page as a link names them."""
    heads = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_is_explained(room: str) -> None:
    table = re.search(rf"^\| \w+ \| `{room}` \|", text("docs/architecture.md"), re.MULTILINE)
    assert table, f"{room} is not in the table of rooms"
    assert re.search(rf"`{room}[`./]", text("docs/newcomer.md")), f"the newcomer never comes through {room}"


def test_no_room_is_explained_that_is_not_there() -> None:
    told = re.findall(r"^\| \d\w? \| `(\w+)` \|", text("docs/architecture.md"), re.MULTILINE)
    assert sorted(told) == ROOMS


@pytest.mark.parametrize("facet", FACETS)
def test_every_facet_table_is_named_where_a_kind_is_added(facet: str) -> None:
    room, name = facet.split(".")
    assert f"`{facet}`" in text("docs/architecture.md")
    assert f"platform/dougong/{room}/" in text("docs/tutorial/add-a-field-kind.md"), name


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_named(command: str) -> None:
    assert f"`manage.py {command}" in text("docs/architecture.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_commands_that_are_named_exist(page: Path) -> None:
    named = set(re.findall(r"manage\.py ([a-z_]+)", page.read_text("utf-8")))
    assert named - set(COMMANDS) - DJANGO == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_make_targets_that_are_named_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    named = set(re.findall(r"[`^]make ([a-z]+)", page.read_text("utf-8")))
    assert named <= targets


def test_every_setting_is_in_the_readme() -> None:
    known = set(re.findall(r"DOUGONG_[A-Z_]+", Path(environment.__file__).read_text("utf-8")))
    told = set(re.findall(r"^\| `(DOUGONG_[A-Z_]+)` \|", text("README.md"), re.MULTILINE))
    assert told == known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(CODE.sub("", prose(page))):
        if link.startswith(("http://", "https://")):
            continue
        name, _hash, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if target.is_relative_to(PICTURES):
            continue
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_paths_that_are_named_exist(page: Path) -> None:
    """`platform/...`, `tests/...` and the like in prose; rooms' files are named from the package on."""
    named = re.findall(r"`((?:[a-z_]+/)+[a-z_0-9.-]*)`", prose(page))
    places = (ROOT, HOUSE, HOUSE / "storage")
    generated = {"language.md", "modules.md"}
    tops = {path.name for place in places for path in place.iterdir()}
    missing = [
        name
        for name in named
        if page.name not in generated
        and name.split("/")[0] in tops - {"var"}
        and not any((place / name).exists() for place in places)
    ]
    assert missing == []


def test_decisions_are_listed_and_complete() -> None:
    folder = ROOT / "docs" / "decisions"
    pages = sorted(folder.glob("[0-9]*.md"))
    listed = LINK.findall((folder / "README.md").read_text("utf-8"))
    assert listed == [page.name for page in pages]
    assert [int(page.name[:3]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        for part in ("**Context.**", "**Decision.**", "**Why.**", "**Consequences.**"):
            assert part in page.read_text("utf-8"), f"{page.name} lacks {part}"


def test_the_licence_is_there_whole() -> None:
    licence = text("LICENSE")
    assert "Apache License" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
