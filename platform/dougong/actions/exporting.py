"""Take a list out as a file: at once, or in the background where it is long. What is taken out is logged."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import IO, Any, Final
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dougong import discussion, events, files, jobs_log, outbox
from dougong.actions.deed import deed
from dougong.admission import Caller, Entry, Seat, admit, seat_of
from dougong.jobs_log import Progress
from dougong.listing import Listing, Wanted, columns_offered, count_of, open_list, read_wanted, write_wanted
from dougong.problem import Problem, Refused, say
from dougong.sheets import RECORDS_FILES
from dougong.tenancy import Account, NotMember, TenantScope, reading, retrying, tenant_by_id, writing

#: Name of the job that writes a long list.
EXPORT: Final = "export_list"
#: The forms a list may be taken out in, and the media type of each.
EXPORT_FORMS: Final[Mapping[str, str]] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
#: Records written while somebody waits; more are written in the background.
AT_ONCE: Final = 20_000
#: Records of one chunk: one query for them, one for each entity they refer to.
CHUNK: Final = 1_000
#: Lists one person may take out within an hour, and of those the long ones.
PER_HOUR, LONG_PER_HOUR = 60, 10
_HOUR: Final = timedelta(hours=1)
#: Kind of the notice that says a file is ready.
READY: Final = "export"


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be taken out. wanted: as the list shows it. form: a key of EXPORT_FORMS. everything: all columns."""

    name: str
    wanted: Wanted
    form: str
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that is ready: its content, from its start; what it is called; how many records it holds."""

    stream: IO[bytes]
    name: str
    content_type: str
    records: int


def export_list(caller: Caller, export: Export) -> Exported | UUID:
    """The list as a file; of a long one the id of the job that writes it, whose doer gets a notice.

    The caller reads the same records and fields as in the list, of those he may take out. Raises Refused
    ("forbidden" without the right, "too_often", and what `open_list` refuses).
    """
    with reading(caller.tenant):
        seat = seat_of(caller)
        entry = _entry(seat, export)
        title, total = entry.entity.title, count_of(entry, export.wanted)
        _heed_rate(seat, long=total > AT_ONCE)
        if total <= AT_ONCE:
            stream = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the door that sends it
            done = _write_here(entry, export, stream)
    if total > AT_ONCE:
        return _ask(caller, export, title, total)
    with deed(caller) as seat:
        _note(seat, export, title, done, long=False)
    stream.seek(0)
    return Exported(stream, file_name(title, seat, export.form), EXPORT_FORMS[export.form], done)


def file_name(title: str, seat: Seat, form: str) -> str:
    """What the file of a list is called: the list and the day."""
    return f"{title}-{seat.today:%Y%m%d}.{form}"


def exports_of(account: UUID) -> tuple[Progress, ...]:
    """The long lists somebody had written, newest first. Call inside `tenancy.reading`."""
    return tuple(one for one in jobs_log.recent(by=account, limit=100) if "export" in one.result)


def cancel_export(caller: Caller, job: UUID) -> None:
    """The caller does not want the file any more. Raises Refused ("not_found") for what is no export of his."""
    with deed(caller) as seat:
        found = jobs_log.progress_of(job)
        if found is None or found.by != seat.actor.id.id or "export" not in found.result:
            raise Refused([Problem("", "not_found")])
        jobs_log.fail(job, _("Stopped: you did not want it any more."), result=found.result)


def write_export(tenant: TenantScope, payload: Mapping[str, Any], *, renew: Callable[[], bool] | None = None) -> None:
    """What the job does: the list as its asker may read it now, chunk by chunk, as a file of his own.

    Call outside any scope; begun again it begins anew, and what is over stays over. renew: says whether to go on.
    """
    job = UUID(str(payload["job"]))
    with reading(tenant):
        state = jobs_log.progress_of(job)
    caller = _caller_of(tenant, payload)
    if state is None or state.over or caller is None:
        return
    with translation.override(caller.language.replace("_", "-").lower()):
        try:
            _Long(caller, _export_of(payload), job, state, renew).write()
        except (Refused, NotMember) as refused:
            said = " ".join(say(one, _) for one in refused.problems) if isinstance(refused, Refused) else ""
            _writing(tenant, partial(jobs_log.fail, job, said or _("You may not see this list any more."),
                                     result=state.result))  # fmt: skip


class _Stopped(Exception):  # noqa: N818 - nothing is wrong: nobody wants the file any more
    """The file is not wanted any more, or another worker writes it."""


@dataclass
class _Long:
    """One long list on its way into a file."""

    caller: Caller
    export: Export
    job: UUID
    state: Progress
    renew: Callable[[], bool] | None
    done: int = 0
    title: str = ""

    def write(self) -> None:
        tenant = self.caller.tenant.scope()
        try:
            name = f"{self.state.title}.{self.export.form}"
            made = files.made(tenant, name, EXPORT_FORMS[self.export.form], self._fill)
        except _Stopped:
            return
        with made:
            _writing(tenant, partial(self._keep, made))

    def _fill(self, path: Path) -> None:
        with reading(self.caller.tenant):
            entry = _entry(seat_of(self.caller), self.export)
            self.title = entry.entity.title
            first = open_list(entry, replace(_asked(entry, self.export, None), limit=1))
        with RECORDS_FILES[self.export.form](path, entry, first.columns) as file:
            after: str | None = None
            while True:
                with reading(self.caller.tenant):
                    entry = _entry(seat_of(self.caller), self.export)
                    listing = open_list(entry, _asked(entry, self.export, after))
                    if [one.key for one in listing.columns] != [one.key for one in first.columns]:
                        raise Refused([Problem("", "columns_changed")])
                    file.add(listing)
                self.done += len(listing.records)
                self._report()
                after = listing.next
                if after is None:
                    return

    def _report(self) -> None:
        going = _writing(self.caller.tenant.scope(), partial(jobs_log.reached, self.job, self.done))
        if not going or (self.renew is not None and not self.renew()):
            raise _Stopped

    def _keep(self, made: files.Prepared) -> None:
        seat = seat_of(self.caller)
        me = seat.actor.id.id
        kept = files.keep(made, by=me)
        result = {**self.state.result, "file": str(kept.id), "records": self.done}
        if jobs_log.finish(self.job, result=result):
            discussion.put_notice(me, READY, self.export.name, self.job, text=kept.name, source=self.job)
            _note(seat, self.export, self.title, self.done, long=True)


def _entry(seat: Seat, export: Export) -> Entry:
    if export.form not in EXPORT_FORMS:
        raise Refused([Problem("/form", "enum")])
    return admit(seat, export.name, "export")


def _asked(entry: Entry, export: Export, after: str | None) -> Wanted:
    """What one chunk asks: no groups, and all columns where all are meant."""
    columns = _everything(entry) if export.everything else export.wanted.columns
    return replace(export.wanted, columns=columns, group=(), after=after, limit=CHUNK)


def _everything(entry: Entry) -> tuple[str, ...]:
    """All columns: what names a record in front, its fields, and what the platform keeps of it behind."""
    offered = {one.key: one for one in columns_offered(entry)}
    front = [key for key in ("number", "project") if key in offered]
    fields = [key for key, one in offered.items() if one.field is not None]
    return tuple(dict.fromkeys((*front, *fields, *offered)))


def _chunks(entry: Entry, export: Export) -> Iterator[Listing]:
    after: str | None = None
    while True:
        listing = open_list(entry, _asked(entry, export, after))
        yield listing
        after = listing.next
        if after is None:
            return


def _write_here(entry: Entry, export: Export, out: IO[bytes]) -> int:
    """The whole list in the scope that is open; how many records."""
    chunks = _chunks(entry, export)
    first, done = next(chunks), 0
    with RECORDS_FILES[export.form](out, entry, first.columns) as file:
        listing: Listing | None = first
        while listing is not None:
            file.add(listing)
            done += len(listing.records)
            listing = next(chunks, None)
    return done


def _ask(caller: Caller, export: Export, title: str, total: int) -> UUID:
    with deed(caller) as seat:
        result = {"export": export.name, "form": export.form, "asked": _told(export)}
        name = f"{title}-{seat.today:%Y%m%d}"
        job = jobs_log.announce(name, by=seat.actor.id.id, total=total, result=result)
        payload = {
            "job": str(job), "account": str(caller.account.pk), "language": caller.language,
            "request": caller.request_id, "staff": str(caller.staff.pk) if caller.staff else "", "name": export.name,
            "form": export.form, "everything": export.everything, "asked": write_wanted(export.wanted),
            "only": None if export.wanted.only is None else [str(one) for one in export.wanted.only],
        }  # fmt: skip
        outbox.put(EXPORT, payload, module=export.name.partition("/")[0])
        return job


def _told(export: Export) -> dict[str, Any]:
    """What was asked, for the log."""
    only = {} if export.wanted.only is None else {"records": len(export.wanted.only)}
    return {**write_wanted(export.wanted), **only, **({"all_columns": True} if export.everything else {})}


def _note(seat: Seat, export: Export, title: str, records: int, *, long: bool) -> None:
    note = _("{form}, {n} records").format(form=export.form, n=records)
    after = {"title": title, "note": note, "asked": _told(export), "records": records, "long": long}
    by, request = seat.actor.id.id, seat.caller.request_id
    events.record(events.Event(export.name, None, "export", by, after=after, request_id=request))


def _heed_rate(seat: Seat, *, long: bool) -> None:
    """Raises Refused ("too_often") when this person took out as much as anybody needs within an hour."""
    now = timezone.now()
    logged = events.administrative_events(
        person=seat.actor.id.id, verbs=("export",), between=(now - _HOUR, now), limit=PER_HOUR
    )
    times = [one.at for one in logged]
    if long:
        asked = [one.created_at for one in exports_of(seat.actor.id.id) if one.created_at > now - _HOUR]
        _within(asked, LONG_PER_HOUR)
    _within(times, PER_HOUR)


def _within(times: list[Any], limit: int) -> None:
    if len(times) >= limit:
        left = sorted(times)[-limit] + _HOUR - timezone.now()
        minutes = max(1, int(left.total_seconds() // 60) + 1)
        raise Refused([Problem("", "too_often", {"limit": limit, "minutes": minutes})])


def _caller_of(tenant: TenantScope, payload: Mapping[str, Any]) -> Caller | None:
    """Who asked, as he would come now; None when company or account are gone."""
    company = tenant_by_id(tenant.tenant_id)
    people = {str(one.pk): one for one in Account.objects.filter(pk__in=_ids(payload))}
    account = people.get(payload["account"])
    if company is None or account is None:
        return None
    return Caller(company, account, payload["language"], payload["request"], staff=people.get(payload["staff"]))


def _ids(payload: Mapping[str, Any]) -> list[UUID]:
    return [UUID(text) for text in (payload["account"], payload["staff"]) if text]


def _export_of(payload: Mapping[str, Any]) -> Export:
    only = payload["only"]
    wanted = replace(read_wanted(payload["asked"]), only=None if only is None else tuple(map(UUID, only)))
    return Export(payload["name"], wanted, payload["form"], everything=payload["everything"])


def _writing(tenant: TenantScope, work: Callable[[], Any]) -> Any:
    def once() -> Any:
        with writing(tenant):
            return work()

    return retrying(once)
