"""A formula to a term of SQL, where that is possible with exactly the same meaning."""

from decimal import Decimal
from typing import Final

from dougong.expression.check import check_types
from dougong.expression.env import Env
from dougong.expression.functions import BUILTINS
from dougong.expression.names import functions_used, names_used
from dougong.expression.nodes import Binary, Call, Const, Expr, If, Listing, Member, Name, Node, Unary, walk
from dougong.expression.sql_numbers import places_of
from dougong.expression.terms import (
    Add,
    And,
    Column,
    Compare,
    Constant,
    Given,
    In,
    IsNull,
    Literal,
    Not,
    Or,
    Param,
    Sub,
    Term,
)
from dougong.expression.types import DATE, NUMBER, Type
from dougong.expression.unparse import text_of

_FLIPPED: Final = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_STORED: Final = frozenset({"bool", "number", "duration", "text", "date", "time", "datetime", "ref"})


def to_term(expr: Expr, env: Env) -> Term | None:
    """The whole formula as a condition in SQL; None when any part of it cannot be compiled."""
    term, rest = split(expr, env)
    return term if rest is None else None


def split(expr: Expr, env: Env) -> tuple[Term | None, Expr | None]:
    """The parts joined by && that SQL can decide, and the rest for `evaluate`; None where there is none.

    A formula the type checker objects to is left to `evaluate` as a whole.
    """
    if check_types(expr, env).problems:
        return None, expr
    compiler = _Compiler(env)
    terms: list[Term] = []
    rest: list[Node] = []
    for part in _conjuncts(expr.ast):
        term = compiler.condition(part)
        if term is None:
            rest.append(part)
        else:
            terms.append(term)
    return _joined(terms), _rest(expr, rest, whole=not terms)


def _conjuncts(node: Node) -> list[Node]:
    if isinstance(node, Binary) and node.op == "&&":
        return [*_conjuncts(node.left), *_conjuncts(node.right)]
    return [node]


def _joined(terms: list[Term]) -> Term | None:
    if not terms:
        return None
    return _once(And, tuple(terms))


def _rest(expr: Expr, nodes: list[Node], *, whole: bool) -> Expr | None:
    if whole:
        return expr
    if not nodes:
        return None
    tree = nodes[0]
    for node in nodes[1:]:
        tree = Binary("&&", tree, node, node.at)
    return Expr(text_of(tree), tree)


class _Compiler:
    def __init__(self, env: Env) -> None:
        self.env = env

    def type_of(self, node: Node) -> Type:
        return check_types(Expr("", node), self.env).type

    def constant(self, node: Node) -> Constant | None:
        """A part that reads no record: worked out before the query runs."""
        expr = Expr(text_of(node), node)
        if any(path[0] not in self.env.given for path in names_used(expr)):
            return None
        if not functions_used(expr) <= BUILTINS.keys():
            return None
        if any(isinstance(part, Member) and self.follows(part.of) for part in walk(node)):
            return None
        type_ = self.type_of(node)
        match node:
            case Const(value=value):
                return Literal(value, type_)
            case Name(name=name):
                return Param(name, type_)
            case Call(function="today"):
                return Param("today", DATE)
        return Given(expr, type_)

    def follows(self, node: Node) -> bool:
        """Whether a field of `node` would have to be read from another record."""
        if isinstance(node, Name) and node.name not in self.env.names:
            return True  # a loop's variable: what it stands for is not known here
        type_ = self.type_of(node)
        while type_.name == "list" and type_.item is not None:
            type_ = type_.item
        return type_.name == "ref"

    def column(self, node: Node) -> Column | None:
        type_ = self.type_of(node)
        path: list[str] = []
        while isinstance(node, Member):
            if self.type_of(node.of).name not in ("ref", "row"):
                return None
            path.insert(0, node.name)
            node = node.of
        if not isinstance(node, Name) or node.name in self.env.given or type_.name not in _STORED:
            return None
        return Column((node.name, *path), type_)

    def condition(self, node: Node) -> Term | None:
        """`node` where a yes or no is asked."""
        if self.type_of(node).name not in ("bool", "null", "any"):
            return None
        constant = self.constant(node)
        if constant is not None:
            return constant
        match node:
            case Binary(op="&&" | "||"):
                return self.logical(node)
            case Binary(op="in"):
                return self.membership(node)
            case Binary():
                return self.comparison(node)
            case Unary(op="!", arg=arg):
                inner = self.condition(arg)
                return None if inner is None else Not(inner)
            case If():
                return self.choice(node)
            case Call(function="has", args=(arg,)):
                value = self.operand(arg)
                return None if value is None else Not(IsNull(value))
            case Name() | Member():
                return self.column(node)
        return None

    def logical(self, node: Binary) -> Term | None:
        left, right = self.condition(node.left), self.condition(node.right)
        if left is None or right is None:
            return None
        kind = And if node.op == "&&" else Or
        return _once(kind, (*_args(left, kind), *_args(right, kind)))

    def choice(self, node: If) -> Term | None:
        test, then, otherwise = map(self.condition, (node.test, node.then, node.otherwise))
        if test is None or then is None or otherwise is None:
            return None
        return Or((And((test, then)), And((Not(test), otherwise))))

    def comparison(self, node: Binary) -> Term | None:
        if node.op not in _FLIPPED:
            return None
        left, right, op = self.operand(node.left), self.operand(node.right), node.op
        if left is None or right is None:
            return None
        if isinstance(left, Constant):
            left, right, op = right, left, _FLIPPED[op]
        if op in ("==", "!=") and isinstance(right, Literal) and right.value is None:
            return IsNull(left) if op == "==" else Not(IsNull(left))
        if "" in (entity_of(left), entity_of(right)):
            return None
        return Compare(op, left, right)

    def membership(self, node: Binary) -> Term | None:
        left = self.operand(node.left)
        if left is None or entity_of(left) == "":
            return None
        items = self.constant(node.right)
        if isinstance(node.right, Listing):
            entries = [self.constant(item) for item in node.right.items]
            constants = tuple(entry for entry in entries if entry is not None)
            if len(constants) < len(entries) or isinstance(left, Constant):
                same = [self.condition(Binary("==", node.left, item)) for item in node.right.items]
                terms = tuple(term for term in same if term is not None)
                return Or(terms) if len(terms) == len(same) else None
            return In(left, constants)
        if items is None or isinstance(items, Literal) or isinstance(left, Constant):
            return None
        return In(left, items)

    def operand(self, node: Node) -> Term | None:
        """`node` where a value is asked."""
        constant = self.constant(node)
        if constant is not None:
            return constant
        match node:
            case Name() | Member():
                return self.column(node)
            case Unary(op="-", arg=arg):
                return self.sum(Sub, Literal(Decimal(0), NUMBER), self.operand(arg), node)
            case Binary(op="+", left=left, right=right):
                return self.sum(Add, self.operand(left), self.operand(right), node)
            case Binary(op="-", left=left, right=right):
                return self.sum(Sub, self.operand(left), self.operand(right), node)
        if isinstance(node, If) or self.type_of(node).name != "bool":
            return None  # a choice may answer null, which a condition cannot tell from false
        return self.condition(node)

    def sum(self, kind: type[Add] | type[Sub], left: Term | None, right: Term | None, node: Node) -> Term | None:
        if left is None or right is None or self.type_of(node).name not in ("number", "duration"):
            return None
        if not all(_addable(term) for term in (left, right)):
            return None
        return kind(left, right)


def _args(term: Term, kind: type[And] | type[Or]) -> tuple[Term, ...]:
    return term.args if isinstance(term, (And, Or)) and isinstance(term, kind) else (term,)


def _once(kind: type[And] | type[Or], terms: tuple[Term, ...]) -> Term:
    """The terms joined, each of them once."""
    kept: list[Term] = []
    for term in terms:
        if term not in kept:
            kept.append(term)
    return kept[0] if len(kept) == 1 else kind(tuple(kept))


def _addable(term: Term) -> bool:
    """Whether a database's whole numbers can hold it: a literal must stay below 10^12, to 6 places."""
    if isinstance(term, Literal) and isinstance(term.value, Decimal):
        return abs(term.value) < 10**12 and places_of(term.value) <= 6
    return isinstance(term, (Add, Sub)) or (
        isinstance(term, (Column, Literal, Param, Given)) and term.type.name in ("number", "duration", "null", "any")
    )


def entity_of(term: Term) -> str | None:
    """The entity a stored reference leads to, "" when it may be any; None for any other term."""
    return term.type.entity if isinstance(term, Column) and term.type.name == "ref" else None
