"""What is wrong, as application/problem+json (RFC 9457) with a JSON pointer for each thing."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final

from dougong.problem import N_, JsonObject, Problem, say

PROBLEM_JSON: Final = "application/problem+json"
#: Every status a program may be answered with beside success.
TITLES: Final = {
    400: N_("This request could not be read"),
    401: N_("Show a token that counts here"),
    403: N_("You may not do this"),
    404: N_("There is nothing at this address"),
    405: N_("This address knows no such method"),
    409: N_("This was changed meanwhile"),
    413: N_("This is more than can be sent at once"),
    415: N_("This form of content is not taken here"),
    422: N_("What was sent is not right"),
    429: N_("Too many requests: wait, then go on"),
    500: N_("Something went wrong on our side"),
}


def said(problem: Problem, translate: Callable[[str], str]) -> str:
    """The sentence of a problem, its figures put into the reader's words."""
    params = {name: translate(one) if isinstance(one, str) and one else one for name, one in problem.params.items()}
    return say(replace(problem, params=params), translate)


def problem_json(
    status: int,
    problems: Iterable[Problem],
    translate: Callable[[str], str],
    *,
    below: str = "",
    conflicts: Iterable[JsonObject] = (),
    request_id: str = "",
) -> JsonObject:
    """The body of a refusal. below: where in the body sent what the pointers name lies."""
    listed: list[Any] = [
        {"pointer": below + one.pointer if one.pointer else "", "code": one.code, "detail": said(one, translate)}
        for one in problems
    ]
    found: JsonObject = {"type": "about:blank", "title": translate(TITLES[status]), "status": status}
    if listed:
        found["problems"] = listed
    told = list(conflicts)
    if told:
        found["conflicts"] = told  # type: ignore[assignment] # JSON of ours
    if request_id:
        found["request_id"] = request_id
    return found
