"""One table, led by the tenant: a person's key, what was asked with it, and what was answered."""

from django.db import models


class OnceRow(models.Model):
    """One request. asked: a digest of all it asked. mark: of the transaction that came first.

    answer: JSON as text; empty while the transaction that came first is still at work.
    """

    pk = models.CompositePrimaryKey("tenant_id", "account_id", "key")
    tenant_id = models.IntegerField()
    account_id = models.UUIDField()
    key = models.CharField(max_length=200)
    asked = models.CharField(max_length=64)
    mark = models.UUIDField()
    status = models.SmallIntegerField(default=0)
    answer = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        """Table name; the index old ones are swept by."""

        db_table = "once_answer"
        indexes = [models.Index(fields=["tenant_id", "at"], name="once_answer_at")]
