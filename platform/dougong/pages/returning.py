"""The way back: where a deed leads when it was begun beside a list, and the list a record was opened from."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

#: Longer addresses are nobody's list.
LONGEST = 4000


def back_of(request: HttpRequest) -> str:
    """The address a visit wants to come back to ("back", sent or asked); "" without one of this site."""
    return _own(request.POST.get("back") or request.GET.get("back") or "")


def from_of(request: HttpRequest) -> str:
    """The list's address a record was opened from ("from"); "" without one of this site."""
    return _own(request.GET.get("from", ""))


def _own(wanted: str) -> str:
    if not wanted.startswith("/m/") or len(wanted) > LONGEST:
        return ""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""
