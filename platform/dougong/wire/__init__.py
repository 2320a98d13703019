"""Records, problems and definitions as JSON for programs. Nothing is read or written here."""

from dougong.wire.described import Described, described
from dougong.wire.openapi import BASE, EXPAND_MAX, LIMIT_MAX, OFFSET_MAX, describe
from dougong.wire.problems import PROBLEM_JSON, TITLES, problem_json, said
from dougong.wire.records import record_json, value_json
from dougong.wire.schemas import entity_schema, field_schema

__all__ = [
    "BASE",
    "EXPAND_MAX",
    "LIMIT_MAX",
    "OFFSET_MAX",
    "PROBLEM_JSON",
    "TITLES",
    "Described",
    "describe",
    "described",
    "entity_schema",
    "field_schema",
    "problem_json",
    "record_json",
    "said",
    "value_json",
]
