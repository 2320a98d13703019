"""Progress of long jobs."""

from django.db import migrations, models

import dougong.tenancy.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = ()

    operations = [
        migrations.CreateModel(
            name="ProgressRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.IntegerField()),
                ("id", models.UUIDField(default=dougong.tenancy.ids.new_id)),
                ("title", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("done", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(default=0)),
                ("message", models.TextField(blank=True)),
                ("result", models.JSONField(default=dict)),
                ("by_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "jobs_log_progress",
                "indexes": [models.Index(fields=["tenant_id", "by_id", "-created_at"], name="jobs_log_of_person")],
            },
        ),
    ]
