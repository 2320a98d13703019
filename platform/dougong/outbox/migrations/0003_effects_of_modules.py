"""An effect may be a module's: it waits while that module is switched off."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = (("outbox", "0002_walls"),)

    operations = (
        migrations.AddField(
            model_name="outboxrow",
            name="module",
            field=models.CharField(blank=True, default="", max_length=63),
        ),
    )
