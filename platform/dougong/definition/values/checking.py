"""`check_values`: the one place that says whether a record may be kept."""

from collections.abc import Mapping

from dougong.definition.context import Checked, Context
from dougong.definition.model import Entity
from dougong.definition.plain.limits import INSTANCE_LIMITS, too_much
from dougong.definition.pointers import covers
from dougong.definition.values.reading import read_values
from dougong.definition.values.residue import WAITS_IN_DRAFT, residue_problems
from dougong.definition.values.rules import rule_problems
from dougong.definition.values.stepping import step
from dougong.definition.values.wanted import wanted_problems
from dougong.problem import Json, Problem, Value, Values


def check_values(entity: Entity, instance: Json, context: Context) -> Checked:
    """Read a record from JSON, compute what is computed, and say everything that is wrong with it.

    A record beyond the limits of the house (depth, entries, size) is refused before anything is computed.
    Unknown keys are refused where the entity is closed; each field is read by its kind; what `visible_when`
    hides is dropped; computed fields are computed, input for them is ignored; defaults are not applied here.
    A draft (`context.complete` False) may lack required fields, and rules over missing values wait.
    An entity of a plain schema is judged by the schema's own text alone, and its instance may be any JSON.
    Problems point into the instance (`/rows/0/h_reg`); nothing is raised for bad input.
    """
    if entity.root is not None and entity.compiled is not None:
        return Checked(_plainly(entity, instance), entity.compiled.problems(instance))
    if not isinstance(instance, Mapping):
        return Checked({}, (Problem("", "type", {"expected": "record"}),))
    large = too_much(instance, INSTANCE_LIMITS)
    if large is not None:
        return Checked({}, (large,))
    read = read_values(entity.fields, instance, closed=entity.closed)
    if context.ahead is not None:
        context.ahead.refer(read.values)
    found, hidden = step(entity, read.values, context)
    problems = [p for p in read.problems if not _below_any(p.pointer, hidden)] + found
    if not context.complete:
        problems = [p for p in problems if p.code not in WAITS_IN_DRAFT]
    wanted = wanted_problems(entity, read.values, context, hidden, problems)
    problems += wanted
    problems += residue_problems(entity, read.values, context, problems)
    problems += rule_problems(entity, read.values, context, problems)
    return Checked(read.values, tuple(problems))


def _plainly(entity: Entity, instance: Json) -> Values:
    """The fields of an object that can be read, as values."""
    if not entity.fields or not isinstance(instance, dict):
        return {}
    return read_values(entity.fields, instance, closed=False).values


def compute(entity: Entity, values: Values, context: Context, *, reading: bool = False) -> Values:
    """The values with every computed field computed anew.

    reading: also what is evaluated on read; its rollups are taken from the values or from `context.system`.
    A formula that cannot be evaluated gives None.
    """
    fresh: dict[str, Value] = {key: _thawed(value) for key, value in values.items()}
    step(entity, fresh, context, reading=reading, hide=False)
    return fresh


def _thawed(value: Value) -> Value:
    """Rows and groups copied, so that computing never changes what the caller holds."""
    if isinstance(value, tuple):
        return tuple(_thawed(one) for one in value)
    if isinstance(value, Mapping):
        return {key: _thawed(cell) for key, cell in value.items()}
    return value


def _below_any(pointer: str, hidden: set[str]) -> bool:
    return any(covers(one, pointer) for one in hidden)
