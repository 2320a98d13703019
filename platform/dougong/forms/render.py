"""Draws a form: one template part per node, one per kind of control."""

import re
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from django.template import engines
from django.utils import translation
from markupsafe import Markup

from dougong.forms.controls import CONTROLS
from dougong.forms.form import Form
from dougong.forms.nodes import LONG, Fold, Group, Leaf, ListNode, Node, Union
from dougong.forms.stencils import Stencils

_FRAMES: Final = MappingProxyType(
    {
        Group: "forms/group.html",
        ListNode: "forms/list.html",
        Union: "forms/union.html",
        Fold: "forms/fold.html",
    }
)

#: Stands in the names of blank rows.
_BLANK: Final = "~row"


class Painter:
    """Draws nodes; the templates call it for what lies inside them. Template parts are looked up once a form."""

    def __init__(self) -> None:
        self._environment = engines["jinja2"].env
        self._modules: dict[str, Any] = {}
        self._parts = self.part("forms/parts.html")
        self._stencils = Stencils(self._bare)
        self._lean = False

    def part(self, template: str) -> Any:
        """The macros of a template."""
        module = self._modules.get(template)
        if module is None:
            module = self._modules[template] = self._environment.get_template(template).module
        return module

    def __call__(self, node: Node, *, bare: bool = False, label: str = "") -> Markup:
        """The node as HTML. bare: without its label, which stands beside it (`label` names it for screen readers)."""
        if isinstance(node, ListNode):
            return self._list(node, bare=bare)
        if not isinstance(node, Leaf):
            return Markup(self.part(_FRAMES[type(node)]).draw(node, self, bare))  # noqa: S704 - drawn with autoescape
        if node.variant == "hidden":
            return Markup(self._parts.hidden(node))  # noqa: S704 - drawn with autoescape
        if not bare:
            return Markup(self._parts.field(node, self._control(node, "")))  # noqa: S704 - drawn with autoescape
        spoken = label or node.label
        return self._stencils(node, spoken) or self._bare(self._lent(node), spoken)

    def _bare(self, leaf: Leaf, label: str) -> Markup:
        return Markup(self._parts.bare(leaf, self._control(leaf, label)))  # noqa: S704 - drawn with autoescape

    def _list(self, node: ListNode, *, bare: bool) -> Markup:
        """A list; in the rows of a heavy one, long choices are only what is taken: the blank row lists them all."""
        around, self._lean = self._lean, self._lean or node.heavy
        drawn = Markup(self.part(_FRAMES[ListNode]).draw(node, self, bare))  # noqa: S704 - drawn with autoescape
        self._lean = around
        return drawn

    def _lent(self, leaf: Leaf) -> Leaf:
        if not self._lean or leaf.variant != "select" or leaf.many or len(leaf.options) <= LONG or _BLANK in leaf.name:
            return leaf
        return replace(leaf, options=tuple(one for one in leaf.options if one.chosen), lent=True)

    def _control(self, leaf: Leaf, label: str) -> Any:
        if leaf.variant == "output":
            return self._parts.output(leaf)
        return self.part(f"forms/controls/{CONTROLS[leaf.kind].template}.html").draw(leaf, label)


def render(form: Form, *, language: str | None = None) -> Markup:
    """The form as HTML, without the <form> element around it (the page has its address, token and buttons).

    language: of the words around the fields; None for the reader's. Titles come translated with the definition.
    """
    if language is not None:
        with translation.override(language):
            return render(form)
    painter = Painter()
    body = painter(form.root, bare=form.root.label == "" or isinstance(form.root, Group))
    whole = str(painter.part("forms/form.html").draw(form, body))
    return Markup(_UNPRINTABLE.sub("\ufffd", whole))  # noqa: S704 - drawn with autoescape


#: What no page can carry: halves of character pairs, and zero bytes.
_UNPRINTABLE: Final = re.compile("[\ud800-\udfff\x00]")
