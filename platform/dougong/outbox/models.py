"""The outbox table: an effect is written in the transaction of its cause and delivered after the commit."""

from django.db import models

from dougong.tenancy import new_id


class OutboxRow(models.Model):
    """One effect to bring about, by the name of its handler.

    effect_key: the same effect put twice is kept once; the handler may use it to recognise a repetition.
    attempts: how often it was claimed, and the proof by which a claimer reports back. module: whose effect it is; it
    waits while that module is switched off.
    """

    class State(models.TextChoices):
        """waiting -> claimed -> done; back to waiting after a failure; dead after too many."""

        WAITING = "waiting"
        CLAIMED = "claimed"
        DONE = "done"
        DEAD = "dead"

    pk = models.CompositePrimaryKey("tenant_id", "id")
    tenant_id = models.IntegerField()
    id = models.UUIDField(default=new_id)
    handler = models.CharField(max_length=80)
    payload = models.JSONField()
    module = models.CharField(max_length=63, blank=True, default="")
    effect_key = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.IntegerField(default=0)
    due_at = models.DateTimeField()
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """Table name; one row per effect; the index a claimer looks by."""

        db_table = "outbox_row"
        constraints = [models.UniqueConstraint(fields=["tenant_id", "effect_key"], name="outbox_effect_once")]
        indexes = [
            models.Index(
                fields=["tenant_id", "due_at"],
                name="outbox_due",
                condition=models.Q(state__in=["waiting", "claimed"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.handler} {self.state}"
