"""What models cannot say: the log only grows, is walled off per tenant, and knows its transaction."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from dougong.tenancy import append_only, walls

POSTGRES = (
    "ALTER TABLE events_event DROP CONSTRAINT events_event_pkey",
    "ALTER TABLE events_event ADD PRIMARY KEY (tenant_id, seq)",
    "ALTER TABLE events_event ALTER COLUMN txid SET DEFAULT (pg_current_xact_id()::text::bigint)",
)
POSTGRES_BACK = (
    "ALTER TABLE events_event ALTER COLUMN txid SET DEFAULT 0",
    "ALTER TABLE events_event DROP CONSTRAINT events_event_pkey",
    "ALTER TABLE events_event ADD PRIMARY KEY (seq)",
)


def forward(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        for statement in POSTGRES:
            editor.execute(statement)


def back(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        for statement in POSTGRES_BACK:
            editor.execute(statement)


class Migration(migrations.Migration):
    """Key, defaults, triggers and walls of the event log."""

    dependencies = (("events", "0001_initial"),)
    operations = (
        migrations.RunPython(forward, back),
        append_only("events_event", key="kept.seq = NEW.seq"),
        append_only(
            "events_seal",
            key="kept.tenant_id = NEW.tenant_id AND (kept.place = NEW.place OR kept.seq = NEW.seq)",
        ),
        walls("events_event", "events_seal", "events_seal_head"),
    )
