"""The batches room as a Django app."""

from django.apps import AppConfig


class BatchesConfig(AppConfig):
    """Imports: what was handed in, how its columns are read, what was staged of it."""

    name = "dougong.batches"
    label = "batches"
