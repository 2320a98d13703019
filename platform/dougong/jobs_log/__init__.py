"""How far long jobs are: rows that people watch while a worker works."""

from typing import TYPE_CHECKING

from dougong.tenancy import lazily

if TYPE_CHECKING:
    from dougong.jobs_log.progress import (
        Progress,
        announce,
        fail,
        finish,
        progress_of,
        reached,
        recent,
        sweep_progress,
    )

__all__ = ["Progress", "announce", "fail", "finish", "progress_of", "reached", "recent", "sweep_progress"]

if not TYPE_CHECKING:
    # Hidden from the type checker, which would otherwise accept any misspelt name.
    __getattr__ = lazily(__name__, {"progress": __all__})
