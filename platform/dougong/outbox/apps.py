"""The outbox room as a Django app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Effects that follow a committed change."""

    name = "dougong.outbox"
    label = "outbox"
