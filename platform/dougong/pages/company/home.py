"""What an administrator sees first: the sections of the company's settings."""

from django.http import HttpResponse
from django.shortcuts import render

from dougong.admission import admit_to_settings, seat_of
from dougong.pages.company.sections import sections
from dougong.pages.framing import frame_for
from dougong.pages.visits import Visit, page
from dougong.tenancy import reading


@page("GET", "HEAD")
def settings_page(visit: Visit) -> HttpResponse:
    """The page."""
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        admit_to_settings(seat)
        context = {"frame": frame_for(visit.request, seat, "settings"), "sections": tuple(sections())}
    return render(visit.request, "pages/company/home.html", context)
