"""The company's own pages at /p/: for its members, and for everybody where it says so."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dougong import files
from dougong.admission import seat_of
from dougong.pages.framing import bare_frame, frame_for
from dougong.pages.portal_blocks import blocks_for_everybody, blocks_seen, grouped
from dougong.pages.visits import Visit, settled_visit_of, to_sign_in
from dougong.portal import PortalPage, portal_store
from dougong.tenancy import current, reading


@require_safe
def portal_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page in force."""
    visit = settled_visit_of(request)
    if visit is None:
        return _for_everybody(request, slug)
    with reading(visit.caller.tenant):
        page = portal_store().page(slug)
        if page is None:
            raise Http404
        seat = seat_of(visit.caller)
        context = {
            "frame": frame_for(request, seat, f"p/{slug}"),
            "page": page,
            "blocks": grouped(blocks_seen(seat, page)),
            "manages": seat.administers,
        }
    return render(request, "pages/portal.html", context)


@require_safe
def portal_picture(request: HttpRequest, slug: str, file_id: UUID, shape: str) -> HttpResponseBase:
    """A picture of a page, for whoever may see the page; of no other file."""
    visit = settled_visit_of(request)
    if shape not in {"shared", "thumbnail"}:
        raise Http404
    with reading(request.tenant):
        page = portal_store().page(slug)
        shown = page is not None and page.shows(file_id) and (page.public or visit is not None)
        if page is None or not shown:
            shown = visit is not None and _drafted(visit, slug, file_id)
        opened = files.opened(file_id, shape) if shown else None  # type: ignore[arg-type] # checked above
    if opened is None or not opened.inline or not opened.content_type.startswith("image/"):
        raise Http404
    answer = FileResponse(opened.path.open("rb"), content_type=opened.content_type, filename=opened.name)
    answer.headers["ETag"] = opened.etag
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


def _drafted(visit: Visit, slug: str, file: UUID) -> bool:
    """Whether a picture stands on the draft of a page that this person edits."""
    line = next((one for one in portal_store().lines() if one.slug == slug), None)
    draft = portal_store().draft(line.id) if line is not None and seat_of(visit.caller).administers else None
    return draft is not None and any(block.value.get("file") == str(file) for block in draft.blocks)


def _for_everybody(request: HttpRequest, slug: str) -> HttpResponse:
    """What a page says to somebody who is not signed in; of others he does not learn whether they exist."""
    with reading(request.tenant):
        page: PortalPage | None = portal_store().page(slug)
        today = datetime.now(ZoneInfo(current().timezone)).date()
    if page is None or not page.public:
        return to_sign_in(request)
    context = {"frame": bare_frame(request), "page": page, "blocks": grouped(blocks_for_everybody(page, today))}
    return render(request, "pages/portal_public.html", context)
