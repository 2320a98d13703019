"""Builds lists: rows of a detail grid, entries of a list, places of a tuple."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dougong.definition import row_scope
from dougong.forms.absent import ABSENT, Maybe
from dougong.forms.building.blanks import blank_for, meant
from dougong.forms.building.drafts import told
from dougong.forms.maker import Here
from dougong.forms.names import PLACEHOLDERS, below, id_of
from dougong.forms.nodes import Group, Leaf, ListNode, Node, Row
from dougong.forms.place import Place
from dougong.forms.schemas import Together
from dougong.forms.shape import Shape
from dougong.forms.slots import Slot
from dougong.problem import Json

#: Columns that fit beside each other; rows with more are drawn one below the other. A module's own rows are always
#: a table: whoever wrote them chose their columns.
MAX_COLUMNS = 24
#: Begins the token of a row that was just added and holds nothing yet.
FRESH = "+"


def build_list(here: Here, shape: Shape) -> ListNode:
    """The list of an array's schema."""
    place = here.place
    here.maker.nodes += 1
    prefix, rest = _entries_of(shape)
    label = told(here, shape)[0]
    rows = _rows(here, label, prefix, rest)
    open_ = rest is not None and not place.readonly and not place.locked
    template = _template(here, label, rest) if rest is not None and open_ else None
    listed = _values(rows, len(prefix))
    nullable = shape.nullable or place.nullable
    usual = _usual(place, nullable=nullable)
    blank = blank_for(here.slot, place, nullable=nullable, empty=[], usual=usual, filled=bool(listed))
    value: Maybe = listed if listed else meant(blank, [])
    samples = [row.node for row in rows] + ([template.node] if template else [])
    grid = bool(samples) and not prefix and all(_flat(node, own=here.maker.closed) for node in samples)
    return ListNode(
        **_common(here, shape),
        blank=blank,
        value=value,
        strong=bool(listed) or (value is not ABSENT and blank.chosen != blank.usual),
        rows=tuple(rows),
        grid=grid,
        columns=_columns(samples) if grid else (),
        template=template,
        addable=open_ and len(rows) < _most(shape),
        most=_most(shape),
        item=template.node.label if template else "",
    )


def _common(here: Here, shape: Shape) -> dict[str, Any]:
    place = here.place
    label, help_ = told(here, shape)
    return {
        "pointer": place.pointer,
        "name": place.name,
        "id": id_of(place.name),
        "key": place.key,
        "label": label,
        "help": help_,
        "required": place.required,
        "readonly": place.readonly,
        "visible": place.visible,
        "conditions": place.conditions,
        "scope": place.scope,
        "problems": here.maker.problems.at(place.pointer),
    }


def _usual(place: Place, *, nullable: bool) -> str | None:
    if place.item:
        return "absent"
    if place.firm and not nullable:
        return "empty"
    return "empty" if place.level == 0 else None


def _most(shape: Shape) -> int:
    limit = shape.word("maxItems")
    return int(limit) if isinstance(limit, int) and not isinstance(limit, bool) else 1_000


def _entries_of(shape: Shape) -> tuple[list[Together], Together | None]:
    """The schemas of a tuple's places, and of every further entry (None: there are none)."""
    tuples = [part["prefixItems"] for part in shape.parts if isinstance(part.get("prefixItems"), list)]
    tuples += [part["items"] for part in shape.parts if isinstance(part.get("items"), list)]
    length = max(map(len, tuples), default=0)
    prefix: list[Together] = [tuple(one[number] for one in tuples if number < len(one)) for number in range(length)]
    word = "additionalItems" if any(isinstance(part.get("items"), list) for part in shape.parts) else "items"
    rest = [part[word] for part in shape.parts if word in part and not isinstance(part[word], list)]
    rest += [part["unevaluatedItems"] for part in shape.parts if "unevaluatedItems" in part and prefix and not rest]
    if any(one is False for one in rest):
        return prefix, None
    return prefix, tuple(rest) or (True,)


def _rows(here: Here, label: str, prefix: Sequence[Together], rest: Together | None) -> list[Row]:
    slot = here.slot
    if slot.posted is not None:
        tokens = list(dict.fromkeys(slot.listed("row")))
    else:
        given = len(slot.value) if isinstance(slot.value, list) else 0
        tokens = [str(number) for number in range(max(given, len(prefix)))]
    rows: list[Row] = []
    kept = 0
    for number, token in enumerate(tokens):
        fixed = number < len(prefix)
        schema = prefix[number] if fixed else rest if rest is not None else (True,)
        inner = _row_here(here, number, kept, token).at(title=f"{label} {number + 1}".strip())
        row = _row(inner, schema, fixed=fixed or here.place.locked)
        if row is not None:
            rows.append(row)
            kept += row.node.value is not ABSENT or fixed
    return rows


def _row_here(here: Here, number: int, kept: int, token: str) -> Here:
    """A row's slot and place. number: where it stands in the form; kept: where it will stand in the record."""
    slot = here.slot
    inner = slot.entry(number, token)
    if slot.posted is not None and token.startswith(FRESH):
        inner = replace(_blank_row(here.place), source=inner.source)
    elif slot.posted is None and isinstance(slot.value, list) and number >= len(slot.value):
        inner = replace(inner, fresh=True)
    return Here(here.maker, inner, _row_place(here.place, number, kept))


def _row(here: Here, schema: Together, *, fixed: bool) -> Row | None:
    """One row. A blank one will not be in the record, so that no problem of the record is shown at it."""
    node = here.node(schema)
    if node is not None and node.value is ABSENT and here.maker.problems.all and not fixed:
        node = here.at(pointer=f"{here.place.pointer.rpartition('/')[0]}/-").node(schema)
    return Row(token=here.place.key, node=node, fixed=fixed) if node is not None else None


def _row_place(place: Place, number: int, kept: int) -> Place:
    at = place.entry(kept, str(number))
    if place.field is None or place.field.kind != "rows":
        return at
    values = place.values[number] if isinstance(place.values, tuple) and number < len(place.values) else None
    names = at.names
    if names is not None:
        names = row_scope(names, values if isinstance(values, Mapping) else {})
    return replace(at, fields=place.field.fields, values=values, names=names, scope=at.name)


def _template(here: Here, label: str, rest: Together) -> Row | None:
    """A blank row to copy; None where lists lie in lists in lists."""
    place = here.place
    if place.rows >= len(PLACEHOLDERS):
        return None
    mark = PLACEHOLDERS[place.rows]
    name = below(place.name, mark)
    at = _row_place(replace(place, values=None), 0, 0)
    at = replace(at, name=name, scope=name, pointer=f"{place.pointer}/-", title=label)
    node = here.maker.sketch(rest, _blank_row(place), at)
    return Row(token=mark, node=node) if node is not None else None


def _blank_row(place: Place) -> Slot:
    """What a new row begins with: the literal defaults of its columns."""
    fields = place.field.fields if place.field is not None and place.field.kind == "rows" else {}
    begin: dict[str, Json] = {}
    for key, one in fields.items():
        if one.has_default and one.default is not None:
            begin[key] = one.default
    return Slot(begin or ABSENT, fresh=True)


def _values(rows: Sequence[Row], places: int) -> list[Json]:
    """The entries. In a tuple a place left empty before a filled one is null; further empty rows are not there."""
    fixed = [row.node.value for row in rows[:places]]
    further: list[Json] = [row.node.value for row in rows[places:] if row.node.value is not ABSENT]
    if not further:
        while fixed and fixed[-1] is ABSENT:
            fixed.pop()
    return [None if value is ABSENT else value for value in fixed] + further


def _flat(node: Node, *, own: bool) -> bool:
    """Whether a row is a group of plain fields, so that it fits one line of a table. own: of a module's entity."""
    if not isinstance(node, Group) or node.entries or node.open or node.blank.offered:
        return False
    cells = [one for one in node.children if not isinstance(one, Leaf) or one.variant != "hidden"]
    fitting = own or (len(cells) <= MAX_COLUMNS and not any(one.wide for one in cells))
    return bool(cells) and fitting and all(isinstance(one, Leaf) for one in cells)


def _columns(samples: Sequence[Node]) -> tuple[Leaf, ...]:
    """The columns: every key some row has, in order."""
    found: dict[str, Leaf] = {}
    for node in samples:
        for child in node.children:
            if isinstance(child, Leaf) and child.variant != "hidden":
                found.setdefault(child.key, child)
    return tuple(found.values())
