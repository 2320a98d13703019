"""The discussion room as a Django app."""

from django.apps import AppConfig


class DiscussionConfig(AppConfig):
    """Comments and notices."""

    name = "dougong.discussion"
    label = "discussion"
    default_auto_field = "django.db.models.BigAutoField"
