"""How a repair gives up: with the problem a person is shown."""

from dougong.problem import Problem


class Doubtful(Exception):  # noqa: N818 - an answer, not a failure of the program
    """A cell that cannot be read, or only by guessing; carries the problem, pointer ""."""

    def __init__(self, code: str, **params: object) -> None:
        self.problem = Problem("", f"intake.{code}", params)
        super().__init__(code)
