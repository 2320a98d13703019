"""A real Chromium, scripts off, sends of the printed forms what our own browser says it sends."""

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.http import QueryDict
from django.http.multipartparser import MultiPartParser
from dougong.commands.browser import Browser
from dougong.forms import build_form, render, take
from dougong.forms.exact import same

from tests.forms.forms_strategies import HOSTILE
from tests.forms.test_forms_samples import SAMPLES

pytestmark = pytest.mark.browser
PAGE = '<!doctype html><meta charset="utf-8"><form method="post" enctype="{}">{}<button id="go">x</button></form>'
URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
HARD = ("texts", "enums_of_everything", "nullable_profile", "free_keys", "booking", "exact_numbers", "any_of_types")
CASES: list[tuple[Any, Any]] = [(SAMPLES[name]["schema"], data) for name in HARD for data in SAMPLES[name]["data"]] + [
    ({"type": "object", "additionalProperties": {"type": "string"}}, {text: text for text in HOSTILE})
]


class Post:
    """One page and what was sent of it."""

    def __init__(self) -> None:
        self.html = b""
        self.body = b""
        self.kind = ""
        shelf = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.answer(shelf.html if self.path == "/" else b"")

            def do_POST(self) -> None:
                shelf.body = self.rfile.read(int(self.headers["Content-Length"]))
                shelf.kind = self.headers["Content-Type"]
                self.answer(b"received")

            def answer(self, body: bytes) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)

    def sent(self) -> QueryDict:
        if self.kind.startswith(MULTIPART):
            meta = {"CONTENT_TYPE": self.kind, "CONTENT_LENGTH": len(self.body)}
            post, _ = MultiPartParser(meta, io.BytesIO(self.body), []).parse()
            return post
        return QueryDict(self.body, encoding="utf-8")


@pytest.fixture(scope="module")
def post() -> Iterator[Post]:
    shelf = Post()
    thread = threading.Thread(target=shelf.server.serve_forever, daemon=True)
    thread.start()
    yield shelf
    shelf.server.shutdown()
    shelf.server.server_close()


@pytest.fixture(scope="module")
def page(chromium: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a Chromium to drive

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser.new_context(java_script_enabled=False).new_page()
        browser.close()


@pytest.mark.parametrize("enctype", [URLENCODED, MULTIPART])
@pytest.mark.parametrize("number", range(len(CASES)))
def test_chromium_agrees(page: Any, post: Post, number: int, enctype: str) -> None:
    schema, instance = CASES[number]
    form = build_form(schema, instance)
    html = str(render(form))
    post.html = PAGE.format(enctype, html).encode()
    page.goto(f"http://127.0.0.1:{post.server.server_port}/")
    page.click("#go")
    sent = post.sent()
    assert dict(sent.lists()) == Browser.visit(html).sent()
    assert same(take(form, sent).instance, instance)
