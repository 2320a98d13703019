"""The log of every change: who, as whom, before and after; it only grows and is sealed, per tenant."""

from typing import TYPE_CHECKING

from dougong.tenancy import lazily

if TYPE_CHECKING:
    from dougong.events.chain import Break, Verified, verify_chain
    from dougong.events.log import (
        Entry,
        Event,
        administrative_events,
        history_of,
        latest_events,
        record,
        record_many,
        record_written,
        speak_for,
    )
    from dougong.events.seal import Anchor, anchor, seal_events, waiting_since
else:
    # Hidden from the type checker, which would otherwise accept any misspelt name.
    __getattr__ = lazily(
        __name__,
        {
            "chain": ("Break", "Verified", "verify_chain"),
            "log": (
                "Entry",
                "Event",
                "administrative_events",
                "history_of",
                "latest_events",
                "record",
                "record_many",
                "record_written",
                "speak_for",
            ),
            "seal": ("Anchor", "anchor", "seal_events", "waiting_since"),
        },
    )

__all__ = [
    "Anchor",
    "Break",
    "Entry",
    "Event",
    "Verified",
    "administrative_events",
    "anchor",
    "history_of",
    "latest_events",
    "record",
    "record_many",
    "record_written",
    "seal_events",
    "speak_for",
    "verify_chain",
    "waiting_since",
]
