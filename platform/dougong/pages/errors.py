"""Pages that say why something did not work, in the reader's language, with a way on."""

from collections.abc import Iterable
from dataclasses import replace

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dougong.forms import message
from dougong.pages.framing import bare_frame
from dougong.problem import Problem

TITLES = {
    400: gettext_lazy("This request could not be read"),
    403: gettext_lazy("You may not do this"),
    404: gettext_lazy("There is nothing at this address"),
    409: gettext_lazy("This was changed meanwhile"),
    429: gettext_lazy("That was a little often"),
    500: gettext_lazy("Something went wrong on our side"),
}
TEXTS = {
    400: gettext_lazy("Go back and try again; nothing was changed."),
    403: gettext_lazy("Your roles do not include it. Ask your administrator if they should."),
    404: gettext_lazy("It was moved or removed, or it belongs to somebody else."),
    409: gettext_lazy("Go back, look at the change, and decide again."),
    429: gettext_lazy("Wait a while and try again."),
    500: gettext_lazy("Nothing of what you did just now was kept. The failure has been recorded."),
}

TOO_LARGE = gettext_lazy(
    "This form holds more than can be sent at once: about 1,000 rows of 15 columns. Go back, remove rows or split the "
    "record in two, and send it again; nothing was changed."
)


def error_page(
    request: HttpRequest, status: int, because: str = "", *, text: str = "", back: str = "/", action: str = ""
) -> HttpResponse:
    """A page for an HTTP status, with one way on.

    because: the rule or reason, in quiet ink. text: instead of the usual advice. back, action: where the way on leads
    and what it is called.
    """
    context = {
        # Without scripts: they need a nonce, which is not there yet when something failed early.
        "frame": replace(bare_frame(request), scripts=False),
        "title": TITLES[status],
        "text": text or TEXTS[status],
        "because": because,
        "back": back,
        "action": action or _("To the home page"),
    }
    return render(request, "pages/error.html", context, status=status)


def refusal_page(request: HttpRequest, problems: Iterable[Problem]) -> HttpResponse:
    """The page for a refused action: 404 for what is not there (or not for this person), else 403 or 400."""
    found = tuple(problems)
    codes = {problem.code for problem in found}
    status = 404 if "not_found" in codes else 403 if codes & {"forbidden", "role", "not_author"} else 400
    status = 429 if "too_often" in codes else status
    because = "; ".join(filter(None, map(_because, found))) if status != 404 else ""
    return error_page(request, status, because)


def _because(problem: Problem) -> str:
    """The rule against it in the reader's words; addresses of rules are for those who write them."""
    rule = str(problem.params.get("because") or "")
    if rule.startswith("no rule for"):
        return ""  # the page says so already
    if rule.startswith("this record lies outside"):
        return _("Your roles include this only for other entries.")
    return message(problem)


def no_tenant(request: HttpRequest) -> HttpResponse:
    """Nobody lives at this host name."""
    return HttpResponse(
        _("No company uses this address: {host}").format(host=request.get_host()),
        status=404,
        content_type="text/plain; charset=utf-8",
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere."""
    text = _("This form was open too long. Go back, load the page again, and send it anew.")
    response = error_page(request, 403, text=text, back=own_address(request), action=_("Load the page again"))
    response.headers["Dougong-Reason"] = "token"
    return response


def own_address(request: HttpRequest) -> str:
    """The page a form was sent from, if it is one of this host, else home."""
    before = request.headers.get("Referer", "")
    return before if url_has_allowed_host_and_scheme(before, {request.get_host()}) else "/"


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404."""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500."""
    return error_page(request, 500)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400; a form that is too large says so."""
    if isinstance(exception, TooManyFieldsSent | RequestDataTooBig):
        return error_page(request, 400, text=str(TOO_LARGE))
    return error_page(request, 400)
