"""The contract of a field kind: the smallest one that lets the rest of the house stay general."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dougong.expression.types import Type
from dougong.problem import Json, Problem, Value

#: Ranks `Kind.rank` answers with; the highest wins, 0 means "not mine".
NOT_MINE = 0
BY_TYPE = 10  # the JSON type alone fits
BY_FORMAT = 20  # a format or an enum narrows it
BY_OPTION = 30  # a keyword of our vocabulary (reference, unit, many ...) points at it
BY_NAME = 100  # the schema says "kind": "<name>"

Options = Mapping[str, Any]
Schema = Mapping[str, Any]


class Unreadable(Exception):  # noqa: N818 - a reading's answer, not a failure of the program
    """JSON that is no value of the kind; carries the problem with a pointer relative to the field."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


@dataclass(frozen=True, slots=True)
class Kind:
    """One field kind, as data and a handful of pure functions.

    name: the slug a definition writes in "kind".
    type: the value's type in expressions.
    rank: does this kind answer to a JSON Schema, and how well (see the ranks above).
    options: reads the schema's keywords that matter to this kind, once, when the definition is read
        (decimal strings become Decimal, choices become a mapping slug -> title).
    read: JSON -> value; raises `Unreadable`. Never called with None.
    check: what is wrong with a value that could be read (ranges, lengths, check digits).
    write: value -> JSON; `read(write(v)) == v` for every value.
    as_text: value -> plain text for a person: unrounded, without markup, for search, titles and exports.
    keywords: our vocabulary and JSON Schema keywords the kind understands, name -> its JSON Schema;
        the entity meta-schema and docs/language.md are generated from it.
    json_schema: the plain JSON Schema of the wire form, for the API document.
    scale: decimal places kept (and stored as a scaled integer); None where not a decimal.
    personal: personal data: masked on screen, encrypted at rest.
    """

    name: str
    type: Type
    rank: Callable[[Schema], int]
    read: Callable[[Json, Options], Value]
    write: Callable[[Any, Options], Json]
    as_text: Callable[[Any, Options], str]
    check: Callable[[Any, Options], Iterable[Problem]]
    options: Callable[[Schema], Options]
    json_schema: Callable[[Options], dict[str, Any]]
    keywords: Mapping[str, Any] = field(default_factory=dict)
    scale: int | None = None
    personal: bool = False
