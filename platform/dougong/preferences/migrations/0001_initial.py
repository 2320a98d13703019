from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="PreferenceRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id",
                        "account_id",
                        "kind",
                        "key",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("tenant_id", models.IntegerField()),
                ("account_id", models.UUIDField()),
                ("kind", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=300)),
                ("value", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "preferences_kept",
                "indexes": [models.Index(fields=["tenant_id", "account_id", "kind", "-at"], name="preferences_newest")],
            },
        ),
        migrations.CreateModel(
            name="ViewRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.IntegerField()),
                ("id", models.UUIDField()),
                ("entity", models.CharField(max_length=130)),
                ("owner_id", models.UUIDField()),
                ("shared", models.BooleanField(default=False)),
                ("title", models.CharField(max_length=80)),
                ("asked", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "preferences_view",
                "indexes": [models.Index(fields=["tenant_id", "entity", "owner_id"], name="preferences_views_of")],
            },
        ),
    ]
