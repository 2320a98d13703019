"""What a record refers to must be there for this person, and be among what the field offers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dougong.admission import Entry, admit_reference
from dougong.definition import Context, Field
from dougong.expression import names_used
from dougong.listing import picked
from dougong.problem import Problem, Ref, Values
from dougong.storage import Query, Record, select

#: Records read at once.
TOGETHER = 1_000
#: References to the platform's own: their rooms know whether they exist.
PLATFORM = frozenset({"user", "file"})


@dataclass(frozen=True, slots=True)
class Use:
    """One reference in a record: where it stands, through which field, and the row it is in."""

    pointer: str
    field: Field
    ref: Ref
    row: Values | None


def reference_problems(entry: Entry, values: Values, before: Record | None, context: Context) -> tuple[Problem, ...]:
    """A problem for every reference that is new and that this person may not use there.

    A target must be one he may see, and meet the field's `pick`. What already stood in the record stays.
    One query per entity referred to.
    """
    old = {use.ref for use in uses(entry.entity.fields, before.values)} if before else set()
    new = [use for use in uses(entry.entity.fields, values) if use.ref not in old and use.ref.entity not in PLATFORM]
    targets = read_targets(entry, new)
    return tuple(
        Problem(use.pointer, "reference") for use in new if not fits(use, targets.get(use.ref), values, context)
    )


def uses(
    fields: Mapping[str, Field], values: Mapping[str, Any], prefix: str = "", row: Values | None = None
) -> Iterator[Use]:
    """Every reference in the values of `fields`, rows included."""
    for key, field in fields.items():
        value, pointer = values.get(key), f"{prefix}/{key}"
        if field.kind == "rows":
            for number, line in enumerate(value or ()):
                yield from uses(field.fields, line, f"{pointer}/{number}", line)
        elif isinstance(value, Ref):
            yield Use(pointer, field, value, row)
        elif isinstance(value, tuple):
            for number, one in enumerate(value):
                if isinstance(one, Ref):
                    yield Use(f"{pointer}/{number}", field, one, row)


def read_targets(entry: Entry, new: Iterable[Use]) -> dict[Ref, Record]:
    """The targets this person may see, as far as what their fields offer asks about them."""
    by_entity: defaultdict[str, dict[Ref, None]] = defaultdict(dict)
    asked: defaultdict[str, set[str]] = defaultdict(set)
    picks: dict[tuple[str, int], Use] = {}
    for use in new:
        by_entity[use.ref.entity][use.ref] = None
        if use.field.pick is not None:
            picks[use.ref.entity, id(use.field)] = use
    for use in picks.values():
        if use.field.pick is not None:
            asked[use.ref.entity].update(path[0] for path in names_used(use.field.pick))
    found: dict[Ref, Record] = {}
    for name, wanted in sorted(by_entity.items()):
        target = admit_reference(entry.seat, name)
        if target is None:
            continue
        fields = tuple(key for key in target.entity.fields if key in asked[name])
        for some in _batched([ref.id for ref in wanted]):
            page = select(target.reach, target.entity, target.layout, Query(ids=some, fields=fields, limit=len(some)))
            found.update((record.ref, record) for record in page.records)
    return found


def _batched(ids: list[UUID]) -> Iterator[tuple[UUID, ...]]:
    for start in range(0, len(ids), TOGETHER):
        yield tuple(ids[start : start + TOGETHER])


def fits(use: Use, target: Record | None, values: Values, context: Context) -> bool:
    """Whether a target was found, and is among what the field offers in a record with these values."""
    if target is None:
        return False
    if use.field.pick is None:
        return True
    return picked(use.field, target, values, use.row, context)
