"""The jobs room as a Django app, so that Django finds its command."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The worker's command."""

    name = "dougong.jobs"
    label = "jobs"
