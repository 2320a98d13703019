"""The editor of a company's own pages: every button sends all that was typed; who sees a page sees its pictures."""

import io
import re

import pytest
from django.test import Client
from dougong.commands.demo_company import DEMO_HOST
from dougong.portal import portal_store
from dougong.tenancy import reading
from PIL import Image

from tests.demo_site import Site, Visitor, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.django_db, pytest.mark.storage]

PAGE = {
    "title": "News", "slug": "news", "count": "2",
    "b0-kind": "notice", "b0-id": "n", "b0-title": "Power cut on Friday", "b0-tone": "warn",
    "b1-kind": "list", "b1-id": "l", "b1-entity": "day_labour/slip", "b1-view": "all", "b1-rows": "3",
}  # fmt: skip


def editor(site: Site) -> Visitor:
    return site.visitor("admin")


def send(visitor: Visitor, address: str, status: int = 200, **fields: object) -> str:
    answer = visitor.client.post(address, {**PAGE, **fields})
    assert answer.status_code == status, re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())[:2000]
    return answer.headers.get("Location", "") or answer.content.decode()


def test_a_page_is_built_block_by_block_previewed_kept_and_published(site: Site) -> None:
    visitor = editor(site)
    assert "New page" in visitor.get("/settings/pages/")
    html = send(visitor, "/settings/pages/new/", _do="add", added="text")
    assert 'value="Power cut on Friday"' in html
    assert 'name="b2-kind" value="text"' in html
    html = send(visitor, "/settings/pages/new/", _do="up:1")
    assert html.index('value="list"') < html.index('value="notice"')
    html = send(visitor, "/settings/pages/new/", _do="remove:1")
    assert 'name="b1-kind"' not in html
    html = send(visitor, "/settings/pages/new/", _do="preview")
    assert html.count("Power cut on Friday") == 2
    assert "portal-list" in html
    address = send(visitor, "/settings/pages/new/", 302, _do="keep")
    site.visitor("foreman").get("/p/news/", status=404)
    send(visitor, address, 302, _do="publish")
    assert "Power cut on Friday" in site.visitor("foreman").get("/p/news/")
    assert "Edit page" in visitor.get("/p/news/")
    assert "Edit page" not in site.visitor("foreman").get("/p/news/")


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(site: Site) -> None:
    html = send(
        editor(site), "/settings/pages/new/", 422, _do="keep", slug="Not Good", **{"b0-title": "", "b1-view": "no"}
    )
    assert 'id="slug-wrong"' in html
    assert 'id="b0-title-wrong"' in html
    assert 'id="b1-view-wrong"' in html
    assert 'value="not good"' in html


def test_history_brings_an_earlier_state_back_as_the_draft(site: Site) -> None:
    visitor = editor(site)
    address = send(visitor, "/settings/pages/new/", 302, _do="publish", slug="old-news")
    send(visitor, address, 302, _do="publish", slug="old-news", **{"b0-title": "All is well"})
    history = visitor.get(f"{address}history/")
    version = re.search(r'name="version" value="(\d+)"', history)
    assert version
    assert visitor.client.post(f"{address}history/", {"version": version.group(1)}).status_code == 302
    assert "Power cut on Friday" in visitor.get(address)
    assert visitor.client.post(f"{address}history/", {"_do": "withdraw"}).status_code == 302
    site.visitor("foreman").get("/p/old-news/", status=404)


def test_a_picture_is_seen_by_whoever_sees_the_page_and_by_nobody_else(site: Site) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (80, 60), (30, 90, 80)).save(picture, "PNG")
    picture.seek(0)
    picture.name = "site.png"
    visitor = editor(site)
    address = send(
        visitor, "/settings/pages/new/", 302, _do="keep", slug="photo", count="1",
        **{"b0-kind": "picture", "b0-alt": "The site", "b0-file-new": picture, "b0-title": "", "b0-tone": ""},
    )  # fmt: skip
    page = int(address.split("/")[-2])
    with reading(site.tenant):
        draft = portal_store().draft(page)
    file = draft.blocks[0].value["file"]
    source, stranger, foreman = f"/p/photo/{file}/shared/", Client(HTTP_HOST=DEMO_HOST), site.visitor("foreman").client
    seen = [visitor.client.get(source).status_code, foreman.get(source).status_code, stranger.get(source).status_code]
    assert seen == [200, 404, 404]
    fields = {"slug": "photo", "count": "1", "b0-kind": "picture", "b0-alt": "The site", "b0-file": file}
    send(visitor, address, 302, _do="publish", **fields)
    assert (foreman.get(source).status_code, stranger.get(source).status_code) == (200, 404)
    send(visitor, address, 302, _do="publish", public="on", **fields)
    answer = stranger.get(source)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert stranger.get(f"/p/safety/{file}/shared/").status_code == 404
    assert stranger.get(f"/p/photo/{file}/original/").status_code == 404
    assert visitor.client.get(f"/files/{file}/shared/").status_code == 404


def test_a_picture_that_is_none_is_refused_at_its_field(site: Site) -> None:
    broken = io.BytesIO(b"not a picture")
    broken.name = "x.png"
    html = send(editor(site), "/settings/pages/new/", 422, _do="keep", count="1",
                **{"b0-kind": "picture", "b0-alt": "x", "b0-file-new": broken})  # fmt: skip
    assert 'id="b0-file-wrong"' in html


def test_only_who_administers_edits(site: Site) -> None:
    for address in ("/settings/pages/", "/settings/pages/new/", "/settings/pages/1/", "/settings/pages/1/history/"):
        site.visitor("gm").get(address, status=403)
    editor(site).get("/settings/pages/987654/", status=404)
    editor(site).get("/settings/pages/987654/history/", status=404)


@pytest.mark.parametrize("fields", [
    {"count": "99999999999"}, {"count": "x"}, {"b0-kind": "nothing"}, {"_do": "up:99"}, {"_do": "remove:-1"},
    {"_do": "add", "added": "nothing"}, {"b1-rows": "1e9"}, {"title": "\x00", "_do": "keep"},
])  # fmt: skip
def test_hand_made_forms_do_no_harm(site: Site, fields: dict[str, str]) -> None:
    answer = editor(site).client.post("/settings/pages/new/", {**PAGE, "_do": "refresh", **fields})
    assert answer.status_code in {200, 422}
