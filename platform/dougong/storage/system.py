"""The platform's own columns of a record, under the names formulas and sorts use for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dougong.expression.types import DATETIME, NUMBER, TEXT, Type, ref


@dataclass(frozen=True, slots=True)
class SystemColumn:
    """One system name: its column, the family of that column, its type in formulas."""

    column: str
    family: str
    type: Type


SYSTEM: Final[Mapping[str, SystemColumn]] = {
    "id": SystemColumn("id", "uuid", ref()),
    "project": SystemColumn("project_id", "uuid", ref("project")),
    "number": SystemColumn("number", "text", TEXT),
    "state": SystemColumn("state", "text", TEXT),
    "version": SystemColumn("version", "integer", NUMBER),
    "definition_version": SystemColumn("definition_version", "text", TEXT),
    "created_by": SystemColumn("created_by", "uuid", ref("user")),
    "created_at": SystemColumn("created_at", "datetime", DATETIME),
    "updated_by": SystemColumn("updated_by", "uuid", ref("user")),
    "updated_at": SystemColumn("updated_at", "datetime", DATETIME),
}
