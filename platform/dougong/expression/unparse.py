"""A tree back to text: `parse(text_of(node)).ast == node`."""

from decimal import Decimal
from typing import Final

from dougong.expression.nodes import (
    Binary,
    Call,
    Const,
    Each,
    If,
    Item,
    Listing,
    LiteralValue,
    Member,
    Name,
    Node,
    Unary,
)
from dougong.expression.parser import BINDS, POSTFIX, TERNARY, UNARY

_QUOTED: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_WORDS: Final[dict[object, str]] = {None: "null", True: "true", False: "false"}


def text_of(node: Node) -> str:
    """The formula text of a node, with only the brackets it needs."""
    return _write(node, 0)


def _write(node: Node, power: int) -> str:
    """The text of `node` standing where an operator of binding power `power` pulls at it."""
    match node:
        case Unary(op=op, arg=arg):
            return _within(f"{op}{_write(arg, UNARY)}", UNARY, power)
        case Binary(op=op, left=left, right=right):
            binds = BINDS[op]
            side = binds if op in ("==", "!=", "<", "<=", ">", ">=", "in") else binds - 1
            return _within(f"{_write(left, side)} {op} {_write(right, binds)}", binds - 1, power)
        case If(test=test, then=then, otherwise=otherwise):
            parts = f"{_write(test, TERNARY)} ? {_write(then, 0)} : {_write(otherwise, 0)}"
            return _within(parts, 0, power)
        case _:
            return _write_tight(node)


def _within(text: str, binds: int, power: int) -> str:
    return f"({text})" if binds < power else text


def _write_tight(node: Node) -> str:
    """Nodes that never need brackets around themselves."""
    match node:
        case Const(value=value):
            return _literal(value)
        case Name(name=name):
            return name
        case Call(function=function, args=args):
            return f"{function}({_listed(args)})"
        case Listing(items=items):
            return f"[{_listed(items)}]"
        case Member(of=of, name=name):
            return f"{_write(of, POSTFIX)}.{name}"
        case Item(of=of, index=index):
            return f"{_write(of, POSTFIX)}[{_write(index, 0)}]"
        case Each(of=of, verb=verb, variable=variable, body=body):
            inner = "" if body is None else f"{variable}, {_write(body, 0)}"
            return f"{_write(of, POSTFIX)}.{verb}({inner})"
    raise TypeError(type(node))


def _listed(nodes: tuple[Node, ...]) -> str:
    return ", ".join(_write(node, 0) for node in nodes)


def _literal(value: LiteralValue) -> str:
    if isinstance(value, str):
        return '"' + value.translate(_QUOTED) + '"'
    if isinstance(value, Decimal):
        return format(value, "f")
    return _WORDS[value]
