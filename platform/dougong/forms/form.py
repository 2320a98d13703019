"""A form as a value: its tree, its problems, what it says about itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from dougong.access import FieldAccess
from dougong.definition import Context, Entity
from dougong.definition import Form as Layout
from dougong.forms.absent import Maybe
from dougong.forms.maker import Offers, Tells
from dougong.forms.messages import message
from dougong.forms.names import link_to
from dougong.forms.nodes import JsonLeaf, Leaf, ListNode, Node, Union, walk
from dougong.forms.schemas import Document
from dougong.problem import Problem

#: Columns of a table that the measure of a form still holds.
ROOMY: Final = 6


@dataclass(frozen=True, slots=True)
class Settings:
    """How a form was asked for; kept so that it can be built again from what was typed. See `build_form`."""

    prefix: str = ""
    layout: Layout | None = None
    rights: FieldAccess | None = None
    context: Context | None = None
    offers: Offers | None = None
    tells: Tells | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the summary on top. link: within the page, to the field or the frame around it; "" for none."""

    problem: Problem
    label: str
    link: str

    @property
    def message(self) -> str:
        """The problem in the reader's language."""
        return message(self.problem)


@dataclass(frozen=True, slots=True)
class Form:
    """A form ready to be drawn.

    source: the entity or schema it was built from. root: its tree. problems: all of them, shown or not.
    unread: what was typed and could not be read; belongs to the problems of the record.
    unsupported: pointers into the schema of what has no field of its own.
    """

    source: Any
    root: Node
    document: Document = field(repr=False)
    settings: Settings = field(repr=False)
    problems: tuple[Problem, ...] = ()
    unread: tuple[Problem, ...] = ()
    unsupported: tuple[str, ...] = ()

    @property
    def instance(self) -> Maybe:
        """The JSON the form stands for now."""
        return self.root.value

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every field of the form, hidden and computed ones included."""
        return tuple(node for node in walk(self.root) if isinstance(node, Leaf))

    @property
    def fields(self) -> int:
        """Fields with a control of their own."""
        return sum(1 for leaf in self.leaves if not isinstance(leaf, JsonLeaf))

    @property
    def json_fields(self) -> int:
        """Fields shown as raw JSON."""
        return sum(1 for leaf in self.leaves if isinstance(leaf, JsonLeaf))

    @property
    def answers(self) -> frozenset[str]:
        """Top-level keys this form lets a person answer: only about these does its instance say anything."""
        return frozenset(node.key for node in self.root.children if not node.readonly)

    @property
    def refused(self) -> bool:
        """Whether a problem forbids keeping the record; warnings may be overruled."""
        return any(problem.level == "error" for problem in self.problems)

    @property
    def warns(self) -> bool:
        """Whether there are rules that only warn: what they say is shown while somebody still types."""
        return isinstance(self.source, Entity) and any(rule.level == "warning" for rule in self.source.rules)

    @property
    def files(self) -> bool:
        """Whether it takes files, so that it has to be sent as multipart/form-data."""
        return any(leaf.attributes.get("type") == "file" for leaf in self.leaves)

    @property
    def roomy(self) -> bool:
        """Whether it holds a table so wide that the form takes the whole page."""
        return any(isinstance(one, ListNode) and len(one.columns) > ROOMY for one in walk(self.root))

    @property
    def summary(self) -> tuple[Line, ...]:
        """Every problem, linked to its field or to the nearest frame around it."""
        return tuple(self._lines()) if self.problems else ()

    def _lines(self) -> Iterator[Line]:
        nodes: dict[str, Node] = {}
        for node in walk(self.root):
            if not isinstance(node, Union) or node.chosen is None:
                nodes.setdefault(node.pointer, node)
        for problem in self.problems:
            pointer = problem.pointer
            while pointer and pointer not in nodes:
                pointer = pointer.rpartition("/")[0]
            found = nodes.get(pointer) if pointer else None
            yield Line(problem, found.label if found else "", _link(found) if found else "")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was sent, read. problems: texts that are no value at all (the instance then holds the raw text)."""

    instance: Maybe
    problems: tuple[Problem, ...]
    form: Form


def _link(node: Node) -> str:
    return link_to(node.parts[0][0] if isinstance(node, Leaf) and node.parts else node.name)
