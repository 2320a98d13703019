"""The catalog room as a Django app."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Installed definitions, tenants' overlays, and the merged modules made of them."""

    name = "dougong.catalog"
    label = "catalog"
    default_auto_field = "django.db.models.BigAutoField"
