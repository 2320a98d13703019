"""Two tables, led by the tenant: what one person keeps for himself, and views of lists kept under a name."""

from django.db import models


class PreferenceRow(models.Model):
    """One small thing. value: JSON as text, so that it comes back exactly as it went in, in both engines."""

    pk = models.CompositePrimaryKey("tenant_id", "account_id", "kind", "key")
    tenant_id = models.IntegerField()
    account_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=300)
    value = models.TextField()
    at = models.DateTimeField()

    class Meta:
        """Table name; the index the newest are read by."""

        db_table = "preferences_kept"
        indexes = [models.Index(fields=["tenant_id", "account_id", "kind", "-at"], name="preferences_newest")]


class ViewRow(models.Model):
    """A list as somebody wants to see it again. asked: the list's address as JSON."""

    pk = models.CompositePrimaryKey("tenant_id", "id")
    tenant_id = models.IntegerField()
    id = models.UUIDField()
    entity = models.CharField(max_length=130)
    owner_id = models.UUIDField()
    shared = models.BooleanField(default=False)
    title = models.CharField(max_length=80)
    asked = models.TextField()
    at = models.DateTimeField()

    class Meta:
        """Table name; the index a list's tabs are read by."""

        db_table = "preferences_view"
        indexes = [models.Index(fields=["tenant_id", "entity", "owner_id"], name="preferences_views_of")]
