"""The progress of long jobs, for the people who wait for them."""

from django.db import models

from dougong.tenancy import new_id


class ProgressRow(models.Model):
    """One job someone can watch. by_id: the account it runs for; None: the platform."""

    class State(models.TextChoices):
        """waiting -> running -> done or failed."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    pk = models.CompositePrimaryKey("tenant_id", "id")
    tenant_id = models.IntegerField()
    id = models.UUIDField(default=new_id)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    message = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    by_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """Table name; the index a person's list is read by."""

        db_table = "jobs_log_progress"
        indexes = [models.Index(fields=["tenant_id", "by_id", "-created_at"], name="jobs_log_of_person")]

    def __str__(self) -> str:
        return f"{self.title} {self.done}/{self.total}"
