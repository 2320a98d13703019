"""One narrow table for the marks of every entity; rows are read and written by SQL of `keeping` and `storage`."""

from django.db import models


class MarkRow(models.Model):
    """A record has a mark in a field.

    entity, field: numbers made of their names (see `fields`). The key serves every question asked of it: which
    records have a mark, in the order of their ids, and whether one record has it.
    """

    pk = models.CompositePrimaryKey("tenant_id", "entity", "token", "record_id", "field")
    tenant_id = models.IntegerField()
    entity = models.IntegerField()
    token = models.CharField(max_length=12)
    record_id = models.UUIDField()
    field = models.SmallIntegerField()

    class Meta:
        """Table name."""

        db_table = "search_mark"
