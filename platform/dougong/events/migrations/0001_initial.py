"""The event log, its seals and how far they reach."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = ()

    operations = [
        migrations.CreateModel(
            name="SealHead",
            fields=[
                ("tenant_id", models.IntegerField(primary_key=True, serialize=False)),
                ("place", models.BigIntegerField(default=0)),
                ("digest", models.CharField(default="", max_length=64)),
                ("horizon", models.BigIntegerField(default=0)),
                ("sealed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "events_seal_head",
            },
        ),
        migrations.CreateModel(
            name="EventRow",
            fields=[
                ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", models.IntegerField()),
                ("entity", models.CharField(max_length=100)),
                ("record_id", models.UUIDField(null=True)),
                ("actor_id", models.UUIDField(null=True)),
                ("as_whom_id", models.UUIDField(null=True)),
                ("verb", models.CharField(max_length=60)),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                ("request_id", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
                ("txid", models.BigIntegerField(db_default=0)),
            ],
            options={
                "db_table": "events_event",
                "indexes": [
                    models.Index(fields=["tenant_id", "entity", "record_id", "seq"], name="events_of_record"),
                    models.Index(fields=["tenant_id", "txid", "seq"], name="events_to_seal"),
                ],
            },
        ),
        migrations.CreateModel(
            name="EventSeal",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "place", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.IntegerField()),
                ("place", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "events_seal",
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "seq"), name="events_sealed_once")],
            },
        ),
    ]
