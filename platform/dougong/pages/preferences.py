"""The door by which a page's scripts keep what the person likes."""

import json

from django.http import HttpResponse

from dougong.actions import forget_preference, keep_preference
from dougong.pages.visits import Visit, page
from dougong.problem import Problem, Refused


@page("POST")
def keep(visit: Visit, kind: str) -> HttpResponse:
    """Keep `value` (JSON) under `key`; without a value, keep nothing there any more. Answers 204."""
    key, value = visit.request.POST.get("key", ""), visit.request.POST.get("value", "")
    if not value:
        forget_preference(visit.caller, kind, key)
        return HttpResponse(status=204)
    try:
        said = json.loads(value)
    except (ValueError, RecursionError):
        raise Refused([Problem("/value", "format", {"expected": "JSON"})]) from None
    keep_preference(visit.caller, kind, key, said)
    return HttpResponse(status=204)
