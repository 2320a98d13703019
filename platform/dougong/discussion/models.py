"""Two tables, led by the tenant: comments on records, and notices to people."""

from typing import ClassVar

from django.db import models


class CommentRow(models.Model):
    """What somebody said about a record. A removed one stays as a tombstone without its text.

    id: made in the order of time (UUID version 7); comments are read by it. mentions: account ids as text.
    """

    pk = models.CompositePrimaryKey("tenant_id", "id")
    tenant_id = models.IntegerField()
    id = models.UUIDField()
    entity = models.CharField(max_length=130)
    record_id = models.UUIDField()
    author = models.UUIDField()
    text = models.TextField(blank=True)
    mentions = models.JSONField(default=list)
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        """Table name; the index a record's comments are read by."""

        db_table = "discussion_comment"
        indexes: ClassVar = [
            models.Index(fields=["tenant_id", "entity", "record_id", "id"], name="discussion_of_record"),
        ]


class NoticeRow(models.Model):
    """Something one person should look at. what: the kind of notice ("mention"). by: who caused it."""

    pk = models.CompositePrimaryKey("tenant_id", "id")
    tenant_id = models.IntegerField()
    id = models.UUIDField()
    account = models.UUIDField()
    what = models.CharField(max_length=30)
    entity = models.CharField(max_length=130)
    record_id = models.UUIDField()
    by = models.UUIDField(null=True)
    text = models.TextField(blank=True)
    source = models.UUIDField(null=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        """Table name; an inbox is read newest first, what is unread counted; a source is told once."""

        db_table = "discussion_notice"
        indexes: ClassVar = [
            models.Index(fields=["tenant_id", "account", "id"], name="discussion_inbox"),
            models.Index(
                fields=["tenant_id", "account", "entity", "record_id"],
                name="discussion_unread",
                condition=models.Q(read_at__isnull=True),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "account", "what", "source"], name="discussion_told_once"),
        ]
