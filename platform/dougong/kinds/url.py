"""url: a web address, http or https only. A plain schema's format "uri" may have another scheme,
but never one that runs a script.
"""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from dougong.kinds._common import N_, is_type
from dougong.kinds._text import text_kind
from dougong.kinds.kind import BY_FORMAT, NOT_MINE, Options, Schema
from dougong.problem import Problem

MAX_URL: Final = 4_096
_SCRIPTS: Final = frozenset({"javascript", "data", "vbscript"})


def _rank(schema: Schema) -> int:
    return BY_FORMAT if is_type(schema, "string") and schema.get("format") == "uri" else NOT_MINE


def is_web_address(text: str) -> bool:
    """Whether the text is an http or https address with a host, without blanks or control characters."""
    if any(char.isspace() or not char.isprintable() for char in text) or "\\" in text:
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _check(value: str, options: Options) -> Iterable[Problem]:
    plain = bool(options.get("plain"))
    wrong = value.partition(":")[0].strip().lower() in _SCRIPTS if plain else not is_web_address(value)
    if wrong:
        yield Problem("", "format", {"expected": N_("web address (http or https)")})


URL = text_kind("url", rank=_rank, check=_check, limit=MAX_URL)
