"""A person's own second factor."""

from collections.abc import Mapping
from typing import Any

import pyotp
import segno
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from dougong.actions import drop_second_factor, renew_recovery_codes, set_up_second_factor
from dougong.admission import seat_of
from dougong.forms import message
from dougong.pages.confirming import confirming, unconfirmed
from dougong.pages.framing import bare_frame, say_next
from dougong.pages.visits import Visit, early, page
from dougong.problem import Problem, Refused
from dougong.tenancy import begin_second_factor, has_second_factor, reading, recovery_codes_left


@sensitive_post_parameters("code")
@page("GET", "HEAD", "POST")
@early
@confirming
def device_page(visit: Visit) -> HttpResponse:
    """Set a device up, make new recovery codes, or take the device off."""
    if visit.caller.staff is not None:
        raise Refused([Problem("", "forbidden")])
    if visit.request.method != "POST":
        return _page(visit)
    deed, session = visit.request.POST.get("do", ""), visit.request.signed_in
    try:
        if deed == "set_up":
            return _page(
                visit, codes=set_up_second_factor(visit.caller, session, visit.request.POST.get("code", "")[:60])
            )
        if deed == "renew":
            return _page(visit, codes=renew_recovery_codes(visit.caller, session))
        if deed == "remove":
            drop_second_factor(visit.caller, session)
            say_next(visit.request, _("The device is taken off."))
            return HttpResponseRedirect(reverse("second-factor"))
    except Refused as refused:
        if unconfirmed(refused):
            raise
        return _page(visit, problems={one.pointer.strip("/"): one.message or message(one) for one in refused.problems})
    raise Refused([Problem("", "enum")])


def _page(visit: Visit, *, codes: tuple[str, ...] = (), problems: Mapping[str, str] | None = None) -> HttpResponse:
    account, tenant = visit.caller.account, visit.caller.tenant
    there = has_second_factor(account)
    with reading(tenant):
        administers = seat_of(visit.caller).administers
    context: dict[str, Any] = {
        "frame": bare_frame(visit.request), "there": there, "problems": problems or {},
        "codes": [f"{one[:4]} {one[4:8]} {one[8:]}" for one in codes], "left": recovery_codes_left(account),
        "needed": administers and tenant.require_second_factor, "spared": not tenant.require_second_factor,
        "must": bool(visit.request.signed_in.must) and not there,
    }  # fmt: skip
    if not there:
        secret = begin_second_factor(account)
        context |= {
            "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
            "qr": _qr(visit, secret),
        }
    return render(visit.request, "pages/second_factor.html", context, status=422 if problems else 200)


def _qr(visit: Visit, secret: str) -> SafeString:
    """The picture a device reads the secret from."""
    company, login = visit.caller.tenant.shown, visit.caller.account.login
    uri = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=f"Dougong {company}")
    picture = segno.make(uri, error="m").svg_inline(scale=4, border=3, omitsize=True)
    return mark_safe(picture)  # noqa: S308 - drawn here, holds nothing but squares
