"""The tree of a formula. Frozen; `at` is the character (from 0) a node starts or its operator stands at."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

LiteralValue = bool | Decimal | str | None


@dataclass(frozen=True, slots=True)
class Const:
    """A literal: null, true, false, a number or a text."""

    value: LiteralValue
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the scope, or the variable of a surrounding loop."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Member:
    """`of.name`: a field of a row, of a referenced record, or that column of a list."""

    of: "Node"
    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Item:
    """`of[index]`: an entry of a list (from 0) or of a row."""

    of: "Node"
    index: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """`function(args)`."""

    function: str
    args: tuple["Node", ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Each:
    """`of.verb()` or `of.verb(variable, body)`: a loop over a list."""

    verb: str
    of: "Node"
    variable: str = ""
    body: "Node | None" = None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """`!arg` or `-arg`."""

    op: str
    arg: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """`left op right`."""

    op: str
    left: "Node"
    right: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class If:
    """`test ? then : otherwise`."""

    test: "Node"
    then: "Node"
    otherwise: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Listing:
    """`[items]`."""

    items: tuple["Node", ...]
    at: int = field(default=0, compare=False)


Node = Const | Name | Member | Item | Call | Each | Unary | Binary | If | Listing


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, from left to right."""
    match node:
        case Member(of=of):
            return (of,)
        case Item(of=of, index=index):
            return (of, index)
        case Call(args=args):
            return args
        case Each(of=of, body=body):
            return (of,) if body is None else (of, body)
        case Unary(arg=arg):
            return (arg,)
        case Binary(left=left, right=right):
            return (left, right)
        case If(test=test, then=then, otherwise=otherwise):
            return (test, then, otherwise)
        case Listing(items=items):
            return items
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Every node, without recursion."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(children(one))


def size(node: Node) -> int:
    """How many nodes."""
    return sum(1 for _ in walk(node))


def height(node: Node) -> int:
    """How many nodes lie on the longest way down, without recursion."""
    level, tallest = [node], 0
    while level:
        tallest += 1
        level = [child for one in level for child in children(one)]
    return tallest


@dataclass(frozen=True)
class Expr:
    """A formula: its text and its tree.

    Two are equal when their trees are. The compiled program (`program.program_of`), the look-ups it asks
    (`calls.declared_calls`) and the names it reads (`names.names_used`) are kept beside the tree once they have been
    asked for: derived, never compared, left behind when the formula is copied or pickled.
    """

    text: str = field(compare=False)
    ast: Node
    _program: Any = field(default=None, init=False, compare=False, repr=False)
    _calls: Any = field(default=None, init=False, compare=False, repr=False)
    _names: Any = field(default=None, init=False, compare=False, repr=False)

    def __reduce__(self) -> tuple[type["Expr"], tuple[str, Node]]:
        return (Expr, (self.text, self.ast))
