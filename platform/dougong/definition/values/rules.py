"""The rules of an entity: each must hold, or its message is shown at its place."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from dougong.definition.context import Context
from dougong.definition.model import Entity, Field, Rule
from dougong.definition.pointers import split
from dougong.definition.reading.order import Path, field_at, uses
from dougong.definition.values.foreseeing import foresee
from dougong.definition.values.scope import Holder, Spot, places, value_of
from dougong.definition.values.wanted import empty
from dougong.expression import EvaluationError
from dougong.kinds import KINDS
from dougong.problem import Problem, Value, Values


def rule_problems(entity: Entity, values: Values, context: Context, known: list[Problem]) -> list[Problem]:
    """One problem for each rule that does not hold; of a rule over rows, one for each such row.

    A rule over a field that already has a problem is not asked: its answer would only confuse.
    In a draft, a rule over a missing value waits until there is one.
    """
    broken = {_path(problem.pointer) for problem in known if problem.level == "error"}
    holder: Holder = dict(values)
    return [problem for rule in entity.rules for problem in _said(entity, rule, holder, context, broken)]


def _said(entity: Entity, rule: Rule, values: Holder, context: Context, broken: set[Path]) -> Iterator[Problem]:
    """What a rule says in its places: nothing where it holds, or where it has to wait."""
    read = uses(rule.check, (*rule.foreach, ""), entity.fields)
    if any(_touches(path, broken) for path in read):
        return
    spots = places(values, context, (*rule.foreach, ""))
    if not context.complete:
        spots = [spot for spot in spots if not any(_missing(path, rule, spot, values) for path in read)]
    foresee((rule.check,), spots, context)
    answers = [(spot, _answer(rule, spot, context)) for spot in spots]
    foresee(rule.say.values(), [spot for spot, answer in answers if answer is False], context)
    for spot, answer in answers:
        at = _placed(rule.at, spot.pointer)
        if isinstance(answer, Problem):
            yield answer.below(at)
        elif not answer:
            yield _broken(entity, rule, spot, values, context, at)


def _answer(rule: Rule, spot: Spot, context: Context) -> bool | Problem:
    """Whether a rule holds in one place, or why that cannot be told."""
    try:
        return value_of(rule.check, spot.scope, context) is True
    except EvaluationError as error:
        return error.problem


def _missing(path: Path, rule: Rule, spot: Spot, values: Holder) -> bool:
    inside = len(rule.foreach)
    if inside and path[:inside] == rule.foreach and len(path) > inside:
        return empty(spot.holder.get(path[inside]))
    return empty(values.get(path[0]))


def _placed(pattern: str, place: str) -> str:
    """A pointer with *, put where a row stands: "/rows/*/rate" at "/rows/3" is "/rows/3/rate"."""
    stands = split(place)
    parts = (stands[at] if part == "*" and at < len(stands) else part for at, part in enumerate(split(pattern)))
    return "".join(f"/{part}" for part in parts)


def _path(pointer: str) -> Path:
    """A pointer without its row positions: `/rows/0/h_reg` is `("rows", "h_reg")`."""
    return tuple(token for token in split(pointer) if not token.isdigit())


def _touches(path: Path, broken: set[Path]) -> bool:
    return any(path[: len(bad)] == bad or bad[: len(path)] == path for bad in broken if bad)


def _broken(entity: Entity, rule: Rule, spot: Spot, values: Holder, context: Context, at: str) -> Problem:
    columns = field_at(entity.fields, rule.foreach).fields if rule.foreach else {}
    said = {
        **_named(entity.fields, values),
        **_named(columns, spot.holder if rule.foreach else {}),
    }
    try:
        said |= {name: _spoken(value_of(expr, spot.scope, context)) for name, expr in rule.say.items()}
    except EvaluationError as error:
        return error.problem.below(at)
    return Problem(at, "rule", {"rule": rule.key, **said}, message=rule.message or None, level=rule.level)


def _named(fields: Mapping[str, Field], values: Values) -> dict[str, str]:
    return {key: as_text(fields[key], value) for key, value in values.items() if key in fields}


def _spoken(value: Value) -> str:
    """What a formula of `say` gave, as a message names it: figures without zeros at their end."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return "—" if value is None else str(value)


def as_text(field: Field, value: Value) -> str:
    """A value as a message names it; "" where there is none, or where it is a list of rows."""
    if value is None or field.kind in ("rows", "group"):
        return ""
    return KINDS[field.kind].as_text(value, field.options)
