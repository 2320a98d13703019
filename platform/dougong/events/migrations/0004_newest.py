"""A tenant's newest events are read along an index; on PostgreSQL the primary key (tenant_id, seq) is that index."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forward(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        editor.execute("CREATE INDEX events_newest ON events_event (tenant_id, seq)")


def back(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        editor.execute("DROP INDEX events_newest")


class Migration(migrations.Migration):
    """The index."""

    dependencies = (("events", "0003_mark"),)
    operations = (migrations.RunPython(forward, back),)
