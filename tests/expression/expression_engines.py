"""One row of a database with the values of a scope, for the compiler to SQL."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from dougong.expression import Column, Env, Expr, Place, Type, to_sql, to_term
from dougong.problem import Ref, Value

SCALE = 6
Ask = Callable[[str, list[Any], dict[str, tuple[Any, str]]], bool]

#: Type -> how a spare column keeps it.
CODES = {"date": "text", "time": "text", "datetime": "text", "ref": "text", "bool": "integer"}
#: Type -> column type of PostgreSQL.
NATIVE = {
    "bool": "boolean", "number": "bigint", "duration": "bigint", "text": "text", "date": "date",
    "time": "time", "datetime": "timestamptz", "ref": "uuid",
}  # fmt: skip


def stored(type_: Type, value: Value, code: str) -> Any:
    """A value as its column holds it: native to PostgreSQL, or as SQLite and spare columns do."""
    if value is None:
        return None
    if type_.name == "number":
        return int(Decimal(str(value)).scaleb(SCALE))
    if type_.name == "duration":
        return value
    if code == "native":
        return value.id if isinstance(value, Ref) else value
    if isinstance(value, Ref):
        return value.id.hex
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    return int(value) if isinstance(value, bool) else str(value)


class Row:
    """The columns a condition asks for, filled from a scope and its references."""

    def __init__(self, scope: Mapping[str, Value], follow: Callable[[Ref, str], Value], code: str) -> None:
        self.scope, self.follow, self.code = scope, follow, code
        self.cells: dict[str, tuple[Any, str]] = {}

    def column(self, column: Column) -> Place:
        name = ".".join(column.path)
        value = self.scope.get(column.path[0])
        for step in column.path[1:]:
            if isinstance(value, Ref):
                value = self.follow(value, step)
            elif isinstance(value, Mapping):
                value = value.get(step)
        kind = column.type.name
        code = "native" if self.code == "native" else CODES.get(kind, "native")
        sql_type = {"text": "text", "integer": "bigint"}.get(code, NATIVE[kind])
        self.cells[name] = (stored(column.type, value, code), sql_type)
        return Place(f'"{name}"', SCALE if kind == "number" else None, code)


def decided(expr: Expr, env: Env, row: Row, params: Mapping[str, Value], ask: Ask, engine: str) -> bool | None:
    """What the database says of `expr`; None when it does not compile."""
    term = to_term(expr, env)
    if term is None:
        return None
    given = {name: value for name, value in params.items() if name in env.given or name == "today"}
    sql, values = to_sql(term, "sqlite" if engine == "sqlite" else "postgresql", row.column, given)
    return ask(sql, values, row.cells)
