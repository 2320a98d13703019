"""A tree compiled to closures: each node becomes one function of the `Run`, chosen once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dougong.expression.access import entry_of, member_of
from dougong.expression.errors import fault
from dougong.expression.functions import BUILTINS
from dougong.expression.limits import NODES_PER_STEP
from dougong.expression.loops import VERBS
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
    size,
)
from dougong.expression.operators import BINARY, negative, truth
from dougong.expression.run import Run
from dougong.expression.values import kind_of
from dougong.problem import Value

Step = Callable[[Run], Value]


@dataclass(frozen=True, slots=True)
class Slots:
    """The variables of the loops around: name -> its place in `Run.slots`; `depth` is the next free place.

    A variable that hides another one of the same name takes a place of its own all the same.
    """

    names: Mapping[str, int]
    depth: int = 0

    def having(self, variable: str) -> "Slots":
        """One loop further in."""
        return Slots({**self.names, variable: self.depth}, self.depth + 1)


def program_of(expr: Expr) -> Step:
    """The compiled formula, made once per `Expr`. Two threads may make it twice; either serves."""
    step: Step | None = expr._program
    if step is None:
        step = _compile(expr.ast, Slots({}))
        object.__setattr__(expr, "_program", step)
    return step


def _compile(node: Node, slots: Slots) -> Step:
    return _COMPILERS[type(node)](node, slots)


def _const(node: Const, _slots: Slots) -> Step:
    value = node.value
    return lambda run: value


def _name(node: Name, slots: Slots) -> Step:
    name, at = node.name, node.at
    if name in slots.names:
        slot = slots.names[name]
        return lambda run: run.slots[slot]

    def step(run: Run) -> Value:
        try:
            return run.scope[name]
        except KeyError:
            raise fault("unknown_name", at, name=name) from None

    return step


def _member(node: Member, slots: Slots) -> Step:
    of, name, at = _compile(node.of, slots), node.name, node.at
    return lambda run: member_of(run, of(run), name, at)


def _item(node: Item, slots: Slots) -> Step:
    of, index, at = _compile(node.of, slots), _compile(node.index, slots), node.at
    return lambda run: entry_of(of(run), index(run), at)


def _listing(node: Listing, slots: Slots) -> Step:
    items = [_compile(item, slots) for item in node.items]
    return lambda run: tuple(item(run) for item in items)


def _unary(node: Unary, slots: Slots) -> Step:
    arg, at = _compile(node.arg, slots), node.at
    if node.op == "!":
        return lambda run: not truth(arg(run), "!", at)
    return lambda run: negative(arg(run), at)


def _binary(node: Binary, slots: Slots) -> Step:
    left, right, at = _compile(node.left, slots), _compile(node.right, slots), node.at
    if node.op == "&&":
        return lambda run: truth(left(run), "&&", at) and truth(right(run), "&&", at)
    if node.op == "||":
        return lambda run: truth(left(run), "||", at) or truth(right(run), "||", at)
    apply = BINARY[node.op]
    return lambda run: apply(run, left(run), right(run), at)


def _if(node: If, slots: Slots) -> Step:
    test, at = _compile(node.test, slots), node.at
    then, otherwise = _compile(node.then, slots), _compile(node.otherwise, slots)
    return lambda run: then(run) if truth(test(run), "?", at) else otherwise(run)


def _call(node: Call, slots: Slots) -> Step:
    args, at, name = [_compile(arg, slots) for arg in node.args], node.at, node.function
    if name == "if_null" and len(args) == 2:
        return lambda run: args[1](run) if (value := args[0](run)) is None else value
    builtin = BUILTINS.get(name)
    if builtin is None:
        return lambda run: _declared(run, name, [arg(run) for arg in args], at)
    if not builtin.takes(len(args)):
        return _refusal("arguments", at, name=name, expected=builtin.arity, given=len(args))
    apply, strict = builtin.apply, builtin.strict

    def step(run: Run) -> Value:
        values = [arg(run) for arg in args]
        return None if strict and None in values else apply(run, values, at)

    return step


def _refusal(why: str, at: int, **figures: object) -> Step:
    def step(_run: Run) -> Value:
        raise fault(why, at, **figures)

    return step


def _declared(run: Run, name: str, values: list[Value], at: int) -> Value:
    function = run.functions.get(name)
    if function is None:
        raise fault("unknown_function", at, name=name)
    run.spend(1, at)
    return function(*values)


def _each(node: Each, slots: Slots) -> Step:
    of, verb, at, slot = _compile(node.of, slots), VERBS[node.verb], node.at, slots.depth
    variable, op = node.variable, node.verb
    if node.body is None:
        whole = op == "count"  # an entry counts even when it is null
        return lambda run: verb(((v, True if whole else v) for v in _entries(run, of(run), 1, op, at)), at)
    body, cost = _compile(node.body, slots.having(variable)), 1 + size(node.body) // NODES_PER_STEP

    def answers(run: Run) -> Iterator[tuple[Value, Value]]:
        for entry in _entries(run, of(run), cost, op, at):
            run.slots[slot] = entry
            yield entry, body(run)

    return lambda run: verb(answers(run), at)


def _entries(run: Run, value: Value, cost: int, op: str, at: int) -> Iterator[Value]:
    """The entries of a list (null has none), each paid for as it is visited."""
    if value is None:
        return
    if not isinstance(value, (tuple, list)):
        raise fault("operand", at, op=op, expected="list", type=kind_of(value))
    for entry in value:
        run.spend(cost, at)
        yield entry


_COMPILERS: Final[dict[type, Callable[..., Step]]] = {
    Const: _const,
    Name: _name,
    Member: _member,
    Item: _item,
    Listing: _listing,
    Unary: _unary,
    Binary: _binary,
    If: _if,
    Call: _call,
    Each: _each,
}
