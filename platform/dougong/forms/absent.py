"""Absent: neither null nor an empty text, but not there at all."""

from enum import Enum
from typing import Final, Literal

from dougong.problem import Json


class _Absent(Enum):
    """The type of the one value that stands for "no such key"."""

    ABSENT = "absent"


#: No such key. Told apart from null, "", [] and {} wherever a form reads or shows a value.
ABSENT: Final = _Absent.ABSENT

#: A JSON value, or none at all.
Maybe = Json | Literal[_Absent.ABSENT]
