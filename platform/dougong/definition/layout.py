"""Which tenant field lives in which spare column; every other tenant field lives in the `custom` JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from dougong.definition.model import Field
from dougong.kinds import KINDS

#: Spare columns of each family on every record and row table.
SPARE_COUNT = 12

#: A spare column holds an integer (integers, scaled decimals, booleans) or a text (dates, references).
SpareFamily = Literal["integer", "text"]

#: The beginning of every spare column's name.
SPARE_PREFIX = "spare_"

SPARE_COLUMNS: Mapping[SpareFamily, tuple[str, ...]] = {
    "integer": tuple(f"{SPARE_PREFIX}n{number}" for number in range(1, SPARE_COUNT + 1)),
    "text": tuple(f"{SPARE_PREFIX}t{number}" for number in range(1, SPARE_COUNT + 1)),
}

#: Type of a value in formulas -> the family that keeps it comparable; lists, rows, places and JSON have none.
_FAMILIES: Mapping[str, SpareFamily] = {
    "bool": "integer",
    "number": "integer",
    "duration": "integer",
    "text": "text",
    "date": "text",
    "time": "text",
    "datetime": "text",
    "ref": "text",
}

#: The beginning of every key a tenant makes.
TENANT_PREFIX = "x_"


@dataclass(frozen=True, slots=True)
class Layout:
    """The spare columns allotted to one tenant's fields of one entity.

    columns: (field path, spare column) pairs; a path is "x_weather", or "rows/x_note" for a column of rows.
    taken: spare columns that may not be allotted again: a former field's values are still in them.
    """

    columns: tuple[tuple[str, str], ...] = ()
    taken: tuple[str, ...] = ()

    def column_of(self, path: str) -> str | None:
        """The spare column of the field at `path`; None when it lives in `custom`."""
        return next((column for at, column in self.columns if at == path), None)

    def given(self, path: str, column: str) -> "Layout":
        """The layout with this column recorded for the field at `path`."""
        kept = tuple(pair for pair in self.columns if pair[0] != path)
        return Layout(tuple(sorted((*kept, (path, column)))), self.taken)

    def with_field(self, path: str, family: SpareFamily) -> "Layout":
        """The layout with a column for the field at `path` as well; unchanged when none is free.

        Rows have spare columns of their own, so "rows/x_a" and "x_a" may both have `spare_n1`.
        """
        if self.column_of(path) is not None:
            return self
        table = path.rpartition("/")[0]
        used = {column for at, column in self.columns if at.rpartition("/")[0] == table}
        used |= {column.rpartition(":")[2] for column in self.taken if column.rpartition(":")[0] == table}
        free = next((column for column in SPARE_COLUMNS[family] if column not in used), None)
        if free is None:
            return self
        return self.given(path, free)

    def without(self, paths: Iterable[str]) -> "Layout":
        """The layout without these fields; their columns stay taken until the tenant's data are purged."""
        gone = {path: column for path, column in self.columns if path in set(paths)}
        marks = (f"{path.rpartition('/')[0]}:{column}" for path, column in gone.items())
        kept = tuple(pair for pair in self.columns if pair[0] not in gone)
        return Layout(kept, tuple(sorted({*self.taken, *marks})))


def spare_family(field: Field) -> SpareFamily | None:
    """The family of spare column a field could live in; None when one column cannot hold what it is found by."""
    if field.many or field.reference == "*":
        return None
    return _FAMILIES.get(KINDS[field.kind].type.name)


def is_tenants(key: str) -> bool:
    """Whether a module, entity or field key is one a tenant made."""
    return key.startswith(TENANT_PREFIX)
