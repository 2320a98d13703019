"""Records of every entity: in tables made from the definitions, found through a reach, handed out frozen."""

from typing import TYPE_CHECKING

from dougong.storage.columns import COLUMNS
from dougong.storage.conflicts import Conflict, FieldConflict, Taken, merge, same
from dougong.storage.records import Marked, Page, Query, Record, Referring
from dougong.tenancy import lazily

if TYPE_CHECKING:
    from dougong.storage.alongside import neighbours
    from dougong.storage.arriving import (
        Arriving,
        bin_many,
        check_packed,
        hold_packed,
        insert_packed,
        taken_by_others,
        update_packed,
        versions_of,
    )
    from dougong.storage.arrows import way
    from dougong.storage.backfill import Filled, fill_spare
    from dougong.storage.bulk import insert_many
    from dougong.storage.calling import Called, called
    from dougong.storage.carrying import carry_out, make_tables
    from dougong.storage.checks import register_source
    from dougong.storage.grouping import Common, common_values
    from dougong.storage.hiding import unhidden
    from dougong.storage.integrity import Fault, check_integrity
    from dougong.storage.journal import seal_personal
    from dougong.storage.marks import holding
    from dougong.storage.numbers import allot_number, allot_numbers, keep_number
    from dougong.storage.packing import Laws, laws_of_packed, pack, told_by
    from dougong.storage.physical import NotInstalled
    from dougong.storage.referred import referring_to
    from dougong.storage.referring import refers_by_index
    from dougong.storage.selecting import count, one, select
    from dougong.storage.several import select_each
    from dougong.storage.shapes import answers, has_column, has_index, may_join
    from dougong.storage.totals import Measure, Total, count_and_sums, total
    from dougong.storage.trees import below
    from dougong.storage.wire import is_personal
    from dougong.storage.writing import insert, restore, set_derived, soft_delete, update

__getattr__ = lazily(
    __name__,
    {
        "alongside": ("neighbours",),
        "arriving": (
            "Arriving",
            "bin_many",
            "check_packed",
            "hold_packed",
            "insert_packed",
            "taken_by_others",
            "update_packed",
            "versions_of",
        ),
        "arrows": ("way",),
        "backfill": ("Filled", "fill_spare"),
        "bulk": ("insert_many",),
        "calling": ("Called", "called"),
        "carrying": ("carry_out", "make_tables"),
        "checks": ("register_source",),
        "grouping": ("Common", "common_values"),
        "hiding": ("unhidden",),
        "integrity": ("Fault", "check_integrity"),
        "journal": ("seal_personal",),
        "marks": ("holding",),
        "numbers": ("allot_number", "allot_numbers", "keep_number"),
        "packing": ("Laws", "laws_of_packed", "pack", "told_by"),
        "physical": ("NotInstalled",),
        "referred": ("referring_to",),
        "referring": ("refers_by_index",),
        "selecting": ("count", "one", "select"),
        "several": ("select_each",),
        "shapes": ("answers", "has_column", "has_index", "may_join"),
        "totals": ("Measure", "Total", "count_and_sums", "total"),
        "trees": ("below",),
        "wire": ("is_personal",),
        "writing": ("insert", "restore", "set_derived", "soft_delete", "update"),
    },
)

__all__ = [
    "COLUMNS",
    "Arriving",
    "Called",
    "Common",
    "Conflict",
    "Fault",
    "FieldConflict",
    "Filled",
    "Laws",
    "Marked",
    "Measure",
    "NotInstalled",
    "Page",
    "Query",
    "Record",
    "Referring",
    "Taken",
    "Total",
    "allot_number",
    "allot_numbers",
    "answers",
    "below",
    "bin_many",
    "called",
    "carry_out",
    "check_integrity",
    "check_packed",
    "common_values",
    "count",
    "count_and_sums",
    "fill_spare",
    "has_column",
    "has_index",
    "hold_packed",
    "holding",
    "insert",
    "insert_many",
    "insert_packed",
    "is_personal",
    "keep_number",
    "laws_of_packed",
    "make_tables",
    "may_join",
    "merge",
    "neighbours",
    "one",
    "pack",
    "referring_to",
    "refers_by_index",
    "register_source",
    "restore",
    "same",
    "seal_personal",
    "select",
    "select_each",
    "set_derived",
    "soft_delete",
    "taken_by_others",
    "told_by",
    "total",
    "unhidden",
    "update",
    "update_packed",
    "versions_of",
    "way",
]
