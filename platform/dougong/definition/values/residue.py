"""The plain JSON Schema words no field covers (if/then/else, oneOf ...), asked on the JSON form."""

from dougong.definition.context import Context
from dougong.definition.model import Entity
from dougong.definition.values.writing import write_values
from dougong.problem import Problem, Values

#: What a draft may still lack.
WAITS_IN_DRAFT = frozenset({"required", "min_items", "min_length", "min_properties"})


def residue_problems(entity: Entity, values: Values, context: Context, known: list[Problem]) -> list[Problem]:
    """What the residue of the schema says of a record; nothing where there is no residue.

    A place that already has a problem is not complained about twice; a draft may lack what is required.
    """
    if entity.compiled is None:
        return []
    spoken = {problem.pointer for problem in known}
    return [
        problem
        for problem in entity.compiled.problems(write_values(entity, values))
        if problem.pointer not in spoken and (context.complete or problem.code not in WAITS_IN_DRAFT)
    ]
