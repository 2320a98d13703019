"""The files room as a Django app."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Uploads, their shared copies and thumbnails."""

    name = "dougong.files"
    label = "files"
