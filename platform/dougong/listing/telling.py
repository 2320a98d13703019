"""What tells one record from another beside its label: a few more values, and where it hangs in its tree."""

from collections.abc import Iterable, Mapping
from typing import Final

from dougong.admission import Entry, Seat, admit_reference
from dougong.definition import Entity, Field
from dougong.kinds import KINDS
from dougong.listing.labels import labels_of, template_of
from dougong.problem import Ref, Value
from dougong.storage import Query, Record, select

#: Values in a line.
MOST: Final = 3
#: Levels of a tree that are followed upwards.
DEEPEST: Final = 12
#: Kinds that tell a record without a title beside them.
_TELLING: Final = frozenset({"text", "choice", "reference", "user", "phone", "date", "month", "credit_code"})


def tree_field(entity: Entity) -> Field | None:
    """The field by which records of `entity` hang in a tree; None where they do not."""
    own = (field for field in entity.fields.values() if field.reference == entity.name and not field.many)
    return next((field for field in own if field.schema.get("tree") is True), None)


def tellings_of(seat: Seat, refs: Iterable[Ref]) -> dict[Ref, str]:
    """A line for each record that says more than its label; "" where there is nothing. All of one entity.

    Only values this person may read wherever he reaches; personal data never. Two queries, and one for each entity
    the values refer to.
    """
    wanted = tuple(refs)
    entry = admit_reference(seat, wanted[0].entity) if wanted else None
    if entry is None:
        return {}
    fields = _telling(entry)
    query = Query(ids=tuple(ref.id for ref in wanted), fields=tuple(f.key for f in fields), limit=len(wanted))
    records = select(entry.reach, entry.entity, entry.layout, query).records
    labels = labels_of(seat, {v for one in records for f in fields for v in _refs(one.values.get(f.key))})
    return {Ref(wanted[0].entity, one.id): _line(one, fields, labels) for one in records}


def _telling(entry: Entry) -> tuple[Field, ...]:
    """The first columns of the entity's list that its label does not say already."""
    views = entry.table.views.values() if entry.table else ()
    columns = next((view.columns for view in views if view.columns), tuple(entry.entity.fields))
    said, tree = template_of(entry.entity), tree_field(entry.entity)
    found = [
        field for key in columns
        if (field := entry.entity.fields.get(key)) is not None
        and field.kind in _TELLING and not field.masked and field.stored and field is not tree
        and "{" + key + "}" not in said and entry.reach.shows_wherever_reached(f"/{key}")
    ]  # fmt: skip
    return tuple(found[:MOST])


def _refs(value: Value) -> list[Ref]:
    return [one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, Ref)]


def _line(record: Record, fields: tuple[Field, ...], labels: Mapping[Ref, str]) -> str:
    parts = (_text(field, record.values.get(field.key), labels) for field in fields)
    return " · ".join(part for part in parts if part)


def _text(field: Field, value: Value, labels: Mapping[Ref, str]) -> str:
    if value is None:
        return ""
    if refs := _refs(value):
        return "、".join(labels[ref] for ref in refs if ref in labels)
    return KINDS[field.kind].as_text(value, field.options)


def paths_of(seat: Seat, refs: Iterable[Ref]) -> dict[Ref, tuple[str, ...]]:
    """The labels of what stands above each record in its tree, outermost first; a query for each level."""
    wanted = tuple(refs)
    entry = admit_reference(seat, wanted[0].entity) if wanted else None
    tree = tree_field(entry.entity) if entry is not None else None
    if entry is None or tree is None or not entry.reach.shows_wherever_reached(f"/{tree.key}"):
        return {}
    parents = _parents(entry, tree, wanted)
    labels = labels_of(seat, set(parents.values()))
    return {ref: tuple(labels[one] for one in _above(ref, parents) if one in labels) for ref in wanted}


def _parents(entry: Entry, tree: Field, refs: tuple[Ref, ...]) -> dict[Ref, Ref]:
    """Of these records and of everything above them: what stands directly above."""
    found: dict[Ref, Ref] = {}
    asked = {ref.id for ref in refs}
    waiting = set(asked)
    for _level in range(DEEPEST):
        if not waiting:
            break
        query = Query(ids=tuple(waiting), fields=(tree.key,), limit=len(waiting))
        waiting = set()
        for one in select(entry.reach, entry.entity, entry.layout, query).records:
            above = one.values.get(tree.key)
            if isinstance(above, Ref):
                found[Ref(entry.entity.name, one.id)] = Ref(entry.entity.name, above.id)
                waiting |= {above.id} - asked
        asked |= waiting
    return found


def _above(ref: Ref, parents: Mapping[Ref, Ref]) -> list[Ref]:
    """What stands above, outermost first; a circle ends where it closes."""
    found: list[Ref] = []
    now = parents.get(ref)
    while now is not None and now not in found and len(found) < DEEPEST:
        found.append(now)
        now = parents.get(now)
    return found[::-1]
