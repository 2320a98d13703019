"""Contents and the uploads that refer to them."""

from django.db import migrations, models

import dougong.tenancy.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = ()

    operations = [
        migrations.CreateModel(
            name="Blob",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "sha256", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.IntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "files_blob",
            },
        ),
        migrations.CreateModel(
            name="FileRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.IntegerField()),
                ("id", models.UUIDField(default=dougong.tenancy.ids.new_id)),
                ("name", models.CharField(max_length=140)),
                ("kind", models.CharField(max_length=20)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("shared_sha256", models.CharField(max_length=64)),
                ("shared_type", models.CharField(max_length=100)),
                ("thumb_sha256", models.CharField(blank=True, max_length=64)),
                ("width", models.IntegerField(null=True)),
                ("height", models.IntegerField(null=True)),
                ("by_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                ("entity", models.CharField(blank=True, max_length=100)),
                ("record_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "files_file",
                "indexes": [
                    models.Index(fields=["tenant_id", "entity", "record_id"], name="files_of_record"),
                    models.Index(fields=["tenant_id", "sha256"], name="files_by_content"),
                    models.Index(fields=["tenant_id", "shared_sha256"], name="files_by_shared"),
                    models.Index(fields=["tenant_id", "thumb_sha256"], name="files_by_thumb"),
                    models.Index(
                        condition=models.Q(("record_id__isnull", True)),
                        fields=["tenant_id", "created_at"],
                        name="files_loose",
                    ),
                ],
            },
        ),
    ]
