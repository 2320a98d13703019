"""Seen in the own tenant's scope only."""

from django.db import migrations

from dougong.tenancy import walls


class Migration(migrations.Migration):
    """Row-level security."""

    dependencies = (("preferences", "0001_initial"),)
    operations = (walls("preferences_kept", "preferences_view"),)
