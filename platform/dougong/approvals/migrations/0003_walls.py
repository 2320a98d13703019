"""The database's own wall between tenants around what was submitted and answered."""

from django.db import migrations

from dougong.tenancy import walls


class Migration(migrations.Migration):
    """Row-level security."""

    dependencies = (("approvals", "0002_submitted_by"),)
    operations = (walls("approvals_submission", "approvals_answer"),)
