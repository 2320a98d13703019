"""What the workshop's pages before sign-in share."""

from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dougong.tenancy import Account, Brand, SignInRefused
from dougong.workshop.models import Staff

BACKEND = "dougong.workshop.backend.StaffBackend"


@dataclass(frozen=True, slots=True)
class Doorway:
    """What the product's bare page needs to know, where no company is."""

    tenant_name: str
    html_lang: str
    csrf_input: SafeString
    language: str
    languages: tuple[tuple[str, str], ...] = (("zh-hans", "简体中文"), ("en", "English"))
    theme: str = ""
    rail: str = ""
    density: str = ""
    scripts: bool = False
    brand: Brand = field(default_factory=Brand)


def doorway(request: HttpRequest) -> Doorway:
    """The frame of a page before sign-in."""
    language = get_language() or settings.LANGUAGE_CODE
    token = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
    return Doorway(_("Workshop"), "zh-Hans" if language == "zh-hans" else language, token, language)


def come_in(request: HttpRequest, account: Account) -> None:
    """A fresh session for a member of staff."""
    request.session.flush()
    login(request, Staff.objects.get(pk=account.pk), backend=BACKEND)


def refusal(refused: SignInRefused) -> str:
    """Why somebody was not let in, and when to try again."""
    if refused.retry_after:
        minutes = -(-refused.retry_after // 60)
        return _("Too many failed attempts. Try again in {minutes} min.").format(minutes=minutes)
    return _("Account or password is wrong.")
