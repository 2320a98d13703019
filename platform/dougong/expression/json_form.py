"""The tree as JSON, for the browser's evaluator (static/js/expression.js)."""

from decimal import Decimal

from dougong.expression.nodes import (
    Binary,
    Call,
    Const,
    Each,
    Expr,
    If,
    Item,
    Listing,
    LiteralValue,
    Member,
    Name,
    Node,
    Unary,
)
from dougong.expression.types import Type
from dougong.problem import Json


def to_json(expr: Expr) -> Json:
    """The tree as nested lists, each led by what it is: ["+", ["name", "a"], ["number", "1.5"]].

    Numbers travel as text, so that they stay exact.
    """
    return _write(expr.ast)


def type_to_json(type_: Type) -> Json:
    """A type as JSON, so that the browser can read a value: {"name": "list", "item": {"name": "text"}}."""
    written: dict[str, Json] = {"name": type_.name}
    if type_.entity:
        written["entity"] = type_.entity
    if type_.item is not None:
        written["item"] = type_to_json(type_.item)
    if type_.name == "row":
        written["fields"] = {key: type_to_json(field) for key, field in type_.fields.items()}
    return written


def _write(node: Node) -> Json:
    match node:
        case Const(value=value):
            return _literal(value)
        case Name(name=name):
            return ["name", name]
        case Member(of=of, name=name):
            return ["member", _write(of), name]
        case Item(of=of, index=index):
            return ["item", _write(of), _write(index)]
        case Call(function=function, args=args):
            return ["call", function, *map(_write, args)]
        case Each(verb=verb, of=of, variable=variable, body=body):
            loop: list[Json] = ["each", verb, _write(of)]
            return loop if body is None else [*loop, variable, _write(body)]
        case Unary(op=op, arg=arg):
            return ["negative" if op == "-" else op, _write(arg)]
        case Binary(op=op, left=left, right=right):
            return [op, _write(left), _write(right)]
        case If(test=test, then=then, otherwise=otherwise):
            return ["?", _write(test), _write(then), _write(otherwise)]
        case Listing(items=items):
            return ["list", *map(_write, items)]


def _literal(value: LiteralValue) -> Json:
    if isinstance(value, Decimal):
        return ["number", format(value, "f")]
    return ["text", value] if isinstance(value, str) else ["is", value]
