"""A form sent after the session ended, without scripts: what was typed goes through signing in and is sent again."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from dougong.tenancy import Account

#: The input of the sign-in page that carries the form, and the form's input that says whose it is.
CARRIED = "carried"
OWNER = "_account"
_NOT_CARRIED = frozenset({"csrfmiddlewaretoken", "password", CARRIED})


@dataclass(frozen=True, slots=True)
class Carried:
    """Where a form was going, and what was in it; files are not."""

    address: str
    fields: tuple[tuple[str, str], ...]


def carried_of(request: HttpRequest) -> str:
    """What a request was sending, as a text for the sign-in page."""
    fields = [[n, text] for n, texts in request.POST.lists() if n not in _NOT_CARRIED for text in texts]
    return json.dumps({"address": request.get_full_path(), "fields": fields}, ensure_ascii=False)


def carried_by(request: HttpRequest, account: Account) -> Carried | None:
    """What the sign-in page carried; None without, and where it is another person's."""
    try:
        found: Any = json.loads(request.POST.get(CARRIED, ""))
        address = str(found["address"])
        fields = tuple((str(name), str(text)) for name, text in found["fields"])
    except (ValueError, TypeError, KeyError):
        return None
    here = address.startswith("/m/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    owner = dict(fields).get(OWNER, "")
    return Carried(address, fields) if here and owner in {"", str(account.pk)} else None
