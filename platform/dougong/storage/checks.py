"""Laws the database keeps with us: what is referred to exists, what is unique is so among the living."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from dougong.definition.model import Entity, Field
from dougong.problem import Problem, Ref, Refused
from dougong.storage.children import within
from dougong.storage.codecs import is_postgres, uuid_in, uuid_out
from dougong.storage.physical import GENERAL, is_invented, project_entity, quote, table_of
from dougong.storage.records import Record
from dougong.storage.shapes import Shape
from dougong.storage.sqlrun import fetch
from dougong.tenancy import current

#: The law that a document's number stands once.
NUMBER: Final = ("number",)
#: Which of some ids exist, for what other rooms keep ("file", "user"); registered at start-up.
sources: Final[dict[str, Callable[[Sequence[UUID]], Iterable[UUID]]]] = {}


def register_source(entity: str, existing: Callable[[Sequence[UUID]], Iterable[UUID]]) -> None:
    """Say who knows which ids of `entity` ("user", "file") exist in the tenant in scope."""
    sources[entity] = existing


def refs_in(fields: Mapping[str, Field], values: Mapping[str, Any], pointer: str = "") -> Iterator[tuple[str, Ref]]:
    """Every reference in some values, with its pointer."""
    for key, field in fields.items():
        value = values.get(key)
        if value is None or not field.stored:
            continue
        at = f"{pointer}/{key}"
        if field.kind == "rows":
            for position, row in enumerate(value):
                yield from refs_in(field.fields, row, f"{at}/{position}")
        elif isinstance(value, Ref):
            yield at, value
        elif isinstance(value, tuple) and value and isinstance(value[0], Ref):
            yield from ((f"{at}/{position}", one) for position, one in enumerate(value))


def check_references(found: Iterable[tuple[str, Ref]]) -> None:
    """Raises Refused (code "reference") for each reference to something that is not there or lies in the bin.

    One query for all entities kept here, one more for each registered source.
    """
    places: defaultdict[Ref, list[str]] = defaultdict(list)
    for pointer, ref in found:
        places[_resolved(ref)].append(pointer)
    by_entity: defaultdict[str, list[UUID]] = defaultdict(list)
    for ref in places:
        by_entity[ref.entity].append(ref.id)
    known = _known(by_entity)
    missing = [Problem(at, "reference") for ref, pointers in places.items() if ref not in known for at in pointers]
    if missing:
        raise Refused(missing)


def _resolved(ref: Ref) -> Ref:
    return Ref(project_entity() or "project", ref.id) if ref.entity == "project" else ref


def _known(by_entity: Mapping[str, Sequence[UUID]]) -> set[Ref]:
    known: set[Ref] = set()
    parts: list[str] = []
    params: list[Any] = []
    names: list[str] = []
    for entity, ids in by_entity.items():
        if entity in sources:
            known.update(Ref(entity, one) for one in sources[entity](ids))
        elif entity in ("user", "file"):
            known.update(Ref(entity, one) for one in ids)  # nobody registered: their own rooms check them
        else:
            part = _living(entity, ids, len(names))
            if part is not None:
                names.append(entity)
                parts.append(part[0])
                params.extend(part[1])
    if parts:
        known.update(Ref(names[at], uuid_out(found)) for at, found in fetch(" UNION ALL ".join(parts), params))
    return known


def _living(entity: str, ids: Sequence[UUID], number: int) -> tuple[str, list[Any]] | None:
    """The query that finds which of `ids` are living records of `entity`; None when it has no table."""
    condition, params = within("id", ids)
    table = None if is_invented(entity) else table_of(entity)
    if table is None and not is_invented(entity):
        return None
    sql = f"SELECT {number}, id FROM {quote(GENERAL if table is None else table.name)}"
    sql += f" WHERE tenant_id = %s AND deleted_at IS NULL AND {condition}"
    params = [current().tenant_id, *params]
    if table is None:
        return f"{sql} AND entity = %s", [*params, entity]
    return sql, params


def uniques(entity: Entity) -> tuple[tuple[str, ...], ...]:
    """The keys that together must be unique among the living: `unique` of fields and of the entity."""
    single = ((key,) for key, field in entity.fields.items() if field.unique and field.stored)
    return tuple(dict.fromkeys((*single, *entity.unique)))


def laws_of(entity: Entity) -> tuple[tuple[str, ...], ...]:
    """Every set of keys that must be unique, the document's number among them."""
    return (*uniques(entity), NUMBER)


def check_unique(shape: Shape, record: Record, laws: Iterable[tuple[str, ...]] | None = None) -> None:
    """Raises Refused (code "unique") when another record has the same values already. One query.

    record: whole, with the values it is to have. laws: the sets of keys to look at; None means all.
    What has an empty part is never compared. Only the living count, except for numbers: a document in the bin
    keeps its own.
    """
    asked = laws_of(shape.entity) if laws is None else laws
    wanted = [(keys, found) for keys in asked if (found := compared(shape, keys, record))]
    if not wanted:
        return
    if is_postgres():
        _hold(shape.entity.name, [repr((shape.entity.name, keys, [p for _, p in found])) for keys, found in wanted])
    parts, params = [], []
    for number, (keys, found) in enumerate(wanted):
        sql = f"SELECT {number} FROM {quote(shape.table)}"
        sql += f" WHERE tenant_id = %s AND id <> %s{'' if keys == NUMBER else ' AND deleted_at IS NULL'}"
        params += [current().tenant_id, uuid_in(record.id)]
        if shape.discriminator is not None:
            sql += " AND entity = %s"
            params.append(shape.discriminator)
        for column, value in found:
            sql += f" AND {quote(column)} = %s"
            params.append(value)
        parts.append(sql)
    taken = {wanted[row[0]][0] for row in fetch(" UNION ALL ".join(parts), params)}
    if taken:
        raise Refused([taken_problem(shape, keys, record) for keys in sorted(taken)])


def taken_problem(shape: Shape, keys: tuple[str, ...], record: Record) -> Problem:
    """What is wrong with a record whose values another one has; personal data are not repeated."""
    if keys == NUMBER:
        return Problem("/number", "unique", {"value": record.number})
    named = next((key for key in reversed(keys) if key in shape.fields), "")
    secret = named in shape.slots and shape.slots[named].form == "digest"
    shown = "" if secret else record.values.get(named, "")
    return Problem(f"/{named}" if named else "", "unique", {"value": shown})


def compared(shape: Shape, keys: tuple[str, ...], record: Record) -> list[tuple[str, Any]] | None:
    """The columns and values to compare for one law; None when a part is empty or SQL cannot compare it."""
    if keys == NUMBER:
        return None if record.number is None else [("number", record.number)]
    found: list[tuple[str, Any]] = []
    for key in keys:
        slot = shape.slots.get(key)
        value = record.values.get(key)
        if slot is None and key == "project" and record.project is not None:
            found.append(("project_id", uuid_in(record.project.id)))
        elif slot is None or value is None:
            return None
        else:
            found.append((slot.columns[0], slot.codec.encode(value)[0]))
    return found


def _hold(entity: str, names: Sequence[str]) -> None:
    """Let writers of the same unique values wait for one another, in a fixed order so that none waits in a ring.

    The unique index would refuse the later one anyway; waiting first gives him the message instead of a fault,
    and spare columns have no such index. A bulk insert, which holds the whole entity, is waited for as well.
    """
    locks = "".join([", pg_advisory_xact_lock(%s, hashtext(%s))"] * len(names))
    tenant = current().tenant_id
    params = [value for name in sorted(names) for value in (tenant, name)]
    fetch(f"SELECT pg_advisory_xact_lock_shared(%s, hashtext(%s)){locks}", [tenant, entity, *params])


def hold_all(entity: str) -> None:
    """Keep every other writer of unique values of an entity out until the transaction ends."""
    if is_postgres():
        fetch("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [current().tenant_id, entity])
