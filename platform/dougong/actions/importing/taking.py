"""The worker's part of taking in: one transaction, in which what the check worked out is only written."""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from dougong import batches, events, jobs_log, outbox, storage
from dougong.actions.effects import TARGETS, Consequences
from dougong.actions.importing.marking import FIND_IMPORT
from dougong.actions.importing.rights import arrow_of, importer, language_of, law_of
from dougong.admission import Entry, Seat, admit, seat_of
from dougong.admission.entry import entry_for_consequence
from dougong.batches import Batch, Packed
from dougong.definition import Transition
from dougong.problem import Problem, Ref, Refused, say
from dougong.storage import Arriving
from dougong.tenancy import TenantScope, retrying, writing

#: Name of the job that takes a checked batch in.
TAKE_IMPORT: Final = "take_import"
#: In the log, the import a change came with. No field is called so.
IMPORTED: Final = ":import"
#: Records of one statement.
TOGETHER: Final = 2_000


def run_take(tenant: TenantScope, batch_id: UUID, *, renew: Callable[[], bool] | None = None) -> None:
    """Take in a batch that is in the state "taking": wholly, in one transaction, or not at all.

    Call outside any scope. Done again after a worker died, it begins anew; done again after it succeeded, it does
    nothing. A batch that cannot be taken in is "failed" and says why.
    """
    try:
        retrying(partial(_take, tenant, batch_id))
    except Refused as refused:
        retrying(partial(_failed, tenant, batch_id, refused))


def _take(tenant: TenantScope, batch_id: UUID) -> None:
    with writing(tenant):
        began = time.monotonic()
        batch = batches.batch_of(batch_id, held=True)
        if batch is None or batch.state != "taking" or batch.mapping is None:
            return
        seat = seat_of(importer(batch))
        entry = admit(seat, batch.entity, "import")
        if law_of(entry) != batch.definition:
            raise Refused([Problem("", "import.changed")])
        Taking(seat, entry, batch, arrow_of(entry, batch.mapping)).carry_out()
        outbox.put(FIND_IMPORT, {"batch": str(batch.id)}, module=entry.entity.module)
        held = {"held_ms": round(1000 * (time.monotonic() - began))}
        batches.move(batch.id, "taken", only_from={"taking"}, counts={**batch.counts, **held})
        if batch.job is not None:
            jobs_log.finish(batch.job, result=dict(batch.counts))


def _failed(tenant: TenantScope, batch_id: UUID, refused: Refused) -> None:
    with writing(tenant):
        batch = batches.batch_of(batch_id)
        with translation.override(language_of(batch) if batch is not None else "en"):
            message = " ".join(dict.fromkeys(say(problem, _) for problem in refused.problems[:20]))
        if batches.move(batch_id, "failed", only_from={"taking"}, message=message) and batch and batch.job:
            jobs_log.fail(batch.job, message)


class Taking:
    """One batch on its way in, inside its transaction."""

    def __init__(self, seat: Seat, entry: Entry, batch: Batch, arrow: Transition | None) -> None:
        self.seat, self.entry, self.batch, self.arrow = seat, entry, batch, arrow
        self.refs: set[Ref] = set()

    def carry_out(self) -> None:
        """Write everything. Raises Refused when what the check found no longer holds."""
        for part in batches.packed_of(self.batch.id, ["create"], size=TOGETHER):
            for name, made in _by_entity(part).items():
                self._insert(entry_for_creation(self.seat, name), made)
        self._expect_versions()
        storage.hold_packed(self.entry.entity)
        for part in batches.packed_of(self.batch.id, ["insert"], size=TOGETHER):
            self._insert(self.entry, part)
        for part in batches.packed_of(self.batch.id, ["update"], size=TOGETHER):
            self._update(part)
        storage.check_packed(self.refs)
        self._follow()

    def _expect_versions(self) -> None:
        """Raises Refused when a record that is to be changed is not the one the check compared with."""
        wanted = dict(batches.staged_keys(self.batch.id, "update"))
        if wanted and storage.versions_of(self.entry.entity, self.entry.layout, list(wanted)) != wanted:
            raise Refused([Problem("", "import.changed")])

    def _insert(self, entry: Entry, part: Sequence[Packed]) -> None:
        numbers = self._numbers(entry, part)
        version = entry.module.version
        arriving = [
            Arriving(one.record, one.packed, one.extra["state"], numbers.get(one.place), version) for one in part
        ]
        if entry is not self.entry:
            storage.hold_packed(entry.entity)
        self._put(storage.insert_packed, entry, arriving)
        note_many(self.seat, self.batch, "create", part, numbers)

    def _numbers(self, entry: Entry, part: Sequence[Packed]) -> dict[int, str]:
        """The numbers of new documents, without a gap, in the order of the sheet; one statement for each series."""
        numbering, wanted = entry.entity.numbering, defaultdict[str | None, list[int]](list)
        for one in part:
            if one.extra.get("numbered"):
                wanted[one.extra["project"]].append(one.place)
        found: dict[int, str] = {}
        for project, places in wanted.items():
            assert numbering is not None, "only what has numbering is numbered"
            home = Ref("project", UUID(project)) if project else None
            numbers = storage.allot_numbers(entry.entity, numbering, len(places), on=self.seat.today, project=home)
            found.update(zip(places, numbers, strict=True))
        return found

    def _update(self, part: Sequence[Packed]) -> None:
        arriving = [
            Arriving(
                one.record, one.packed, one.extra["state"], one.extra["number"], self.entry.module.version,
                one.target_version or 0, one.extra["touched"],
            )
            for one in part
        ]  # fmt: skip
        self._put(storage.update_packed, self.entry, arriving)
        note_many(self.seat, self.batch, "edit", part, {})

    def _put(self, write: Callable[..., set[Ref]], entry: Entry, arriving: Sequence[Arriving]) -> None:
        """Have storage write some packed records. Raises Refused when what the check found no longer holds."""
        try:
            refs = write(entry.entity, entry.layout, arriving, self.seat.actor.id)
        except Refused as refused:
            raise Refused([Problem("", "import.changed"), *refused.problems]) from refused
        self.refs |= refs

    def _follow(self) -> None:
        """Carry out what the transition does beside setting the state, record by record."""
        if self.arrow is None or not self.arrow.do:
            return
        if self.batch.counts.get("insert", 0) > TARGETS:
            what = {"name": self.arrow.title, "limit": TARGETS}
            raise Refused([Problem("", "import.effects", what)])
        everything = entry_for_consequence(self.seat, self.entry.entity.name)
        for part in batches.packed_of(self.batch.id, ["insert"], size=TOGETHER):
            for one in part:
                record = storage.one(everything.reach, everything.entity, one.record, everything.layout)
                Consequences(self.seat).carry_out(self.entry, record, self.arrow.do)


def entry_for_creation(seat: Seat, name: str) -> Entry:
    """The entry of a person who makes an entry his sheet names."""
    return admit(seat, name, "create")


def note_many(
    seat: Seat, batch: Batch, verb: str, part: Sequence[Packed], numbers: dict[int, str], *, back: bool = False
) -> None:
    """One line in the event log for each record of an import. back: it is undone, so before is after."""
    request, actor = seat.caller.request_id, seat.actor.id.id
    for name, same in _by_entity(part).items():
        changes = [_change(batch, verb, one, numbers.get(one.place), back=back) for one in same]
        events.record_written(name, verb, actor, request, changes)


def _change(batch: Batch, verb: str, one: Packed, number: str | None, *, back: bool) -> tuple[UUID, str, str]:
    """What the log says of one record: its JSON before and after, as text."""
    before, after = (one.shown_before, one.shown) if not back else (one.shown, one.shown_before)
    told: dict[str, Any] = {IMPORTED: str(batch.id)}
    if verb == "create":
        told |= {"state": one.extra["state"], "number": number}
    more = json.dumps(told, ensure_ascii=False)
    return one.record, before or "{}", more if len(after) <= 2 else f"{after[:-1]}, {more[1:]}"


def _by_entity(part: Iterable[Packed]) -> dict[str, list[Packed]]:
    found: dict[str, list[Packed]] = {}
    for one in part:
        found.setdefault(one.entity, []).append(one)
    return found
