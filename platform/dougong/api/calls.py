"""One request of a program: who it acts for, what its token covers, and the form of every answer."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt

from dougong.actions import grant_requests
from dougong.admission import Caller, Seat, seat_of
from dougong.problem import JsonObject, Problem, Refused
from dougong.storage import Taken
from dougong.tenancy import AccessToken, NotMember, TooMany, reading, serve_drawn, token_of
from dougong.tenancy.tokens import digest_of
from dougong.wire import PROBLEM_JSON, problem_json

#: Django's language codes -> the names of modules' locale files.
_DEFINITION_LANGUAGE: Final = {"zh-hans": "zh_Hans", "en": "en"}
_LONGEST_TOKEN: Final = 200
_NUMBER: Final = re.compile(r'"\\u0000(-?[0-9][0-9.E+-]*)\\u0000"')
#: What a code of a problem is answered with, in this order; anything else is 422.
_STATUS: Final = (
    (404, frozenset({"not_found"})),
    (403, frozenset({"forbidden", "role", "not_author", "token_scope", "unconfirmed"})),
    (409, frozenset({"conflict", "moved_on", "id_taken", "in_flight"})),
)


class Malformed(Exception):  # noqa: N818 - reads as what is wrong: "malformed"
    """What was sent cannot be read at all. status: 400, 413 or 415."""

    def __init__(self, problems: Iterable[Problem] = (), status: int = 400) -> None:
        self.problems, self.status = tuple(problems), status
        super().__init__(str(status))


class Disagreed(Exception):  # noqa: N818 - reads as what is wrong
    """Somebody changed the same meanwhile. conflicts: each field both changed, with both values."""

    def __init__(self, problems: Iterable[Problem], conflicts: Iterable[JsonObject] = ()) -> None:
        self.problems, self.conflicts = tuple(problems), tuple(conflicts)
        super().__init__("changed meanwhile")


@dataclass(frozen=True, slots=True)
class Call:
    """A program's request whose token counts."""

    request: HttpRequest
    caller: Caller
    token: AccessToken

    def require(self, module: str, verb: str) -> None:
        """Let pass what the token was made for. Raises Refused ("token_scope")."""
        if not self.token.covers(module, verb):
            raise Refused([Problem("", "token_scope")])

    def seat(self) -> Seat:
        """The seat of the account it acts for, inside a scope."""
        return seat_of(self.caller)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered."""

    body: JsonObject | None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


#: What a request is answered by. Reading ones run inside the tenant's scope; others open that of their action.
Handler = Callable[..., Answer | HttpResponseBase]


def door(**handlers: Handler) -> Callable[..., HttpResponseBase]:
    """A view that answers each method by its handler: `handler(call, **path)`.

    A session's cookie lets nobody in, so nothing can be forged from another site.
    """
    known = {**handlers, **({"HEAD": handlers["GET"]} if "GET" in handlers else {})}

    @csrf_exempt
    @wraps(next(iter(handlers.values())))
    def answered(request: HttpRequest, **path: Any) -> HttpResponseBase:
        with translation.override(_language(request)):
            handler = known.get(request.method or "")
            if handler is None:
                response = refusal(request, 405)
                response.headers["Allow"] = ", ".join(sorted(known))
                return response
            return _answered(request, handler, path)

    answered.for_members = True
    return answered


def refusal(request: HttpRequest, status: int, problems: Iterable[Problem] = (), **more: Any) -> HttpResponse:
    """A refusal as application/problem+json."""
    request_id = str(getattr(request, "request_id", ""))
    body = problem_json(status, problems, gettext, request_id=request_id, **more)
    response = HttpResponse(dumps(body), status=status, content_type=PROBLEM_JSON)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="api"'
    return response


def dumps(body: Any) -> bytes:
    """JSON as it is sent; exact numbers as numbers of JSON."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=_exact)
    return _NUMBER.sub(r"\1", text).encode()


def _exact(value: Any) -> str:
    """A number of any length as a text that no value can hold, to be told as the number it is."""
    return f"\0{value}\0" if isinstance(value, Decimal) else str(value)


def _answered(request: HttpRequest, handler: Handler, path: Mapping[str, Any]) -> HttpResponseBase:
    try:
        answer = _asked(request, handler, path)
    except Malformed as malformed:
        return refusal(request, malformed.status, malformed.problems)
    except TooMany as too_many:
        response = refusal(request, 429)
        response.headers["Retry-After"] = str(too_many.retry_after)
        return response
    except NotMember:
        return refusal(request, 401)
    except Disagreed as disagreed:
        return refusal(request, 409, disagreed.problems, conflicts=disagreed.conflicts)
    except Taken as taken:
        return refusal(request, 409, taken.problems)
    except Refused as refused:
        return refusal(request, status_of(refused.problems), refused.problems)
    if answer is None:
        return refusal(request, 401)
    if not isinstance(answer, Answer):
        return answer
    content = b"" if answer.body is None else dumps(answer.body)
    response = HttpResponse(content, status=answer.status, content_type="application/json")
    if answer.body is None:
        del response.headers["Content-Type"]
    for name, text in answer.headers.items():
        response.headers[name] = text
    return response


def status_of(problems: Iterable[Problem]) -> int:
    """The status for some problems."""
    codes = {problem.code for problem in problems}
    return next((status for status, some in _STATUS if codes & some), 422)


def _asked(request: HttpRequest, handler: Handler, path: Mapping[str, Any]) -> Answer | HttpResponseBase | None:
    """The answer, in as few scopes as it takes; None for whoever shows no token that counts."""
    text = _token_shown(request)
    if not text:
        return None
    tenant, mark = request.tenant, digest_of(text)
    reads = request.method in {"GET", "HEAD"}
    if not serve_drawn(tenant.id, mark):
        with reading(tenant):
            token = token_of(text)
        if token is None:
            return None
        grant_requests(tenant, token, mark=mark, place=request.META.get("REMOTE_ADDR", ""))
    if not reads:
        with reading(tenant):
            call = _call(request, text)
        return None if call is None else handler(call, **path)
    with reading(tenant):
        call = _call(request, text)
        return None if call is None else handler(call, **path)


def _call(request: HttpRequest, text: str) -> Call | None:
    token = token_of(text)
    if token is None:
        return None
    account = token.account
    if not request.headers.get("Accept-Language") and account.language in _DEFINITION_LANGUAGE:
        translation.activate(account.language)
    language = _DEFINITION_LANGUAGE.get(translation.get_language() or "", "zh_Hans")
    caller = Caller(request.tenant, account, language, str(getattr(request, "request_id", "")))
    return Call(request, caller, token)


def _token_shown(request: HttpRequest) -> str:
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    text = text.strip()
    right = scheme.lower() == "bearer" and 0 < len(text) <= _LONGEST_TOKEN and text.isascii() and text.isprintable()
    return text if right else ""


def _language(request: HttpRequest) -> str:
    """The reader's language: the first of Accept-Language that there is, else the tenant's."""
    known = dict(settings.LANGUAGES)
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200].lower()):
        found = "zh-hans" if code.startswith("zh") else code.partition("-")[0]
        if found in known:
            return found
    tenant = getattr(request, "tenant", None)
    return tenant.language if tenant is not None and tenant.language in known else settings.LANGUAGE_CODE
