"""The rights of one entity as a sheet, roles by verbs: what each cell says, and whose words those are. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from dougong.access import Verb
from dougong.definition.pointers import any_covers, join
from dougong.overlay import ABSENT, Documents, find, place_of

#: The columns of the sheet, in the order shown.
VERBS: Final[tuple[Verb, ...]] = ("see", "create", "edit", "remove", "export", "import")
#: Every role not named beside it, in the field rights of a state.
EVERY_ROLE: Final = "*"
#: What a role has of a field: written, read, hidden in some of the rows it sees, hidden in all.
Access = Literal["write", "read", "partly", "hidden", "none"]


@dataclass(frozen=True, slots=True)
class RightCase:
    """Some rows. where: a formula, "" for every row. hide, readonly: patterns of fields, with *."""

    where: str = ""
    hide: tuple[str, ...] = ()
    readonly: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """What a role may do with one verb. cases: () is not at all. address: of the rule, whether it is there or not.

    own: the company's words, not the module's. drafted: not in force yet.
    """

    role: str
    verb: Verb
    address: str
    cases: tuple[RightCase, ...] = ()
    own: bool = False
    drafted: bool = False

    @property
    def kind(self) -> Literal["none", "all", "some"]:
        """Whether it is no row, every row or some rows."""
        if not self.cases:
            return "none"
        return "all" if any(not case.where for case in self.cases) else "some"


@dataclass(frozen=True, slots=True)
class StepCell:
    """Whether a role may take a step of the workflow. address: of the step's `by`."""

    role: str
    step: str
    address: str
    may: bool = False
    own: bool = False
    drafted: bool = False


@dataclass(frozen=True, slots=True)
class Layers:
    """A module's documents as it brought them, as they are in force, and as the draft has them."""

    base: Documents
    in_force: Documents
    draft: Documents

    def at(self, address: str) -> tuple[Any, bool, bool]:
        """The node in the draft; whether the company changed it; whether that is not in force yet."""
        spot = place_of(address)
        base, now, draft = (find(one, *spot) for one in (self.base, self.in_force, self.draft))
        return draft, draft != base, draft != now


def cases_of(value: Any) -> tuple[RightCase, ...]:
    """What a verb's value in the rights says: `true`, a case, a list of cases, anything else is nothing."""
    if value is True:
        return (RightCase(),)
    if isinstance(value, Mapping):
        return (RightCase(str(value.get("where", "")), _words(value, "hide"), _words(value, "readonly")),)
    if isinstance(value, list):
        return tuple(case for one in value for case in cases_of(one))
    return ()


def rights_at(documents: Documents, module: str, entity: str) -> str:
    """The address of an entity's rights in its own module: it may be named by its key or in full."""
    given = find(documents, "roles", ("rights",))
    full = f"{module}/{entity}"
    key = full if isinstance(given, Mapping) and full in given and entity not in given else entity
    return "roles#" + join(("rights", key))


def cells_of(layers: Layers, module: str, entity: str, roles: Iterator[str] | tuple[str, ...]) -> dict[str, list[Cell]]:
    """The sheet: for each role the cells of all verbs, in their order."""
    at = rights_at(layers.draft, module, entity)
    return {role: [cell_of(layers, at, role, verb) for verb in VERBS] for role in roles}


def cell_of(layers: Layers, at: str, role: str, verb: Verb) -> Cell:
    """One cell. at: the address of the entity's rights."""
    address = at + join((role, verb))
    value, own, drafted = layers.at(address)
    return Cell(role, verb, address, cases_of(value), own, drafted)


def workflow_of(documents: Documents, entity: str) -> str:
    """The path of the document that holds an entity's workflow; "" when it has none."""
    flows = ((path, one) for path, one in documents.items() if path.startswith("workflows/"))
    named = (path for path, one in flows if isinstance(one, Mapping) and one.get("entity", path[10:]) == entity)
    return next(named, "")


def steps_of(layers: Layers, workflow: str, roles: tuple[str, ...]) -> dict[str, list[StepCell]]:
    """For each role the steps of a workflow's document that people take, in the workflow's order."""
    transitions = find(layers.draft, workflow, ("transitions",))
    arrows = transitions if isinstance(transitions, Mapping) else {}
    keys = [key for key, arrow in arrows.items() if key != "order" and by_people(arrow)]
    return {role: [step_of(layers, workflow, key, role) for key in keys] for role in roles}


def by_people(arrow: Any) -> bool:
    """Whether a transition is a button: neither a timer nor an import sets it off."""
    return isinstance(arrow, Mapping) and "after" not in arrow and arrow.get("on") != "import"


def step_of(layers: Layers, workflow: str, step: str, role: str) -> StepCell:
    """One cell of the steps."""
    address = f"{workflow}#" + join(("transitions", step, "by"))
    spot = place_of(address)
    base, now, draft = (role in _listed(find(one, *spot)) for one in (layers.base, layers.in_force, layers.draft))
    return StepCell(role, step, address, draft, draft != base, draft != now)


def field_access(see: Cell, edit: Cell, pointer: str) -> Access:
    """What a role has of a field, whatever state a record is in."""
    if not see.cases:
        return "none"
    hiding = [any_covers(case.hide, pointer) for case in see.cases]
    if all(hiding):
        return "hidden"
    if any(hiding):
        return "partly"
    writes = any(not any_covers(case.readonly, pointer) for case in edit.cases)
    return "write" if writes else "read"


def state_rights(documents: Documents, workflow: str, state: str, role: str) -> Mapping[str, tuple[str, ...]]:
    """What a state says of fields to a role, by "edit", "readonly" and "hide"; its own entry only."""
    given = find(documents, workflow, ("rights", state, role))
    entry = given if isinstance(given, Mapping) else {}
    return {word: _words(entry, word) for word in ("edit", "readonly", "hide")}


def restricts(documents: Documents, workflow: str, state: str) -> bool:
    """Whether in a state only what is listed may be written."""
    given = find(documents, workflow, ("rights", state))
    return isinstance(given, Mapping) and any(isinstance(one, Mapping) and "edit" in one for one in given.values())


def _words(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(str(one) for one in _listed(entry.get(key, ())))


def _listed(node: Any) -> list[Any] | tuple[Any, ...]:
    return node if node is not ABSENT and isinstance(node, list | tuple) else ()
