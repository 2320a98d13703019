"""Builds unions: a chooser of alternatives, and the one that is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from dougong.forms.absent import ABSENT, Maybe
from dougong.forms.building.blanks import blank_for, meant
from dougong.forms.building.drafts import told
from dougong.forms.building.fitting import fit
from dougong.forms.maker import Here, Maker
from dougong.forms.names import beside, id_of
from dougong.forms.nodes import Node, Option, Union
from dougong.forms.place import Place
from dougong.forms.schemas import Together
from dougong.forms.shape import SCALARS, Alternatives, Shape, shape_of

#: Stands for "whatever it is, as JSON"; told apart by identity.
RAW: Final = {"kind": "json"}
#: What a value of unknown type may be entered as.
ANY: Final[tuple[dict[str, Any], ...]] = ({"type": "string"}, {"type": "number"}, {"type": "boolean"}, RAW)
_TYPED: Final = {name: {"type": name} for name in ("string", "number", "integer", "boolean", "object", "array")}


def typed_branches(types: frozenset[str]) -> tuple[dict[str, Any], ...]:
    """One alternative for each type, in a fixed order."""
    return tuple(schema for name, schema in _TYPED.items() if name in types)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a union chooses among. around: said together with each. union: where it is written; None for types."""

    branches: Sequence[Any]
    around: Together = ()
    union: Alternatives | None = None

    def with_branch(self, number: int) -> Together:
        """A branch with what is said around it; of several types, the branch's own word comes first."""
        if self.union is None:
            return (self.branches[number], *self.around)
        return (*self.around, self.branches[number])


def build_union(here: Here, shape: Shape, choices: Choices) -> Node | None:
    """The union of some alternatives; of a single one, that alternative."""
    slot, place = here.slot, here.place
    taken = place.taken | ({choices.union.identity} if choices.union else set())
    may_be_null = shape.nullable or place.nullable
    if len(choices.branches) == 1:
        return here.at(taken=taken, nullable=may_be_null).node(choices.with_branch(0))
    given_null = slot.posted is None and slot.value is None
    nullable = may_be_null and not (given_null and _null_fits(here, choices))
    chosen = _chosen(here, choices, nullable=nullable)
    node = None
    if chosen is not None:
        inner = here.at(taken=taken, nullable=False, choosers=place.choosers + 1, conditions={}, visible=True)
        node = inner.node(choices.with_branch(chosen))
    filled = node is not None and node.value is not ABSENT
    blank = blank_for(slot, place, nullable=nullable, empty="", emptiable=False, filled=filled)
    value: Maybe = node.value if node is not None and filled else meant(blank, "")
    here.maker.nodes += 1
    branches = enumerate(choices.branches)
    return Union(
        **_common(here, shape, node),
        blank=blank,
        value=value,
        strong=(node is not None and node.strong) or (value is not ABSENT and blank.chosen != blank.usual),
        chooser=_chooser(place, place.name),
        branches=tuple(_option(here.maker, one, number, chosen=number == chosen) for number, one in branches),
        chosen=node,
    )


def _common(here: Here, shape: Shape, node: Node | None) -> dict[str, Any]:
    place = here.place
    label, help_ = told(here, shape)
    return {
        "pointer": place.pointer,
        "name": place.name,
        "id": id_of(_chooser(place, place.name)),
        "key": place.key,
        "label": label,
        "help": help_,
        "required": place.required,
        "readonly": place.readonly,
        "visible": place.visible,
        "wide": node is None or node.wide,
        "conditions": place.conditions,
        "scope": place.scope,
        "problems": () if node is not None else here.maker.problems.within(place.pointer),
    }


def _null_fits(here: Here, choices: Choices) -> bool:
    return any(shape_of(here.maker.document, (branch,)).nullable for branch in choices.branches)


def _chooser(place: Place, name: str) -> str:
    """The name of the chooser; a second one at the same place has a mark of its own."""
    return beside("branch", name) + "'" * place.choosers


def _chosen(here: Here, choices: Choices, *, nullable: bool) -> int | None:
    """Which alternative counts: the one said, the one the value fits best, else the first where one must be."""
    slot, place, document = here.slot, here.place, here.maker.document
    if slot.posted is not None:
        said = slot.posted.last(_chooser(place, slot.source))
        if said is not None:
            return int(said) if said.isdecimal() and int(said) < len(choices.branches) else None
    elif slot.value is not ABSENT and not (slot.value is None and nullable):
        scores = [fit(document, (branch,), slot.value) for branch in choices.branches]
        return scores.index(max(scores)) if max(scores) > 0 else None
    if choices.branches is ANY:
        return 0
    must = place.required or place.item or place.level == 0
    every = [shape_of(document, choices.with_branch(number)) for number in range(len(choices.branches))]
    plain = all((one.types and one.types <= set(SCALARS)) or one.choices for one in every)
    return 0 if plain or (must and not nullable) else None


def _option(maker: Maker, branch: Any, number: int, *, chosen: bool) -> Option:
    """The alternative as a choice: its title, else what kind of value it takes."""
    if branch is RAW:
        return Option(str(number), "", chosen=chosen, word="json")
    shape = shape_of(maker.document, (branch,))
    title = shape.text("title") or _constants(maker, shape)
    word = next(iter(shape.types)) if not title and len(shape.types) == 1 else ""
    return Option(str(number), title or str(number + 1), chosen=chosen, word=word)


def _constants(maker: Maker, shape: Shape) -> str:
    """The constant that tells an alternative from the others, where it has one."""
    for part in shape.parts:
        properties = part.get("properties") or {}
        for schema in properties.values():
            listed = shape_of(maker.document, (schema,)).choices
            if listed and len(listed) == 1:
                return listed[0].title
    return ""
