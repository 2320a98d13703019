"""Who is signed in, on which device."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import dougong.tenancy.ids


class Migration(migrations.Migration):
    """Sessions that know their account and company."""

    dependencies = (("tenancy", "0003_roles_of_members"),)
    operations = (
        migrations.CreateModel(
            name="SignedInRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dougong.tenancy.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.CharField(max_length=64)),
                ("agent", models.CharField(max_length=300)),
                ("started_at", models.DateTimeField()),
                ("used_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
            options={
                "db_table": "tenancy_signed_in",
                "indexes": [models.Index(fields=["account", "tenant", "-used_at"], name="tenancy_signed_in_of")],
            },
        ),
    )
