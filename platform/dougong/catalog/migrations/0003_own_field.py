"""Remembers in which form each field of a tenant's own was first published."""

import django.utils.timezone
from django.db import migrations, models

from dougong.tenancy import walls


class Migration(migrations.Migration):
    """One table, seen in the tenant's own scope only."""

    dependencies = (("catalog", "0002_walls"),)
    operations = (
        migrations.CreateModel(
            name="OwnField",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "entity", "path", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.IntegerField()),
                ("entity", models.CharField(max_length=140)),
                ("path", models.CharField(max_length=190)),
                ("form", models.CharField(max_length=200)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={"db_table": "catalog_own_field"},
        ),
        walls("catalog_own_field"),
    )
