"""What the workshop's own views share: who asks, as whom, and how a refusal is told."""

from collections.abc import Iterable
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dougong.admission import Caller
from dougong.problem import Problem, say
from dougong.tenancy import Tenant

LANGUAGES = {"zh-hans": "zh_Hans", "en": "en"}


def company(key: str) -> Tenant:
    """The company with this key, enabled or not. Raises Http404."""
    found = Tenant.objects.filter(key=key).first()
    if found is None:
        raise Http404
    return found


def caller_of(request: HttpRequest, tenant: Tenant) -> Caller:
    """The member of staff at a company's settings."""
    language = LANGUAGES.get(get_language() or "", "zh_Hans")
    return Caller(tenant, request.user, language, request_of(request), at_workshop=True)


def request_of(request: HttpRequest) -> str:
    """What names this visit in events."""
    return str(getattr(request, "request_id", "") or uuid4())


def tell(request: HttpRequest, problems: Iterable[Problem]) -> None:
    """Say on the next page what was refused."""
    for one in problems:
        messages.error(request, f"{one.pointer.lstrip('/')} {say(one, _)}".strip())


def by_field(problems: Iterable[Problem]) -> dict[str, str]:
    """What is wrong, by the name of the field; what belongs to none under ""."""
    found: dict[str, str] = {}
    for one in problems:
        found.setdefault(one.pointer.lstrip("/"), say(one, _))
    return found
