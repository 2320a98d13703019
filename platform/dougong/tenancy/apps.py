"""The tenancy room as a Django app."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """Tenants, domains, accounts, members and their roles."""

    name = "dougong.tenancy"
    label = "tenancy"
    default_auto_field = "django.db.models.BigAutoField"
