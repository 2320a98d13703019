"""May this person do this to these fields of this record, and by which rule."""

from dougong.access.authorize import FieldAccess, Verdict, authorize, matching_cases, offers, reach_for
from dougong.access.explaining import FieldBecause, explain_fields
from dougong.access.reach import EVERYWHERE, Case, Reach, Verb, system_reach
from dougong.definition import Actor

__all__ = [
    "EVERYWHERE",
    "Actor",
    "Case",
    "FieldAccess",
    "FieldBecause",
    "Reach",
    "Verb",
    "Verdict",
    "authorize",
    "explain_fields",
    "matching_cases",
    "offers",
    "reach_for",
    "system_reach",
]
