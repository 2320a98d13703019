"""anyOf and oneOf: which alternative was meant, so that its own problems are told instead of "none fits"."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from jsonschema.exceptions import ValidationError

from dougong.definition.plain.found import Complaint, complaint

Errors = Iterator[ValidationError]
#: Problems looked at for one alternative: enough to judge it.
MOST = 20
#: What says that another alternative was meant: the wrong type, or another constant.
ELSEWHERE = frozenset({"type", "const", "enum", "not_allowed"})


def any_of(validator: Any, subschemas: list[Any], instance: Any, schema: Any) -> Errors:
    """`anyOf`: the problems of the alternative that was meant, when that is clear."""
    failed, _ = _tried(validator, subschemas, instance)
    if len(failed) == len(subschemas):
        yield from _meant(failed, "anyOf")


def one_of(validator: Any, subschemas: list[Any], instance: Any, schema: Any) -> Errors:
    """`oneOf`: as `anyOf`, and no second alternative may fit."""
    failed, rest = _tried(validator, subschemas, instance)
    if len(failed) == len(subschemas):
        yield from _meant(failed, "oneOf")
    elif any(validator.evolve(schema=other).is_valid(instance) for other in rest):
        yield complaint("schema", keyword="oneOf")


def _tried(validator: Any, subschemas: list[Any], instance: Any) -> tuple[list[list[ValidationError]], list[Any]]:
    """The problems of each alternative up to the first that fits, and the alternatives after it."""
    failed: list[list[ValidationError]] = []
    for position, subschema in enumerate(subschemas):
        errors = list(islice(validator.descend(instance, subschema, schema_path=position), MOST))
        if not errors:
            return failed, subschemas[position + 1 :]
        failed.append(errors)
    return failed, []


def _meant(failed: list[list[ValidationError]], keyword: str) -> Errors:
    """The errors of the one alternative nothing speaks against; else one error for the whole."""
    candidates = [errors for errors in failed if not any(_elsewhere(error) for error in errors)]
    if len(candidates) == 1:
        yield from candidates[0]
    elif not candidates and all(_codes(errors) <= {"const", "enum"} for errors in failed):
        yield complaint("enum")
    elif not candidates and all("type" in _codes(errors) for errors in failed):
        yield complaint("type", expected=_expected(failed))
    else:
        yield complaint("schema", keyword=keyword)


def _elsewhere(error: ValidationError) -> bool:
    """Whether an error says that the alternative was not meant: at the value itself, or a constant in it."""
    code = _code(error)
    return code in ELSEWHERE if not error.path else code == "const" and len(error.path) == 1


def _codes(errors: list[ValidationError]) -> set[str]:
    """The codes of the problems at the value itself."""
    return {_code(error) for error in errors if not error.path}


def _code(error: ValidationError) -> str:
    return error.cause.problem.code if isinstance(error.cause, Complaint) else str(error.validator)


def _expected(failed: list[list[ValidationError]]) -> str:
    """The types that would have done, in order."""
    names = [
        str(error.cause.problem.params.get("expected"))
        for errors in failed
        for error in errors
        if isinstance(error.cause, Complaint) and error.cause.problem.code == "type" and not error.path
    ]
    return " / ".join(dict.fromkeys(names))
