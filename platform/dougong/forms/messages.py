"""Problems in the reader's language."""

from dataclasses import replace

from django.utils.translation import gettext

from dougong.problem import Problem, say

#: Parameters that are themselves texts for people.
_SPOKEN = ("expected", "what")


def message(problem: Problem) -> str:
    """The sentence a person reads beside the field."""
    params = {
        name: gettext(value) if name in _SPOKEN and isinstance(value, str) and value else value
        for name, value in problem.params.items()
    }
    return say(replace(problem, params=params), gettext)
