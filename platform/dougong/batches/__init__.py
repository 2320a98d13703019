"""What imports are about: files handed in, how their columns are read, what was staged of them."""

from typing import TYPE_CHECKING

from dougong.batches.mapping import (
    MISSING,
    MODES,
    ColumnMapping,
    Matching,
    Missing,
    Mode,
    fingerprint_of,
    read_mapping,
    write_mapping,
)
from dougong.batches.values import ACTIONS, AT_WORK, OF_COLUMNS, OPEN, Action, Batch, Handed, Staged, State
from dougong.tenancy import lazily

if TYPE_CHECKING:
    from dougong.batches.keeping import (
        batch_of,
        batches_of,
        found_of,
        move,
        open_batch,
        remember_mapping,
        remembered_mapping,
        sweep_batches,
    )
    from dougong.batches.staging import (
        Packed,
        Ready,
        count_staged,
        drop_staged,
        packed_of,
        stage,
        staged_keys,
        staged_of,
    )
else:
    # Hidden from the type checker, which would otherwise accept any misspelt name.
    __getattr__ = lazily(
        __name__,
        {
            "keeping": (
                "batch_of",
                "batches_of",
                "found_of",
                "move",
                "open_batch",
                "remember_mapping",
                "remembered_mapping",
                "sweep_batches",
            ),
            "staging": (
                "Packed",
                "Ready",
                "count_staged",
                "drop_staged",
                "packed_of",
                "stage",
                "staged_keys",
                "staged_of",
            ),
        },
    )

__all__ = [
    "ACTIONS",
    "AT_WORK",
    "MISSING",
    "MODES",
    "OF_COLUMNS",
    "OPEN",
    "Action",
    "Batch",
    "ColumnMapping",
    "Handed",
    "Matching",
    "Missing",
    "Mode",
    "Packed",
    "Ready",
    "Staged",
    "State",
    "batch_of",
    "batches_of",
    "count_staged",
    "drop_staged",
    "fingerprint_of",
    "found_of",
    "move",
    "open_batch",
    "packed_of",
    "read_mapping",
    "remember_mapping",
    "remembered_mapping",
    "stage",
    "staged_keys",
    "staged_of",
    "sweep_batches",
    "write_mapping",
]
