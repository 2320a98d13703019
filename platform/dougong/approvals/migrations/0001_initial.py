from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="SubmissionRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id",
                        "record_id",
                        "round",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("tenant_id", models.IntegerField()),
                ("record_id", models.UUIDField()),
                ("round", models.IntegerField()),
                ("entity", models.CharField(max_length=130)),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "approvals_submission"},
        ),
        migrations.CreateModel(
            name="AnswerRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.IntegerField()),
                ("id", models.UUIDField()),
                ("record_id", models.UUIDField()),
                ("round", models.IntegerField()),
                ("transition", models.CharField(max_length=63)),
                ("step", models.CharField(max_length=63)),
                ("by", models.UUIDField()),
                ("answer", models.CharField(max_length=10)),
                ("opinion", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "approvals_answer",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["tenant_id", "record_id", "round", "transition", "step", "by"],
                        name="approvals_once_each",
                    )
                ],
            },
        ),
    ]
