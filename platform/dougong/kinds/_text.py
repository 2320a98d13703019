"""The family of kinds whose value is a text: reading, lengths, pattern, format, masking."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from dougong.expression.types import TEXT
from dougong.kinds._common import MAX_TEXT, N_, bad_form, flags, not_a, only_named, picked, settle, too_large
from dougong.kinds._formats import FORMATS, fits_format, fits_pattern, usable_pattern
from dougong.kinds.kind import Kind, Options, Schema
from dougong.problem import Json, Problem

TEXT_KEYWORDS: Final[Mapping[str, Any]] = {
    "minLength": {"type": "integer", "minimum": 0},
    "maxLength": {"type": "integer", "minimum": 0},
    "pattern": {"type": "string", "maxLength": 500},
    "masked": {"type": "boolean", "description": "Personal: shown as first 3 and last 4 characters."},
}

Normalise = Callable[[str], str]
CheckText = Callable[[str, Options], Iterable[Problem]]


def mask(text: str) -> str:
    """Personal data as others see it: the first 3 and last 4 characters; short texts are hidden whole."""
    if len(text) <= 7:
        return "*" * len(text)
    return text[:3] + "*" * (len(text) - 7) + text[-4:]


def text_options(schema: Schema) -> dict[str, Any]:
    """min_length, max_length, pattern, format, masked; `unsupported` lists keywords that cannot be run."""
    options: dict[str, Any] = {
        **picked(schema, min_length="minLength", max_length="maxLength"),
        **flags(schema, "masked"),
    }
    if "pattern" in schema:
        if usable_pattern(schema["pattern"]):
            options["pattern"] = schema["pattern"]
        else:
            options["unsupported"] = ("pattern",)
    named_format = schema.get("format")
    if isinstance(named_format, str) and named_format in FORMATS:
        options["format"] = named_format
    return options


def read_text(json: Json, *, limit: int = MAX_TEXT) -> str:
    """A JSON string of at most `limit` characters. Raises `Unreadable`: also for NUL and half characters."""
    if not isinstance(json, str):
        raise not_a(N_("a text"))
    if len(json) > limit:
        raise too_large(N_("a text"), limit)
    if "\x00" in json or any("\ud800" <= char <= "\udfff" for char in json):
        raise bad_form(N_("text"))  # neither can be stored by every database
    return json


def check_text(value: str, options: Options) -> Iterable[Problem]:
    """Lengths, pattern and format of a text."""
    if len(value) < options.get("min_length", 0):
        yield Problem("", "min_length", {"limit": options["min_length"]})
    if len(value) > options.get("max_length", len(value)):
        yield Problem("", "max_length", {"limit": options["max_length"]})
    if "pattern" in options and not fits_pattern(value, options["pattern"]):
        yield Problem("", "pattern", {"pattern": options["pattern"]})
    if "format" in options and not fits_format(value, options["format"]):
        yield Problem("", "format", {"expected": options["format"]})


def text_schema(options: Options) -> dict[str, Any]:
    """The plain JSON Schema of a text with these options."""
    schema: dict[str, Any] = {"type": "string"}
    for option, keyword in _PLAIN.items():
        if option in options:
            schema[keyword] = options[option]
    return schema


_PLAIN: Final = {
    "min_length": "minLength",
    "max_length": "maxLength",
    "pattern": "pattern",
    "format": "format",
}


def text_kind(
    name: str,
    *,
    rank: Callable[[Schema], int] | None = None,
    normalise: Normalise = str,
    check: CheckText = lambda value, options: (),
    limit: int = MAX_TEXT,
    as_text: Callable[[str], str] = str,
    keywords: Mapping[str, Any] = TEXT_KEYWORDS,
    personal: bool = False,
) -> Kind:
    """A kind of text.

    normalise: how what was typed becomes the value (idempotent; may raise `Unreadable`).
    check: what else is wrong with a value, beside lengths, pattern and format.
    limit: characters at most. as_text: the value for a person (masked afterwards when personal).
    """

    def read(json: Json, options: Options) -> str:
        return normalise(read_text(json, limit=limit))

    def check_all(value: str, options: Options) -> Iterable[Problem]:
        yield from check_text(value, options)
        yield from check(value, options)

    def shown(value: str, options: Options) -> str:
        return mask(value) if personal or options.get("masked") else as_text(value)

    return settle(
        Kind(
            name=name,
            type=TEXT,
            rank=rank or only_named,
            read=read,
            check=check_all,
            write=lambda value, options: str(value),
            as_text=shown,
            options=text_options,
            json_schema=text_schema,
            keywords=keywords,
            personal=personal,
        )
    )
