"""What the workshop plugs into Wagtail's admin."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from wagtail import hooks

from dougong.workshop.viewsets import Companies, Device, Modules

#: Wagtail's own entries of the menu that stay.
KEPT = frozenset({"explorer"})
#: How the names of ours begin.
OURS = ("companies", "modules", "device")


@hooks.register("register_admin_viewset")
def our_sections() -> list[Any]:
    """Companies and modules."""
    return [Companies(), Modules(), Device()]


@hooks.register("construct_main_menu")
def only_ours(request: HttpRequest, items: list[Any]) -> None:
    """Take away reports, settings and help, whose addresses are not there."""
    items[:] = [item for item in items if item.name in KEPT or item.name.startswith(OURS)]


class NoLibrary:
    """Stands where Wagtail's admin names the addresses of its images and documents, which are not installed."""

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        """One address, with nothing at it."""
        return [path("", _nothing, name="listing")]


@hooks.register("construct_admin_api")
def no_libraries(router: Any) -> None:
    """Names that Wagtail's pages look up."""
    router.register_endpoint("images", NoLibrary)
    router.register_endpoint("documents", NoLibrary)


def _nothing(request: HttpRequest, **_arguments: Any) -> HttpResponse:
    return HttpResponseNotFound()


@hooks.register("insert_global_admin_css")
def our_colours() -> str:
    """The product's colours."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/workshop.css"))
