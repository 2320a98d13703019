"""Installed modules, which tenant uses which, and what tenants changed in them."""

from django.db import models
from django.utils import timezone

from dougong.tenancy import new_id


class InstalledModule(models.Model):
    """One version of a module's documents, for all tenants. Never changed, never removed.

    hash: of the documents' content. documents: JSON text, path -> document.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=63)
    version = models.CharField(max_length=40)
    hash = models.CharField(max_length=64, unique=True)
    documents = models.TextField()
    installed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Table name and the look-up by key."""

        db_table = "catalog_installed_module"
        indexes = [models.Index(fields=["key", "id"], name="catalog_module_by_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class TenantModule(models.Model):
    """A module a tenant has had switched on. hash: the version it points at. settings: JSON text.

    overlays: content hashes of the overlays in force, outermost last, separated by blanks.
    """

    pk = models.CompositePrimaryKey("tenant_id", "key")
    tenant_id = models.IntegerField()
    key = models.CharField(max_length=63)
    hash = models.CharField(max_length=64)
    overlays = models.TextField(blank=True)
    enabled = models.BooleanField(default=True)
    settings = models.TextField(default="{}")

    class Meta:
        """Table name."""

        db_table = "catalog_tenant_module"

    def __str__(self) -> str:
        return f"{self.key} of {self.tenant_id}"


class OverlayRevision(models.Model):
    """An overlay as drafted or published. Append-only: a change is a further row.

    made_against: hash of the module version it was written for.
    """

    pk = models.CompositePrimaryKey("tenant_id", "id")
    tenant_id = models.IntegerField()
    id = models.UUIDField(default=new_id)
    module = models.CharField(max_length=63)
    hash = models.CharField(max_length=64)
    made_against = models.CharField(max_length=64)
    overlay = models.TextField()
    published = models.BooleanField()
    by = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)
    note = models.TextField(blank=True)

    class Meta:
        """Table name and the history of one module."""

        db_table = "catalog_overlay_revision"
        indexes = [
            models.Index(fields=["tenant_id", "module", "id"], name="catalog_overlay_history"),
            models.Index(fields=["tenant_id", "hash"], name="catalog_overlay_by_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.module} {self.hash[:12]}"


class SpareColumn(models.Model):
    """A spare column given to a tenant's field, or taken from it. Append-only; the last row of a path counts.

    A column that was taken from a field is not given again before the tenant's data in it are purged.
    """

    pk = models.CompositePrimaryKey("tenant_id", "id")
    tenant_id = models.IntegerField()
    id = models.UUIDField(default=new_id)
    entity = models.CharField(max_length=140)
    path = models.CharField(max_length=190)
    column = models.CharField(max_length=20)
    given = models.BooleanField(default=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Table name and the order of reading."""

        db_table = "catalog_spare_column"
        indexes = [models.Index(fields=["tenant_id", "entity", "id"], name="catalog_spare_by_entity")]

    def __str__(self) -> str:
        return f"{self.entity}#{self.path}: {self.column}"


class OwnField(models.Model):
    """The form a field of a tenant's own keeps its values in, as first published. Append-only.

    The overlay may go and come back; the values stay in the records, and so does this.
    """

    pk = models.CompositePrimaryKey("tenant_id", "entity", "path")
    tenant_id = models.IntegerField()
    entity = models.CharField(max_length=140)
    path = models.CharField(max_length=190)
    form = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Table name."""

        db_table = "catalog_own_field"

    def __str__(self) -> str:
        return f"{self.entity}#{self.path}: {self.form}"


class Stamp(models.Model):
    """Another number after every change to what a tenant has switched on, changed or set."""

    tenant_id = models.IntegerField(primary_key=True)
    version = models.BigIntegerField()

    class Meta:
        """Table name."""

        db_table = "catalog_stamp"

    def __str__(self) -> str:
        return f"{self.tenant_id}: {self.version}"
