"""Field kinds: what a field can be, one file per kind, and which JSON Schemas mean it."""

from dougong.kinds._choices import choice_key, choice_value
from dougong.kinds._common import effective, json_key, nullable
from dougong.kinds._formats import fits_format, fits_pattern, safe_format_checker, usable_pattern
from dougong.kinds._text import mask
from dougong.kinds.kind import (
    BY_FORMAT,
    BY_NAME,
    BY_OPTION,
    BY_TYPE,
    NOT_MINE,
    Kind,
    Options,
    Schema,
    Unreadable,
)
from dougong.kinds.registry import KINDS, Scale, kind_for, scale_of, type_of

__all__ = [
    "BY_FORMAT",
    "BY_NAME",
    "BY_OPTION",
    "BY_TYPE",
    "KINDS",
    "NOT_MINE",
    "Kind",
    "Options",
    "Scale",
    "Schema",
    "Unreadable",
    "choice_key",
    "choice_value",
    "effective",
    "fits_format",
    "fits_pattern",
    "json_key",
    "kind_for",
    "mask",
    "nullable",
    "safe_format_checker",
    "scale_of",
    "type_of",
    "usable_pattern",
]
