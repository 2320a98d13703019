"""The workshop as a Django app, and Wagtail's users without their views."""

import sys
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig

_HOOKS = "wagtail.users.wagtail_hooks"


class WorkshopConfig(AppConfig):
    """Platform staff's own admin, and the pages of tenants' portals."""

    name = "dougong.workshop"
    label = "workshop"
    default_auto_field = "django.db.models.BigAutoField"


class WagtailUsers(WagtailUsersAppConfig):
    """Wagtail's admin needs the profile it keeps per user, and nothing else of this app.

    What the app plugs into the admin are forms for users with Django's groups, which our accounts do not have: an
    empty module stands in its place, so that neither those forms nor their addresses exist.
    """

    def ready(self) -> None:
        """Before Wagtail looks for what apps plug in."""
        sys.modules.setdefault(_HOOKS, module_from_spec(ModuleSpec(_HOOKS, None)))
        super().ready()
