"""Files received while a form is still being filled in: one request each, so that saving is quick."""

from django.http import HttpResponse, JsonResponse
from django.urls import reverse

from dougong.actions import receive_upload
from dougong.forms import message
from dougong.pages.visits import Visit, page
from dougong.problem import Refused

#: Kinds of fields that keep files.
KINDS = ("file", "photo", "signature")


@page("POST")
def upload(visit: Visit) -> HttpResponse:
    """Keep one `file` for the `field` of a form, of `kind`; it is nobody's until a record that names it is saved.

    JSON: {id, name, href, picture}; or {problem} with status 422.
    """
    sent = visit.request.FILES.get("file")
    kind = visit.request.POST.get("kind", "")
    if sent is None or kind not in KINDS:
        return HttpResponse(status=400)
    try:
        kept = receive_upload(
            visit.caller, sent, name=sent.name or "", field=visit.request.POST.get("field", ""), kind=kind
        )
    except Refused as refused:
        return JsonResponse({"problem": " ".join(message(problem) for problem in refused.problems)}, status=422)
    shown = {shape: reverse("file", args=[kept.id, shape]) for shape in ("shared", "thumbnail")}
    picture = shown["thumbnail"] if kept.has_thumbnail else ""
    return JsonResponse({"id": str(kept.id), "name": kept.name, "href": shown["shared"], "picture": picture})
