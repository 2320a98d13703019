"""How much one validation may cost; carried along as the format checker, which every sub-validator keeps."""

from collections.abc import Callable, Iterator
from typing import Any

from jsonschema import FormatChecker
from jsonschema.exceptions import FormatError, ValidationError

from dougong.kinds import fits_format
from dougong.problem import Problem, Refused

#: Keywords looked at in one validation. A record of 1,000 rows with 20 plain fields needs about 100,000.
STEPS = 150_000
#: A problem found costs as much as so many keywords.
ERROR_STEPS = 6

Keyword = Callable[[Any, Any, Any, Any], Iterator[ValidationError] | None]


class Budget(FormatChecker):  # type: ignore[misc]  # the library comes without types
    """Asserts formats, and counts the keywords looked at.

    asserting: False where formats are only notes, as in meta-schemas.
    Raises `Refused` (code "limit") when more than `steps` are spent.
    """

    def __init__(self, *, asserting: bool = True, steps: int = STEPS) -> None:
        super().__init__(())
        self.left = self.steps = steps
        self.asserting = asserting

    def check(self, instance: object, format: str) -> None:  # noqa: A002 - the library's parameter
        """Raise `FormatError` when a text has not the format; other values and unknown formats pass."""
        if self.asserting and isinstance(instance, str) and not fits_format(instance, format):
            raise FormatError(format)

    def spend(self, steps: int) -> None:
        """Take so many steps off what is left."""
        self.left -= steps
        if self.left < 0:
            raise Refused([Problem("", "limit", {"what": "validation steps", "limit": self.steps})])


def pay(validator: Any, steps: int) -> None:
    """Pay for work inside one keyword: entries compared, characters read. Raises `Refused`."""
    checker = validator.format_checker
    if isinstance(checker, Budget):
        checker.spend(steps)


def counted(keyword: Keyword) -> Keyword:
    """The keyword, paid for each time it is looked at."""

    def paid(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        pay(validator, 1)
        for error in keyword(validator, value, instance, schema) or ():
            pay(validator, ERROR_STEPS)
            yield error

    return paid
