"""Two append-only tables, led by the tenant: a later submission opens the next round, nothing is edited."""

from typing import ClassVar

from django.db import models


class SubmissionRow(models.Model):
    """A record was submitted: rounds count from 1."""

    pk = models.CompositePrimaryKey("tenant_id", "record_id", "round")
    tenant_id = models.IntegerField()
    record_id = models.UUIDField()
    round = models.IntegerField()
    entity = models.CharField(max_length=130)
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """Table name; the index a person's own submissions are read by."""

        db_table = "approvals_submission"
        indexes: ClassVar = [models.Index(fields=["tenant_id", "by", "-at"], name="approvals_submitted_by")]


class AnswerRow(models.Model):
    """One person's answer to one step in one round."""

    pk = models.CompositePrimaryKey("tenant_id", "id")
    tenant_id = models.IntegerField()
    id = models.UUIDField()
    record_id = models.UUIDField()
    round = models.IntegerField()
    transition = models.CharField(max_length=63)
    step = models.CharField(max_length=63)
    by = models.UUIDField()
    answer = models.CharField(max_length=10)
    opinion = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        """Nobody answers the same step twice in a round."""

        db_table = "approvals_answer"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant_id", "record_id", "round", "transition", "step", "by"],
                name="approvals_once_each",
            )
        ]
