"""What was uploaded, and where its content lies on disk."""

from django.db import models

from dougong.tenancy import new_id


class Blob(models.Model):
    """Content, once per tenant, found by its SHA-256. key: its random place under the tenant's folder."""

    pk = models.CompositePrimaryKey("tenant_id", "sha256")
    tenant_id = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    size = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        """Table name."""

        db_table = "files_blob"

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.size}"


class FileRow(models.Model):
    """One upload. entity, record_id: whose attachment it is; null until the record is saved.

    sha256: of the content as uploaded, which stays private for pictures; shared_sha256: of the copy others
    see.
    """

    pk = models.CompositePrimaryKey("tenant_id", "id")
    tenant_id = models.IntegerField()
    id = models.UUIDField(default=new_id)
    name = models.CharField(max_length=140)
    kind = models.CharField(max_length=20)
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    shared_sha256 = models.CharField(max_length=64)
    shared_type = models.CharField(max_length=100)
    thumb_sha256 = models.CharField(max_length=64, blank=True)
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    by_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    entity = models.CharField(max_length=100, blank=True)
    record_id = models.UUIDField(null=True)

    class Meta:
        """Table name; a record's files; the same content elsewhere; uploads nobody attached."""

        db_table = "files_file"
        indexes = [
            models.Index(fields=["tenant_id", "entity", "record_id"], name="files_of_record"),
            models.Index(fields=["tenant_id", "sha256"], name="files_by_content"),
            models.Index(fields=["tenant_id", "shared_sha256"], name="files_by_shared"),
            models.Index(fields=["tenant_id", "thumb_sha256"], name="files_by_thumb"),
            models.Index(
                fields=["tenant_id", "created_at"],
                name="files_loose",
                condition=models.Q(record_id__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)
