"""A tenant's changes to a module as data: merged, compared, carried over to the next version."""

from dougong.overlay.change import ABSENT, Absent, Add, Change, Order, Overlay, Remove, Set
from dougong.overlay.diffing import diff_documents
from dougong.overlay.laying import AS_BASE, GONE, Deed, Wanted, lay, touched
from dougong.overlay.merging import Merged, conflicts, merge, merge_report
from dougong.overlay.rebasing import Choice, Item, Rebased, rebase, resolve
from dougong.overlay.tree import Documents, address_of, find, keys_of, place_of, same
from dougong.overlay.wire import OWN, read_overlay, well_formed, write_change, write_overlay

__all__ = [
    "ABSENT",
    "AS_BASE",
    "GONE",
    "OWN",
    "Absent",
    "Add",
    "Change",
    "Choice",
    "Deed",
    "Documents",
    "Item",
    "Merged",
    "Order",
    "Overlay",
    "Rebased",
    "Remove",
    "Set",
    "Wanted",
    "address_of",
    "conflicts",
    "diff_documents",
    "find",
    "keys_of",
    "lay",
    "merge",
    "merge_report",
    "place_of",
    "read_overlay",
    "rebase",
    "resolve",
    "same",
    "touched",
    "well_formed",
    "write_change",
    "write_overlay",
]
