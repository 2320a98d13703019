"""The search room as a Django app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Marks of the texts of records."""

    name = "dougong.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
