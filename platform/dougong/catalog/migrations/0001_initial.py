"""The room's own tables."""

import django.utils.timezone
from django.db import migrations, models

import dougong.tenancy.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Stamp",
            fields=[
                ("tenant_id", models.IntegerField(primary_key=True, serialize=False)),
                ("version", models.BigIntegerField()),
            ],
            options={
                "db_table": "catalog_stamp",
            },
        ),
        migrations.CreateModel(
            name="TenantModule",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "key", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.IntegerField()),
                ("key", models.CharField(max_length=63)),
                ("hash", models.CharField(max_length=64)),
                ("overlays", models.TextField(blank=True)),
                ("enabled", models.BooleanField(default=True)),
                ("settings", models.TextField(default="{}")),
            ],
            options={
                "db_table": "catalog_tenant_module",
            },
        ),
        migrations.CreateModel(
            name="InstalledModule",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=63)),
                ("version", models.CharField(max_length=40)),
                ("hash", models.CharField(max_length=64, unique=True)),
                ("documents", models.TextField()),
                ("installed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "db_table": "catalog_installed_module",
                "indexes": [models.Index(fields=["key", "id"], name="catalog_module_by_key")],
            },
        ),
        migrations.CreateModel(
            name="OverlayRevision",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.IntegerField()),
                ("id", models.UUIDField(default=dougong.tenancy.ids.new_id)),
                ("module", models.CharField(max_length=63)),
                ("hash", models.CharField(max_length=64)),
                ("made_against", models.CharField(max_length=64)),
                ("overlay", models.TextField()),
                ("published", models.BooleanField()),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "db_table": "catalog_overlay_revision",
                "indexes": [
                    models.Index(fields=["tenant_id", "module", "id"], name="catalog_overlay_history"),
                    models.Index(fields=["tenant_id", "hash"], name="catalog_overlay_by_hash"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpareColumn",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.IntegerField()),
                ("id", models.UUIDField(default=dougong.tenancy.ids.new_id)),
                ("entity", models.CharField(max_length=140)),
                ("path", models.CharField(max_length=190)),
                ("column", models.CharField(max_length=20)),
                ("given", models.BooleanField(default=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "db_table": "catalog_spare_column",
                "indexes": [models.Index(fields=["tenant_id", "entity", "id"], name="catalog_spare_by_entity")],
            },
        ),
    ]
