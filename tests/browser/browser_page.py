"""A page with a generated form, answered without a server: real templates, real scripts, the strict policy."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.http import QueryDict
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from dougong.definition import Context, Entity, read_entity
from dougong.forms import Form, Offer, act, build_form, render, take
from dougong.pages.framing import MODULES
from playwright.sync_api import Page, Route, expect

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
ADDRESS = "http://forms.localhost"
POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-n'; style-src 'self'; img-src 'self' data: blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'"
)
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
JSON = "application/json"
SHEETS = ("tokens", "base", "frame", "record", "form", "grid")

Offers = Callable[[Mapping[str, Any]], Callable[..., Offer | None]]


@dataclass
class Site:
    """Answers a browser for one entity: GET gives the form, POST gives it again or says what was sent.

    instance: what the form begins with. offers: from what was posted to what references offer.
    functions: look-ups that only the server knows. sent: instances saved. asked: times a refresh was asked for.
    unread: problems of what was sent last and could not be read.
    """

    schema: Mapping[str, Any]
    instance: dict[str, Any] = field(default_factory=dict)
    offers: Offers | None = None
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    problems: tuple[Any, ...] = ()
    sent: list[Any] = field(default_factory=list)
    raw: list[Any] = field(default_factory=list)
    unread: tuple[Any, ...] = ()
    asked: int = 0
    uploads: list[str] = field(default_factory=list)
    account: str | None = "me"
    signed_out: bool = False
    kept: list[Any] = field(default_factory=list)
    searches: list[Any] = field(default_factory=list)
    answers: Callable[[Any], Any] = field(default=lambda asked: {"choices": []})
    outside: list[str] = field(default_factory=list)

    @property
    def entity(self) -> Entity:
        """The entity as its module declares it."""
        return read_entity("site", "slip", dict(self.schema))

    def answer(self, route: Route) -> None:
        """One request of the browser."""
        address = route.request.url.removeprefix(ADDRESS)
        if address == route.request.url:
            self.outside.append(address)
            return route.abort()
        path = STATIC / address.removeprefix("/static/")
        if address.startswith("/static/") and path.is_file():
            return route.fulfill(body=path.read_bytes(), content_type=TYPES[path.suffix])
        if address == "/saved/":
            return route.fulfill(body="<!doctype html><title>saved</title>", content_type="text/html")
        if address == "/sign-in/":
            self.signed_out = False
            return route.fulfill(status=302, headers={"Location": "/"})
        if address.startswith("/choices/"):
            asked = QueryDict(address.partition("?")[2])
            self.searches.append(asked)
            return route.fulfill(body=json.dumps(self.answers(asked)), content_type=JSON)
        if address.startswith("/preferences/"):
            self.searches.append(address)
            return route.fulfill(status=204)
        if address == "/files/":
            return self._upload(route)
        if address == "/alive/":
            return route.fulfill(
                body=json.dumps({"account": None if self.signed_out else self.account, "token": "t2"}),
                content_type=JSON,
            )
        if route.request.method == "POST":
            return self._posted(route)
        return self._draw(route, self._form({}))

    def _form(self, posted: Mapping[str, Any], **more: Any) -> Form:
        context = Context(today=date(2025, 4, 1), functions=self.functions, complete=False)
        offers = self.offers(posted) if self.offers else None
        return build_form(self.entity, self.instance, context=context, offers=offers, **more)

    def _posted(self, route: Route) -> None:
        header = route.request.headers["content-type"]
        request = RequestFactory().generic("POST", "/", route.request.post_data_buffer, content_type=header)
        posted = request.POST
        form = self._form(posted)
        if self.signed_out:
            return route.fulfill(status=401)
        verb = posted.get("_do", "").partition(":")[0]
        if verb == "keep":
            self.kept.append(posted)
            return route.fulfill(status=204)
        if verb == "resume":
            posted = posted.copy()
            posted["_do"] = "refresh:#"
            return self._draw(route, act(form, posted, self.instance), changed=True)
        if posted.get("_do", "").partition(":")[0] in {"refresh", "add", "remove", "up", "more", "open"}:
            self.asked += 1
            return self._draw(route, act(form, posted, self.instance))
        self.raw.append(posted)
        taken = take(form, posted)
        self.sent.append(taken.instance)
        self.unread = taken.problems
        if self.problems:
            return self._draw(route, self._form(posted, typed=posted, problems=self.problems))
        return route.fulfill(status=204, headers={"Dougong-Location": "/saved/"})

    def _upload(self, route: Route) -> None:
        """A file received by itself: pictures are kept, anything else is refused."""
        request = RequestFactory().generic(
            "POST", "/", route.request.post_data_buffer, content_type=route.request.headers["content-type"]
        )
        upload = request.FILES["file"]
        self.uploads.append(upload.name)
        if not upload.name.endswith((".png", ".jpg")):
            return route.fulfill(status=422, body=json.dumps({"problem": "Pictures only."}), content_type=JSON)
        key = f"00000000-0000-7000-8009-{len(self.uploads):012d}"
        told = {"id": key, "name": upload.name, "href": "/", "picture": ""}
        return route.fulfill(body=json.dumps(told), content_type=JSON)

    def _draw(self, route: Route, form: Form, *, changed: bool = False) -> None:
        with translation.override("en"):
            texts = engines["jinja2"].env.get_template("pages/_texts.html").render()
            html = PAGE.format(
                sheets="".join(f'<link rel="stylesheet" href="/static/css/{name}.css">' for name in SHEETS),
                imports=json.dumps({"imports": {name: f"/static/{path}" for name, path in MODULES.items()}}),
                form=render(form),
                changed=' data-changed="yes"' if changed else "",
                texts=texts,
            )
        route.fulfill(body=html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY})


PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>form</title>{sheets}
<script nonce="n" type="importmap">{imports}</script>
<script type="module" src="/static/js/start.js"></script></head>
<body><main class="main" id="main"><div data-controller="draft" data-draft-account-value="me">
<form class="fields body" method="post" enctype="multipart/form-data" novalidate action="/" data-account="me"{changed}>
<input type="hidden" name="csrfmiddlewaretoken" value="t1"><input type="hidden" name="_id" value="x">
<input type="hidden" name="_version" value="0">
{form}<div class="save-bar"><button class="btn btn-primary" name="_do" value="save">Save</button>
<span class="dg-kept" data-draft-target="said"></span></div></form></div></main>
{texts}</body></html>"""


def open_site(page: Page, site: Site) -> Page:
    """Shows the site's form and waits until its scripts run."""
    page.route("**/*", site.answer)
    page.goto(f"{ADDRESS}/")
    expect(page.locator(".dg-form[data-live]")).to_be_attached(timeout=30_000)
    return page
