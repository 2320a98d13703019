"""Platform staff come in here: with a password under the throttle everybody shares, or by a one-time address."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from dougong.tenancy import SignInRefused, redeem_staff_sign_in, sign_in_staff
from dougong.workshop.doorway import doorway, refusal
from dougong.workshop.second_step import let_in


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """Account and password."""
    problem, typed, wait = "", "", 0
    if request.method == "POST":
        typed = request.POST.get("account", "")[:254]
        address = request.META.get("REMOTE_ADDR", "")
        try:
            account = sign_in_staff(typed, request.POST.get("password", "")[:1024], address=address)
        except SignInRefused as refused:
            problem, wait = refusal(refused), refused.retry_after
        else:
            return let_in(request, account, _onward(request) or "/")
    context = {"frame": doorway(request), "problem": problem, "account": typed, "onward": _onward(request)}
    answer = render(request, "workshop/sign_in.html", context, status=429 if wait else 422 if problem else 200)
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_once(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time address; only its button spends it."""
    problem = ""
    if request.method == "POST":
        try:
            account = redeem_staff_sign_in(token)
        except SignInRefused:
            problem = _("This address was used already or is too old.")
        else:
            return let_in(request, account, "/")
    context = {"frame": doorway(request), "problem": problem}
    return render(request, "workshop/sign_in_once.html", context, status=422 if problem else 200)


def home(request: HttpRequest) -> HttpResponse:
    """The workshop begins with the companies."""
    return HttpResponseRedirect("/companies/")


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Where Wagtail's own sign-in would be."""
    return HttpResponseRedirect("/sign-in/")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language on this device."""
    answer = HttpResponseRedirect(_onward(request) or "/")
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=31_536_000, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE, httponly=True,
        )  # fmt: skip
    return answer


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing is at this address of the workshop."""
    context = {"frame": doorway(request), "title": _("There is nothing at this address")}
    return render(request, "workshop/error.html", context, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something failed; it is in the log."""
    context = {"frame": doorway(request), "title": _("Something went wrong on our side")}
    return render(request, "workshop/error.html", context, status=500)


def _onward(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else ""
