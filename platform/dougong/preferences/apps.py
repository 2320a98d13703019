"""The preferences room as a Django app."""

from django.apps import AppConfig


class PreferencesConfig(AppConfig):
    """What people like, and saved views."""

    name = "dougong.preferences"
    label = "preferences"
    default_auto_field = "django.db.models.BigAutoField"
