"""One evaluation in progress: the values it reads and the steps it has left."""

from collections.abc import Callable, Mapping
from datetime import date

from dougong.expression.errors import fault
from dougong.expression.limits import CHARACTERS, CHARACTERS_PER_STEP
from dougong.problem import Ref, Value

Follow = Callable[[Ref, str], Value]
Functions = Mapping[str, Callable[..., Value]]


class Run:
    """What the compiled closures share.

    scope, functions, today, follow: as given to `evaluate`. slots: the loops' variables, by depth.
    budget: the steps allowed; left: the steps not yet spent. A step is one entry of a list visited by a loop
    (one more for every 8 nodes of its body), one list entry compared or produced, one call of a declared
    function, one reference followed, or 64 characters of text searched or produced. What is outside loops is
    bounded by the formula's own size and costs nothing.
    """

    __slots__ = ("budget", "follow", "functions", "left", "scope", "slots", "today")

    def __init__(
        self,
        scope: Mapping[str, Value],
        functions: Functions,
        today: date | None,
        follow: Follow | None,
        budget: int,
    ) -> None:
        self.scope = scope
        self.functions = functions
        self.today = today
        self.follow = follow
        self.budget = budget
        self.left = budget
        self.slots: dict[int, Value] = {}

    def spend(self, steps: int, at: int) -> None:
        """Pay. Raises `EvaluationError` "budget" when nothing is left."""
        self.left -= steps
        if self.left < 0:
            raise fault("budget", at, limit=self.budget)

    def joined(self, texts: list[str], separator: str, at: int) -> str:
        """The texts with `separator` between them, paid for; one too long is refused before it is built."""
        if sum(map(len, texts)) + len(separator) * (len(texts) - 1) > CHARACTERS:
            raise fault("text_too_long", at, limit=CHARACTERS)
        return self.made(separator.join(texts), at)

    def made(self, text: str, at: int) -> str:
        """Pay for a text that was produced, and hand it back. Raises `EvaluationError`."""
        if len(text) > CHARACTERS:
            raise fault("text_too_long", at, limit=CHARACTERS)
        self.spend(len(text) // CHARACTERS_PER_STEP, at)
        return text
