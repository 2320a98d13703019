"""Members and roles are seen in their own tenant's scope only."""

from django.db import migrations

from dougong.tenancy import walls


class Migration(migrations.Migration):
    """Row-level security on the tenant's own tables."""

    dependencies = (("tenancy", "0001_initial"),)
    operations = (walls("tenancy_membership", "tenancy_member_role"),)
