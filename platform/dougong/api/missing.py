"""Addresses of the door that lead nowhere."""

from dougong.api.calls import Answer, Call
from dougong.problem import Problem, Refused


def nothing(call: Call, rest: str) -> Answer:
    """What is not there, told as every refusal is; strangers are not told even that."""
    raise Refused([Problem("", "not_found")])
