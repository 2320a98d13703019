"""Every address is for members, or stands in the list of those that are not, with its reason."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

PUBLIC = {
    "healthz": "tells the operator's machinery that the process answers",
    "readyz": "tells it that the database answers, in one word",
    "sign-in": "nobody is signed in yet",
    "sign-in-once": "nobody is signed in yet",
    "sign-in-code": "the password was right, but nobody is signed in yet",
    "forgot": "who forgot his password cannot sign in",
    "reset": "the link of a letter is what is asked for",
    "join": "the link of an invitation is what is asked for",
    "sign-out": "ends a session, if there is one",
    "alive": "says whether somebody is signed in, to forms that were open long",
    "language": "a choice kept on the device, before sign-in too",
    "portal": "a company's page; only one that it marked public is shown to strangers",
    "portal-picture": "a picture of such a page",
    "brand-mark": "the mark of the company at this host, which its sign-in page shows",
    "brand-sheet": "the colours of its sign-in page",
    "theme": "a choice kept on the device, before sign-in too",
}
ARGUMENTS = {
    "slug": "safety", "page": 1,
    "module": "nothing", "entity": "nothing", "record_id": "0190a1b2-0000-7000-8000-000000000000",
    "job": "0190a1b2-0000-7000-8000-000000000000",
    "file_id": "0190a1b2-0000-7000-8000-000000000000", "shape": "shared", "transition": "submit", "token": "x",
    "kind": "reader", "rest": "nothing", "member_id": "0190a1b2-0000-7000-8000-000000000000",
    "comment_id": "0190a1b2-0000-7000-8000-000000000000", "revision": "0190a1b2-0000-7000-8000-000000000000",
    "batch_id": "0190a1b2-0000-7000-8000-000000000000",
}  # fmt: skip


def routes(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns)
        else:
            yield pattern


ALL = list(routes(get_resolver().url_patterns))


@pytest.mark.parametrize("route", ALL, ids=lambda route: route.name)
def test_every_route_is_for_members_or_says_why_not(route: URLPattern) -> None:
    assert getattr(route.callback, "for_members", False) or route.name in PUBLIC


def test_the_list_of_public_routes_names_no_route_that_is_gone() -> None:
    assert set(PUBLIC) <= {route.name for route in ALL}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "patch"])
@pytest.mark.parametrize("route", [route for route in ALL if route.name not in PUBLIC], ids=lambda route: route.name)
def test_a_stranger_gets_nothing(route: URLPattern, method: str) -> None:
    names = route.pattern.converters
    address = reverse(route.name, kwargs={name: ARGUMENTS[name] for name in names})
    answer = getattr(Client(HTTP_HOST="nobody.localhost"), method)(address)
    assert answer.status_code == 404
