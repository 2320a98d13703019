"""Seen in the own tenant's scope only."""

from django.db import migrations

from dougong.tenancy import walls


class Migration(migrations.Migration):
    """Row-level security."""

    dependencies = (("outbox", "0001_initial"),)
    operations = (walls("outbox_row"),)
