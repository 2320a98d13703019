"""Small things several pages present alike: states, readers, addresses, system columns' titles."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from dougong.admission import Entry, Seat
from dougong.definition import State, Workflow
from dougong.problem import Ref
from dougong.tables import Reader
from dougong.tenancy import current

SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "HKD": "HK$"}

#: A state's tone when the definition gives none.
TONES = {"draft": "", "effective": "good", "void": "bad", "returned": "warn", "in_approval": "wait", "paid": "good",
         "settled": "good", "submitted": "wait"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StateSeen:
    """A state as a pill: its words, and the tone that goes with its shape."""

    key: str
    title: str
    tone: str


def state_seen(workflow: Workflow | None, key: str | None) -> StateSeen | None:
    """The pill of a state; None for a record without states."""
    if workflow is None or key is None:
        return None
    state = workflow.states.get(key)
    return StateSeen(key, state.title if state else key, tone_of(workflow, state) if state else "")


def tone_of(workflow: Workflow, state: State) -> str:
    """The definition's tone; else waiting for an approval, done, or undone as the workflow's shape tells."""
    if state.tone:
        return state.tone
    if any(arrow.via == state.key for arrow in workflow.transitions.values()):
        return "wait"
    return TONES.get(state.key, "")


def reader_for(seat: Seat, labels: Mapping[Ref, str]) -> Reader:
    """How this person reads values."""
    currency = current().currency
    return Reader(
        labels=labels,
        timezone=seat.timezone,
        currency=SIGNS.get(currency, currency + " "),
        yes=_("Yes"),
        no=_("No"),
        on=frozenset(seat.modules),
        off=_("(module switched off)"),
    )


def record_address(entry: Entry, record_id: UUID) -> str:
    """Where a record's page is."""
    return reverse("record", args=[entry.entity.module, entry.entity.key, record_id])
