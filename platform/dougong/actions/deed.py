"""What every action on a record shares: one writing transaction, the person's seat in it, and the outcome."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dougong import events, files, storage
from dougong.actions.finding import find_by
from dougong.admission import Caller, Entry, Seat, seat_of
from dougong.definition import write_values
from dougong.listing import refs_of
from dougong.problem import Problem, Refused
from dougong.storage import Record
from dougong.tenancy import writing


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action did. warnings: what did not refuse it but should be read. created: the record is new."""

    record: Record
    warnings: tuple[Problem, ...] = ()
    created: bool = False


class Cautioned(Refused):
    """Nothing forbids it, but there are warnings its doer has not seen yet; told of them, he may go on."""


def heed(outcome: Outcome, seen: frozenset[str] | None) -> Outcome:
    """The outcome, unless it has a warning that was not `seen` (see `cautions`). None: nobody is to be asked.

    Raises Cautioned with all warnings; inside the action's transaction, so that nothing is kept.
    """
    if seen is not None and not cautions(outcome.warnings) <= seen:
        raise Cautioned(outcome.warnings)
    return outcome


def cautions(problems: Iterable[Problem]) -> frozenset[str]:
    """What the warnings among `problems` are remembered by once they were seen: the keys of their rules."""
    return frozenset(str(one.params.get("rule", one.code)) for one in problems if one.level == "warning")


@contextmanager
def deed(caller: Caller) -> Iterator[Seat]:
    """The one transaction of an action, with the caller's seat as it is inside it."""
    with writing(caller.tenant):
        yield seat_of(caller)


def refuse_errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The warnings among `problems`; raises Refused with all of them when one is an error."""
    found = tuple(problems)
    if any(problem.level == "error" for problem in found):
        raise Refused(found)
    return found


def note(seat: Seat, entry: Entry, record: UUID, verb: str, *, before: dict[str, Any], after: dict[str, Any]) -> None:
    """One line in the event log: what this person did to a record. before, after: wire form of what changed."""
    events.record(
        events.Event(
            entity=entry.entity.name,
            record=record,
            verb=verb,
            actor=seat.actor.id.id,
            before=storage.seal_personal(entry.entity.fields, before),
            after=storage.seal_personal(entry.entity.fields, after),
            request_id=seat.caller.request_id,
        )
    )


def attach_files(seat: Seat, entry: Entry, record: Record) -> None:
    """Give the uploads a record names to it, so that whoever may see it may open them.

    Raises Refused (code "reference") for an upload that is another person's.
    """
    ids = {ref.id for ref in refs_of(entry.entity.fields, record.values) if ref.entity == "file"}
    files.attach(ids, entry.entity.name, record.id, by=seat.actor.id.id)


#: In the log, what a new record was copied from. No field is called so.
COPIED = ":copied"


def log_change(
    seat: Seat,
    entry: Entry,
    before: Record | None,
    after: Record,
    verb: str,
    *,
    reason: str = "",
    copied: UUID | None = None,
) -> None:
    """What every change leaves behind: its line of the event log, and what the record is found by.

    before: None for a new record. copied: the record it began as a copy of.
    """
    old, new = changed({} if before is None else _wire(entry, before), _wire(entry, after))
    more = {**({"reason": reason} if reason else {}), **({COPIED: str(copied)} if copied else {})}
    note(seat, entry, after.id, verb, before=old, after={**new, **more})
    find_by(entry.entity, before, after)


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What differs between two wire forms: the old values and the new ones, None for absent."""
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return {key: before.get(key) for key in keys}, {key: after.get(key) for key in keys}


def _wire(entry: Entry, record: Record) -> Mapping[str, Any]:
    written = write_values(entry.entity, record.values)
    return {**written, "state": record.state, "number": record.number}
