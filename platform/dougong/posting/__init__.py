"""What one record writes into the ledgers, and its undoing."""

from dougong.posting.expand import PLACES, expand, undo, undone_by
from dougong.posting.write import Key, RecordKey, Write

__all__ = ["PLACES", "Key", "RecordKey", "Write", "expand", "undo", "undone_by"]
