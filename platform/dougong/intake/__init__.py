"""Clients' sheets: the table in a sheet, its columns as fields, its cells as values; everything told that was done."""

from dougong.intake.cells import Cell, Merged, Row, is_blank
from dougong.intake.finding import body, find_table, find_tables
from dougong.intake.guess import DateOrder, Guess, Hints, PercentForm
from dougong.intake.guessing import guess
from dougong.intake.hinting import hints_for
from dougong.intake.note import Note
from dougong.intake.register import Known, Match, Register
from dougong.intake.repaired import Repaired, RepairedColumn
from dougong.intake.repairing import repair, repair_column
from dougong.intake.table import Column, RowKind, Table
from dougong.intake.target import Target, targets_of

__all__ = [
    "Cell",
    "Column",
    "DateOrder",
    "Guess",
    "Hints",
    "Known",
    "Match",
    "Merged",
    "Note",
    "PercentForm",
    "Register",
    "Repaired",
    "RepairedColumn",
    "Row",
    "RowKind",
    "Table",
    "Target",
    "body",
    "find_table",
    "find_tables",
    "guess",
    "hints_for",
    "is_blank",
    "repair",
    "repair_column",
    "targets_of",
]
