"""Small wrong changes to a module's source: one place, one change at a time."""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Change = Callable[[ast.AST], ast.AST]

COMPARED: dict[type[ast.cmpop], list[type[ast.cmpop]]] = {
    ast.Lt: [ast.LtE, ast.GtE], ast.LtE: [ast.Lt, ast.Gt], ast.Gt: [ast.GtE, ast.LtE],
    ast.GtE: [ast.Gt, ast.Lt], ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq], ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is], ast.In: [ast.NotIn], ast.NotIn: [ast.In],
}  # fmt: skip
CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change: `place` counts the nodes of the module, `change` alters that one."""

    module: str
    line: int
    what: str
    place: int
    change: Change


class _Apply(ast.NodeTransformer):
    def __init__(self, place: int, change: Change) -> None:
        self.place, self.change, self.seen = place, change, -1

    def visit(self, node: ast.AST) -> ast.AST:
        self.seen += 1
        return self.change(node) if self.seen == self.place else super().generic_visit(node)


def applied(tree: ast.Module, mutant: Mutant) -> ast.Module:
    """The module with the change made."""
    changed = _Apply(mutant.place, mutant.change).visit(copy.deepcopy(tree))
    assert isinstance(changed, ast.Module)
    return ast.fix_missing_locations(changed)


def _set(**fields: object) -> Change:
    def change(node: ast.AST) -> ast.AST:
        for name, value in fields.items():
            setattr(node, name, value)
        return node

    return change


def _replace(make: Callable[[ast.AST], ast.AST]) -> Change:
    return lambda node: ast.copy_location(make(node), node)


def _negated(field: str) -> Change:
    def change(node: ast.AST) -> ast.AST:
        setattr(node, field, ast.UnaryOp(ast.Not(), getattr(node, field)))
        return node

    return change


def variants(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """Every wrong change of one node."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for op in COMPARED.get(type(node.ops[0]), []):
            yield f"{type(node.ops[0]).__name__} -> {op.__name__}", _set(ops=[op()])
        right = node.comparators[0]
        if isinstance(right, ast.Constant) and isinstance(right.value, str):
            yield f"{right.value!r} -> another text", _set(comparators=[ast.Constant("~")])
    elif isinstance(node, ast.Compare):
        for index, operator in enumerate(node.ops):
            for op in COMPARED.get(type(operator), []):
                ops = [*node.ops[:index], op(), *node.ops[index + 1 :]]
                yield f"{type(operator).__name__} -> {op.__name__}", _set(ops=ops)
    elif isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in CALCULATED:
        other = CALCULATED[type(node.op)]
        yield f"{type(node.op).__name__} -> {other.__name__}", _set(op=other())
    elif isinstance(node, ast.BoolOp):
        other_word = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"{type(node.op).__name__} -> {other_word.__name__}", _set(op=other_word())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)):
        yield f"{type(node.op).__name__} removed", _replace(lambda n: n.operand)  # type: ignore[attr-defined]
    elif isinstance(node, ast.Constant):
        yield from _constant(node)
    elif isinstance(node, (ast.If, ast.IfExp)):
        yield "condition negated", _negated("test")
    elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield "returns None", _set(value=ast.Constant(None))
    elif isinstance(node, ast.Raise):
        yield "raise removed", _replace(lambda n: ast.Pass())
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield "call removed", _replace(lambda n: ast.Pass())


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _constant(node: ast.Constant) -> Iterator[tuple[str, Change]]:
    if isinstance(node.value, bool):
        yield f"{node.value} -> {not node.value}", _set(value=not node.value)
    elif isinstance(node.value, int):
        yield f"{node.value} -> {node.value + 1}", _set(value=node.value + 1)
        if node.value:
            yield f"{node.value} -> {node.value - 1}", _set(value=node.value - 1)


def _skipped(node: ast.AST) -> list[ast.AST]:
    """Parts that carry no meaning at run time: annotations, documentation, the words of a message."""
    if isinstance(node, (ast.FunctionDef, ast.Lambda)):
        arguments = node.args
        parts: list[ast.AST | None] = [arg.annotation for arg in [*arguments.args, *arguments.kwonlyargs]]
        return [part for part in [*parts, getattr(node, "returns", None)] if part is not None]
    if isinstance(node, ast.AnnAssign):
        return [node.annotation]
    if isinstance(node, ast.ClassDef):
        return list(node.decorator_list)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return [node.value]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "fault":
        return list(node.keywords)
    return []


def mutants(module: str, tree: ast.Module) -> list[Mutant]:
    """Every mutant of a module, in the order of its text."""
    skipped: set[int] = set()
    found: list[Mutant] = []
    # the transformer counts in the order of generic_visit, which is the order of this walk
    for place, node in enumerate(_walk(tree)):
        for part in _skipped(node):
            skipped.update(id(inner) for inner in ast.walk(part))
        if id(node) in skipped:
            continue
        line = getattr(node, "lineno", 0)
        found.extend(Mutant(module, line, what, place, change) for what, change in variants(node))
    return found


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _walk(child)
