"""The marks: as narrow as each database can have them."""

from django.db import migrations, models

from dougong.tenancy import walls

#: SQLite keeps the rows in the key itself. PostgreSQL compares bytes, whatever language the database speaks.
SQLITE = """
CREATE TABLE "search_mark" (
    "tenant_id" integer NOT NULL, "entity" integer NOT NULL, "token" varchar(12) NOT NULL,
    "record_id" char(32) NOT NULL, "field" smallint NOT NULL,
    PRIMARY KEY ("tenant_id", "entity", "token", "record_id", "field")
) WITHOUT ROWID
"""
POSTGRES = """
CREATE TABLE "search_mark" (
    "tenant_id" integer NOT NULL, "entity" integer NOT NULL, "field" smallint NOT NULL,
    "token" varchar(12) COLLATE "C" NOT NULL, "record_id" uuid NOT NULL,
    PRIMARY KEY ("tenant_id", "entity", "token", "record_id", "field")
)
"""


def _build(_apps, editor):
    editor.execute(POSTGRES if editor.connection.vendor == "postgresql" else SQLITE)


def _tear_down(_apps, editor):
    editor.execute('DROP TABLE "search_mark"')


class Migration(migrations.Migration):
    """The table and its wall."""

    initial = True
    dependencies = ()
    operations = (
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(_build, _tear_down)],
            state_operations=[
                migrations.CreateModel(
                    name="MarkRow",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "tenant_id",
                                "entity",
                                "token",
                                "record_id",
                                "field",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("tenant_id", models.IntegerField()),
                        ("entity", models.IntegerField()),
                        ("token", models.CharField(max_length=12)),
                        ("record_id", models.UUIDField()),
                        ("field", models.SmallIntegerField()),
                    ],
                    options={"db_table": "search_mark"},
                )
            ],
        ),
        walls("search_mark"),
    )
