"""What a tenant has switched on and changed is seen in its own scope only."""

from django.db import migrations

from dougong.tenancy import walls


class Migration(migrations.Migration):
    """Row-level security on the tenant's own tables."""

    dependencies = (("catalog", "0001_initial"),)
    operations = (walls("catalog_tenant_module", "catalog_overlay_revision", "catalog_spare_column", "catalog_stamp"),)
