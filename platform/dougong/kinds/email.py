"""email: an e-mail address. A plain JSON Schema's format is as lenient as the `jsonschema` library."""

import re
from collections.abc import Iterable
from typing import Final

from dougong.kinds._common import N_, is_type
from dougong.kinds._text import text_kind
from dougong.kinds.kind import BY_FORMAT, NOT_MINE, Options, Schema
from dougong.problem import Problem

_LOCAL: Final = re.compile(r"[^\s@\"(),:;<>\[\\\]]{1,64}")
_LABEL: Final = re.compile(r"[^\W_]([\w-]{0,61}[^\W_])?")


def _rank(schema: Schema) -> int:
    return BY_FORMAT if is_type(schema, "string") and schema.get("format") == "email" else NOT_MINE


def is_address(text: str) -> bool:
    """Whether a letter could be sent there: one @, a domain of at least two labels, no blanks or quotes."""
    local, at, domain = text.rpartition("@")
    labels = domain.split(".")
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    known = len(text) <= 254 and bool(at) and not dots and len(labels) >= 2
    return known and bool(_LOCAL.fullmatch(local)) and all(_LABEL.fullmatch(label) for label in labels)


def _check(value: str, options: Options) -> Iterable[Problem]:
    if not options.get("plain") and not is_address(value):
        yield Problem("", "format", {"expected": N_("e-mail address")})


EMAIL = text_kind("email", rank=_rank, check=_check)
