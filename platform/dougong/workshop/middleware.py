"""The workshop's host: addresses, policy and sessions of its own; on every other host none of it exists."""

from collections.abc import Callable
from typing import Any, Final

from csp.constants import SELF
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation

from dougong.actions import staff_changes_page
from dougong.tenancy import has_second_factor
from dougong.workshop.keeping import of_company

Handler = Callable[[HttpRequest], HttpResponse]

#: Wagtail's own admin writes styles into its pages (its icons, Draftail); scripts come from files alone.
POLICY: Final = {
    "default-src": [SELF],
    "script-src": [SELF],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": [SELF],
    "frame-ancestors": ["'none'"],
}

#: Wagtail's views that are offered, by the beginning of their names; whatever else it brings along answers 404.
OFFERED: Final = (
    "wagtailadmin_home", "wagtailadmin_explore", "wagtailadmin_pages:", "wagtailadmin_sprite", "wagtailadmin_logout",
    "wagtailadmin_javascript_catalog", "wagtailadmin_editing_sessions:", "wagtailadmin_dismissibles",
    "wagtailadmin_choose_page", "wagtailadmin_api:pages:",
)  # fmt: skip
#: Of those, the ones that are not: what is scheduled, locked, submitted, converted or used elsewhere.
WITHHELD: Final = (
    "wagtailadmin_pages:workflow", "wagtailadmin_pages:confirm_workflow", "wagtailadmin_pages:lock",
    "wagtailadmin_pages:unlock", "wagtailadmin_pages:convert_alias", "wagtailadmin_pages:copy",
    "wagtailadmin_pages:set_privacy", "wagtailadmin_pages:usage", "wagtailadmin_pages:type_use",
    "wagtailadmin_pages:move", "wagtailadmin_pages:set_page_position", "wagtailadmin_pages:preview",
    "wagtailadmin_pages:view_draft", "wagtailadmin_pages:delete",
)  # fmt: skip

#: What staff may open before they have set a device up, where one is asked of them.
WITHOUT_DEVICE: Final = frozenset({
    "workshop_device:index", "wagtailadmin_logout", "workshop-language", "workshop-sign-in", "workshop-code",
    "workshop-sign-in-once", "workshop-login", "wagtailadmin_sprite", "wagtailadmin_javascript_catalog",
})  # fmt: skip


def at_workshop(request: HttpRequest) -> bool:
    """Whether a request came to the workshop's host."""
    host = request.get_host()
    name = host if host.endswith("]") else host.rsplit(":", 1)[0]
    return bool(settings.WORKSHOP_HOST) and name.lower().rstrip(".") == settings.WORKSHOP_HOST


class WorkshopHost:
    """Gives requests to the workshop's host its addresses, its user and its policy; lets every other one pass."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.inside = AuthenticationMiddleware(MessageMiddleware(handler))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        if not at_workshop(request):
            return self.handler(request)
        request.urlconf = "dougong.workshop.urls"
        request.at_workshop = True
        with translation.override(_language_of(request)):
            response = self.inside(request)
        response._csp_replace = POLICY
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Nothing of Wagtail's that is not offered."""
        if not getattr(request, "at_workshop", False):
            return None
        name = request.resolver_match.view_name or ""
        wagtails = getattr(view, "__module__", "").startswith("wagtail.") or name.startswith("wagtail")
        if wagtails and not (name.startswith(OFFERED) and not name.startswith(WITHHELD)):
            return HttpResponseNotFound()
        if settings.STAFF_SECOND_FACTOR and name not in WITHOUT_DEVICE and _lacks_device(request):
            return HttpResponseRedirect(reverse("workshop_device:index"))
        if request.method == "POST" and name.startswith("wagtailadmin_pages:"):
            return _in_one_transaction(request, view, kwargs, verb=name.partition(":")[2])
        return None


def _in_one_transaction(request: HttpRequest, view: Any, kwargs: Any, *, verb: str) -> HttpResponse:
    """What Wagtail's editor does to a company's page, in the one transaction of an action that logs it."""
    tenant, page = of_company(kwargs.get("page_id"), kwargs.get("parent_page_id"))
    if tenant is None or not request.user.is_authenticated:
        return HttpResponseNotFound()
    request_id = str(getattr(request, "request_id", ""))
    with staff_changes_page(tenant, request.user, page, verb=f"staff_{verb}", request_id=request_id):
        response: HttpResponse = view(request, **kwargs)
        if getattr(response, "is_rendered", True) is False:
            response.render()
    return response


def _lacks_device(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated) and not has_second_factor(request.user)


def _language_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    known = [code for code, _title in settings.LANGUAGES]
    return chosen if chosen in known else settings.LANGUAGE_CODE
