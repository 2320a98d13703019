"""The commands room as a Django app, so that Django finds its commands."""

from django.apps import AppConfig


class CommandsConfig(AppConfig):
    """Management commands."""

    name = "dougong.commands"
    label = "commands"
