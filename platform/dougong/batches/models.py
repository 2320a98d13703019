"""Three tables, led by the tenant: batches, their staged lines, and mappings remembered for the next file."""

from django.db import models


class BatchRow(models.Model):
    """One file being imported. mapping, counts, found: JSON as text. version: goes up with every change."""

    pk = models.CompositePrimaryKey("tenant_id", "id")
    tenant_id = models.IntegerField()
    id = models.UUIDField()
    entity = models.CharField(max_length=130)
    by_id = models.UUIDField()
    language = models.CharField(max_length=20)
    file_id = models.UUIDField()
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=12)
    version = models.IntegerField(default=1)
    mapping = models.TextField(default="")
    counts = models.TextField(default="")
    found = models.TextField(default="")
    message = models.TextField(default="")
    #: What the check was made against: the definition and its layout. Another one needs another check.
    definition = models.CharField(max_length=200, default="")
    job_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        """Table name; the index a person's list is read by."""

        db_table = "batches_batch"
        indexes = [models.Index(fields=["tenant_id", "by_id", "-created_at"], name="batches_of_person")]


class StagedRow(models.Model):
    """One record to be, from one or more lines of the sheet.

    place: its order in the batch. line, lines: where it stands in the sheet and how many lines it takes.
    action: insert | update | same | refused | create (a record it refers to, of `entity`).
    columns, before: what storage packed of it, and of what an update found there. shown, shown_before: the wire form,
    personal data sealed. extra, problems: JSON. target_version: of the record an update was compared with.
    """

    pk = models.CompositePrimaryKey("tenant_id", "batch_id", "place")
    tenant_id = models.IntegerField()
    batch_id = models.UUIDField()
    place = models.IntegerField()
    line = models.IntegerField()
    lines = models.IntegerField(default=1)
    action = models.CharField(max_length=8)
    entity = models.CharField(max_length=130)
    record_id = models.UUIDField(null=True)
    target_version = models.IntegerField(null=True)
    repaired = models.BooleanField(default=False)
    cells = models.TextField(default="")
    columns = models.TextField(default="")
    shown = models.TextField(default="")
    before = models.TextField(default="")
    shown_before = models.TextField(default="")
    extra = models.TextField(default="")
    problems = models.TextField(default="")

    class Meta:
        """Table name; the indexes a report and a repetition are read by."""

        db_table = "batches_staged"
        indexes = [models.Index(fields=["tenant_id", "batch_id", "action", "place"], name="batches_by_action")]


class MappingRow(models.Model):
    """How the columns of a file with these headers were read last time."""

    pk = models.CompositePrimaryKey("tenant_id", "entity", "fingerprint")
    tenant_id = models.IntegerField()
    entity = models.CharField(max_length=130)
    fingerprint = models.CharField(max_length=64)
    mapping = models.TextField()
    at = models.DateTimeField()

    class Meta:
        """Table name."""

        db_table = "batches_mapping"
