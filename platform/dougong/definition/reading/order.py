"""In which order fields get their values: what a formula uses comes before it; a circle is refused."""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from dougong.definition.model import Field
from dougong.definition.pointers import escape
from dougong.definition.reading.notes import Notes
from dougong.expression import Expr, names_used

Path = tuple[str, ...]
Fields = Mapping[str, Field]


def walk(fields: Fields, above: Path = ()) -> Iterator[tuple[Path, Field]]:
    """Every field with its path, rows before their columns: `("rows",)`, `("rows", "amount")` ..."""
    for key, field in fields.items():
        yield (*above, key), field
        yield from walk(field.fields, (*above, key))


def field_at(fields: Mapping[str, Field], path: Path) -> Field:
    """The field at a path of keys; KeyError when there is none."""
    field = fields[path[0]]
    for key in path[1:]:
        field = field.fields[key]
    return field


def uses(expr: Expr, owner: Path, fields: Fields) -> frozenset[Path]:
    """The paths of the fields a formula standing at the field `owner` reads.

    Rows read as a whole count as all their columns, except from inside these rows (where they are counted).
    """
    found = {path for name in names_used(expr) if (path := _locate(name, owner[:-1], fields))}
    for path in tuple(found):
        if owner[: len(path)] != path:
            found.update(inner for inner, _ in walk(field_at(fields, path).fields, path))
    return frozenset(found)


def _locate(name: Path, row: Path, fields: Fields) -> Path:
    """The field a name means, seen from inside the rows at `row`; () when it is no field."""
    if name[0] == "record":
        return _descend(name[1:], (), fields)
    if name[0] == "row" and row:
        return _descend(name[1:], row, fields)
    for depth in range(len(row), -1, -1):
        path = _descend(name, row[:depth], fields)
        if path:
            return path
    return ()


def _descend(name: Path, above: Path, fields: Fields) -> Path:
    """Follow `name` down from the fields at `above` as far as rows go; what a reference leads to is not."""
    inside = fields
    for key in above:
        inside = inside[key].fields
    path: Path = ()
    for key in name:
        if key not in inside:
            break
        path = (*path, key)
        inside = inside[key].fields
    return (*above, *path) if path else ()


def settle(fields: Fields, notes: Notes) -> tuple[tuple[str, ...], frozenset[str]]:
    """Order every computed or conditional field, dependencies first.

    Returns the paths in order (`"rows/amount"`), and the set of those that can only be known on read
    because they use a rollup, directly or through another field. A circle is noted, with its fields named.
    """
    known = dict(walk(fields))
    needs = {path: _needs(path, field, fields) for path, field in known.items()}
    graph = {path: sorted(need) for path, need in needs.items()}
    try:
        order = tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        named = " → ".join("/".join(path) for path in circle)
        notes.wrong(pointer_of(circle[0], fields), "cycle", cycle=named)
        return (), frozenset()
    on_read: set[Path] = set()
    for path in order:
        field = known[path]
        if field.rollup is not None or (field.computed is not None and needs[path] & on_read):
            on_read.add(path)
    steps = (path for path in order if known[path].computed or known[path].visible_when)
    return tuple("/".join(path) for path in steps), frozenset("/".join(path) for path in on_read)


def _needs(path: Path, field: Field, fields: Fields) -> frozenset[Path]:
    """What must be known before this field: what its formulas use; and rows before their cells."""
    found: set[Path] = set()
    for expr in (field.computed, field.visible_when):
        if expr is not None:
            found |= uses(expr, path, fields)
    if len(path) > 1:
        found.add(path[:-1])
    if field.computed is None:
        found.discard(path)
    return frozenset(found)


def pointer_of(path: Path, fields: Fields) -> str:
    """The pointer of a field in its entity's schema: `("rows", "amount")` is
    `/properties/rows/items/properties/amount`."""
    pointer = ""
    for key in path:
        pointer += f"/properties/{escape(key)}"
        if fields[key].kind == "rows":
            pointer += "/items"
        fields = fields[key].fields
    return pointer.removesuffix("/items")
