"""What records are found by is kept with every change, and made anew for what was there before."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final, TypeVar
from uuid import UUID

from dougong import catalog, jobs_log, outbox, search, storage
from dougong.access import system_reach
from dougong.definition import Entity
from dougong.problem import Problem, Refused
from dougong.storage import Query, Record
from dougong.tenancy import TenantScope, reading, retrying, writing

_Done = TypeVar("_Done")
#: Name of the job that makes marks anew.
REINDEX: Final = "reindex"
#: Records of one transaction: people's changes wait no longer than for these.
_AT_ONCE: Final = 200
_WHY: Final = "marks are made of whole records; a search shows them only where the reader may look"


def find_by(entity: Entity, before: Record | None, after: Record) -> None:
    """Let a changed record be found by what it says now. Part of the change's own transaction."""
    if before is not None and (before.number, before.values) == (after.number, after.values):
        return  # a step of its workflow, as a rule
    old = frozenset() if before is None else search.marks_of(entity, before.number, before.values)
    new = search.marks_of(entity, after.number, after.values)
    search.keep_marks(entity.name, [search.Change(after.id, old, new)])


def find_many(entity: Entity, records: Iterable[Record]) -> None:
    """The same for many new records of one entity at once, in few statements."""
    changes = (search.Change(one.id, frozenset(), search.marks_of(entity, one.number, one.values)) for one in records)
    search.keep_marks(entity.name, changes)


def ask_to_reindex(module: str) -> None:
    """Have a job make the marks of a module's records anew after this transaction, if there are any records.

    For a module switched on over records that are there, and for one whose fields changed: by a new version, or by
    what the tenant published. Call inside `tenancy.writing`.
    """
    found = catalog.modules_for("en").get(module)
    names = [entity.name for entity in found.entities.values() if _count(entity)] if found else []
    if names:
        outbox.put(REINDEX, {"entities": names}, module=module)


def ask_to_reindex_entities(names: Iterable[str]) -> None:
    """The same for some entities, whose fields are found by from now on though they had values before."""
    if found := sorted(names):
        outbox.put(REINDEX, {"entities": found}, module=found[0].partition("/")[0])


def reindex(
    tenant: TenantScope,
    names: Iterable[str] = (),
    *,
    by: UUID | None = None,
    tell: Callable[[str, int, int], None] | None = None,
    renew: Callable[[], bool] | None = None,
) -> int:
    """Make the marks of some entities anew ("module/entity"; none: all of the tenant); returns how many records.

    Call outside any scope: it takes many short transactions, and people go on working. While it runs, a search
    finds of these entities what was done so far. It is announced in the jobs' log. tell: called with entity, records
    done and how many there are. renew: says whether to go on. Raises Refused ("not_found") for an unknown name.
    """
    with reading(tenant):
        entities = _entities(tuple(names))
        total = sum(map(_count, entities))
    job = _writing(tenant, lambda: jobs_log.announce("Search index", by=by, total=total))
    done = 0
    try:
        for entity in entities:
            for size in _anew(tenant, entity):
                done += size
                _writing(tenant, partial(jobs_log.reached, job, done))
                if tell is not None:
                    tell(entity.name, done, total)
                if renew is not None and not renew():
                    return done
    except Exception as error:
        said = f"{type(error).__name__}"
        _writing(tenant, lambda: jobs_log.fail(job, said))
        raise
    _writing(tenant, lambda: jobs_log.finish(job, result={"records": done}))
    return done


def _entities(names: tuple[str, ...]) -> list[Entity]:
    modules = catalog.modules_for("en")
    known = {entity.name: entity for module in modules.values() for entity in module.entities.values()}
    if missing := [name for name in names if name not in known]:
        raise Refused([Problem("", "not_found", {"entity": missing[0]})])
    return [known[name] for name in names or known]


def _count(entity: Entity) -> int:
    reach = system_reach(entity.name, _WHY)
    return storage.count(reach, entity, catalog.layout_for(entity.name), Query(deleted="also"))


def _anew(tenant: TenantScope, entity: Entity) -> Iterator[int]:
    """Drop an entity's marks and make them again, some records at a time."""
    _writing(tenant, partial(search.forget_entity, entity.name))
    query = Query(sort=("id",), limit=_AT_ONCE, deleted="also")
    while True:
        page = _writing(tenant, partial(_some, entity, query))
        yield len(page.records)
        if page.next is None:
            return
        query = replace(query, after=page.next)


def _some(entity: Entity, query: Query) -> storage.Page:
    """One page, held until its marks are kept, so that nobody's change gets between."""
    reach = system_reach(entity.name, _WHY)
    page = storage.select(reach, entity, catalog.layout_for(entity.name), query, for_update=True)
    find_many(entity, page.records)
    return page


def _writing(tenant: TenantScope, work: Callable[[], _Done]) -> _Done:
    def once() -> _Done:
        with writing(tenant):
            return work()

    return retrying(once)
