"""What can be wrong, as a value with an address; and the plain value types every floor shares."""

from dougong.problem.codes import MESSAGES
from dougong.problem.marking import N_
from dougong.problem.problems import Problem, Refused, reason, say
from dougong.problem.values import GeoPoint, Json, JsonObject, Ref, Value, Values

__all__ = [
    "MESSAGES",
    "N_",
    "GeoPoint",
    "Json",
    "JsonObject",
    "Problem",
    "Ref",
    "Refused",
    "Value",
    "Values",
    "reason",
    "say",
]
