"""What of a company's look is fetched beside its pages: mark and colours; before sign-in too, by its host alone."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from dougong import files
from dougong.tenancy import reading, tones

#: Both addresses, as pages write them, change with what they give.
FOR_LONG = "private, max-age=31536000, immutable"


@require_safe
def brand_mark(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """The mark of the company at this host; of no other file is anything said."""
    if request.tenant.brand.mark != str(file_id):
        raise Http404
    with reading(request.tenant):
        opened = files.opened(file_id)
    if opened is None or not opened.inline:
        raise Http404
    answer = FileResponse(opened.path.open("rb"), content_type=opened.content_type, filename=opened.name)
    answer.headers["ETag"] = opened.etag
    answer.headers["Cache-Control"] = FOR_LONG
    return answer


@require_safe
def brand_sheet(request: HttpRequest) -> HttpResponse:
    """The colours of the company at this host, as a stylesheet after the product's own."""
    accent = request.tenant.brand.accent
    if not accent:
        raise Http404
    answer = sheet_of(accent, ":root")
    if request.META["QUERY_STRING"] == accent.lstrip("#"):
        answer.headers["Cache-Control"] = FOR_LONG
    return answer


def sheet_of(accent: str, selector: str) -> HttpResponse:
    """The tokens of a colour that can be read, under a selector."""
    light, dark = tones(accent)
    names = {"accent": "accent", "accent-ink": "ink", "accent-tint": "tint", "accent-deep": "deep"}
    rules = "; ".join(
        f"--{token}: light-dark({getattr(light, name)}, {getattr(dark, name)})" for token, name in names.items()
    )
    return HttpResponse(f"{selector} {{ {rules}; }}\n", content_type="text/css; charset=utf-8")
