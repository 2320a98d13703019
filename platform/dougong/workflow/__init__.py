"""May this happen to a record, who is next, what follows."""

from dougong.workflow.approving import decide_approval, simulate, skipped
from dougong.workflow.available import available
from dougong.workflow.decide import decide
from dougong.workflow.decision import Answer, Approval, Asked, Decision, Trigger, Verb
from dougong.workflow.editing import Mask, editable

__all__ = [
    "Answer",
    "Approval",
    "Asked",
    "Decision",
    "Mask",
    "Trigger",
    "Verb",
    "available",
    "decide",
    "decide_approval",
    "editable",
    "simulate",
    "skipped",
]
