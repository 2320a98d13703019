"""The formula language: read it, check its types, work it out, name what it uses, compile it to SQL."""

from dougong.expression.calls import DeclaredCall, declared_calls
from dougong.expression.check import check_types
from dougong.expression.env import Checked, Env, Signature
from dougong.expression.errors import EvaluationError, ExpressionError
from dougong.expression.evaluate import evaluate
from dougong.expression.json_form import to_json, type_to_json
from dougong.expression.names import functions_used, names_used
from dougong.expression.nodes import Expr
from dougong.expression.parser import parse
from dougong.expression.sql_values import Dialect
from dougong.expression.terms import (
    Add,
    And,
    Column,
    Compare,
    Constant,
    Contains,
    Exists,
    Given,
    In,
    IsNull,
    Literal,
    Not,
    Or,
    Param,
    Place,
    Sub,
    Term,
)
from dougong.expression.to_sql import to_sql
from dougong.expression.to_term import split, to_term
from dougong.expression.types import (
    ANY,
    BOOL,
    DATE,
    DATETIME,
    DURATION,
    GEO,
    NULL,
    NUMBER,
    TEXT,
    TIME,
    Type,
    TypeName,
    list_of,
    ref,
    row_of,
)
from dougong.expression.unparse import text_of

#: Holds everywhere.
TRUE_EXPR = parse("true")

__all__ = [
    "ANY",
    "BOOL",
    "DATE",
    "DATETIME",
    "DURATION",
    "GEO",
    "NULL",
    "NUMBER",
    "TEXT",
    "TIME",
    "TRUE_EXPR",
    "Add",
    "And",
    "Checked",
    "Column",
    "Compare",
    "Constant",
    "Contains",
    "DeclaredCall",
    "Dialect",
    "Env",
    "EvaluationError",
    "Exists",
    "Expr",
    "ExpressionError",
    "Given",
    "In",
    "IsNull",
    "Literal",
    "Not",
    "Or",
    "Param",
    "Place",
    "Signature",
    "Sub",
    "Term",
    "Type",
    "TypeName",
    "check_types",
    "declared_calls",
    "evaluate",
    "functions_used",
    "list_of",
    "names_used",
    "parse",
    "ref",
    "row_of",
    "split",
    "text_of",
    "to_json",
    "to_sql",
    "to_term",
    "type_to_json",
]
