"""A plain JSON Schema, compiled once: what is wrong with an instance, as problems with pointers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from jsonschema.exceptions import ValidationError
from referencing.exceptions import Unresolvable

from dougong.definition.plain.budget import Budget
from dougong.definition.plain.dialects import DIALECTS, dialect_of
from dougong.definition.plain.found import Complaint
from dougong.definition.plain.graph import reference_problems
from dougong.definition.plain.limits import INSTANCE_LIMITS, SCHEMA_LIMITS, Limits, too_much
from dougong.definition.plain.metas import FOREIGN, META_REGISTRY, specification_of
from dougong.definition.plain.preparing import prepared, unsupported
from dougong.definition.pointers import join
from dougong.problem import Json, Problem, Refused

#: Problems told of one instance; nobody reads more.
MOST: Final = 500
_NO_RESOURCES: Final[Mapping[str, Mapping[str, Any]]] = {}


@dataclass(frozen=True, slots=True)
class PlainSchema:
    """A compiled schema.

    schema: as given. dialect: id of its meta-schema. unsupported: pointers of what it says and no check runs.
    """

    schema: Json
    dialect: str
    unsupported: tuple[str, ...]
    _validator: Any = field(repr=False, compare=False)

    def problems(self, instance: Json, *, limits: Limits = INSTANCE_LIMITS) -> tuple[Problem, ...]:
        """Everything wrong with an instance; () when it is valid. A limit passed is a problem too."""
        found = too_much(instance, limits)
        if found is not None:
            return (found,)
        if self.schema is False:
            return (Problem("", "not_allowed"),)
        validator = self._validator.evolve(format_checker=Budget(steps=limits.steps))
        return _told(validator.iter_errors(instance))


def compile_schema(schema: Json, *, resources: Mapping[str, Mapping[str, Any]] = _NO_RESOURCES) -> PlainSchema:
    """Make a schema ready. Dialect: its `$schema`, else 2020-12; formats are asserted.

    resources: other schemas it may refer to, by id. Nothing is ever fetched.
    Raises `Refused`: not a schema by its dialect's meta-schema, a limit passed, references that lead nowhere
    or round in a circle.
    """
    found = too_much(schema, SCHEMA_LIMITS)
    if found is not None:
        raise Refused([found])
    if not isinstance(schema, Mapping | bool):
        raise Refused([Problem("", "type", {"expected": "object / boolean"})])
    dialect = dialect_of(schema)
    ours = DIALECTS[dialect]
    ready = prepared(schema) if isinstance(schema, Mapping) else {}
    specification = specification_of(dialect)
    registry = META_REGISTRY.with_resources(
        (uri, specification.create_resource(prepared(one))) for uri, one in resources.items()
    )
    _refuse(_against_meta_schema(dialect, schema))
    root = registry.resolver_with_root(specification.create_resource(ready))
    _refuse(reference_problems(ready, root, specification, FOREIGN))
    return PlainSchema(
        schema=schema if isinstance(schema, bool) else dict(schema),
        dialect=dialect,
        unsupported=tuple(unsupported(schema, dialect)) if isinstance(schema, Mapping) else (),
        _validator=ours(ready, registry=registry, format_checker=Budget()),
    )


def _against_meta_schema(dialect: str, schema: Any) -> tuple[Problem, ...]:
    """What the meta-schema of the dialect says against a schema."""
    meta = META_REGISTRY.contents(dialect)
    budget = Budget(asserting=False)
    checker = DIALECTS[dialect](meta, registry=META_REGISTRY, format_checker=budget)
    return _told(checker.iter_errors(schema))


def _refuse(problems: tuple[Problem, ...] | list[Problem]) -> None:
    if problems:
        raise Refused(problems)


def _told(errors: Iterator[ValidationError]) -> tuple[Problem, ...]:
    """The library's errors as problems, each place and code once."""
    found: dict[tuple[str, str], Problem] = {}
    try:
        for error in islice(errors, MOST):
            problem = _problem(error)
            found.setdefault((problem.pointer, problem.code), problem)
    except Refused as refused:
        return tuple(refused.problems)
    except RecursionError:
        return (Problem("", "limit", {"what": "nesting", "limit": SCHEMA_LIMITS.depth}),)
    except Unresolvable as error:
        return (Problem("", "ref", {"ref": str(error.ref)}),)
    return tuple(found.values())


def _problem(error: ValidationError) -> Problem:
    """One error as a problem; those of the library's own keywords get the code "schema"."""
    place = join(error.path)
    if isinstance(error.cause, Complaint):
        return error.cause.problem.below(place)
    return Problem(place, "schema", {"keyword": str(error.validator)})
