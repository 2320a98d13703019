"""Effects that follow a change: written in its transaction, delivered after the commit, at least once."""

from typing import TYPE_CHECKING

from dougong.tenancy import lazily

if TYPE_CHECKING:
    from dougong.outbox.box import (
        Claimed,
        Depth,
        claim,
        depth,
        done,
        failed,
        is_due,
        put,
        renew,
        revive,
        sweep_done,
        waiting_for,
    )

__all__ = [
    "Claimed",
    "Depth",
    "claim",
    "depth",
    "done",
    "failed",
    "is_due",
    "put",
    "renew",
    "revive",
    "sweep_done",
    "waiting_for",
]

if not TYPE_CHECKING:
    # Hidden from the type checker, which would otherwise accept any misspelt name.
    __getattr__ = lazily(__name__, {"box": __all__})
