"""The second factor of the platform's staff: a code after the password, and a device set up."""

import time
from typing import Any, Final
from uuid import UUID

import pyotp
import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dougong.tenancy import (
    Account,
    SignInRefused,
    begin_second_factor,
    check_code,
    confirm_second_factor,
    has_second_factor,
)
from dougong.workshop.doorway import come_in, doorway, refusal
from dougong.workshop.models import staff

#: Seconds within which the code has to follow the password.
IN_TIME: Final = 300
HALF: Final = "workshop_half"


def let_in(request: HttpRequest, account: Account, onward: str) -> HttpResponse:
    """In at once, or asked for the code of the device first."""
    if not has_second_factor(account):
        come_in(request, account)
        return HttpResponseRedirect(onward)
    request.session.flush()
    request.session[HALF] = {"account": str(account.pk), "at": time.time(), "onward": onward}
    return HttpResponseRedirect("/sign-in/code/")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code_page(request: HttpRequest) -> HttpResponse:
    """The code of the device, after the password was right."""
    half: dict[str, Any] = request.session.get(HALF) or {}
    fresh = half and time.time() - half["at"] < IN_TIME
    account = staff(UUID(half["account"])) if fresh else None
    if account is None:
        return HttpResponseRedirect("/sign-in/")
    problem = ""
    if request.method == "POST":
        try:
            check_code(account, request.POST.get("code", "")[:60])
        except SignInRefused as refused:
            problem = refusal(refused) if refused.retry_after else _("This code is not right or was used already.")
        else:
            come_in(request, account)
            return HttpResponseRedirect(half["onward"])
    context = {"frame": doorway(request), "problem": problem}
    return render(request, "workshop/code.html", context, status=422 if problem else 200)


@sensitive_post_parameters("code")
def device_page(request: HttpRequest) -> HttpResponse:
    """Set a device up; only its owner's next sign-in asks for its codes."""
    account: Account = request.user
    context: dict[str, Any] = {"page_title": _("Second factor"), "header_title": _("Second factor")}
    if request.method == "POST" and not has_second_factor(account):
        try:
            context["codes"] = confirm_second_factor(account, request.POST.get("code", "")[:60])
        except SignInRefused:
            messages.error(request, _("This code is not right or was used already."))
    context["there"] = has_second_factor(account)
    if not context["there"]:
        secret = begin_second_factor(account)
        address = pyotp.TOTP(secret).provisioning_uri(name=account.login, issuer_name="Dougong")
        picture = segno.make(address).svg_inline(scale=4, border=2, svgclass=None, lineclass=None)
        context |= {"secret": secret, "qr": mark_safe(picture)}  # noqa: S308 - drawn just above
    return render(request, "workshop/device.html", context)
