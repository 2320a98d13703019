"""Which node a schema becomes: one question after the other, the last answer is raw JSON."""

from collections.abc import Mapping
from dataclasses import replace

from dougong.forms.absent import ABSENT
from dougong.forms.building.conditions import switches_of
from dougong.forms.building.drafts import choices_draft, draft_of, listed_draft, scalar_draft, vocabulary_draft
from dougong.forms.building.fixed import build_fixed
from dougong.forms.building.groups import build_group
from dougong.forms.building.leaves import Draft, build_json, build_leaf
from dougong.forms.building.lists import build_list
from dougong.forms.building.outputs import build_output
from dougong.forms.building.unions import ANY, RAW, Choices, build_union, typed_branches
from dougong.forms.controls import CONTROLS
from dougong.forms.exact import same
from dougong.forms.maker import MAX_CHOOSERS, MAX_LEVEL, MAX_NODES, Here
from dougong.forms.nodes import Node
from dougong.forms.schemas import Together
from dougong.forms.shape import Shape, shape_of


def build(here: Here, together: Together) -> Node | None:
    """The node of a schema at a place; None where the schema allows nothing and nothing is there."""
    maker, slot, place = here.maker, here.slot, here.place
    if maker.closed:
        return _of_entity(here, together)
    shape = shape_of(maker.document, together, place.taken)
    node = _of_schema(here, together, shape)
    if node is None or slot.posted is not None or slot.fresh or same(node.value, slot.value):
        return node
    return build_json(here, draft_of(here, shape), forced=True)


def _of_entity(here: Here, together: Together) -> Node | None:
    """A part of a module's own entity. What nobody may write here is shown, and not read from what was sent."""
    place, field = here.place, here.place.field
    if field is not None and field.kind in CONTROLS:
        return build_output(here) if place.readonly else build_leaf(here, draft_of(here))
    if place.readonly:
        here = Here(here.maker, replace(here.slot, posted=None), place)
    node = _of_schema(here, together, shape_of(here.maker.document, together, place.taken))
    return replace(node, value=ABSENT, strong=False) if node is not None and place.readonly else node


def _of_schema(here: Here, together: Together, shape: Shape) -> Node | None:
    maker, slot = here.maker, here.slot
    draft = draft_of(here, shape)
    if slot.said("as") == "json":
        return build_json(here, draft, forced=True)
    if shape.never and slot.value is ABSENT and not slot.texts():
        return None
    if shape.broken:
        maker.note_unsupported(part for part in shape.parts or together if isinstance(part, Mapping))
    if _raw(here, shape):
        return build_json(here, draft, forced=False)
    if shape.choices is not None:
        return _chosen(here, shape, draft)
    decided = {union.identity for union, _ in switches_of(maker.document, shape)}
    unions = [union for union in shape.unions if union.identity not in decided]
    if unions:
        return build_union(here, shape, Choices(unions[0].branches, together, unions[0]))
    types = shape.types or (frozenset({"object"}) if decided else frozenset())
    worded = vocabulary_draft(shape, draft) if not types else None
    if worded is not None:
        return build_leaf(here, worded)
    if not types:
        return build_union(here, replace(shape, nullable=False), Choices(ANY))
    if len(types) > 1:
        return build_union(here, shape, Choices(typed_branches(types), together))
    return _typed(here, shape, next(iter(types)), draft)


def _raw(here: Here, shape: Shape) -> bool:
    """Whether raw JSON is all that is left: nothing may stand here, a reference leads nowhere, it lies too deep."""
    place = here.place
    full = place.level > MAX_LEVEL or place.choosers > MAX_CHOOSERS or here.maker.nodes > MAX_NODES
    return full or shape.never or bool(shape.broken) or any(part is RAW for part in shape.parts)


def _typed(here: Here, shape: Shape, name: str, draft: Draft) -> Node:
    """The node of one JSON type."""
    slot = here.slot
    given = slot.posted is None and slot.value is not ABSENT and slot.value is not None
    if name == "object":
        if given and not isinstance(slot.value, dict):
            return build_json(here, draft, forced=True)
        return build_group(here, shape)
    if name == "array":
        if given and not isinstance(slot.value, list):
            return build_json(here, draft, forced=True)
        several = choices_draft(here.maker.document, shape, draft)
        return build_leaf(here, several) if several else build_list(here, shape)
    return build_leaf(here, scalar_draft(shape, draft))


def _chosen(here: Here, shape: Shape, draft: Draft) -> Node:
    """A field with listed values; one with a single value says it by itself."""
    choices = shape.choices or ()
    if not choices and not shape.nullable:
        return build_json(here, draft, forced=False)
    if len(choices) + shape.nullable > 1:
        return build_leaf(here, listed_draft(choices, draft))
    value, title = (choices[0].value, choices[0].title) if choices else (None, "—")
    return build_fixed(here, replace(draft, nullable=False), value, title)
