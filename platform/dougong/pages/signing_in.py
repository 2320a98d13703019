"""Coming in and going out."""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from dougong.actions import begin_acting, end_acting, note_refusal, note_sign_in
from dougong.admission import Caller, seat_of
from dougong.pages.carrying import CARRIED, carried_by
from dougong.pages.framing import bare_frame
from dougong.pages.visits import visit_of
from dougong.tenancy import (
    GUARDED_IDLE,
    IDLE,
    Account,
    Acting,
    SignInRefused,
    Tenant,
    auth_epoch,
    begin_session,
    check_code,
    end_session,
    has_second_factor,
    reading,
    redeem_ticket,
    sign_in,
)

#: For how many seconds the code may be given after the password.
HALF_IN: Final = 300


def safe_next(request: HttpRequest, fallback: str = "/") -> str:
    """The address in `next` when it is on this host, else `fallback`: nobody is sent elsewhere."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and wanted else fallback


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """Account and password."""
    problem, typed, wait = "", "", 0
    said = {"reset": _("Your password is changed. Sign in with the new one."), "left": _("You have left the company.")}
    if request.method == "POST":
        typed = request.POST.get("account", "")[:254]
        tenant: Tenant = request.tenant
        password = request.POST.get("password", "")[:1024]
        try:
            account = sign_in(typed, password, tenant=tenant, address=request.META.get("REMOTE_ADDR", ""))
        except SignInRefused as refused:
            problem, wait = refusal_text(refused), refused.retry_after
            if not wait:  # beyond, the throttle keeps the log from being flooded
                note_refusal(tenant, typed, address=request.META.get("REMOTE_ADDR", ""))
        else:
            return let_in(request, account, tenant)
    context = {
        "frame": bare_frame(request), "problem": problem, "account": typed, "onward": safe_next(request, ""),
        "carried": request.POST.get(CARRIED, ""),
        "said": next((text for key, text in said.items() if key in request.GET and not problem), ""),
    }  # fmt: skip
    answer = render(request, "pages/sign_in.html", context, status=429 if wait else 422 if problem else 200)
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_once(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time address. Only the button spends it: previews of links by mail programs do not."""
    problem = ""
    if request.method == "POST":
        try:
            ticket = redeem_ticket(token)
        except SignInRefused:
            problem = _("This address was used already or is too old.")
        else:
            if ticket.tenant == request.tenant and ticket.staff is not None:
                come_in(request, ticket.account, ticket.tenant, acting=begin_acting(ticket))
                return HttpResponseRedirect("/")
            if ticket.tenant == request.tenant:
                return let_in(request, ticket.account, ticket.tenant)
            problem = _("This address belongs to another company.")
    context = {"frame": bare_frame(request), "problem": problem}
    return render(request, "pages/sign_in_once.html", context, status=422 if problem else 200)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The code of the device, after the password was right."""
    account = _half_in(request)
    if account is None:
        return HttpResponseRedirect(reverse("sign-in"))
    if request.method != "POST":
        return _ask_code(request)
    try:
        check_code(account, request.POST.get("code", "")[:60])
    except SignInRefused as refused:
        wrong = _("This code is not right or was used already.")
        if not refused.retry_after:
            note_refusal(request.tenant, account.login, address=request.META.get("REMOTE_ADDR", ""))
        return _ask_code(request, refusal_text(refused) if refused.retry_after else wrong, wait=refused.retry_after)
    if _half_in(request) is None:  # revoked while the code was looked at
        return HttpResponseRedirect(reverse("sign-in"))
    come_in(request, account, request.tenant)
    return _onward(request, account)


@never_cache
@require_http_methods(["GET"])
def alive(request: HttpRequest) -> HttpResponse:
    """Who is signed in here now and for how many seconds more, and the token that forms of this browser need.

    Asked by pages that were open long; it is no use of the session, except with `?stay`.
    """
    visit = visit_of(request)
    account = str(visit.caller.account.pk) if visit else None
    left = int((request.signed_in.ends_at - timezone.now()).total_seconds()) if visit else 0
    return JsonResponse({"account": account, "token": get_token(request), "left": max(0, left)})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    visit = visit_of(request)
    if visit is not None and request.signed_in.staff is not None:
        end_acting(visit.caller, request.signed_in)
    elif getattr(request, "signed_in", None) is not None:
        end_session(request.signed_in.account, request.signed_in.id)
    request.session.flush()
    return HttpResponseRedirect(reverse("sign-in"))


def let_in(request: HttpRequest, account: Account, tenant: Tenant) -> HttpResponse:
    """Who proved who he is comes in; where he has a second factor, it is asked for first."""
    if not has_second_factor(account):
        come_in(request, account, tenant)
        return _onward(request, account)
    with reading(tenant):
        epoch = auth_epoch(account, tenant)
    request.session.flush()
    request.session["half"] = {
        "account": str(account.pk), "tenant": tenant.pk, "epoch": epoch, "at": int(timezone.now().timestamp()),
    }  # fmt: skip
    return _ask_code(request)


def come_in(request: HttpRequest, account: Account, tenant: Tenant, *, acting: Acting | None = None) -> None:
    """A fresh session for this account on this tenant and host, bound to the epoch it was made under."""
    with reading(tenant):
        epoch = auth_epoch(account, tenant)
        seat = seat_of(Caller(tenant, account, "zh_Hans", ""))
    request.session.flush()
    must = tenant.require_second_factor and seat.administers and acting is None and not has_second_factor(account)
    session = begin_session(
        account, tenant, address=request.META.get("REMOTE_ADDR", ""), agent=request.headers.get("User-Agent", ""),
        idle_minutes=GUARDED_IDLE if seat.guarded and acting is None else IDLE, must="second_factor" if must else "",
        acting=acting,
    )  # fmt: skip
    if acting is None:
        note_sign_in(tenant, account, address=request.META.get("REMOTE_ADDR", ""))
    host = request.get_host().lower().rsplit(":", 1)[0]
    request.session["sign_in"] = {"session": str(session), "tenant": tenant.pk, "epoch": epoch, "host": host}


def _half_in(request: HttpRequest) -> Account | None:
    """Whose password was right a moment ago in this browser, while he may still come in."""
    kept = request.session.get("half")
    tenant: Tenant = request.tenant
    if not isinstance(kept, dict) or kept.get("tenant") != tenant.pk:
        return None
    if kept.get("at", 0) < int(timezone.now().timestamp()) - HALF_IN:
        return None
    account = Account.objects.filter(pk=kept["account"]).first()
    if account is None:
        return None
    with reading(tenant):
        return account if auth_epoch(account, tenant) == kept["epoch"] else None


def _ask_code(request: HttpRequest, problem: str = "", *, wait: int = 0) -> HttpResponse:
    context = {
        "frame": bare_frame(request), "problem": problem, "onward": safe_next(request, ""),
        "carried": request.POST.get(CARRIED, ""),
    }  # fmt: skip
    answer = render(request, "pages/sign_in_code.html", context, status=429 if wait else 422 if problem else 200)
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer


def _onward(request: HttpRequest, account: Account) -> HttpResponse:
    """Where somebody wanted to go before he came in; with what he had typed."""
    carried = carried_by(request, account)
    if carried is None:
        return HttpResponseRedirect(safe_next(request))
    return render(request, "pages/carry_on.html", {"frame": bare_frame(request), "carried": carried})


def refusal_text(refused: SignInRefused) -> str:
    """Why somebody was not let in, and when to try again."""
    if refused.retry_after:
        minutes = -(-refused.retry_after // 60)
        return _("Too many failed attempts. Try again in {minutes} min.").format(minutes=minutes)
    return _("Account or password is wrong.")
