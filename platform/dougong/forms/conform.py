"""Whether a value fits a part of a schema: what `if` asks. Patterns run under RE2, numbers are exact."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from jsonschema import Draft7Validator, Draft202012Validator, ValidationError, validators
from referencing.exceptions import Unresolvable

from dougong.forms.schemas import Document
from dougong.kinds import fits_pattern, usable_pattern
from dougong.problem import Json


def _pattern(validator: Any, pattern: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """`pattern`, for texts and for patterns that are safe to run."""
    if isinstance(instance, str) and usable_pattern(pattern) and not fits_pattern(instance, pattern):
        yield ValidationError("pattern")


def _is_number(checker: Any, value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_integer(checker: Any, value: Any) -> bool:
    return _is_number(checker, value) and value == value // 1


#: Keywords whose patterns the library would run unguarded; conditions hardly ever use them.
_LEFT_OUT: Final[dict[str, Any]] = {"patternProperties": None, "additionalProperties": None}


def _exact(base: Any) -> Any:
    checker = base.TYPE_CHECKER.redefine_many({"number": _is_number, "integer": _is_integer})
    return validators.extend(base, {"pattern": _pattern, **_LEFT_OUT}, type_checker=checker)


_LEGACY: Final = _exact(Draft7Validator)
_CURRENT: Final = _exact(Draft202012Validator)


class Conform:
    """Asks values against parts of one document."""

    def __init__(self, document: Document) -> None:
        self._validator: Any = None
        self._document = document

    def __call__(self, part: Any, value: Json) -> bool | None:
        """Whether `value` fits `part`; None where that cannot be found out."""
        if isinstance(part, bool):
            return part
        if self._validator is None:
            dialect = _LEGACY if self._document.legacy else _CURRENT
            root = self._document.root
            self._validator = dialect(dict(root) if isinstance(root, Mapping) else root)
        try:
            return bool(self._validator.evolve(schema=part).is_valid(value))
        except (Unresolvable, RecursionError, ArithmeticError, TypeError, ValueError, AttributeError):
            return None  # a schema that is none, or a reference that leads nowhere: said elsewhere
