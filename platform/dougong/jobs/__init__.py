"""Workers:

they deliver what the outbox holds, seal the event log and keep house; with a broker or without.
"""

from typing import TYPE_CHECKING

from dougong.tenancy import lazily

if TYPE_CHECKING:
    from dougong.jobs.handlers import HANDLERS, Handler, Job
    from dougong.jobs.rounds import Round, run_forever, run_once
    from dougong.jobs.serving import Served, has_work, serve
    from dougong.jobs.upkeep import keep_house
else:
    # Hidden from the type checker, which would otherwise accept any misspelt name.
    __getattr__ = lazily(
        __name__,
        {
            "handlers": ("HANDLERS", "Handler", "Job"),
            "rounds": ("Round", "run_forever", "run_once"),
            "serving": ("Served", "has_work", "serve"),
            "upkeep": ("keep_house",),
        },
    )

__all__ = [
    "HANDLERS",
    "Handler",
    "Job",
    "Round",
    "Served",
    "has_work",
    "keep_house",
    "run_forever",
    "run_once",
    "serve",
]
