"""`of.name` and `of[index]` at run time: rows, lists of rows, references. Never an attribute of an object."""

from collections.abc import Mapping

from dougong.expression.errors import fault
from dougong.expression.run import Run
from dougong.expression.values import kind_of, number
from dougong.problem import GeoPoint, Ref, Value


def member_of(run: Run, of: Value, name: str, at: int) -> Value:
    """A field of a row (null when absent) or of a referenced record; of a list, that column.

    A column whose entries are lists themselves is one list: `rows.tags` of two rows are all their tags.
    Raises `EvaluationError` for values that have no fields.
    """
    match of:
        case None:
            return None
        case Ref():
            if run.follow is None:
                raise fault("no_follow", at)
            run.spend(1, at)
            return run.follow(of, name)
        case GeoPoint():
            if name in ("lat", "lon"):
                return of.lat if name == "lat" else of.lon
        case tuple() | list():
            return _column(run, of, name, at)
        case Mapping():
            return of.get(name)
    raise fault("no_fields", at, type=kind_of(of), name=name)


def _column(run: Run, entries: tuple[Value, ...] | list[Value], name: str, at: int) -> Value:
    run.spend(len(entries), at)
    values = [member_of(run, entry, name, at) for entry in entries]
    if not any(isinstance(value, (tuple, list)) for value in values):
        return tuple(values)
    flat: list[Value] = []
    for value in values:
        if isinstance(value, (tuple, list)):
            run.spend(len(value), at)
            flat.extend(value)
        elif value is not None:
            flat.append(value)
    return tuple(flat)


def entry_of(of: Value, index: Value, at: int) -> Value:
    """An entry of a list, from 0, or of a row by its key; null when there is none."""
    if of is None or index is None:
        return None
    if isinstance(of, (tuple, list)):
        place = number(index, "[]", at)
        if place != place.to_integral_value():
            raise fault("whole", at, op="[]")
        return of[int(place)] if 0 <= place < len(of) else None
    if isinstance(of, Mapping) and isinstance(index, str):
        return of.get(index)
    raise fault("operands", at, op="[]", left=kind_of(of), right=kind_of(index))
