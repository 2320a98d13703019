"""How far the chain reaches is a transaction and a seq: found by index alone."""

from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def move(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    # There the seq used to stand in the place of the transaction.
    if editor.connection.vendor != "postgresql":
        editor.execute("UPDATE events_seal_head SET mark = horizon, horizon = 0")


def move_back(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        editor.execute("UPDATE events_seal_head SET horizon = mark")


class Migration(migrations.Migration):
    """The column `mark`."""

    dependencies = (("events", "0002_protection"),)
    operations = (
        migrations.AddField("sealhead", "mark", models.BigIntegerField(default=0)),
        migrations.RunPython(move, move_back),
    )
