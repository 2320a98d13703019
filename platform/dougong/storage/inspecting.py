"""What the database itself says is there."""

from dougong.storage.codecs import is_postgres
from dougong.storage.physical import PhysicalTable, quote
from dougong.storage.sqlrun import fetch


def columns_there(table: str) -> set[str]:
    """The columns a table really has; nothing when it is not there."""
    if is_postgres():
        sql = "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0"
        return {row[0] for row in fetch(sql, [table])}
    return {row[1] for row in fetch(f"PRAGMA table_info({quote(table)})", [])}


def indexes_there(table: str) -> dict[str, bool]:
    """The indexes a table really has, and whether each is whole: a build that was broken off leaves a useless
    one.
    """
    if is_postgres():
        sql = (
            "SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " WHERE i.indrelid = to_regclass(%s)"
        )
        return {name: bool(valid) for name, valid in fetch(sql, [table])}
    return {row[1]: True for row in fetch(f"PRAGMA index_list({quote(table)})", [])}


def missing_columns(table: PhysicalTable) -> list[str]:
    """Columns the catalogue of tables names and the database does not have."""
    there = columns_there(table.name)
    return [column.name for parts in table.columns.values() for column in parts.values() if column.name not in there]
