"""The project room as a Django app: start-up checks, and what lower rooms may not import for themselves."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Puts the rooms together."""

    name = "dougong.project"
    label = "project"

    def ready(self) -> None:
        """Register the start-up checks, and who knows which people and files exist."""
        from dougong.files import stored_files
        from dougong.portal import register_portal_store
        from dougong.project.checks import register_checks
        from dougong.storage import register_source
        from dougong.tenancy import names_of
        from dougong.workshop.keeping import WagtailPages

        register_checks()
        register_source("user", lambda ids: names_of(set(ids)))
        register_source("file", stored_files)
        register_portal_store(WagtailPages())
