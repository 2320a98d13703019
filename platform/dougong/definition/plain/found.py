"""One keyword's complaint as the library carries it, with our problem inside."""

from typing import Any

from jsonschema.exceptions import ValidationError

from dougong.problem import Problem


class Complaint(Exception):  # noqa: N818 - the cargo of a ValidationError, never raised
    """A problem relative to the instance the keyword looked at; carried as the error's `cause`."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


def complaint(code: str, pointer: str = "", **params: Any) -> ValidationError:
    """The library's error for one problem; `pointer` is relative to the instance at hand.

    The library's own message is not made: it would print the whole instance.
    """
    return ValidationError(code, cause=Complaint(Problem(pointer, code, params)))
