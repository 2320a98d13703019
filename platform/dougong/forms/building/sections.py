"""How a group's fields are laid out: in the module's sections, or in one; and what rows carry unseen."""

from collections.abc import Sequence
from dataclasses import replace

from dougong.definition import Section as Part
from dougong.definition import Shown
from dougong.expression import to_json
from dougong.forms.absent import ABSENT
from dougong.forms.building.fields import holds
from dougong.forms.exact import write
from dougong.forms.maker import Here
from dougong.forms.names import escape, id_of
from dougong.forms.nodes import Leaf, ListNode, Node, Section

#: The key of a detail row's own identifier.
IDENTITY = "id"


def sections_of(here: Here, nodes: Sequence[Node]) -> tuple[Section, ...]:
    """The record's sections as its module lays them out, what it left out at the end; anything else in one."""
    layout = here.maker.layout
    if layout is None or here.place.level > 0:
        return (Section(nodes=tuple(nodes)),)
    waiting = {node.key: node for node in nodes}
    found = []
    for part in layout.sections:
        inside = tuple(waiting.pop(key) for key in part.fields if key in waiting)
        if inside:
            shown = tuple(_as_shown(node, part.shown.get(node.key)) for node in inside)
            found.append(_section(here, part, shown, layout.tabs.get(part.tab, "")))
    if waiting:
        found.append(Section(nodes=tuple(waiting.values())))
    return tuple(found)


def _as_shown(node: Node, shown: Shown | None) -> Node:
    """A node as its section wants it: its label, its width, the columns of its rows."""
    if shown is None:
        return node
    if isinstance(node, ListNode) and shown.columns:
        known = {one.key: one for one in node.columns}
        listed = tuple(known[key] for key in shown.columns if key in known)
        node = replace(node, columns=listed, others=tuple(one for one in node.columns if one not in listed))
    wide = node.wide if shown.wide is None else shown.wide
    return replace(node, label=shown.title or node.label, wide=wide)


def _section(here: Here, part: Part, nodes: tuple[Node, ...], tab: str) -> Section:
    conditions = {} if part.visible_when is None else {"visible": write(to_json(part.visible_when))}
    wrong = any(node.problems for node in nodes)
    return Section(
        title=part.title,
        columns=part.columns,
        folded=part.folded and not wrong,
        help=part.description,
        tab=tab,
        nodes=nodes,
        key=part.key,
        visible=holds(here, part.visible_when, otherwise=True),
        conditions=conditions,
        scope=here.place.scope,
    )


def identity_of(here: Here) -> list[Node]:
    """The identifier of a stored detail row, sent back unseen so that the row is changed and not replaced."""
    slot, place = here.slot, here.place
    if not here.maker.closed or not place.item or place.readonly:
        return []
    inner = place.under(IDENTITY)
    own = slot.child(escape(IDENTITY))
    text = own.texts()[-1] if own.texts() else own.value
    if text is ABSENT or not isinstance(text, str) or not text:
        return []
    parts = ((inner.name, id_of(inner.name)),)
    return [
        Leaf(
            pointer=inner.pointer,
            name=inner.name,
            id=id_of(inner.name),
            key=IDENTITY,
            kind="text",
            variant="hidden",
            texts=(text,),
            parts=parts,
            value=text,
        )
    ]
