"""The formats of JSON Schema, asserted as the `jsonschema` library asserts them, and safe patterns."""

from collections.abc import Callable
from typing import Final

import re2
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import FormatError

_CHECKER: Final = Draft202012Validator.FORMAT_CHECKER

#: Formats that are judged; others are annotations and refuse nothing.
FORMATS: Final = frozenset(_CHECKER.checkers)
MAX_PATTERN: Final = 500
MAX_FORMATTED: Final = 4_096
#: Formats whose checkers are slow (a full grammar) or recursive get shorter texts.
_SHORT: Final = {"regex": MAX_PATTERN, "iri": 512, "iri-reference": 512}


def fits_format(text: str, name: str) -> bool:
    """Whether `text` has the JSON Schema format `name`; unknown formats fit.

    Text beyond 4,096 characters (500 for regex and IRI) has no format: a checker is not made to work on more.
    """
    if name not in FORMATS:
        return True
    if len(text) > _SHORT.get(name, MAX_FORMATTED):
        return False
    try:
        _CHECKER.check(text, name)
    except (FormatError, RecursionError, OverflowError, UnicodeError):
        return False
    return True


def safe_format_checker() -> FormatChecker:
    """The library's format checker behind `fits_format`: same answers, bounded work, never a crash."""
    checker = FormatChecker(())
    for name in FORMATS:
        checker.checks(name)(_judge(name))
    return checker


def _judge(name: str) -> Callable[[object], bool]:
    return lambda instance: not isinstance(instance, str) or fits_format(instance, name)


def usable_pattern(pattern: object) -> bool:
    """Whether a `pattern` may be run: at most 500 characters and within RE2, so never exponential."""
    if not isinstance(pattern, str) or len(pattern) > MAX_PATTERN:
        return False
    try:
        re2.compile(pattern, _quiet())
    except (re2.error, UnicodeEncodeError):
        return False
    return True


def fits_pattern(text: str, pattern: str) -> bool:
    """Whether `pattern` (see `usable_pattern`) is found anywhere in `text`."""
    return re2.search(pattern, text, _quiet()) is not None


def _quiet() -> re2.Options:
    """RE2's options: the refusal is reported as a problem, not on standard error."""
    options = re2.Options()
    options.log_errors = False
    return options
