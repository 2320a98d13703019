"""The room's own tables: what physical tables exist, the counters of numbers, and the general table.

The tables of packaged entities are not here: they are made from definitions (see `physical` and `carrying`).
"""

from typing import Any

from django.db import models
from django.db.models import Q

from dougong.definition.layout import SPARE_COLUMNS


class CodePointText(models.TextField):
    """Text ordered and compared by code point on both databases, as formulas order it; so an index serves
    both.
    """

    def db_type(self, connection: Any) -> str:
        """The column's type."""
        return 'text COLLATE "C"' if connection.vendor == "postgresql" else "text"


class StoredTable(models.Model):
    """One physical table made for an entity, or for one of its rows fields. Never dropped.

    entity: full name. path: "" for the records, "rows" or "rows/parts" for detail rows.
    project: whether records carry project_id. is_project: whether this is the entity projects are kept in.
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=140)
    path = models.CharField(max_length=140, blank=True)
    name = models.CharField(max_length=63)
    project = models.BooleanField(default=False)
    is_project = models.BooleanField(default=False)

    class Meta:
        """Table name and the one place of an entity's rows."""

        db_table = "storage_table"
        constraints = [models.UniqueConstraint(fields=["entity", "path"], name="storage_table_once")]

    def __str__(self) -> str:
        return self.name


class StoredColumn(models.Model):
    """One column of a field. family, scale: what it keeps, fixed for ever.

    target: entity of a reference. kind: the field's kind when the column was made. A field that got a new key
    (`was`) has a row of its own for the same column. For a field with many values, suffix is "#" and name is the
    `field` of its rows in the table of many values.
    """

    id = models.BigAutoField(primary_key=True)
    table = models.ForeignKey(StoredTable, models.PROTECT, related_name="+")
    key = models.CharField(max_length=63)
    suffix = models.CharField(max_length=16, blank=True)
    name = models.CharField(max_length=190)
    family = models.CharField(max_length=10)
    scale = models.SmallIntegerField(null=True)
    target = models.CharField(max_length=140, blank=True)
    kind = models.CharField(max_length=30)

    class Meta:
        """Table name; a field has a column once."""

        db_table = "storage_column"
        constraints = [
            models.UniqueConstraint(fields=["table", "key", "suffix"], name="storage_column_of_field"),
        ]

    def __str__(self) -> str:
        return self.name


class NumberSeries(models.Model):
    """The last number given in a series. Locked last in the writing transaction, so that no gap can open."""

    pk = models.CompositePrimaryKey("tenant_id", "series")
    tenant_id = models.IntegerField()
    series = models.CharField(max_length=200)
    last = models.BigIntegerField(default=0)

    class Meta:
        """Table name."""

        db_table = "storage_number_series"

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"


class SpareColumns(models.Model):
    """`custom` and the spare columns, which every record and row table carries."""

    custom = models.TextField(null=True)

    class Meta:
        """No table of its own."""

        abstract = True


for _spare in SPARE_COLUMNS["integer"]:
    SpareColumns.add_to_class(_spare, models.BigIntegerField(null=True))
for _spare in SPARE_COLUMNS["text"]:
    SpareColumns.add_to_class(_spare, CodePointText(null=True))


class SystemColumns(models.Model):
    """What the platform keeps of every record."""

    tenant_id = models.IntegerField()
    id = models.UUIDField()
    number = CodePointText(null=True)
    state = CodePointText(null=True)
    version = models.IntegerField()
    definition_version = CodePointText()
    created_by = models.UUIDField()
    created_at = models.DateTimeField()
    updated_by = models.UUIDField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    created_digest = models.TextField()
    touched = CodePointText(null=True)

    class Meta:
        """No table of its own."""

        abstract = True


class RowColumns(models.Model):
    """What the platform keeps of every detail row: where it hangs and where it stands."""

    tenant_id = models.IntegerField()
    id = models.UUIDField()
    record_id = models.UUIDField()
    parent_id = models.UUIDField()
    position = models.IntegerField()

    class Meta:
        """No table of its own."""

        abstract = True


class ManyColumns(models.Model):
    """One of the many values of a field: a reference (entity, target) or a text.

    record_id: the record; parent_id: the record, or the detail row the field belongs to. field: its path.
    """

    pk = models.CompositePrimaryKey("tenant_id", "parent_id", "field", "position")
    tenant_id = models.IntegerField()
    parent_id = models.UUIDField()
    field = models.CharField(max_length=190)
    position = models.IntegerField()
    record_id = models.UUIDField()
    entity = models.CharField(max_length=140, null=True)
    target = models.UUIDField(null=True)
    value = CodePointText(null=True)

    class Meta:
        """No table of its own."""

        abstract = True


class GeneralRecord(SystemColumns, SpareColumns):
    """Records of entities a tenant invented, and detail rows a tenant added; told apart by `entity`.

    A detail row's `entity` is "module/entity#path"; its record_id, parent_id and position say where it hangs.
    """

    pk = models.CompositePrimaryKey("tenant_id", "id")
    entity = models.CharField(max_length=200)
    project_id = models.UUIDField(null=True)
    record_id = models.UUIDField(null=True)
    parent_id = models.UUIDField(null=True)
    position = models.IntegerField(null=True)

    class Meta:
        """Table name and the indexes every list and every reading of rows uses."""

        db_table = "storage_general"
        indexes = [
            models.Index(
                fields=["tenant_id", "entity", "id"],
                name="storage_general_list",
                condition=Q(deleted_at=None),
            ),
            models.Index(fields=["tenant_id", "record_id"], name="storage_general_rows"),
            *(
                models.Index(
                    fields=["tenant_id", "entity", column, "id"],
                    name=f"storage_general_{column}",
                    condition=Q(**{f"{column}__isnull": False}, deleted_at=None),
                )
                for columns in SPARE_COLUMNS.values()
                for column in columns
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.id}"


class GeneralMany(ManyColumns):
    """Many-valued fields of what lives in the general table, and of fields a tenant added."""

    class Meta:
        """Table name and the index of reading by record."""

        db_table = "storage_general_many"
        indexes = [
            models.Index(fields=["tenant_id", "record_id"], name="storage_general_many_rec"),
            models.Index(fields=["tenant_id", "target"], name="storage_general_many_tgt"),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.parent_id}"
