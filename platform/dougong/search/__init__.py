"""What records are found by: narrow marks of their texts, kept with every change and compared by equality only."""

from typing import TYPE_CHECKING

from dougong.search.asked import Asked, asked_for, has_word
from dougong.search.fields import SEARCHED, Mark, entity_number, found_in, marks_of, places_of
from dougong.search.folding import folded
from dougong.search.marks import marks_in
from dougong.search.sounds import spoken_as
from dougong.tenancy import lazily

if TYPE_CHECKING:
    from dougong.search.keeping import TABLE, Change, forget_entity, keep_marks

__getattr__ = lazily(__name__, {"keeping": ("TABLE", "Change", "forget_entity", "keep_marks")})

__all__ = [
    "SEARCHED",
    "TABLE",
    "Asked",
    "Change",
    "Mark",
    "asked_for",
    "entity_number",
    "folded",
    "forget_entity",
    "found_in",
    "has_word",
    "keep_marks",
    "marks_in",
    "marks_of",
    "places_of",
    "spoken_as",
]
