"""Which names and functions a formula uses: the raw material of dependency graphs."""

from collections.abc import Mapping

from dougong.expression.nodes import Call, Each, Expr, If, Item, Member, Name, Node, children, walk

Path = tuple[str, ...]
Paths = frozenset[Path]
_NOTHING: Paths = frozenset()


def functions_used(expr: Expr) -> frozenset[str]:
    """Names of the functions called, built in or declared. Loops (`rows.sum(...)`) are no functions."""
    return frozenset(node.function for node in walk(expr.ast) if isinstance(node, Call))


def names_used(expr: Expr) -> frozenset[Path]:
    """Paths of the values read, seen from the scope: `rows.sum(r, r.amount)` reads ("rows", "amount").

    A list alone ("rows",) stands there when its entries are used as a whole or only counted.
    """
    known: Paths | None = expr._names
    if known is None:
        used: set[Path] = set()
        used |= _read(expr.ast, {}, used)
        known = frozenset(used)
        object.__setattr__(expr, "_names", known)
    return known


def _read(node: Node, loops: Mapping[str, Paths], used: set[Path]) -> Paths:
    """The paths whose value this node is (not yet counted as used); what it consumes goes into `used`."""
    match node:
        case Name(name=name):
            return loops[name] if name in loops else frozenset({(name,)})
        case Member(of=of, name=name):
            return frozenset((*path, name) for path in _read(of, loops, used))
        case Item(of=of, index=index):
            used |= _read(index, loops, used)
            return _read(of, loops, used)
        case If(test=test, then=then, otherwise=otherwise):
            used |= _read(test, loops, used)
            return _read(then, loops, used) | _read(otherwise, loops, used)
        case Each():
            return _read_loop(node, loops, used)
        case _:
            for child in children(node):
                used |= _read(child, loops, used)
            return _NOTHING


def _read_loop(node: Each, loops: Mapping[str, Paths], used: set[Path]) -> Paths:
    source = _read(node.of, loops, used)
    if node.body is None:
        used |= source
        return _NOTHING
    inner: set[Path] = set()
    answer = _read(node.body, {**loops, node.variable: source}, inner)
    inner |= answer
    if not any(path[: len(whole)] == whole for whole in source for path in inner):
        used |= source
    if node.verb == "map":
        used |= inner - answer
        return answer
    used |= inner
    return source if node.verb == "filter" else _NOTHING
