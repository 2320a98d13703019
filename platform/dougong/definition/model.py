"""A module as frozen values. Nothing here reads files or knows a language version's JSON: see `reading`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from dougong.definition.plain.schema import PlainSchema
from dougong.expression import Expr

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an entity or of a detail row.

    key: its identity, permanent. kind: a name in `KINDS`. options: what the kind read from the schema.
    schema: the property's JSON Schema as written (merged and translated).
    fields: the columns of a "rows" kind (in order); the parts of a plain JSON object; else empty.
    sequence: the platform gives a running number (per, start); it is stored, nobody types it.
    on_read: the value is never stored: it is a rollup or uses one, directly or through another field.
    default: a JSON literal, or an expression when the schema's default is formula text for a non-text kind
        (`default_expr`).
    """

    key: str
    kind: str
    title: str
    schema: Mapping[str, Any]
    options: Mapping[str, Any]
    help: str = ""
    required: bool = False
    many: bool = False
    indexed: bool = False
    unique: bool = False
    masked: bool = False
    computed: Expr | None = None
    rollup: Mapping[str, Any] | None = None
    default: Any = None
    has_default: bool = False
    default_expr: Expr | None = None
    default_from: Expr | None = None
    pick: Expr | None = None
    visible_when: Expr | None = None
    required_when: Expr | None = None
    readonly_when: Expr | None = None
    fields: Mapping[str, "Field"] = field(default_factory=dict)
    was: tuple[str, ...] = ()
    on_read: bool = False
    sequence: Mapping[str, Any] | None = None

    @property
    def reference(self) -> str | None:
        """The full name of the entity referred to; "*" for any entity; None when not a reference."""
        target = self.options.get("reference")
        return target if isinstance(target, str) else None

    @property
    def stored(self) -> bool:
        """Whether a column keeps the value; rollups and what uses them are evaluated on read."""
        return not self.on_read


@dataclass(frozen=True, slots=True)
class Rule:
    """A law of a record: `check` must be true. `at`: pointer the problem is shown at, with * for rows.

    foreach: path of a rows field: the law holds for each of its rows, whose columns the formulas name.
    say: what the message names beside fields, by placeholder.
    """

    key: str
    check: Expr
    at: str
    message: str
    level: Level = "error"
    foreach: tuple[str, ...] = ()
    say: Mapping[str, Expr] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Numbering:
    """Gap-free numbers: series per tenant + prefix + `per` (of project, month, year, day)."""

    prefix: str
    per: tuple[str, ...] = ()
    digits: int = 4
    on: str = "submit"


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity: the schema of its records and what the runtime needs to know of them.

    computed_order: keys (or "rows/amount" paths) of computed fields, dependencies first.
    steps: the same together with the conditional fields (visible_when), dependencies first.
    is_project: the entity that `scope: project` binds to.
    compiled: the residue ready to be asked; of a plain schema, the whole of it.
    root: of a plain schema, the whole of it as one field (its instance need not be an object).
    closed: unknown keys are refused (a module's own entities); a plain schema follows its own text.
    arrows: pairs of fields, each an arrow from what the first refers to ("": the record itself) to what the second
        does; arrows of living records close no loop. A tree's own reference is one.
    residue: JSON Schema keywords that no field covers (if/then/else, oneOf ...), checked on the JSON form.
    """

    module: str
    key: str
    title: str
    schema: Mapping[str, Any]
    fields: Mapping[str, Field]
    help: str = ""
    scope: Literal["tenant", "project"] = "tenant"
    label: str = ""
    numbering: Numbering | None = None
    rules: tuple[Rule, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    computed_order: tuple[str, ...] = ()
    closed: bool = True
    residue: Mapping[str, Any] | None = None
    steps: tuple[str, ...] = ()
    is_project: bool = False
    arrows: tuple[tuple[str, str], ...] = ()
    root: Field | None = None
    compiled: PlainSchema | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """The full name, "module/entity"."""
        return f"{self.module}/{self.key}"


@dataclass(frozen=True, slots=True)
class State:
    """A business state. locked: nothing may be edited in it."""

    key: str
    title: str
    locked: bool = False
    tone: str = ""
    final: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One approval step; `assign` is one of role, user, field, manager_of, relation, expr."""

    key: str
    title: str
    assign: Mapping[str, Any]
    mode: Literal["any", "all", "count", "percent", "sequence"] = "any"
    need: int | None = None
    when: Expr | None = None
    on_reject: Mapping[str, Any] | None = None
    empty: str = "admin"
    deadline: str | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What else follows a transition: create | transition | set | gather.

    target: entity created, moved, written or gathered. where: over the target's records, `record` being the
        one whose transition it is; of "create", over the record's own names: whether there is to be one.
    values: of "create", over the record's own names; of "set" and "gather", over each target.
    foreach: of "create", the rows field with one new record for each of its rows, or "".
    sort: of "gather", the order of the rows, as of a look-up.
    into: rows field that "gather" fills; values are then by its columns.
    """

    verb: Literal["create", "transition", "set", "gather"]
    target: str
    where: Expr | None = None
    values: Mapping[str, Expr] = field(default_factory=dict)
    transition: str | None = None
    into: str = ""
    foreach: str = ""
    sort: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Transition:
    """One arrow. by: roles; guard: expression; edit: pointers (with *) writable while performing it.

    via + approval: the record waits in `via` until the steps are done, then goes to `to`.
    on: "user" (a button), "import", "after" (a timer, `after` an ISO duration).
    """

    key: str
    title: str
    sources: tuple[str, ...]
    target: str
    by: tuple[str, ...] = ()
    guard: Expr | None = None
    guard_message: str = ""
    edit: tuple[str, ...] = ()
    via: str | None = None
    approval: tuple[Step, ...] = ()
    on_reject: str | None = None
    reason: Literal["none", "optional", "required"] = "none"
    signature: bool = False
    danger: bool = False
    on: Literal["user", "import", "after"] = "user"
    after: str | None = None
    do: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Workflow:
    """States and transitions of one entity.

    field_rights: per state, per role ("*" for any): {"edit": [...], "readonly": [...], "hide": [...]},
        pointers with *. Where a state lists "edit" for any role, only what is listed may be edited in it.
    """

    key: str
    entity: str
    initial: str
    states: Mapping[str, State]
    transitions: Mapping[str, Transition]
    field_rights: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PostingRule:
    """What one event writes. foreach: key of a rows field, or "" for the record itself."""

    key: str
    on: str
    ledger: str
    measures: Mapping[str, Expr]
    dimensions: Mapping[str, Expr]
    undo_on: tuple[str, ...] = ()
    foreach: str = ""
    when: Expr | None = None
    business_date: Expr | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """The posting rules of one entity."""

    entity: str
    rules: tuple[PostingRule, ...]


@dataclass(frozen=True, slots=True)
class View:
    """One list view. kind: list | kanban | calendar | gantt | matrix | tree."""

    key: str
    title: str
    kind: str = "list"
    columns: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    where: Expr | None = None
    group: str | None = None
    totals: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """The list views of one entity, in order."""

    entity: str
    views: Mapping[str, View]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a form. fields: keys in order; columns: 1 or 2; tab: key of the tab it stands in, "" above them all."""

    key: str
    title: str
    fields: tuple[str, ...]
    columns: int = 2
    folded: bool = False
    visible_when: Expr | None = None
    description: str = ""
    tab: str = ""
    shown: Mapping[str, "Shown"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """How one field of a section is shown there. wide: None as its kind has it; columns: of rows, those shown."""

    wide: bool | None = None
    title: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """How an entity's form is laid out; derived from the entity when the module gives none.

    tabs: the title of each by its key, in order; sections name theirs.
    """

    entity: str
    sections: tuple[Section, ...]
    tabs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Right:
    """What one role may do with one entity. None = not at all; an Expr = only where it holds.

    entity: full name, "module/entity". module: the module whose roles.json says so.
    see, create, edit, remove, export, import_: `where` of each verb; TRUE_EXPR means everywhere.
    hide: pointers (with *) the role never sees. readonly: pointers it sees and never edits.
    """

    role: str
    entity: str
    see: Expr | None = None
    create: Expr | None = None
    edit: Expr | None = None
    remove: Expr | None = None
    export: Expr | None = None
    import_: Expr | None = None
    hide: tuple[str, ...] = ()
    readonly: tuple[str, ...] = ()
    module: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """A role a module declares. administers: who holds it in the whole company may open the company's settings.

    guarded: it handles money or grants rights, so the sessions of those who hold it end sooner when left alone.
    hidden: it is not given any more; who holds it keeps it.
    """

    key: str
    title: str
    administers: bool = False
    guarded: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Lookup:
    """A declared look-up callable from expressions: its parameters, what it searches, what it answers.

    entity: full name of the entity searched. params: name -> kind of each argument, in order.
    where: expression over the searched record and the params. order: sort keys, first match wins.
    answer: expression over the found record; aggregate: first | sum | count | max | min over all matches.
    otherwise: expression when nothing matches (default null).
    """

    key: str
    entity: str
    params: Mapping[str, str]
    where: Expr
    answer: Expr
    kind: str
    order: tuple[str, ...] = ()
    aggregate: Literal["first", "sum", "count", "max", "min"] = "first"
    otherwise: Expr | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Module:
    """A whole module, read.

    hash: content hash of its documents; documents: them as JSON, by path ("entities/slip").
    settings: their JSON Schema as written; settings_entity: the same read as fields (key "settings").
    """

    key: str
    version: str
    title: str
    icon: str
    hash: str
    documents: Mapping[str, Any]
    requires: Mapping[str, str] = field(default_factory=dict)
    works_with: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    menu: tuple[str, ...] = ()
    entities: Mapping[str, Entity] = field(default_factory=dict)
    workflows: Mapping[str, Workflow] = field(default_factory=dict)
    postings: Mapping[str, Posting] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    lookups: Mapping[str, Lookup] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    rights: tuple[Right, ...] = ()
    ledgers: Mapping[str, Any] = field(default_factory=dict)
    settings_entity: Entity | None = None
