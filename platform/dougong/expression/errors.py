"""What is wrong with a formula, as a problem with a reason and a position."""

from dougong.problem import Problem, reason


class ExpressionError(Exception):
    """A formula that cannot be read. `problem` says why and where.

    Its params: `reason`, an English sentence (`say` translates it); `position`, the character counted from 0;
    `why`, the reason's stable code (a key "expression.<why>" of `MESSAGES`); and the figures it names.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(f"{problem.params.get('reason')} (at {problem.params.get('position')})")


class EvaluationError(ExpressionError):
    """A formula that can be read but not worked out with these values."""


def problem_of(why: str, at: int, **figures: object) -> Problem:
    """The problem "expression" for the reason `why` at character `at` (from 0)."""
    params: dict[str, object] = {**figures, "why": why, "position": at}
    return Problem("", "expression", {**params, "reason": reason(Problem("", "expression", params))})


def unreadable(why: str, at: int, **figures: object) -> ExpressionError:
    """The error the parser raises."""
    return ExpressionError(problem_of(why, at, **figures))


def fault(why: str, at: int, **figures: object) -> EvaluationError:
    """The error an evaluation raises."""
    return EvaluationError(problem_of(why, at, **figures))
