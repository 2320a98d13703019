"""Effects to bring about after a commit."""

from django.db import migrations, models

import dougong.tenancy.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = ()

    operations = [
        migrations.CreateModel(
            name="OutboxRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.IntegerField()),
                ("id", models.UUIDField(default=dougong.tenancy.ids.new_id)),
                ("handler", models.CharField(max_length=80)),
                ("payload", models.JSONField()),
                ("effect_key", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("claimed", "Claimed"),
                            ("done", "Done"),
                            ("dead", "Dead"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.IntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("error", models.TextField(blank=True)),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "outbox_row",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "claimed"])),
                        fields=["tenant_id", "due_at"],
                        name="outbox_due",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "effect_key"), name="outbox_effect_once")],
            },
        ),
    ]
