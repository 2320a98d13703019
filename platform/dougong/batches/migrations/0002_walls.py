"""Seen in the own tenant's scope only."""

from django.db import migrations

from dougong.tenancy import walls


class Migration(migrations.Migration):
    """Row-level security."""

    dependencies = (("batches", "0001_initial"),)
    operations = (walls("batches_batch", "batches_staged", "batches_mapping"),)
