"""The jobs_log room as a Django app."""

from django.apps import AppConfig


class JobsLogConfig(AppConfig):
    """What long jobs have done so far."""

    name = "dougong.jobs_log"
    label = "jobs_log"
