"""What every change of a tenant's definitions shares: one transaction that holds the module, and a right to it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

from dougong import catalog, events
from dougong.admission import Caller, Seat, admit_to_settings, seat_of
from dougong.designer import Draft
from dougong.overlay import Overlay, write_change
from dougong.problem import Problem, Refused
from dougong.tenancy import names_of, writing


@contextmanager
def designing(caller: Caller, module: str) -> Iterator[Seat]:
    """The one transaction of a change to a module's definition; two at once come one after the other.

    Raises Refused: "forbidden" for whoever does not administer the company.
    """
    with writing(caller.tenant):
        catalog.hold(module)
        seat = seat_of(caller)
        admit_to_settings(seat)
        yield seat


def refuse_unless_seen(draft: Draft, seen: str) -> None:
    """Raise Refused ("conflict") when the draft, or what is in force beneath it, is no longer what was looked at."""
    if draft.seen != seen:
        refuse_conflict(draft)


def refuse_conflict(draft: Draft) -> NoReturn:
    """Raise Refused ("conflict") with who changed the draft last, and when."""
    who = names_of({draft.by.id}).get(draft.by.id, "") if draft.by else ""
    raise Refused([Problem("", "conflict", {"who": who or "…", "at": draft.at})])


def log_design(seat: Seat, verb: str, before: Overlay, after: Overlay, **more: Any) -> None:
    """One line of the event log: each address that changed, with the change there before and after."""
    old, new = _between(before, after), _between(after, before)
    events.record(
        events.Event(
            entity=after.module,
            record=None,
            verb=verb,
            actor=seat.actor.id.id,
            before=old,
            after={**new, **{key: value for key, value in more.items() if value}},
            request_id=seat.caller.request_id,
        )
    )


def _between(one: Overlay, other: Overlay) -> Mapping[str, Any]:
    """Of every address at which the two differ, what the first has there."""
    addresses = [at for at in {**one.changes, **other.changes} if one.changes.get(at) != other.changes.get(at)]
    return {at: write_change(one.changes[at]) if at in one.changes else None for at in addresses}
