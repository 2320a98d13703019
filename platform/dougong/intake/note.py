"""What was done to a cell or a column, as a code with its figures: shown to the person, never silent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dougong.problem import Problem, say


@dataclass(frozen=True, slots=True)
class Note:
    """A repair, or a reason. code: a key of `MESSAGES`; params: what the text names."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def said(self, translate: Callable[[str], str] = str) -> str:
        """The sentence a person reads."""
        return say(Problem("", self.code, self.params), translate)
