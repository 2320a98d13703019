"""The tables of the event log. Rows are added and read, never changed: triggers refuse the rest."""

from django.db import models

#: The entity of events on people.
PEOPLE = "user"
#: Events on people and on what concerns no single record.
ADMINISTRATIVE = models.Q(entity=PEOPLE) | models.Q(record_id__isnull=True)


class EventRow(models.Model):
    """One change. On PostgreSQL the primary key is (tenant_id, seq); `seq` counts over all tenants.

    seq: in order of writing, not of commit; gaps are normal. txid: the writing transaction, which tells the
    sealing job when everything up to here is committed (0 on SQLite: one writer at a time).
    """

    seq = models.BigAutoField(primary_key=True)
    tenant_id = models.IntegerField()
    entity = models.CharField(max_length=100)
    record_id = models.UUIDField(null=True)
    actor_id = models.UUIDField(null=True)
    as_whom_id = models.UUIDField(null=True)
    verb = models.CharField(max_length=60)
    before = models.JSONField()
    after = models.JSONField()
    request_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    txid = models.BigIntegerField(db_default=0)

    class Meta:
        """Table name; indexes for a record's history, the sealing job, the security log."""

        db_table = "events_event"
        indexes = [
            models.Index(fields=["tenant_id", "entity", "record_id", "seq"], name="events_of_record"),
            models.Index(fields=["tenant_id", "txid", "seq"], name="events_to_seal"),
            models.Index(fields=["tenant_id", "seq"], name="events_administrative", condition=ADMINISTRATIVE),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.entity} {self.verb}"


class EventSeal(models.Model):
    """A link of a tenant's chain: event `seq` at `place` (1, 2 ...); the digest covers the link before."""

    pk = models.CompositePrimaryKey("tenant_id", "place")
    tenant_id = models.IntegerField()
    place = models.BigIntegerField()
    seq = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        """Table name; an event is sealed once."""

        db_table = "events_seal"
        constraints = [models.UniqueConstraint(fields=["tenant_id", "seq"], name="events_sealed_once")]

    def __str__(self) -> str:
        return f"{self.place} {self.digest}"


class SealHead(models.Model):
    """How far a tenant's chain reaches.

    place, digest: its last link. horizon, mark: every event up to transaction `horizon` and seq `mark`, in this
    order, is sealed (the transaction is always 0 on SQLite).
    """

    tenant_id = models.IntegerField(primary_key=True)
    place = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")
    horizon = models.BigIntegerField(default=0)
    mark = models.BigIntegerField(default=0)
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        """Table name."""

        db_table = "events_seal_head"

    def __str__(self) -> str:
        return f"{self.tenant_id} at {self.place}"
