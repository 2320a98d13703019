"""What a module says, as frozen values: read from JSON, checked, and the law every record obeys."""

from dougong.definition.actor import PROJECT, USER, Actor
from dougong.definition.addresses import field_pointers
from dougong.definition.checker.asking import Judged, judge_formula, scope_of_field
from dougong.definition.checker.module import check_module
from dougong.definition.checker.translations import readable
from dougong.definition.context import Ahead, Checked, Context
from dougong.definition.environment import field_type, field_types, record_env, record_types
from dougong.definition.lines import positions
from dougong.definition.meta.documents import Meta, check_documents, document_type
from dougong.definition.meta.entity_schema import with_kinds
from dougong.definition.meta.names import RESERVED, is_reserved, is_slug
from dougong.definition.model import (
    Effect,
    Entity,
    Field,
    Form,
    Lookup,
    Module,
    Numbering,
    Posting,
    PostingRule,
    Right,
    Role,
    Rule,
    Section,
    Shown,
    State,
    Step,
    Table,
    Transition,
    View,
    Workflow,
)
from dougong.definition.plain.schema import PlainSchema, compile_schema
from dougong.definition.reading.entity import read_entity
from dougong.definition.reading.module import read_module
from dougong.definition.reading.notes import TRUE_EXPR
from dougong.definition.reading.plain import read_schema
from dougong.definition.translating import translate
from dougong.definition.trying.running import CaseResult, run_cases
from dougong.definition.trying.situation import Situation, Stage
from dougong.definition.values.checking import check_values, compute
from dougong.definition.values.defaults import apply_defaults
from dougong.definition.values.reading import read_values
from dougong.definition.values.readonly import readonly_pointers
from dougong.definition.values.scope import record_scope, row_scope, value_of
from dougong.definition.values.writing import write_values

__all__ = [
    "PROJECT",
    "RESERVED",
    "TRUE_EXPR",
    "USER",
    "Actor",
    "Ahead",
    "CaseResult",
    "Checked",
    "Context",
    "Effect",
    "Entity",
    "Field",
    "Form",
    "Judged",
    "Lookup",
    "Meta",
    "Module",
    "Numbering",
    "PlainSchema",
    "Posting",
    "PostingRule",
    "Right",
    "Role",
    "Rule",
    "Section",
    "Shown",
    "Situation",
    "Stage",
    "State",
    "Step",
    "Table",
    "Transition",
    "View",
    "Workflow",
    "apply_defaults",
    "check_documents",
    "check_module",
    "check_values",
    "compile_schema",
    "compute",
    "document_type",
    "field_pointers",
    "field_type",
    "field_types",
    "is_reserved",
    "is_slug",
    "judge_formula",
    "positions",
    "read_entity",
    "read_module",
    "read_schema",
    "read_values",
    "readable",
    "readonly_pointers",
    "record_env",
    "record_scope",
    "record_types",
    "row_scope",
    "run_cases",
    "scope_of_field",
    "translate",
    "value_of",
    "with_kinds",
    "write_values",
]
