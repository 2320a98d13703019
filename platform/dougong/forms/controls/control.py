"""The contract of a control: how one field kind is shown in a form and read back from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dougong.forms.absent import Maybe
from dougong.kinds import Options
from dougong.problem import Json, Problem

Texts = tuple[str, ...]


class Unread(Exception):  # noqa: N818 - an answer of reading, not a failure of the program
    """What was typed is no JSON of this kind; the raw text goes on as it is, with this problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


@dataclass(frozen=True, slots=True)
class Control:
    """One kind in a form, as data and two pure functions.

    template: the part of `templates/jinja/forms/controls/` that draws it.
    show: JSON -> the texts shown, one per input (or per choice taken). Total: any JSON gets some text.
    read: texts -> JSON, or ABSENT where nothing was typed. Raises `Unread`.
    attributes: attributes of the input that depend on the options (inputmode, maxlength, type ...).
    empty: what "empty" means where absent, null and empty are told apart.
    parts: what is appended to the name of each input; one input with the plain name for most.
    many: the texts are any number of choices under one name. A field's option `many` says the same.
    lines: the texts may hold line breaks (a textarea).
    emptiable: an empty text is a value people mean (so that a field that may be null offers it).
    wide: takes the full width of a form. number: aligned right.
    """

    template: str
    show: Callable[[Json, Options], Texts]
    read: Callable[[Texts, Options], Maybe]
    attributes: Callable[[Options], Mapping[str, str]] = field(default=lambda options: {})
    empty: Json = ""
    parts: tuple[str, ...] = ("",)
    many: bool = False
    lines: bool = False
    emptiable: bool = False
    wide: bool = False
    number: bool = False


def first(texts: Texts) -> str:
    """The one text of a control with one input; the last counts, as where a name was sent twice."""
    return texts[-1] if texts else ""


def attributes_of(**given: Any) -> dict[str, str]:
    """Attributes with a value: underscores become hyphens, None is left out."""
    return {name.replace("_", "-"): str(value) for name, value in given.items() if value is not None}
