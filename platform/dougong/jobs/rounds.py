"""The worker without a broker: round after round through all tenants."""

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import close_old_connections

from dougong.jobs.handlers import HANDLERS, Handler
from dougong.jobs.serving import serve
from dougong.jobs.upkeep import keep_house
from dougong.tenancy import tenants

logger = logging.getLogger(__name__)

#: Seconds between two rounds in which there was nothing to do: events are sealed within 5 s.
PAUSE = 1.0
#: Seconds between two housekeepings.
HOUSEKEEPING = 3600.0


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did, over all tenants. broken: tenants whose turn failed as a whole."""

    sealed: int = 0
    done: int = 0
    failed: int = 0
    broken: int = 0

    @property
    def idle(self) -> bool:
        """Whether there was nothing to deliver."""
        return self.done + self.failed == 0


def run_once(handlers: Mapping[str, Handler] = HANDLERS, *, stop: threading.Event | None = None) -> Round:
    """One turn for every enabled tenant; returns when all had theirs or `stop` is set."""
    sealed = done = failed = broken = 0
    for tenant in tenants():
        if stop is not None and stop.is_set():
            break
        try:
            served = serve(tenant.scope(), handlers, stop=stop)
        except Exception:
            # The database was away, or a lock held too long: the next round comes in a moment.
            logger.exception("the turn of %s failed", tenant.key)
            close_old_connections()
            broken += 1
            continue
        sealed, done, failed = sealed + served.sealed, done + served.done, failed + served.failed
    return Round(sealed, done, failed, broken)


def run_forever(stop: threading.Event, *, pause: float = PAUSE) -> None:
    """Rounds until `stop` is set; a job under way is finished first.

    pause: seconds to wait after a round with nothing to deliver. Failures are logged, never the end of the
    loop.
    """
    housekeeping = 0.0
    while not stop.is_set():
        try:
            if time.monotonic() >= housekeeping:
                keep_house()
                housekeeping = time.monotonic() + HOUSEKEEPING
            idle = run_once(stop=stop).idle
        except Exception:
            logger.exception("a round of the worker failed")
            close_old_connections()
            idle = True
        if idle:
            stop.wait(pause)
