"""The blocks of a company's page as Wagtail edits them, made from the product's own list of kinds."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField

from dougong.portal import BLOCKS, BlockField, BlockKind

#: What may be marked up in a rich text; whatever else is pasted is taken out when it is kept.
FEATURES = ["h3", "bold", "italic", "ol", "ul", "hr"]


def _field(part: BlockField) -> blocks.Block:
    """The control of one field."""
    facts: dict[str, Any] = {"label": part.title, "required": part.required, "help_text": part.help or ""}
    if part.typed == "rich":
        return blocks.RichTextBlock(features=FEATURES, **facts)
    if part.typed in {"lines", "filter"}:
        return blocks.TextBlock(rows=3, **facts)
    if part.typed == "count":
        return blocks.IntegerBlock(min_value=1, max_value=20, **facts)
    if part.typed == "choice":
        return blocks.ChoiceBlock(choices=part.choices, **facts)
    return blocks.CharBlock(max_length=200, **facts)


def _block(kind: BlockKind) -> blocks.StructBlock:
    """One kind of block."""
    fields = [(part.key, _field(part)) for part in kind.fields]
    hidden = blocks.BooleanBlock(label=_("Hidden"), required=False)
    return blocks.StructBlock([*fields, ("hidden", hidden)], label=kind.title, icon=ICONS.get(kind.key, "placeholder"))


#: Wagtail's icons for our kinds.
ICONS = {
    "text": "pilcrow", "notice": "warning", "picture": "image", "links": "link", "list": "list-ul", "number": "order",
    "form": "form", "waiting": "tasks",
}  # fmt: skip

STREAM = [(kind.key, _block(kind)) for kind in BLOCKS.values()]


class Blocks(StreamField):
    """The blocks of a page. What kinds there are is no matter of the database: migrations do not hold them."""

    def deconstruct(self) -> tuple[Any, Any, Any, Any]:
        """Without the kinds."""
        name, path, _kinds, facts = super().deconstruct()
        return name, path, [[]], {key: value for key, value in facts.items() if key != "block_lookup"}
