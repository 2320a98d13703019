"""Pages travel compressed; files and what is streamed go as they are."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_PACKED = ("text/html", "application/json")


class CompressPages(GZipMiddleware):
    """Compresses HTML and JSON, with the random padding and masked tokens that keep its length from telling secrets."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress one answer."""
        if response.streaming or not response.get("Content-Type", "").startswith(_PACKED):
            return response
        packed: HttpResponseBase = super().process_response(request, response)
        return packed
