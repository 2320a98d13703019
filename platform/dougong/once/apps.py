"""The room of answers kept as a Django app."""

from django.apps import AppConfig


class OnceConfig(AppConfig):
    """Answers to requests with a key."""

    name = "dougong.once"
    label = "once"
    default_auto_field = "django.db.models.BigAutoField"
