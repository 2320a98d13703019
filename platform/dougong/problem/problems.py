"""A problem is a value: where, what, and with which figures. Raising is the caller's choice."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from dougong.problem.codes import MESSAGES

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    pointer: JSON pointer (RFC 6901) into the record or document meant; "" is the whole of it.
    code: a key of `MESSAGES`, stable, for machines and translations.
    params: the figures the message names.
    message: the author's own words (a module's rule), already in the reader's language;
        None means the text of the code.
    level: a warning is shown and may be overruled, an error refuses.
    """

    pointer: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    message: str | None = None
    level: Level = "error"

    def below(self, prefix: str) -> "Problem":
        """The same problem seen from further out: its pointer moved under `prefix`."""
        return replace(self, pointer=prefix + self.pointer)


class Refused(Exception):  # noqa: N818 - reads as the sentence it is: "the action was refused"
    """An action refused, with every reason at once.

    problems: at least one `Problem` of level "error".
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.pointer or '/'}: {say(p)}" for p in self.problems))


def reason(problem: Problem, translate: Callable[[str], str] = str) -> str | None:
    """Why a formula is wrong, when the params name it (`why`): its own text, its types put into words."""
    template = MESSAGES.get(f"{problem.code}.{problem.params.get('why')}")
    if template is None:
        return None
    figures = dict(problem.params)
    for name in ("left", "right", "expected", "type"):
        word = MESSAGES.get(f"type.{figures.get(name)}")
        if word is not None:
            figures[name] = translate(word)
    return translate(template).format_map(figures)


def say(problem: Problem, translate: Callable[[str], str] = str) -> str:
    """The sentence a person reads; `translate` is gettext at the doors, nothing in the core."""
    template = problem.message
    if template is None:
        template = translate(MESSAGES.get(problem.code, problem.code))
    try:
        why = reason(problem, translate)
        return template.format_map(problem.params if why is None else {**problem.params, "reason": why})
    except (KeyError, ValueError, IndexError):
        return template
