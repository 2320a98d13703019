"""The form of a company's page: its blocks as fields that work without scripts, read back as they were typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.utils.translation import gettext as _

from dougong.actions import receive_upload
from dougong.admission import Caller, Entry, Seat, admit
from dougong.listing import views_of
from dougong.portal import BLOCKS, Block, BlockField, Draft
from dougong.portal.blocks import BLOCKS_MAX
from dougong.problem import Problem, Refused, say

#: Blocks a new one is chosen from, in the order offered.
OFFERED = tuple(BLOCKS)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a browser sent: the page, and what is to be done with it ("keep", "up:2", "add" ...)."""

    draft: Draft
    wish: str
    place: int


def read_form(request: HttpRequest) -> Typed:
    """The form as it was typed; what is no block of ours is left out."""
    given = request.POST
    count = _number(given.get("count", ""), BLOCKS_MAX)
    blocks = tuple(block for at in range(count) if (block := _block(given, at)) is not None)
    wish, _colon, place = given.get("_do", "keep").partition(":")
    draft = Draft(
        title=" ".join(given.get("title", "").replace("\x00", "").split()),
        slug=given.get("slug", "").strip().lower(),
        blocks=blocks,
        public="public" in given,
        home="home" in given,
    )
    return Typed(draft, wish, _number(place, BLOCKS_MAX))


def receive_pictures(caller: Caller, request: HttpRequest, draft: Draft) -> tuple[Draft, list[Problem]]:
    """The draft with the pictures that came along; what was refused of them, at its field."""
    blocks, problems = list(draft.blocks), list[Problem]()
    for at, block in enumerate(blocks):
        sent = request.FILES.get(f"b{at}-file-new")
        if sent is None or block.kind != "picture":
            continue
        try:
            kept = receive_upload(caller, sent, name=sent.name or "", field=f"/blocks/{at}/file", kind="photo")
        except Refused as refused:
            problems += refused.problems
        else:
            blocks[at] = replace(block, value={**block.value, "file": str(kept.id)})
    return replace(draft, blocks=tuple(blocks)), problems


def rearranged(typed: Typed, added: str) -> Draft:
    """The page with a block moved, taken away or added, as the button pressed says; otherwise as it is."""
    blocks, at = list(typed.draft.blocks), typed.place
    if typed.wish == "add" and added in BLOCKS and len(blocks) < BLOCKS_MAX:
        blocks.append(Block(str(uuid4()), added))
    elif at < len(blocks):
        if typed.wish == "remove":
            del blocks[at]
        elif typed.wish in {"up", "down"}:
            to = at - 1 if typed.wish == "up" else at + 1
            if 0 <= to < len(blocks):
                blocks[at], blocks[to] = blocks[to], blocks[at]
    return replace(typed.draft, blocks=tuple(blocks))


def drawn(seat: Seat, draft: Draft, problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """The blocks as the template draws them. Call inside the tenant's scope."""
    wrong: dict[str, str] = {}
    for one in problems:
        wrong.setdefault(one.pointer, say(one, _))
    entities, last = _entities(seat), len(draft.blocks) - 1

    def seen(at: int, block: Block) -> dict[str, Any]:
        kind = BLOCKS[block.kind]
        parts = [(part, wrong.get(f"/blocks/{at}/{part.key}", "")) for part in kind.fields]
        return {
            "at": at, "id": block.id, "kind": kind.key, "title": kind.title, "icon": kind.icon,
            "hidden": block.hidden, "first": at == 0, "last": at == last,
            "fields": [_field(seat, part, block.value, f"b{at}-{part.key}", said, entities) for part, said in parts],
        }  # fmt: skip

    return [seen(at, block) for at, block in enumerate(draft.blocks)]


def problems_of(problems: Iterable[Problem]) -> dict[str, str]:
    """What is wrong with the page itself, by field."""
    return {one.pointer.lstrip("/"): say(one, _) for one in problems if not one.pointer.startswith("/blocks/")}


def _field(
    seat: Seat, part: BlockField, value: Mapping[str, Any], name: str, wrong: str, entities: list[tuple[str, str]]
) -> dict[str, Any]:
    choices: list[tuple[str, Any]] = list(part.choices)
    if part.typed == "entity":
        choices = list(entities)
    elif part.typed in {"view", "field"}:
        choices = _of_list(seat, part, value)
    return {
        "name": name, "key": part.key, "title": part.title, "typed": part.typed, "required": part.required,
        "help": part.help, "value": value.get(part.key, ""), "choices": choices, "wrong": wrong,
    }  # fmt: skip


def _of_list(seat: Seat, part: BlockField, value: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The views of the list a block names, or the fields its view adds up."""
    entry = _entry(seat, value.get("entity", ""))
    if entry is None:
        return []
    views = {view.key: view for view in views_of(entry)}
    if part.typed == "view":
        return [(key, view.title) for key, view in views.items()]
    view = views.get(value.get("view", "")) or next(iter(views.values()))
    return [(key, entry.entity.fields[key].title) for key in view.totals if key in entry.entity.fields]


def _entities(seat: Seat) -> list[tuple[str, str]]:
    found = [
        (entity.name, f"{module.title} · {entity.title}")
        for module in seat.modules.values()
        for entity in module.entities.values()
    ]
    return [one for one in found if _entry(seat, one[0]) is not None]


def _entry(seat: Seat, name: str) -> Entry | None:
    try:
        return admit(seat, name)
    except Refused:
        return None


def _block(given: Mapping[str, Any], at: int) -> Block | None:
    kind = BLOCKS.get(str(given.get(f"b{at}-kind", "")))
    if kind is None:
        return None
    value: dict[str, Any] = {}
    for part in kind.fields:
        text = str(given.get(f"b{at}-{part.key}", "")).replace("\x00", "").replace("\r\n", "\n").strip()
        if part.typed == "count" and text:
            value[part.key] = _number(text, 10_000)
        elif part.typed == "rich" and text:
            value[part.key] = _as_markup(text)
        elif text:
            value[part.key] = text
    return Block(str(given.get(f"b{at}-id", ""))[:40] or str(uuid4()), kind.key, value, f"b{at}-hidden" in given)


def _as_markup(text: str) -> str:
    """What was typed without markup, as paragraphs; what has markup stays."""
    if "<" in text:
        return text
    return "".join(f"<p>{'<br>'.join(part.splitlines())}</p>" for part in text.split("\n\n") if part.strip())


def _number(text: str, most: int) -> int:
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 9 else 0
