"""Seen in the own tenant's scope only."""

from django.db import migrations

from dougong.tenancy import walls


class Migration(migrations.Migration):
    """Row-level security."""

    dependencies = (("discussion", "0001_initial"),)
    operations = (walls("discussion_comment", "discussion_notice"),)
