"""A form as an outline: its sections and fields in the order shown, each with what is said about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from dougong.definition import Entity, Field, Module
from dougong.definition.layout import is_tenants
from dougong.definition.pointers import escape, split
from dougong.designer.draft import Draft
from dougong.designer.places import Place, place_of_field, words_at
from dougong.overlay import ABSENT, Add, Remove, place_of

#: The key of the part that holds what no section names.
REST: Final = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One field. path: "rows/amount". own: the company's. changed: not as the module has it. fresh: not published.

    way: how it gets its value, "computed", "rollup", "sequence" or "" where people type it.
    columns: of detail rows. placed: whether the form shows it where it stands.
    """

    path: str
    key: str
    title: str
    kind: str
    help: str = ""
    required: bool = False
    own: bool = False
    changed: bool = False
    fresh: bool = False
    way: str = ""
    conditional: bool = False
    columns: tuple["Line", ...] = ()
    placed: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """One section; without a key what stands in none."""

    key: str
    title: str
    lines: tuple[Line, ...]
    own: bool = False
    changed: bool = False
    folded: bool = False
    columns: int = 2


@dataclass(frozen=True, slots=True)
class Outline:
    """The form of one entity. hidden: fields out of sight, whose data stay. laid_out: sections are written down."""

    parts: tuple[Part, ...]
    hidden: tuple[Line, ...] = ()
    laid_out: bool = False

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every field shown, columns included, in order."""
        return tuple(one for part in self.parts for line in part.lines for one in (line, *line.columns))

    def part_of(self, path: str) -> Part | None:
        """The section a field stands in."""
        head = path.partition("/")[0]
        return next((part for part in self.parts if any(line.path == head for line in part.lines)), None)


def outline_of(draft: Draft, module: Module, entity: Entity) -> Outline:
    """The outline of an entity's form in a draft, whose module was read from it."""
    form = module.forms.get(entity.key)
    made = _Lines(draft, entity)
    hidden = tuple(made.hidden())
    if form is None or not form.sections:
        return Outline((Part(REST, "", made.of(list(entity.fields))),), hidden)
    parts: list[Part] = []
    placed: set[str] = set()
    for section in form.sections:
        keys = [key for key in section.fields if key in entity.fields and key not in placed]
        placed.update(keys)
        at = f"forms/{entity.key}#/sections/{escape(section.key)}"
        shown = {key: one.columns for key, one in section.shown.items()}
        parts.append(
            Part(
                section.key,
                section.title,
                made.of(keys, shown),
                own=is_tenants(section.key),
                changed=changed_at(draft, at),
                folded=section.folded,
                columns=section.columns,
            )
        )
    rest = made.of([key for key in entity.fields if key not in placed])
    return Outline((*parts, Part(REST, "", rest)) if rest else tuple(parts), hidden, laid_out=True)


def changed_at(draft: Draft, address: str) -> bool:
    """Whether the draft changes something at an address or below it."""
    return any(one == address or one.startswith(f"{address}/") for one in draft.overlay.changes)


class _Lines:
    """Makes the lines of one entity."""

    def __init__(self, draft: Draft, entity: Entity) -> None:
        self.draft = draft
        self.entity = entity

    def of(self, keys: list[str], shown: Mapping[str, tuple[str, ...]] | None = None) -> tuple[Line, ...]:
        """The lines of some fields. shown: the columns of rows a section lists."""
        listed = shown or {}
        return tuple(self.line(key, self.entity.fields[key], listed.get(key, ())) for key in keys)

    def line(self, path: str, field: Field, columns: tuple[str, ...] = ()) -> Line:
        """One line, with those of its columns: listed ones first, in their order."""
        place = place_of_field(self.entity, path)
        assert place is not None, "the field exists"
        order = [*(key for key in columns if key in field.fields), *(k for k in field.fields if k not in columns)]
        inner = tuple(
            self._placed(self.line(f"{path}/{key}", field.fields[key]), placed=not columns or key in columns)
            for key in order
        )
        own = is_tenants(field.key)
        return Line(
            path=path,
            key=field.key,
            title=field.title,
            kind=field.kind,
            help=field.help,
            required=field.required,
            own=own,
            changed=not own and (self._changed(place, field) or self._requirement_changed(place)),
            fresh=own and place.address not in self.draft.in_force.changes,
            way=way_of(field),
            conditional=any((field.visible_when, field.required_when, field.readonly_when)),
            columns=inner,
        )

    def _placed(self, line: Line, *, placed: bool) -> Line:
        return line if placed else replace(line, placed=False)

    def _changed(self, place: Place, field: Field) -> bool:
        """Whether the field itself differs; changes of its columns are theirs."""
        inside = f"{place.address}/items/properties" if field.kind == "rows" else f"{place.address}/properties"
        below = f"{place.address}/"
        own = (one for one in self.draft.overlay.changes if one == place.address or one.startswith(below))
        return any(not one.startswith(f"{inside}/") and one != inside for one in own)

    def _requirement_changed(self, place: Place) -> bool:
        before, now = (words_at(find(place.required)) for find in (self.draft.in_base, self.draft.at_address))
        return (place.key in before) != (place.key in now)

    def hidden(self) -> Iterator[Line]:
        """The fields that were taken out of sight."""
        document = f"entities/{self.entity.key}"
        for address, change in self.draft.overlay.changes.items():
            name, path = place_of(address)
            if name != document or not isinstance(change, Remove) or len(path) < 2 or path[-2] != "properties":
                continue
            base = self.draft.in_base(address)
            node: Any = change.was if base is ABSENT else base
            published = self.draft.in_force.changes.get(address)
            if node is ABSENT and isinstance(published, Add):
                node = published.value
            title = node.get("title") if isinstance(node, Mapping) else None
            keys = [key for at, key in enumerate(path) if at and path[at - 1] == "properties"]
            yield Line(
                path="/".join(keys),
                key=path[-1],
                title=str(title or path[-1]),
                kind=str(node.get("kind", "")) if isinstance(node, Mapping) else "",
                own=is_tenants(path[-1]),
                fresh=not isinstance(published, Remove),
            )


def way_of(field: Field) -> str:
    """How a field gets its value when nobody types it."""
    if field.rollup is not None:
        return "rollup"
    if field.sequence is not None:
        return "sequence"
    return "computed" if field.computed is not None else ""


def keys_of_pointer(pointer: str) -> tuple[str, ...]:
    """The keys of the fields a pointer into an entity's schema passes: "/properties/rows/items/properties/a"."""
    path = split(pointer)
    return tuple(key for at, key in enumerate(path) if at and path[at - 1] == "properties")
