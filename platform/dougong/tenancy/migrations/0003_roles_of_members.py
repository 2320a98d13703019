"""A role belongs to a member of the same tenant; SQLite cannot add such a key afterwards and goes without."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ADD = (
    "ALTER TABLE tenancy_member_role ADD CONSTRAINT tenancy_role_of_member "
    "FOREIGN KEY (tenant_id, account_id) REFERENCES tenancy_membership "
    "(tenant_id, account_id) DEFERRABLE INITIALLY DEFERRED"
)
DROP = "ALTER TABLE tenancy_member_role DROP CONSTRAINT tenancy_role_of_member"


def forward(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(ADD)


def back(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(DROP)


class Migration(migrations.Migration):
    """The key of a role's holder."""

    dependencies = (("tenancy", "0002_walls"),)
    operations = (migrations.RunPython(forward, back),)
