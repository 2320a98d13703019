"""What a company's page is made of: one line for each kind of block, from which both editors draw their forms."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dougong.kinds.rich_text import clean
from dougong.problem import Json, Problem

#: How a field of a block is typed.
Typed = Literal["line", "lines", "rich", "entity", "view", "field", "filter", "count", "choice", "file", "day"]

#: Bounds of one page.
BLOCKS_MAX: Final = 40
LINE_MAX: Final = 200
TEXT_MAX: Final = 20_000
ROWS_MAX: Final = 20

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}/[a-z][a-z0-9_]{0,39}")
_ADDRESS = re.compile(r"(?:/(?!/)|https?://|mailto:|tel:)\S{0,500}")


@dataclass(frozen=True, slots=True)
class BlockField:
    """One thing a block says. choices: key and title of each, for "choice"."""

    key: str
    title: str | Promise
    typed: Typed
    required: bool = False
    help: str | Promise = ""
    choices: tuple[tuple[str, str | Promise], ...] = ()


@dataclass(frozen=True, slots=True)
class BlockKind:
    """A kind of block. public: also shown to people who are not signed in."""

    key: str
    title: str | Promise
    icon: str
    fields: tuple[BlockField, ...]
    public: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a page. value: what its fields say, only those that say something."""

    id: str
    kind: str
    value: Mapping[str, Any] = field(default_factory=dict)
    hidden: bool = False


_TITLE = BlockField("title", _("Heading"), "line")
_ENTITY = BlockField("entity", _("List"), "entity", required=True)
_VIEW = BlockField("view", _("View"), "view", help=_("Empty: the list's first view."))
_FILTER = BlockField(
    "filter", _("Filter"), "filter", help=_("The address of the list with its filter, as the browser shows it.")
)

BLOCKS: Final[Mapping[str, BlockKind]] = {
    kind.key: kind
    for kind in (
        BlockKind(
            "text", _("Text"), "file-text", (_TITLE, BlockField("text", _("Text"), "rich", required=True)), public=True
        ),
        BlockKind(
            "notice", _("Notice"), "flag",
            (
                BlockField("title", _("Heading"), "line", required=True),
                BlockField("text", _("Text"), "lines"),
                BlockField("tone", _("Importance"), "choice",
                           choices=(("info", _("For information")), ("warn", _("Important")), ("bad", _("Urgent")))),
                BlockField("until", _("Shown until"), "day", help=_("Empty: for good.")),
            ),
            public=True,
        ),
        BlockKind(
            "picture", _("Picture"), "image",
            (
                BlockField("file", _("Picture"), "file", required=True),
                BlockField("alt", _("What it shows"), "line", required=True,
                           help=_("Read out to those who do not see it.")),
                BlockField("caption", _("Caption"), "line"),
            ),
            public=True,
        ),
        BlockKind("links", _("Links"), "link", (
            _TITLE,
            BlockField("links", _("Links"), "lines", required=True, help=_("One a line: words | address")),
        )),
        BlockKind("list", _("List"), "list", (
            _TITLE, _ENTITY, _VIEW, _FILTER, BlockField("rows", _("Rows"), "count", help=_("At most 20.")),
        )),
        BlockKind("number", _("Number"), "hash", (
            _TITLE, _ENTITY, _VIEW, _FILTER,
            BlockField("field", _("Sum of"), "field",
                       help=_("A field that the view adds up. Empty: how many there are.")),
        )),
        BlockKind("form", _("Form"), "square-pen", (_TITLE, _ENTITY)),
        BlockKind("waiting", _("What waits for the reader"), "inbox", (_TITLE,)),
    )
}  # fmt: skip


def read_blocks(raw: Json) -> tuple[Block, ...]:
    """The blocks of a page as it is kept; what is no block of ours is left out, rich text is cleaned."""
    found = []
    for one in raw if isinstance(raw, list) else ():
        if not isinstance(one, Mapping) or one.get("type") not in BLOCKS:
            continue
        given = one.get("value")
        value = dict(given) if isinstance(given, Mapping) else {}
        kind = BLOCKS[str(one["type"])]
        said = {part.key: _said(part, value.get(part.key)) for part in kind.fields}
        kept = {key: each for key, each in said.items() if each not in ("", None)}
        found.append(Block(str(one.get("id") or ""), kind.key, kept, value.get("hidden") is True))
    return tuple(found)


def write_blocks(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    """The same as it is kept."""
    return [{"type": one.kind, "id": one.id, "value": {**one.value, "hidden": one.hidden}} for one in blocks]


def check_blocks(blocks: tuple[Block, ...]) -> list[Problem]:
    """What is wrong with a page's blocks, each at its place: "/2/title"."""
    problems = [Problem("", "max_items", {"limit": BLOCKS_MAX})] if len(blocks) > BLOCKS_MAX else []
    for at, block in enumerate(blocks):
        for part in BLOCKS[block.kind].fields:
            code = _wrong(part, block.value.get(part.key))
            if code:
                problems.append(Problem(f"/{at}/{part.key}", *code))
    return problems


def links_in(text: str) -> Iterator[tuple[str, str]]:
    """Words and address of each line "words | address"; lines that are none are left out."""
    for line in text.splitlines():
        words, _bar, address = line.rpartition("|")
        if words.strip() and _ADDRESS.fullmatch(address.strip()):
            yield words.strip(), address.strip()


def _said(part: BlockField, value: Any) -> Any:
    if part.typed == "rich":
        return clean(value) if isinstance(value, str) else ""
    if part.typed == "count":
        return value if isinstance(value, int) and not isinstance(value, bool) else None
    return value.strip() if isinstance(value, str) else ""


def _wrong(part: BlockField, value: Any) -> tuple[str, dict[str, Any]] | tuple[()]:
    """Code and parameters of what is wrong with one field's value; () when nothing is."""
    if value in ("", None):
        return ("required", {}) if part.required else ()
    if part.typed == "count":
        return () if 1 <= value <= ROWS_MAX else ("maximum", {"limit": ROWS_MAX})
    limit = TEXT_MAX if part.typed in {"rich", "lines", "filter"} else LINE_MAX
    if len(value) > limit:
        return ("max_length", {"limit": limit})
    if part.typed == "entity" and not _NAME.fullmatch(value):
        return ("pattern", {})
    if part.typed == "choice" and value not in dict(part.choices):
        return ("enum", {})
    if part.typed == "day" and not _is(date.fromisoformat, value):
        return ("format", {"expected": "date"})
    if part.typed == "file" and not _is(UUID, value):
        return ("reference", {})
    if part.key == "links" and len(list(links_in(value))) != len([line for line in value.splitlines() if line.strip()]):
        return ("portal_links", {})
    return ()


def _is(read: Any, value: str) -> bool:
    try:
        read(value)
    except ValueError:
        return False
    return True
