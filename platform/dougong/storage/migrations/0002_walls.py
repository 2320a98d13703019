"""Numbers and the general table are seen in their own tenant's scope only."""

from django.db import migrations

from dougong.tenancy import walls


class Migration(migrations.Migration):
    """Row-level security on the tenant's own tables."""

    dependencies = (("storage", "0001_initial"),)
    operations = (walls("storage_number_series", "storage_general", "storage_general_many"),)
