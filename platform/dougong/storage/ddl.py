"""SQL that changes tables, for both databases: types, names, statements. Nothing is executed here, nothing
dropped.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.apps.registry import Apps
from django.db import connection, models

from dougong.storage.codecs import is_postgres
from dougong.storage.models import CodePointText, ManyColumns, RowColumns, SpareColumns, SystemColumns
from dougong.storage.physical import PhysicalTable, fitting, quote
from dougong.tenancy import wall_statements

FIELDS: Final[Mapping[str, Any]] = {
    "text": CodePointText,
    "integer": models.BigIntegerField,
    "boolean": models.BooleanField,
    "date": models.DateField,
    "datetime": models.DateTimeField,
    "uuid": models.UUIDField,
}


def column_type(family: str) -> str:
    """The database's type for a family of values."""
    found = FIELDS[family]().db_type(connection)
    assert found is not None, "every family has a column"
    return found


def model_of(table: PhysicalTable) -> type[models.Model]:
    """The Django model of a table: unmanaged, alone in a registry of its own, made for its DDL and for joins.

    Instances never leave this room; records are read and written by `selecting` and `writing`.
    """
    columns = {
        column.name: FIELDS[column.family](null=True, db_column=column.name)
        for parts in table.columns.values()
        for column in parts.values()
    }
    if table.project:
        columns["project_id"] = models.UUIDField(null=True)
    bases = (RowColumns, SpareColumns) if table.path else (SystemColumns, SpareColumns)
    return _model(table.name, bases, {**columns, "pk": models.CompositePrimaryKey("tenant_id", "id")})


def many_model_of(table: PhysicalTable) -> type[models.Model]:
    """The Django model of the table of many-valued fields beside a record table."""
    return _model(table.many, (ManyColumns,), {})


def _model(name: str, bases: tuple[type[models.Model], ...], members: dict[str, Any]) -> type[models.Model]:
    meta = type("Meta", (), {"app_label": "storage", "apps": Apps(), "db_table": name, "managed": False})
    return type(name.title(), bases, {"__module__": __name__, "Meta": meta, **members})


def create_statements(table: PhysicalTable) -> Iterator[str]:
    """The statements that make a table, its many table, and the wall between tenants around both."""
    made = [model_of(table)] if table.path else [model_of(table), many_model_of(table)]
    for model in made:
        sql, params = connection.schema_editor().table_sql(model)
        assert not params, "no defaults, so no parameters"
        yield sql.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1)
        if is_postgres():
            yield from wall_statements(model._meta.db_table)
    if not table.path:
        many = table.many
        yield index_statement(many, ("tenant_id", "record_id"))
        yield index_statement(many, ("tenant_id", "target"), filled=True)


def add_column_statement(table: str, column: str, family: str) -> str:
    """A column more: empty, without default, so that no row is rewritten."""
    return f"ALTER TABLE {quote(table)} ADD COLUMN {quote(column)} {column_type(family)} NULL"


def index_name(table: str, columns: Sequence[str], *, unique: bool = False) -> str:
    """The name of an index, the same whenever it is asked for."""
    mark = hashlib.sha256(",".join((table, *columns)).encode()).hexdigest()[:8]
    return fitting(f"{'u' if unique else 'i'}_{mark}_{table}")


def index_statement(
    table: str,
    columns: Sequence[str],
    *,
    unique: bool = False,
    filled: bool = False,
    living: bool = False,
    concurrently: bool = False,
) -> str:
    """CREATE INDEX. filled: only rows where the second column has a value. living: only rows not in the
    bin.
    """
    conditions = [f"{quote(columns[1])} IS NOT NULL"] if filled else []
    conditions += ["deleted_at IS NULL"] if living else []
    return (
        f"CREATE {'UNIQUE ' if unique else ''}INDEX {'CONCURRENTLY ' if concurrently else ''}IF NOT EXISTS"
        f" {quote(index_name(table, columns, unique=unique))} ON {quote(table)}"
        f" ({', '.join(quote(column) for column in columns)})"
        + (f" WHERE {' AND '.join(conditions)}" if conditions else "")
    )


def foreign_key_name(table: str, column: str) -> str:
    """The name of a foreign key."""
    mark = hashlib.sha256(f"{table},{column}".encode()).hexdigest()[:8]
    return fitting(f"f_{mark}_{table}")


def foreign_key_statement(table: str, column: str, target: str) -> str:
    """A foreign key for rows written from now on (PostgreSQL); those there are looked at by
    `validate_statement`.
    """
    return (
        f"ALTER TABLE {quote(table)} ADD CONSTRAINT {quote(foreign_key_name(table, column))}"
        f" FOREIGN KEY (tenant_id, {quote(column)}) REFERENCES {quote(target)} (tenant_id, id) NOT VALID"
    )


def validate_statement(table: str, name: str) -> str:
    """Look at the rows that were there before a foreign key; reads and writes go on meanwhile."""
    return f"ALTER TABLE {quote(table)} VALIDATE CONSTRAINT {quote(name)}"
