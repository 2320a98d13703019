"""Pages of the discussion of a record: saying something, changing or taking it back, whom one can turn to."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _

from dougong import storage
from dougong.actions import change_comment, comment_on, remove_comment
from dougong.admission import admit, people_who_see, seat_of
from dougong.forms import message
from dougong.pages.framing import say_next
from dougong.pages.matching import fits
from dougong.pages.records import record_response
from dougong.pages.returning import back_of
from dougong.pages.visits import Visit, page
from dougong.problem import Refused
from dougong.tenancy import new_id, reading

#: Names offered at once.
OFFERED = 8


@page("POST")
def comments_page(visit: Visit, module: str, entity: str, record_id: UUID) -> HttpResponse:
    """Say something about a record."""
    text = visit.request.POST.get("text", "")
    try:
        comment_on(visit.caller, f"{module}/{entity}", record_id, text, comment_id=_fresh(visit))
    except Refused as refused:
        if any(problem.code == "not_found" for problem in refused.problems):
            raise
        part = "stream" if visit.fragment else ""
        why = message(refused.problems[0])
        return record_response(visit, module, entity, record_id, part=part, typed=text, problem=why)
    return _to_stream(visit, module, entity, record_id)


@page("POST")
def comment_page(visit: Visit, module: str, entity: str, record_id: UUID, comment_id: UUID) -> HttpResponse:
    """Other words for one's own comment, or none."""
    name = f"{module}/{entity}"
    if visit.request.POST.get("_do") == "remove":
        remove_comment(visit.caller, name, record_id, comment_id)
    else:
        try:
            change_comment(visit.caller, name, record_id, comment_id, visit.request.POST.get("text", ""))
        except Refused as refused:
            if any(problem.pointer != "/text" for problem in refused.problems):
                raise  # not his, or not there: nothing to do with what was typed
            kept = _("Your comment stays as it was. {why}").format(why=message(refused.problems[0]))
            say_next(visit.request, kept, tone="warn")
    return _to_stream(visit, module, entity, record_id)


@page("GET", "HEAD")
def people_page(visit: Visit, module: str, entity: str, record_id: UUID) -> HttpResponse:
    """The people who may see this record and whose name fits, for completing what follows an @."""
    wanted = visit.request.GET.get("q", "").strip().casefold()[:60]
    with reading(visit.caller.tenant):
        entry = admit(seat_of(visit.caller), f"{module}/{entity}")
        record = storage.one(entry.reach, entry.entity, record_id, entry.layout, fields=(), deleted="also")
        found = people_who_see(entry, record, lambda name: fits(name, wanted))
        people = [
            {"id": str(actor.id.id), "name": name} for _, (actor, name) in zip(range(OFFERED), found, strict=False)
        ]
    return JsonResponse({"people": people})


def _fresh(visit: Visit) -> UUID:
    try:
        given = UUID(visit.request.POST.get("_id", ""))
    except ValueError:
        return new_id()
    return given if given.version == 7 else new_id()


def _to_stream(visit: Visit, module: str, entity: str, record_id: UUID) -> HttpResponse:
    if visit.fragment:
        return record_response(visit, module, entity, record_id, part="stream")
    return HttpResponseRedirect(back_of(visit.request) or f"/m/{module}/{entity}/{record_id}/#stream")
