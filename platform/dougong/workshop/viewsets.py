"""The workshop's own sections in Wagtail's menu, with their addresses."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from dougong.workshop import companies, documents, second_step


class Companies(ViewSet):
    """Companies: made, named, switched off and on, adapted."""

    name = "workshop_companies"
    url_prefix = "companies"
    icon = "group"
    menu_label = _("Companies")
    menu_name = "companies"
    menu_order = 10
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[Any]:
        """The addresses below /companies/."""
        return [
            path("", companies.companies, name="index"),
            path("new/", companies.new_company, name="new"),
            path("<slug:key>/", companies.one_company, name="one"),
            path("<slug:key>/do/", companies.change_company, name="do"),
            path("<slug:key>/act-for/", companies.act_for_member, name="act_for"),
            path("<slug:key>/<slug:module>/", documents.module_page, name="module"),
            path("<slug:key>/<slug:module>/do/", documents.change_module, name="module_do"),
            path("<slug:key>/<slug:module>/documents/<path:path>/", documents.document_page, name="document"),
        ]


class Modules(ViewSet):
    """What is installed."""

    name = "workshop_modules"
    url_prefix = "modules"
    icon = "folder-inverse"
    menu_label = _("Modules")
    menu_name = "modules"
    menu_order = 20
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[Any]:
        """The address /modules/."""
        return [path("", companies.installed_modules, name="index")]


class Device(ViewSet):
    """One's own second factor."""

    name = "workshop_device"
    url_prefix = "second-factor"
    icon = "lock"
    menu_label = _("Second factor")
    menu_name = "device"
    menu_order = 900
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[Any]:
        """The address /second-factor/."""
        return [path("", second_step.device_page, name="index")]
