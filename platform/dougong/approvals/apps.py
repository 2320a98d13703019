"""The approvals room as a Django app."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """Submissions and answers."""

    name = "dougong.approvals"
    label = "approvals"
    default_auto_field = "django.db.models.BigAutoField"
