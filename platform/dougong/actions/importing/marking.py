"""What imported records are found by in a search: made by a job behind the taking in, which holds its lock for less."""

import json
from collections.abc import Callable
from functools import partial
from typing import Final
from uuid import UUID

from dougong import batches, catalog, search, storage
from dougong.access import system_reach
from dougong.batches import Action, Packed
from dougong.definition import Entity, read_values
from dougong.problem import JsonObject, Values
from dougong.storage import Query, Record
from dougong.tenancy import TenantScope, reading, retrying, writing

#: Name of the job that lets the records of a batch be found.
FIND_IMPORT: Final = "find_import"
#: Records of one transaction: people's changes wait no longer than for these.
_AT_ONCE: Final = 200
_WANTED: Final[tuple[Action, ...]] = ("create", "insert", "update")
_WHY: Final = "marks are made of whole records; a search shows them only where the reader may look"


def run_find(tenant: TenantScope, batch_id: UUID, *, renew: Callable[[], bool] | None = None) -> None:
    """Make the marks of a batch's records anew, as they are now. Call outside any scope; it may be repeated."""
    after = -1
    while True:
        with reading(tenant):
            part = next(batches.packed_of(batch_id, _WANTED, size=_AT_ONCE, after=after), [])
        if not part:
            return
        retrying(partial(_mark, tenant, part))
        after = part[-1].place
        if renew is not None and not renew():
            return


def _mark(tenant: TenantScope, part: list[Packed]) -> None:
    with writing(tenant):
        for name in sorted({one.entity for one in part}):
            entity, layout = catalog.entity_for(name, "en"), catalog.layout_for(name)
            known = {one.record: one for one in part if one.entity == name}
            query = Query(ids=tuple(known), limit=len(known), deleted="also")
            found = storage.select(system_reach(name, _WHY), entity, layout, query, for_update=True).records
            search.keep_marks(name, (_change(entity, one, known[one.id]) for one in found))


def _change(entity: Entity, record: Record, staged: Packed) -> search.Change:
    """What a record is found by now, in place of what it was found by before or behind the import."""
    now, gone = search.marks_of(entity, record.number, record.values), frozenset[search.Mark]()
    if staged.action == "update":
        for text in (staged.shown, staged.shown_before):
            values = {**record.values, **_read(entity, json.loads(text or "{}"))}
            gone |= search.marks_of(entity, record.number, values) - now
    return search.Change(record.id, gone, now)


def _read(entity: Entity, wire: JsonObject) -> Values:
    """The values that a part of a record's JSON form has; personal data are sealed in it, and never searched."""
    fields = {key: one for key, one in entity.fields.items() if key in wire and not storage.is_personal(one)}
    return read_values(fields, wire, closed=False).values
