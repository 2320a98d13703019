"""The room's own tables."""

import django.db.models.deletion
from django.db import migrations, models

import dougong.storage.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "series", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.IntegerField()),
                ("series", models.CharField(max_length=200)),
                ("last", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "storage_number_series",
            },
        ),
        migrations.CreateModel(
            name="GeneralMany",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id",
                        "parent_id",
                        "field",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("tenant_id", models.IntegerField()),
                ("parent_id", models.UUIDField()),
                ("field", models.CharField(max_length=190)),
                ("position", models.IntegerField()),
                ("record_id", models.UUIDField()),
                ("entity", models.CharField(max_length=140, null=True)),
                ("target", models.UUIDField(null=True)),
                ("value", dougong.storage.models.CodePointText(null=True)),
            ],
            options={
                "db_table": "storage_general_many",
                "indexes": [
                    models.Index(fields=["tenant_id", "record_id"], name="storage_general_many_rec"),
                    models.Index(fields=["tenant_id", "target"], name="storage_general_many_tgt"),
                ],
            },
        ),
        migrations.CreateModel(
            name="GeneralRecord",
            fields=[
                ("custom", models.TextField(null=True)),
                ("spare_n1", models.BigIntegerField(null=True)),
                ("spare_n2", models.BigIntegerField(null=True)),
                ("spare_n3", models.BigIntegerField(null=True)),
                ("spare_n4", models.BigIntegerField(null=True)),
                ("spare_n5", models.BigIntegerField(null=True)),
                ("spare_n6", models.BigIntegerField(null=True)),
                ("spare_n7", models.BigIntegerField(null=True)),
                ("spare_n8", models.BigIntegerField(null=True)),
                ("spare_n9", models.BigIntegerField(null=True)),
                ("spare_n10", models.BigIntegerField(null=True)),
                ("spare_n11", models.BigIntegerField(null=True)),
                ("spare_n12", models.BigIntegerField(null=True)),
                ("spare_t1", dougong.storage.models.CodePointText(null=True)),
                ("spare_t2", dougong.storage.models.CodePointText(null=True)),
                ("spare_t3", dougong.storage.models.CodePointText(null=True)),
                ("spare_t4", dougong.storage.models.CodePointText(null=True)),
                ("spare_t5", dougong.storage.models.CodePointText(null=True)),
                ("spare_t6", dougong.storage.models.CodePointText(null=True)),
                ("spare_t7", dougong.storage.models.CodePointText(null=True)),
                ("spare_t8", dougong.storage.models.CodePointText(null=True)),
                ("spare_t9", dougong.storage.models.CodePointText(null=True)),
                ("spare_t10", dougong.storage.models.CodePointText(null=True)),
                ("spare_t11", dougong.storage.models.CodePointText(null=True)),
                ("spare_t12", dougong.storage.models.CodePointText(null=True)),
                ("tenant_id", models.IntegerField()),
                ("id", models.UUIDField()),
                ("number", dougong.storage.models.CodePointText(null=True)),
                ("state", dougong.storage.models.CodePointText(null=True)),
                ("version", models.IntegerField()),
                ("definition_version", dougong.storage.models.CodePointText()),
                ("created_by", models.UUIDField()),
                ("created_at", models.DateTimeField()),
                ("updated_by", models.UUIDField()),
                ("updated_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(null=True)),
                ("created_digest", models.TextField()),
                ("touched", dougong.storage.models.CodePointText(null=True)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("entity", models.CharField(max_length=200)),
                ("project_id", models.UUIDField(null=True)),
                ("record_id", models.UUIDField(null=True)),
                ("parent_id", models.UUIDField(null=True)),
                ("position", models.IntegerField(null=True)),
            ],
            options={
                "db_table": "storage_general",
                "indexes": [
                    models.Index(
                        condition=models.Q(("deleted_at", None)),
                        fields=["tenant_id", "entity", "id"],
                        name="storage_general_list",
                    ),
                    models.Index(fields=["tenant_id", "record_id"], name="storage_general_rows"),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_n1__isnull", False)),
                        fields=["tenant_id", "entity", "spare_n1", "id"],
                        name="storage_general_spare_n1",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_n2__isnull", False)),
                        fields=["tenant_id", "entity", "spare_n2", "id"],
                        name="storage_general_spare_n2",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_n3__isnull", False)),
                        fields=["tenant_id", "entity", "spare_n3", "id"],
                        name="storage_general_spare_n3",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_n4__isnull", False)),
                        fields=["tenant_id", "entity", "spare_n4", "id"],
                        name="storage_general_spare_n4",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_n5__isnull", False)),
                        fields=["tenant_id", "entity", "spare_n5", "id"],
                        name="storage_general_spare_n5",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_n6__isnull", False)),
                        fields=["tenant_id", "entity", "spare_n6", "id"],
                        name="storage_general_spare_n6",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_n7__isnull", False)),
                        fields=["tenant_id", "entity", "spare_n7", "id"],
                        name="storage_general_spare_n7",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_n8__isnull", False)),
                        fields=["tenant_id", "entity", "spare_n8", "id"],
                        name="storage_general_spare_n8",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_n9__isnull", False)),
                        fields=["tenant_id", "entity", "spare_n9", "id"],
                        name="storage_general_spare_n9",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_n10__isnull", False)),
                        fields=["tenant_id", "entity", "spare_n10", "id"],
                        name="storage_general_spare_n10",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_n11__isnull", False)),
                        fields=["tenant_id", "entity", "spare_n11", "id"],
                        name="storage_general_spare_n11",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_n12__isnull", False)),
                        fields=["tenant_id", "entity", "spare_n12", "id"],
                        name="storage_general_spare_n12",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_t1__isnull", False)),
                        fields=["tenant_id", "entity", "spare_t1", "id"],
                        name="storage_general_spare_t1",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_t2__isnull", False)),
                        fields=["tenant_id", "entity", "spare_t2", "id"],
                        name="storage_general_spare_t2",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_t3__isnull", False)),
                        fields=["tenant_id", "entity", "spare_t3", "id"],
                        name="storage_general_spare_t3",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_t4__isnull", False)),
                        fields=["tenant_id", "entity", "spare_t4", "id"],
                        name="storage_general_spare_t4",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_t5__isnull", False)),
                        fields=["tenant_id", "entity", "spare_t5", "id"],
                        name="storage_general_spare_t5",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_t6__isnull", False)),
                        fields=["tenant_id", "entity", "spare_t6", "id"],
                        name="storage_general_spare_t6",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_t7__isnull", False)),
                        fields=["tenant_id", "entity", "spare_t7", "id"],
                        name="storage_general_spare_t7",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_t8__isnull", False)),
                        fields=["tenant_id", "entity", "spare_t8", "id"],
                        name="storage_general_spare_t8",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_t9__isnull", False)),
                        fields=["tenant_id", "entity", "spare_t9", "id"],
                        name="storage_general_spare_t9",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_t10__isnull", False)),
                        fields=["tenant_id", "entity", "spare_t10", "id"],
                        name="storage_general_spare_t10",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_t11__isnull", False)),
                        fields=["tenant_id", "entity", "spare_t11", "id"],
                        name="storage_general_spare_t11",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("spare_t12__isnull", False)),
                        fields=["tenant_id", "entity", "spare_t12", "id"],
                        name="storage_general_spare_t12",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StoredTable",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("entity", models.CharField(max_length=140)),
                ("path", models.CharField(blank=True, max_length=140)),
                ("name", models.CharField(max_length=63)),
                ("project", models.BooleanField(default=False)),
                ("is_project", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "storage_table",
                "constraints": [models.UniqueConstraint(fields=("entity", "path"), name="storage_table_once")],
            },
        ),
        migrations.CreateModel(
            name="StoredColumn",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=63)),
                ("suffix", models.CharField(blank=True, max_length=16)),
                ("name", models.CharField(max_length=190)),
                ("family", models.CharField(max_length=10)),
                ("scale", models.SmallIntegerField(null=True)),
                ("target", models.CharField(blank=True, max_length=140)),
                ("kind", models.CharField(max_length=30)),
                (
                    "table",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="storage.storedtable"
                    ),
                ),
            ],
            options={
                "db_table": "storage_column",
                "constraints": [
                    models.UniqueConstraint(fields=("table", "key", "suffix"), name="storage_column_of_field")
                ],
            },
        ),
    ]
