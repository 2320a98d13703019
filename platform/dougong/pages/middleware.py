"""From a host name to a tenant, from a session to an account, and the reader's language."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from dougong.pages.errors import no_tenant
from dougong.tenancy import Tenant, new_id, note_use, session_of, tenant_of

#: Addresses that answer without a tenant: probes of the operator.
WITHOUT_TENANT = ("/healthz", "/readyz")

#: What pages ask by themselves: it is not the person who uses the session.
NO_USE = frozenset({"/alive/", "/inbox/count/", "/exports/"})

Handler = Callable[[HttpRequest], HttpResponse]


class TenantMiddleware:
    """Sets request.tenant, request.account and signed_in (None before sign-in), request.epoch and request_id.

    A session counts only on the tenant and the host it was made for: the same cookie on another host is nobody.
    Whether the account may still come in is asked inside the tenant's scope, by the page.
    """

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        request.request_id = new_id()
        request.tenant = request.account = request.epoch = request.signed_in = None
        if request.path in WITHOUT_TENANT or getattr(request, "at_workshop", False):
            return self.handler(request)
        tenant = tenant_of(request.get_host())
        if tenant is None:
            return no_tenant(request)
        request.tenant = tenant
        kept = request.session.get("sign_in")
        if isinstance(kept, dict) and (kept.get("tenant"), kept.get("host")) == (tenant.id, host_name(request)):
            self._recognise(request, kept, tenant)
        with translation.override(language_of(request)):
            response = self.handler(request)
        response.headers.setdefault("Content-Language", language_of(request))
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _recognise(self, request: HttpRequest, kept: dict[str, Any], tenant: Tenant) -> None:
        """Whose session this is; one that was ended is nobody's."""
        signed_in = session_of(UUID(kept["session"]), tenant) if "session" in kept else None
        if signed_in is None:
            return
        request.signed_in, request.account, request.epoch = signed_in, signed_in.account, kept["epoch"]
        if request.path not in NO_USE or "stay" in request.GET:
            note_use(signed_in, address=request.META.get("REMOTE_ADDR", ""))


def host_name(request: HttpRequest) -> str:
    """The host a request was sent to, without its port."""
    host = request.get_host().lower()
    return host if host.endswith("]") else host.rsplit(":", 1)[0]


def language_of(request: HttpRequest) -> str:
    """The reader's language: his account's, his choice on this device, the tenant's."""
    known = dict(settings.LANGUAGES)
    account = getattr(request, "account", None)
    tenant = getattr(request, "tenant", None)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    wanted = (account.language if account else "", chosen, tenant.language if tenant else "")
    return next((code for code in wanted if code in known), settings.LANGUAGE_CODE)
