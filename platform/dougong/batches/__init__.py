"""What imports are about: files handed in, how their columns are read, what was staged of them."""

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
from dougong.batches.values import ACTIONS, Action, Batch, Staged, State

__all__ = [
    "ACTIONS",
    "MISSING",
    "MODES",
    "Action",
    "Batch",
    "ColumnMapping",
    "Matching",
    "Missing",
    "Mode",
    "Staged",
    "State",
    "fingerprint_of",
    "read_mapping",
    "write_mapping",
]
