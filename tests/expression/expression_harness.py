"""The conformance cases: how they are written, and how each evaluator is asked.

A case is one line of tests/expression/cases/*.json:
  expr      the formula
  types     name -> type: "number", "ref core/team", ["number"] (a list), {"amount": "number"} (a row)
  values    name -> the value as on the wire; {"$repeat": [x, n]} repeats a text or a list
  result    the answer: JSON, with {"date": "2025-01-31"}, {"time"}, {"datetime"}, {"geo": [lat, lon]},
            {"ref": "core/team <uuid>"}, {"row": {...}} for what JSON cannot tell apart
  error     instead of a result: the reason's code; "parse": true when reading the formula already fails
  check     the reasons the type checker gives, when not none (results) or at least one (errors)
  sql       "full": the condition compiles to SQL whole; "none": it does not
  entities  entity -> field -> type; records  "core/team <uuid>" -> field -> value
  budget    steps; today: null when it is not known
Functions that every case may call: twice(number), nothing(any) and refuse().
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import UUID

from dougong.expression import (
    ANY,
    NUMBER,
    Env,
    EvaluationError,
    Expr,
    ExpressionError,
    Signature,
    Type,
    evaluate,
    list_of,
    parse,
    ref,
    row_of,
)
from dougong.problem import GeoPoint, Problem, Ref, Value

CASES = Path(__file__).parent / "cases"
TODAY = date(2025, 3, 15)
SIGNATURES = {
    "twice": Signature((NUMBER,), NUMBER),
    "nothing": Signature((ANY,), ANY, optional=1),
    "refuse": Signature((), ANY),
}


def read_type(written: Any) -> Type:
    if isinstance(written, list):
        return list_of(read_type(written[0]))
    if isinstance(written, dict):
        return row_of({key: read_type(inner) for key, inner in written.items()})
    name, _, entity = written.partition(" ")
    return ref(entity) if name == "ref" else Type(name)


def read_ref(text: str) -> Ref:
    entity, _, identity = text.partition(" ")
    return Ref(entity, UUID(identity))


def unfold(given: Any) -> Any:
    """Undo {"$repeat": [x, n]}."""
    if isinstance(given, dict) and "$repeat" in given:
        what, times = given["$repeat"]
        return what * times
    if isinstance(given, dict):
        return {key: unfold(value) for key, value in given.items()}
    return [unfold(value) for value in given] if isinstance(given, list) else given


def read_value(type_: Type, given: Any) -> Value:
    """A value from its wire form."""
    if given is None:
        return None
    match type_.name:
        case "number":
            return int(given) if isinstance(given, int) else Decimal(given)
        case "date":
            return date.fromisoformat(given)
        case "time":
            return time.fromisoformat(given)
        case "datetime":
            return datetime.fromisoformat(given)
        case "ref":
            return (
                Ref(given["entity"], UUID(given["id"])) if isinstance(given, dict) else Ref(type_.entity, UUID(given))
            )
        case "geo":
            return GeoPoint(Decimal(given["lat"]), Decimal(given["lon"]))
        case "list":
            return tuple(read_value(type_.item or ANY, entry) for entry in given)
        case "row":
            # rows come as any mapping, not only as dict
            return MappingProxyType({key: read_value(type_.fields[key], entry) for key, entry in given.items()})
    return given


def tagged(value: Value) -> Any:
    """A value as a case writes its result."""
    match value:
        case None | bool() | str():
            return value
        case int() | Decimal():
            return Decimal(value).normalize() + 0
        case datetime():
            return {"datetime": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case Ref():
            return {"ref": f"{value.entity} {value.id}"}
        case GeoPoint():
            return {"geo": [value.lat, value.lon]}
        case tuple() | list():
            return [tagged(entry) for entry in value]
        case Mapping():
            return {"row": {key: tagged(entry) for key, entry in value.items()}}
    raise TypeError(type(value))


def exact(result: Any) -> Any:
    """A result as written in a case, its numbers as `tagged` gives them."""
    if isinstance(result, (int, Decimal)) and not isinstance(result, bool):
        return Decimal(result).normalize() + 0
    if isinstance(result, list):
        return [exact(entry) for entry in result]
    return {key: exact(entry) for key, entry in result.items()} if isinstance(result, dict) else result


@dataclass(frozen=True)
class Case:
    """One case; `where` is its file and line."""

    where: str
    given: Mapping[str, Any]

    @property
    def expr(self) -> str:
        return str(self.given["expr"])

    @property
    def types(self) -> dict[str, Type]:
        return {name: read_type(written) for name, written in self.given.get("types", {}).items()}

    @property
    def values(self) -> dict[str, Any]:
        """Name -> wire form."""
        return {name: unfold(value) for name, value in self.given.get("values", {}).items()}

    @property
    def scope(self) -> dict[str, Value]:
        types = self.types
        return {name: read_value(types[name], value) for name, value in self.values.items()}

    @property
    def entities(self) -> dict[str, dict[str, Type]]:
        given = self.given.get("entities", {})
        return {name: {key: read_type(t) for key, t in fields.items()} for name, fields in given.items()}

    @property
    def env(self) -> Env:
        return Env(names=self.types, functions=SIGNATURES, fields_of=self.entities.get)

    @property
    def today(self) -> date | None:
        return TODAY if "today" not in self.given else None

    @property
    def parsed(self) -> Expr:
        return parse(self.expr)

    @property
    def expected(self) -> Any:
        """("error", why) or ("result", value)."""
        if "error" in self.given:
            return ("error", self.given["error"])
        return ("result", exact(self.given["result"]))

    def follow(self, reference: Ref, name: str) -> Value:
        key = f"{reference.entity} {reference.id}"
        record = self.given.get("records", {}).get(key, {})
        return read_value(self.entities[reference.entity][name], record.get(name))


def refuse() -> Value:
    raise EvaluationError(Problem("", "expression", {"why": "refused"}))


FUNCTIONS = {"twice": lambda x: None if x is None else x * 2, "nothing": lambda *_: None, "refuse": refuse}


def load() -> Iterator[Case]:
    for path in sorted(CASES.glob("*.json")):
        lines = path.read_text("utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            text = line.strip().rstrip(",")
            if text not in ("[", "]"):
                yield Case(f"{path.stem}:{number}", json.loads(text, parse_float=Decimal))


ALL = tuple(load())


def run_python(case: Case) -> Any:
    """("error", why) or ("result", value), by the evaluator."""
    try:
        expr = case.parsed
        budget = case.given.get("budget", 10_000)
        answer = evaluate(
            expr, case.scope, functions=FUNCTIONS, today=case.today,
            follow=case.follow if "records" in case.given else None, budget=budget,
        )  # fmt: skip
    except ExpressionError as error:
        return ("error", error.problem.params["why"])
    return ("result", tagged(answer))
