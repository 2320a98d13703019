"""May this person do this here: members, roles, rights and definitions gathered; the pure rooms decide."""

from dougong.admission.entry import Entry, admit, admit_reference, entry_for_plan
from dougong.admission.figures import listed_figures, with_figures
from dougong.admission.rollups import has_rollups, read_values, rollups_of
from dougong.admission.seat import Caller, Seat, admit_to_settings, seat_of
from dougong.admission.surroundings import Surroundings, context_for
from dougong.admission.witnesses import for_another, people_who_see

__all__ = [
    "Caller",
    "Entry",
    "Seat",
    "Surroundings",
    "admit",
    "admit_reference",
    "admit_to_settings",
    "context_for",
    "entry_for_plan",
    "for_another",
    "has_rollups",
    "listed_figures",
    "people_who_see",
    "read_values",
    "rollups_of",
    "seat_of",
    "with_figures",
]
