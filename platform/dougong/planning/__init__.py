"""What changed between two versions of a definition, what must be done for it, and whom it hurts."""

from dougong.planning.change import Change, What
from dougong.planning.counting import count_keys
from dougong.planning.diff import diff
from dougong.planning.forms import FORMS, form_of
from dougong.planning.plan import Plan, plan
from dougong.planning.step import (
    AddColumn,
    AddIndex,
    AddRowTable,
    AddTable,
    AllotColumn,
    Column,
    CopyColumn,
    HideColumn,
    HideTable,
    LiftUnique,
    Recompute,
    Step,
)

__all__ = [
    "FORMS",
    "AddColumn",
    "AddIndex",
    "AddRowTable",
    "AddTable",
    "AllotColumn",
    "Change",
    "Column",
    "CopyColumn",
    "HideColumn",
    "HideTable",
    "LiftUnique",
    "Plan",
    "Recompute",
    "Step",
    "What",
    "count_keys",
    "diff",
    "form_of",
    "plan",
]
