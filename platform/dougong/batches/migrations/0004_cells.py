from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("batches", "0003_packed_records"),
    ]

    operations = [
        migrations.AddField(
            model_name="stagedrow",
            name="repaired",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="stagedrow",
            name="cells",
            field=models.TextField(default=""),
        ),
    ]
