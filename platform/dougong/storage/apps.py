"""The storage room as a Django app."""

from django.apps import AppConfig


class StorageConfig(AppConfig):
    """Records of every entity, in tables made from the definitions."""

    name = "dougong.storage"
    label = "storage"
    default_auto_field = "django.db.models.BigAutoField"
