"""The tree of a form: frozen, complete, ready to be drawn; every node knows the JSON it stands for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dougong.forms.absent import ABSENT, Maybe
from dougong.forms.messages import message
from dougong.problem import Problem

#: The condition that always holds, as the browser is told.
_ALWAYS = '["is", true]'
#: What leaving a field empty can mean.
BLANKS = ("absent", "null", "empty")
#: Kinds whose values make sense added up. A price, a percentage or a plain number (a year, a size) does not.
SUMMED = frozenset({"money", "quantity", "duration"})
#: A select with more choices than these is searched, not read.
LONG = 12
#: Choices that the rows of one table may list in all; beyond, each row has its own choice and borrows the others.
MAX_LISTED = 5_000


@dataclass(frozen=True, slots=True)
class Blank:
    """What leaving a node empty means.

    options: of `BLANKS`, those offered. chosen: the one that holds now. usual: the one that needs no word.
    offered: the person chooses (a small select beside the field); otherwise the form remembers it by itself.
    """

    options: tuple[str, ...] = ("absent",)
    chosen: str = "absent"
    usual: str = "absent"
    offered: bool = False

    @property
    def said(self) -> bool:
        """Whether the form must carry the choice."""
        return self.offered or self.chosen != self.usual


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every node has.

    pointer: JSON pointer of its value in the record, as `Problem.pointer` names it.
    name: name of its input and of its companions (see `names`). id: of its control or frame.
    label, help: for people, plain text. key: its key in the object around it.
    value: the JSON it stands for, exactly as a browser sending it unchanged would have it read.
    strong: whether it says something by itself; what is only there by default does not fill a group around it.
    visible: as far as the server knows now. conditions: word ("visible", "required", "readonly", "computed") ->
        JSON tree of the expression for the browser. scope: name of the object whose keys the expressions name.
    level: how many frames it stands in. wide: takes the full width.
    """

    pointer: str
    name: str
    id: str
    key: str = ""
    label: str = ""
    help: str = ""
    required: bool = False
    readonly: bool = False
    visible: bool = True
    wide: bool = False
    conditions: Mapping[str, str] = field(default_factory=dict)
    scope: str = ""
    blank: Blank = Blank()
    problems: tuple[Problem, ...] = ()
    value: Maybe = ABSENT
    strong: bool = False

    @property
    def children(self) -> tuple["Node", ...]:
        """The nodes directly inside."""
        return ()

    @property
    def described(self) -> str:
        """Ids of its help and of its problems, for `aria-describedby`."""
        told = (f"h{self.name}" if self.help else "", f"e{self.name}" if self.problems else "")
        return " ".join(filter(None, told))

    @property
    def wrong(self) -> bool:
        """Whether it has a problem that refuses it; a warning does not."""
        return any(one.level == "error" for one in self.problems)

    @property
    def mark(self) -> str:
        """The class of what is wrong, or only remarkable; "" where nothing is."""
        return "" if not self.problems else " dg-bad" if self.wrong else " dg-warn"

    @property
    def messages(self) -> tuple[str, ...]:
        """Its problems in the reader's language."""
        return tuple(map(message, self.problems))

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """The same, each with the rule that warns; "" where it is none or refuses."""
        warns = [str(one.params.get("rule", one.code)) if one.level == "warning" else "" for one in self.problems]
        return tuple(zip(self.messages, warns, strict=True))

    @property
    def unseen(self) -> tuple["Leaf", ...]:
        """What it carries without showing it."""
        return tuple(one for one in self.children if isinstance(one, Leaf) and one.variant == "hidden")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: the text sent, the title read, whether it is taken now, where it can be looked at and its picture.

    word: an alternative without a title is named by the JSON type it takes.
    """

    value: str
    title: str
    chosen: bool = False
    retired: bool = False
    link: str = ""
    word: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf(Node):
    """One field with a control.

    kind: which control. variant: how it is drawn ("input", "area", "tick", "radio", "select", "fixed", "output").
    texts: what its inputs show, one per part, or the choices taken.
    parts: (name, id) of each input. attributes: of the input. unit: shown inside the field.
    options: choices. suggestions: texts offered and not imposed. search: address that finds more choices, for which
    `needs` names the inputs that narrow them; more: there are others than `options`; found: the text they came by;
    makes: a new one may be made in place.
    was: JSON of the value as it came, where the texts cannot say it exactly; "" where they can.
    personal: what is typed here must not be kept in a browser's store, or anywhere unsealed.
    formula: text of the expression that computes it; how: the same in the reader's words.
        lent: of its choices only what is taken is listed here.
    """

    kind: str
    variant: str = "input"
    texts: tuple[str, ...] = ("",)
    parts: tuple[tuple[str, str], ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    unit: str = ""
    options: tuple[Option, ...] = ()
    suggestions: tuple[str, ...] = ()
    search: str = ""
    needs: str = ""
    more: bool = False
    found: str = ""
    makes: bool = False
    many: bool = False
    number: bool = False
    was: str = ""
    personal: bool = False
    formula: str = ""
    how: str = ""
    output: str = ""
    forced: bool = False
    lent: bool = False

    @property
    def labelled(self) -> bool:
        """Whether one control carries the label; several choices side by side are named as a group."""
        return self.variant in {"input", "area", "select"}

    @property
    def shown(self) -> str:
        """The value as text, where it cannot be changed."""
        return self.output or ", ".join(one.title for one in self.options if one.chosen) or ", ".join(self.texts)

    @property
    def _unfilled(self) -> bool:
        """Whether nobody may ever write it here and nothing stands in it: a new form does not show it."""
        for_ever = self.conditions.get("readonly", _ALWAYS) == _ALWAYS
        return self.readonly and for_ever and not self.formula and self.value in (ABSENT, None)

    @property
    def classes(self) -> str:
        """Classes of its frame, beside the first."""
        marks = (
            f" dg-kind-{self.kind}",
            " dg-wide" if self.wide else "",
            self.mark,
            " dg-readonly" if self.readonly else "",
            " dg-unfilled" if self._unfilled else "",
        )
        return "".join(marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonLeaf(Leaf):
    """The last resort: the value as JSON text. forced: the value does not fit the field it stands in."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a group: a title (or none), one or two columns, possibly folded. tab: title of the tab it stands in."""

    title: str = ""
    columns: int = 2
    folded: bool = False
    help: str = ""
    tab: str = ""
    nodes: tuple[Node, ...] = ()
    key: str = ""
    visible: bool = True
    conditions: Mapping[str, str] = field(default_factory=dict)
    scope: str = ""

    @property
    def titles(self) -> Node | None:
        """The list on top that has the section's title: it then stands once."""
        first = self.nodes[0] if self.nodes else None
        return first if isinstance(first, ListNode) and first.label == self.title else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a free-form object: its key as a field, its value, the button that takes it away."""

    key: Leaf
    node: Node
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Node):
    """An object: sections of fields, and entries where further keys are allowed. root: it is the record itself.

    marked: the form says that the group is part of it (a row's own mark says so for rows).
    entries: keys beyond the declared ones. open: further keys may be added. add: the button's value, or "".
    """

    sections: tuple[Section, ...] = ()
    entries: tuple[Entry, ...] = ()
    open: bool = False
    marked: bool = False
    template: Entry | None = None
    root: bool = False

    @property
    def tabs(self) -> tuple[tuple[str, tuple[Section, ...]], ...]:
        """The tabs of its sections in order, each with its sections; () where it has none."""
        titles = dict.fromkeys(one.tab for one in self.sections if one.tab)
        return tuple((title, tuple(one for one in self.sections if one.tab == title)) for title in titles)

    def cell(self, key: str) -> Node | None:
        """The node of a key, for a column."""
        return next((node for section in self.sections for node in section.nodes if node.key == key), None)

    @property
    def children(self) -> tuple[Node, ...]:
        """Declared fields, then entries (their keys before their values)."""
        fixed = [node for section in self.sections for node in section.nodes]
        return (*fixed, *(node for entry in self.entries for node in (entry.key, entry.node)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold(Node):
    """A group that is not part of the form until somebody opens it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its token in names, its node. fixed: it cannot be taken away (a place of a tuple, locked rows)."""

    token: str
    node: Node
    fixed: bool = False
    title: str = ""

    @property
    def sheets(self) -> bool:
        """Whether it holds tables of rows, so that it is a section with a subtotal."""
        return any(isinstance(one, ListNode) and one.grid for one in self.node.children)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNode(Node):
    """An array. grid: every row is a group of plain fields, drawn as a table under `columns`;
    others: columns that are not shown, worked out all the same.

    template: a blank row to copy in the browser; None where the server has to be asked.
    addable: whether rows may be added, up to `most`. item: what one row is called.
    """

    rows: tuple[Row, ...] = ()
    grid: bool = False
    columns: tuple[Leaf, ...] = ()
    others: tuple[Leaf, ...] = ()
    template: Row | None = None
    addable: bool = True
    item: str = ""
    wide: bool = True
    most: int = 0

    @property
    def summed(self) -> frozenset[str]:
        """Keys of the columns that are added up below the table."""
        return frozenset(one.key for one in self.columns if one.kind in SUMMED)

    @property
    def sheets(self) -> bool:
        """Whether its rows are sections with tables of their own."""
        samples = (*self.rows, *([self.template] if self.template else []))
        return any(row.sheets for row in samples)

    @property
    def heavy(self) -> bool:
        """Whether its rows cannot each list every choice; they borrow the blank row's."""
        if not self.grid or self.template is None:
            return False
        blank = sum(len(one.options) for one in self.template.node.children if isinstance(one, Leaf) and not one.many)
        return blank * len(self.rows) > MAX_LISTED

    @property
    def sent(self) -> bool:
        """Whether the form says which rows there are; a list nobody may change says nothing."""
        return not self.readonly or self.value is not ABSENT

    @property
    def children(self) -> tuple[Node, ...]:
        """The rows' nodes."""
        return tuple(row.node for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Union(Node):
    """Alternatives: a chooser, and the one chosen. chooser: name of the chooser's input."""

    chooser: str
    branches: tuple[Option, ...] = ()
    chosen: Node | None = None

    @property
    def children(self) -> tuple[Node, ...]:
        """The alternative chosen."""
        return (self.chosen,) if self.chosen is not None else ()


def walk(node: Node) -> Iterator[Node]:
    """Every node of a tree, a parent before its children, without recursion."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(reversed(one.children))
