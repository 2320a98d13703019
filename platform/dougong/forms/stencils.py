"""Draws a cell once and writes its like: in a sheet a thousand cells of a column differ only in names and texts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final
from uuid import uuid4

from markupsafe import Markup, escape

from dougong.forms.names import id_of
from dougong.forms.nodes import Blank, Leaf

#: Parts what differs from what does not; nobody can have written it into a definition.
_CUT: Final = uuid4().hex
_NAME, _TEXT, _SCOPE = (f"{_CUT}{word}{_CUT}" for word in "nts")
_PLAIN: Final = Blank()
#: What has to be equal, so that one cell can be written like another.
_ALIKE: Final = (
    "kind", "variant", "attributes", "unit", "conditions", "formula", "how", "required", "readonly", "visible",
    "number",    "help", "label", "wide", "personal", "search", "needs", "more", "found", "makes",
)  # fmt: skip

Draw = Callable[[Leaf, str], Markup]


class Stencils:
    """The stencils of one drawing, by column. draw: how a cell is drawn that has none yet."""

    __slots__ = ("_draw", "_known")

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._known: dict[tuple[str, str, bool], tuple[Leaf, tuple[str, ...]]] = {}

    def __call__(self, leaf: Leaf, label: str) -> Markup | None:
        """The cell as HTML; None where it is not one of many."""
        if not _simple(leaf):
            return None
        place = (leaf.key, label, leaf.variant == "output" and leaf.output == "—")
        known = self._known.get(place)
        if known is None or any(getattr(known[0], word) != getattr(leaf, word) for word in _ALIKE):
            known = (leaf, self._cut(leaf, label))
            self._known[place] = known
        return Markup("".join(_filled(known[1], leaf)))  # noqa: S704 - drawn with autoescape, texts escaped

    def _cut(self, leaf: Leaf, label: str) -> tuple[str, ...]:
        blank = replace(
            leaf,
            name=_NAME,
            id=id_of(_NAME),
            parts=((_NAME, id_of(_NAME)),),
            scope=_SCOPE,
            texts=(_TEXT,),
            output="—" if leaf.output == "—" else _TEXT,
        )
        return tuple(str(self._draw(blank, label)).split(_CUT))


def _simple(leaf: Leaf) -> bool:
    """Whether name and one text are all that makes the cell its own."""
    if leaf.problems or leaf.was or leaf.forced or leaf.suggestions or leaf.options or leaf.blank != _PLAIN:
        return False
    if leaf.variant == "output":
        return True
    one = len(leaf.parts) == 1 and len(leaf.texts) == 1
    return one and leaf.variant == "input" and leaf.attributes.get("type") != "file"


def _filled(pieces: tuple[str, ...], leaf: Leaf) -> list[str]:
    name = str(escape(leaf.name))
    text = str(escape(leaf.output if leaf.variant == "output" else leaf.texts[0]))
    scope = str(escape(leaf.scope))
    found = {"n": name, "t": text, "s": scope}
    return [found[piece] if at % 2 else piece for at, piece in enumerate(pieces)]
