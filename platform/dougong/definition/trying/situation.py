"""What a case is about, as the higher rooms need it, and what they are asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from dougong.definition.context import Context
from dougong.definition.model import Entity, Module, Posting, Right, Workflow
from dougong.problem import Ref, Value, Values


@dataclass(frozen=True, slots=True)
class Situation:
    """One record before one person.

    modules: every module that is here, by key. roles: the person's. transition: the one the case performs or
    asks about, "" when it names none. record: what the record is called by others.
    """

    modules: Mapping[str, Module]
    entity: Entity
    workflow: Workflow | None
    posting: Posting | None
    rights: tuple[Right, ...]
    values: Values
    context: Context
    state: str
    roles: frozenset[str]
    transition: str
    record: Ref


@dataclass(frozen=True, slots=True)
class Stage:
    """The higher rooms, handed in: workflow, access and posting stand above this floor.

    What is None is not asked; a case that expects it counts as skipped, not as passed.
    approvers: roles asked, step by step. hidden, editable: pointers of fields (/rows/*/rate).
    available: transitions the person may perform. postings: by full ledger name, the sum of each measure.
    functions: the platform's engines that formulas may call.
    """

    approvers: Callable[[Situation], tuple[str, ...]] | None = None
    hidden: Callable[[Situation], frozenset[str]] | None = None
    editable: Callable[[Situation], frozenset[str]] | None = None
    available: Callable[[Situation], tuple[str, ...]] | None = None
    postings: Callable[[Situation], Mapping[str, Mapping[str, Decimal]]] | None = None
    functions: Mapping[str, Callable[..., Value]] = field(default_factory=dict)
