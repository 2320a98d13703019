"""A forgotten password: asked for, and chosen anew."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dougong.actions import ask_reset, reset_password
from dougong.forms import message
from dougong.pages.framing import bare_frame
from dougong.pages.signing_in import refusal_text
from dougong.problem import Refused
from dougong.tenancy import SignInRefused, account_to_reset


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgot_page(request: HttpRequest) -> HttpResponse:
    """Ask for a letter. The answer is the same whether or not there is such an account."""
    asked, problem, wait = "", "", 0
    if request.method == "POST":
        asked = request.POST.get("account", "").replace("\x00", "").strip()[:254]
        try:
            if asked:
                ask_reset(request.tenant, asked, address=request.META.get("REMOTE_ADDR", ""))
            else:
                problem = _("Fill this in.")
        except SignInRefused as refused:
            problem, wait = refusal_text(refused), refused.retry_after
    context = {
        "frame": bare_frame(request), "problem": problem, "account": asked, "asked": bool(asked) and not problem,
        "written": "LETTERS_ROOT" in dir(settings),
    }  # fmt: skip
    answer = render(request, "pages/forgot.html", context, status=429 if wait else 422 if problem else 200)
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer


@never_cache
@sensitive_post_parameters("new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def reset_page(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a new password by the link of a letter. Only the form spends it."""
    account = account_to_reset(token, request.tenant)
    problems: dict[str, str] = {}
    if request.method == "POST" and account is not None:
        new = request.POST.get("new", "")[:1024]
        if new != request.POST.get("again", "")[:1024]:
            problems = {"again": _("The two do not match.")}
        else:
            try:
                reset_password(request.tenant, token, new)
            except Refused as refused:
                problems = {one.pointer.strip("/"): one.message or message(one) for one in refused.problems}
                account = None if any(one.code == "not_found" for one in refused.problems) else account
            else:
                request.session.flush()
                return HttpResponseRedirect(f"{reverse('sign-in')}?reset=1")
    context = {"frame": bare_frame(request), "known": account, "problems": problems}
    return render(request, "pages/reset.html", context, status=422 if problems or account is None else 200)
