"""What a running approval remembers: who submitted a record, and who has answered which step of which round."""

from typing import TYPE_CHECKING

from dougong.tenancy import lazily

if TYPE_CHECKING:
    from dougong.approvals.keeping import (
        Given,
        Submission,
        answers,
        answers_given,
        begin,
        keep_answer,
        running,
        submission,
        submitted_by,
    )

__getattr__ = lazily(
    __name__,
    {
        "keeping": (
            "Given",
            "Submission",
            "answers",
            "answers_given",
            "begin",
            "keep_answer",
            "running",
            "submission",
            "submitted_by",
        ),
    },
)

__all__ = [
    "Given",
    "Submission",
    "answers",
    "answers_given",
    "begin",
    "keep_answer",
    "running",
    "submission",
    "submitted_by",
]
