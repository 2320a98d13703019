"""Wagtail's tables made at once from its models, instead of by the hundred migrations of its history.

The ordinary run saves the time; that the migrations themselves work is seen by `manage.py demo`, which goes through
them, in `.ci/run` and in the tests of the running product.
"""

from typing import Any

from django.apps import apps
from django.db import migrations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState

#: Apps whose tables are made so, by label, with what has to be there first.
NEEDS = {
    "wagtailcore": ("contenttypes", "auth", "tenancy", "modelsearch", "taggit"),
    "wagtailadmin": ("wagtailcore",),
    "wagtailusers": ("wagtailcore",),
}


class MakeTables(Operation):
    """Every table of an app as its models are."""

    reversible = True

    def __init__(self, label: str) -> None:
        self.label = label

    def state_forwards(self, app_label: str, state: Any) -> None:
        for model in apps.get_app_config(self.label).get_models():
            state.add_model(ModelState.from_model(model))

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for model in to_state.apps.get_app_config(self.label).get_models():
            if model._meta.can_migrate(schema_editor.connection) and not model._meta.proxy:
                schema_editor.create_model(model)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Nobody goes back in a test."""

    def describe(self) -> str:
        return f"The tables of {self.label}"


def whole(label: str) -> type[migrations.Migration]:
    """The one migration of an app."""
    needs = [(needed, "__latest__" if needed not in NEEDS else "whole") for needed in NEEDS[label]]
    facts = {"initial": True, "dependencies": needs, "operations": [MakeTables(label)]}
    return type("Migration", (migrations.Migration,), facts)
