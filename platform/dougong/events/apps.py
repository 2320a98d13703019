"""The events room as a Django app."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The append-only log of every change, and its seals."""

    name = "dougong.events"
    label = "events"
