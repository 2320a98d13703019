"""The worker's part of undoing: one transaction that takes back what nobody touched since, and names what it leaves."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from dougong import batches, catalog, jobs_log, outbox, storage
from dougong.actions.importing.marking import FIND_IMPORT
from dougong.actions.importing.rights import importer, language_of
from dougong.actions.importing.taking import TOGETHER, note_many
from dougong.admission import Entry, Seat, admit, seat_of
from dougong.admission.entry import entry_for_consequence
from dougong.batches import Action, Batch, Packed
from dougong.problem import Problem, Ref, Refused, say
from dougong.storage import Arriving
from dougong.tenancy import TenantScope, retrying, writing

#: Name of the job that undoes a batch.
UNDO_IMPORT: Final = "undo_import"
#: Records that were left alone which a report names at most.
_NAMED: Final = 500


def run_undo(tenant: TenantScope, batch_id: UUID, *, renew: Callable[[], bool] | None = None) -> None:
    """Undo a batch that is in the state "undoing", in one transaction. Call outside any scope; it may be repeated."""
    try:
        retrying(partial(_undo, tenant, batch_id))
    except Refused as refused:
        retrying(partial(_failed, tenant, batch_id, refused))


def _undo(tenant: TenantScope, batch_id: UUID) -> None:
    with writing(tenant):
        batch = batches.batch_of(batch_id, held=True)
        if batch is None or batch.state != "undoing":
            return
        seat = seat_of(importer(batch))
        admit(seat, batch.entity, "import")
        undoing = Undoing(seat, batch)
        undoing.carry_out()
        outbox.put(FIND_IMPORT, {"batch": str(batch.id)}, module=batch.entity.partition("/")[0])
        kept: list[Any] = [[ref.entity, str(ref.id)] for ref in undoing.kept[:_NAMED]]
        counts = {**batch.counts, "kept": len(undoing.kept), "undone": undoing.done}
        batches.move(batch.id, "undone", only_from={"undoing"}, counts=counts, found={"kept": kept})
        if batch.job is not None:
            jobs_log.finish(batch.job, result=counts)


def _failed(tenant: TenantScope, batch_id: UUID, refused: Refused) -> None:
    with writing(tenant):
        batch = batches.batch_of(batch_id)
        with translation.override(language_of(batch) if batch is not None else "en"):
            message = " ".join(dict.fromkeys(say(problem, _) for problem in refused.problems[:20]))
        if batches.move(batch_id, "taken", only_from={"undoing"}, message=message) and batch and batch.job:
            jobs_log.fail(batch.job, message)


class Undoing:
    """One batch on its way out, inside its transaction. kept: what was left alone. done: how many were not."""

    def __init__(self, seat: Seat, batch: Batch) -> None:
        self.seat, self.batch = seat, batch
        self.kept: list[Ref] = []
        self.done = 0

    def carry_out(self) -> None:
        """Take back changes first, then new records, then what was made for their sake."""
        for part in batches.packed_of(self.batch.id, ["update"], size=TOGETHER):
            self._restore(self._entry(self.batch.entity), part)
        self._remove(self._entry(self.batch.entity), "insert")
        made = [one.entity for part in batches.packed_of(self.batch.id, ["create"]) for one in part]
        for name in dict.fromkeys(reversed(made)):
            self._remove(self._entry(name), "create")

    def _entry(self, name: str) -> Entry:
        return entry_for_consequence(self.seat, name)

    def _restore(self, entry: Entry, part: Sequence[Packed]) -> None:
        versions = storage.versions_of(entry.entity, entry.layout, [one.record for one in part])
        mine = [one for one in part if versions.get(one.record) == (one.target_version or 0) + 1]
        arriving = [Arriving(
            one.record, one.before, one.extra["state"], one.extra["number"], entry.module.version,
            (one.target_version or 0) + 1, _touched(one),
        ) for one in mine]  # fmt: skip
        storage.hold_packed(entry.entity)
        try:
            storage.update_packed(entry.entity, entry.layout, arriving, self.seat.actor.id)
        except Refused as refused:
            raise Refused([Problem("", "import.taken_since"), *refused.problems]) from refused
        note_many(self.seat, self.batch, "edit", mine, {}, back=True)
        self._count(part, mine)

    def _remove(self, entry: Entry, action: Action) -> None:
        name = entry.entity.name
        parts = lambda: self._parts(name, action)  # noqa: E731 - read twice, never held whole
        gone = self._removable(entry, [one.record for part in parts() for one in part])
        for part in parts():
            mine = [one for one in part if one.record in gone]
            storage.bin_many(entry.entity, entry.layout, [one.record for one in mine], self.seat.actor.id)
            note_many(self.seat, self.batch, "remove", mine, {}, back=True)
            self._count(part, mine)

    def _parts(self, name: str, action: Action) -> Iterator[list[Packed]]:
        for part in batches.packed_of(self.batch.id, [action], size=TOGETHER):
            yield [one for one in part if one.entity == name]

    def _removable(self, entry: Entry, ids: Sequence[UUID]) -> set[UUID]:
        """Those that are as they came, and that nothing refers to but what goes with them."""
        versions = storage.versions_of(entry.entity, entry.layout, ids)
        gone = {key for key in ids if versions.get(key) == 1}
        pairs = [pair for pair in self._referring(entry.entity.name, list(gone)) if pair[0] != pair[1]]
        while used := {referred for referred, by in pairs if referred in gone and by not in gone}:
            gone -= used
        return gone

    def _referring(self, name: str, ids: Sequence[UUID]) -> Iterator[tuple[UUID, UUID]]:
        for module in self.seat.modules.values():
            for entity in module.entities.values():
                yield from storage.referring_to(entity, catalog.layout_for(entity.name), name, ids)

    def _count(self, part: Sequence[Packed], mine: Sequence[Packed]) -> None:
        done = {one.record for one in mine}
        self.done += len(done)
        self.kept += [Ref(one.entity, one.record) for one in part if one.record not in done]


def _touched(one: Packed) -> dict[str, int]:
    """Of a record that got back what it had: who last changed which field, seen by version."""
    now: dict[str, Any] = dict(one.extra["touched"])
    version = (one.target_version or 0) + 2
    return {key: version if one.extra["was"].get(key) != at else at for key, at in now.items()}
