"""What a workflow answers, as values: nothing here happens, it is only said."""

from dataclasses import dataclass
from typing import Literal

from dougong.definition.model import Effect
from dougong.problem import Problem, Ref

Verb = Literal["perform", "approve", "reject"]
Answer = Literal["approve", "reject"]
Trigger = Literal["user", "import", "after"]


@dataclass(frozen=True, slots=True)
class Approval:
    """One answer given to one step of a running approval: step key, and the person."""

    step: str
    by: Ref


@dataclass(frozen=True, slots=True)
class Asked:
    """One approval step and whom it asks.

    roles: whoever holds one of them for the record. users: named persons. need: how many must agree.
    given: those who have agreed already. deadline: an ISO duration from the moment the step is reached.
    because: the step's address in the definition.
    """

    step: str
    title: str
    roles: frozenset[str] = frozenset()
    users: tuple[Ref, ...] = ()
    need: int = 1
    given: tuple[Ref, ...] = ()
    deadline: str | None = None
    because: str = ""

    @property
    def answered(self) -> bool:
        """Whether enough of the persons asked have agreed."""
        return len(self.given) >= self.need


@dataclass(frozen=True, slots=True)
class Decision:
    """May this transition be made now, by this person; and what follows.

    verb: performing a transition, or approving or rejecting a step of one that is running.
    target: the state the record gets; while steps are open, the state it waits in.
    problems: why not (level "error"), or what is still to be filled in first ("warning"), at their pointers.
    because: the address of the rule that allows or refuses it.
    steps: the approval steps still open afterwards, the first of them is asked next.
    approval: what is to be kept of an answer. edit: pointers (with *) that may be written while performing.
    asks: what the person has to add: "reason", "signature".
    event: the transition's key when it is carried through by this, which postings name in `on`; else "".
    effects: what else follows then, in the same transaction.
    """

    transition: str
    title: str
    allowed: bool
    source: str
    target: str
    because: str
    problems: tuple[Problem, ...] = ()
    verb: Verb = "perform"
    steps: tuple[Asked, ...] = ()
    approval: Approval | None = None
    edit: tuple[str, ...] = ()
    asks: frozenset[str] = frozenset()
    event: str = ""
    effects: tuple[Effect, ...] = ()
    danger: bool = False
