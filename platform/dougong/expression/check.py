"""The type checker: what comes out of a formula, and everything that cannot be right about it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from dougong.expression.env import Checked, Env
from dougong.expression.errors import problem_of
from dougong.expression.functions import BUILTINS
from dougong.expression.judging import ORDERED, closest, common, fits, numeric, open_to_all, shown
from dougong.expression.nodes import (
    Binary,
    Call,
    Const,
    Each,
    Expr,
    If,
    Item,
    Listing,
    Member,
    Name,
    Node,
    Unary,
)
from dougong.expression.signatures import SIGNATURES, Report
from dougong.expression.types import ANY, BOOL, DATE, DURATION, NULL, NUMBER, TEXT, Type, list_of
from dougong.expression.unparse import text_of
from dougong.problem import Problem

_LITERALS: Final[dict[type, Type]] = {type(None): NULL, bool: BOOL, str: TEXT}


def check_types(expr: Expr, env: Env) -> Checked:
    """The type of the result and every problem found; a part with a problem counts as "any" further out."""
    checker = _Checker(env)
    return Checked(checker.type_of(expr.ast, {}), tuple(checker.problems))


class _Checker:
    def __init__(self, env: Env) -> None:
        self.env = env
        self.problems: list[Problem] = []

    def report(self, why: str, at: int, **figures: object) -> Type:
        self.problems.append(problem_of(why, at, **figures))
        return ANY

    def type_of(self, node: Node, loops: Mapping[str, Type]) -> Type:
        return _RULES[type(node)](self, node, loops)

    def const(self, node: Const, _loops: Mapping[str, Type]) -> Type:
        return _LITERALS.get(type(node.value), NUMBER)

    def name(self, node: Name, loops: Mapping[str, Type]) -> Type:
        found = loops.get(node.name) or self.env.names.get(node.name)
        if found is not None:
            return found
        return self.missing("name", node.at, node.name, {*loops, *self.env.names})

    def missing(self, what: str, at: int, name: str, known: Any, **figures: object) -> Type:
        suggestion = closest(name, known)
        if suggestion is None:
            return self.report(f"unknown_{what}", at, name=name, **figures)
        return self.report(f"misspelt_{what}", at, name=name, suggestion=suggestion, **figures)

    def member(self, node: Member, loops: Mapping[str, Type]) -> Type:
        return self.member_of(self.type_of(node.of, loops), node)

    def member_of(self, of: Type, node: Member) -> Type:
        if of.name == "list":
            column = self.member_of(of.item or ANY, node)
            return column if column.name == "list" else list_of(column)
        if open_to_all(of):
            return ANY
        fields = self.fields(of)
        if fields is None:
            if of.name == "ref":
                return ANY
            return self.report("no_fields", node.at, type=shown(of), name=node.name)
        if node.name in fields:
            return fields[node.name]
        return self.missing("field", node.at, node.name, fields, of=text_of(node.of))

    def fields(self, of: Type) -> Mapping[str, Type] | None:
        if of.name == "row":
            return of.fields
        if of.name == "geo":
            return {"lat": NUMBER, "lon": NUMBER}
        return self.env.fields_of(of.entity) if of.name == "ref" and of.entity else None

    def item(self, node: Item, loops: Mapping[str, Type]) -> Type:
        of, index = self.type_of(node.of, loops), self.type_of(node.index, loops)
        if of.name == "list" and numeric(index):
            return of.item or ANY
        if open_to_all(of) or (of.name == "row" and fits(TEXT, index)):
            return ANY
        return self.report("operands", node.at, op="[]", left=shown(of), right=shown(index))

    def listing(self, node: Listing, loops: Mapping[str, Type]) -> Type:
        item = NULL
        for entry in node.items:
            found = self.type_of(entry, loops)
            both = common(item, found)
            if both is None:
                self.report("mixed_list", entry.at, left=shown(item), right=shown(found))
                both = ANY
            item = both
        return list_of(ANY if item is NULL else item)

    def unary(self, node: Unary, loops: Mapping[str, Type]) -> Type:
        arg = self.type_of(node.arg, loops)
        if node.op == "!":
            return self.condition(arg, "!", node.at)
        if not numeric(arg):
            return self.report("operand", node.at, op="-", expected="number", type=shown(arg))
        return NUMBER if open_to_all(arg) else arg

    def condition(self, given: Type, op: str, at: int) -> Type:
        if not fits(BOOL, given):
            self.report("operand", at, op=op, expected="bool", type=shown(given))
        return BOOL

    def binary(self, node: Binary, loops: Mapping[str, Type]) -> Type:
        left, right = self.type_of(node.left, loops), self.type_of(node.right, loops)
        if node.op in ("&&", "||"):
            self.condition(left, node.op, node.left.at)
            return self.condition(right, node.op, node.right.at)
        if node.op in ("==", "!="):
            return self.equality(node, left, right)
        if node.op == "in":
            return self.membership(node, left, right)
        if node.op in ("<", "<=", ">", ">="):
            ordered = all(open_to_all(side) or side.name in ORDERED for side in (left, right))
            if not (ordered and fits(left, right)):
                self.operands(node, left, right)
            return BOOL
        return _ARITHMETIC[node.op](self, node, left, right)

    def operands(self, node: Binary, left: Type, right: Type) -> Type:
        why = "operands"
        if node.op == "+" and {left.name, right.name} in ({"text", "number"}, {"text", "duration"}):
            why = "text_needed"
        return self.report(why, node.at, op=node.op, left=shown(left), right=shown(right))

    def equality(self, node: Binary, left: Type, right: Type) -> Type:
        if "row" in (left.name, right.name) and "null" not in (left.name, right.name):
            self.operands(node, left, right)
        elif not fits(left, right):
            self.report("never_equal", node.at, left=shown(left), right=shown(right))
        return BOOL

    def membership(self, node: Binary, left: Type, right: Type) -> Type:
        if not fits(list_of(ANY), right):
            self.report("operand", node.at, op="in", expected="list", type=shown(right))
        elif right.item is not None and not fits(right.item, left):
            self.report("never_equal", node.at, left=shown(left), right=shown(right.item))
        return BOOL

    def plus(self, node: Binary, left: Type, right: Type) -> Type:
        names = (left.name, right.name)
        if "date" in names:
            other = right if left.name == "date" else left
            return DATE if other.name == "number" or open_to_all(other) else self.operands(node, left, right)
        if "text" in names:
            return TEXT if fits(TEXT, left) and fits(TEXT, right) else self.operands(node, left, right)
        if open_to_all(left) and open_to_all(right):
            return ANY
        return self.calculated(node, left, right)

    def minus(self, node: Binary, left: Type, right: Type) -> Type:
        if left.name == "date" and right.name == "date":
            return NUMBER
        if left.name == "date" and (right.name == "number" or open_to_all(right)):
            return ANY if open_to_all(right) else DATE
        if open_to_all(left) and (right.name == "date" or open_to_all(right)):
            return ANY
        return self.calculated(node, left, right)

    def calculated(self, node: Binary, left: Type, right: Type) -> Type:
        if not (numeric(left) and numeric(right)):
            return self.operands(node, left, right)
        return DURATION if node.op in "+-" and left.name == right.name == "duration" else NUMBER

    def if_(self, node: If, loops: Mapping[str, Type]) -> Type:
        self.condition(self.type_of(node.test, loops), "?", node.test.at)
        then, otherwise = self.type_of(node.then, loops), self.type_of(node.otherwise, loops)
        both = common(then, otherwise)
        if both is None:
            return self.report("branches", node.at, left=shown(then), right=shown(otherwise))
        return both

    def call(self, node: Call, loops: Mapping[str, Type]) -> Type:
        given = [self.type_of(arg, loops) for arg in node.args]
        builtin = BUILTINS.get(node.function)
        if builtin is not None:
            if not builtin.takes(len(given)):
                return self.arguments(node, builtin.arity)
            return SIGNATURES[node.function](node, given, self.report)
        signature = self.env.functions.get(node.function)
        if signature is None:
            return self.missing("function", node.at, node.function, {*BUILTINS, *self.env.functions})
        high = len(signature.params)
        low = high - signature.optional
        if not low <= len(given) <= high:
            return self.arguments(node, str(high) if low == high else f"{low}–{high}")
        for wanted, found, arg in zip(signature.params, given, node.args, strict=False):
            if not fits(wanted, found):
                self.report("operand", arg.at, op=node.function, expected=shown(wanted), type=shown(found))
        return signature.result

    def arguments(self, node: Call, expected: str) -> Type:
        return self.report("arguments", node.at, name=node.function, expected=expected, given=len(node.args))

    def each(self, node: Each, loops: Mapping[str, Type]) -> Type:
        of = self.type_of(node.of, loops)
        if not fits(list_of(ANY), of):
            self.report("operand", node.at, op=node.verb, expected="list", type=shown(of))
            of = ANY
        item = of.item or ANY
        if node.body is None:
            return NUMBER if node.verb == "count" else self.gathered(node, item)
        body = self.type_of(node.body, {**loops, node.variable: item})
        if node.verb in ("count", "all", "exists", "filter"):
            self.condition(body, node.verb, node.body.at)
            return {"count": NUMBER, "filter": list_of(item)}.get(node.verb, BOOL)
        return list_of(body) if node.verb == "map" else self.gathered(node, body)

    def gathered(self, node: Each, values: Type) -> Type:
        report: Report = self.report
        return SIGNATURES[node.verb](node, [list_of(values)], report)


_ARITHMETIC: Final[dict[str, Callable[[_Checker, Binary, Type, Type], Type]]] = {
    "+": _Checker.plus,
    "-": _Checker.minus,
    "*": _Checker.calculated,
    "/": _Checker.calculated,
    "%": _Checker.calculated,
}
_RULES: Final[dict[type, Callable[[_Checker, Any, Mapping[str, Type]], Type]]] = {
    Const: _Checker.const,
    Name: _Checker.name,
    Member: _Checker.member,
    Item: _Checker.item,
    Listing: _Checker.listing,
    Unary: _Checker.unary,
    Binary: _Checker.binary,
    If: _Checker.if_,
    Call: _Checker.call,
    Each: _Checker.each,
}
