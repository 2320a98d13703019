"""How a company shows itself: set by its administrator, seen on its own host alone, back to as delivered."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from dougong.actions import set_branding
from dougong.admission import Caller
from dougong.commands.demo_company import DEMO_HOST
from dougong.events.models import EventRow
from dougong.problem import Refused
from dougong.tenancy import Brand, Domain, Tenant, platform_writing, reading
from PIL import Image

from tests.company import make_tenant
from tests.demo_site import Site, Visitor, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.django_db, pytest.mark.storage]

PAGE = "/settings/branding/"
FIELDS = {"name": "华建集团", "accent": "1A66C2", "line": "安全第一", "mark": ""}
ALONE = ("/sign-in/", "/forgot/", f"/join/{'x' * 43}/", f"/reset/{'x' * 43}/")


@pytest.fixture(autouse=True)
def as_delivered(site: Site, db: None) -> Iterator[None]:
    yield
    Tenant.objects.filter(pk=site.tenant.pk).update(branding={})


def picture(colour: str = "red") -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (800, 200), colour).save(file, "PNG")
    return SimpleUploadedFile("logo.png", file.getvalue(), "image/png")


def send(visitor: Visitor, wish: str, status: int, **fields: Any) -> str:
    return str(visitor.post(PAGE, {**FIELDS, "_do": wish, **fields}, status).content.decode())


def kept(site: Site) -> Brand:
    return Tenant.objects.get(pk=site.tenant.pk).brand


def stranger(host: str = DEMO_HOST) -> Client:
    return Client(HTTP_HOST=host, headers={"Accept-Language": "en"})


def test_what_is_saved_shows_on_every_page_before_and_after_sign_in(site: Site) -> None:
    admin = site.visitor("admin")
    send(admin, "save", 302, new_mark=picture())
    brand = kept(site)
    assert (brand.name, brand.accent, brand.line) == ("华建集团", "#1a66c2", "安全第一")
    mark = f"/brand/{brand.mark}/"
    home = site.visitor("foreman").get("/")
    assert f'<img class="roof" src="{mark}"' in home
    assert '<span class="word">华建集团</span>' in home
    assert f'<link rel="icon" href="{mark}"' in home
    assert '<link rel="stylesheet" href="/brand.css?1a66c2">' in home
    for address in ALONE:
        html = stranger().get(address).content.decode()
        assert mark in html, address
        assert "/brand.css?1a66c2" in html
        assert "style=" not in html
    assert '<p class="quiet tagline" dir="auto">安全第一</p>' in stranger().get("/sign-in/").content.decode()
    sheet = stranger().get("/brand.css?1a66c2")
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert "immutable" in sheet.headers["Cache-Control"]
    assert sheet.content.decode().count("light-dark(") == 4
    assert "--accent: light-dark(#1a66c2, " in sheet.content.decode()
    assert stranger().get("/brand.css?ffffff").headers["Cache-Control"] == "no-store"


def test_the_mark_is_a_small_square_and_nothing_else_is_served_there(site: Site) -> None:
    send(site.visitor("admin"), "save", 302, new_mark=picture())
    first = kept(site).mark
    answer = stranger().get(f"/brand/{first}/")
    content = b"".join(answer.streaming_content)
    with Image.open(io.BytesIO(content)) as seen:
        assert (seen.format, seen.size) == ("PNG", (192, 192))
        assert seen.convert("RGBA").getpixel((0, 0))[3] == 0
    assert len(content) < 4000
    assert answer.headers["Content-Type"] == "image/png"
    send(site.visitor("admin"), "save", 302, new_mark=picture("blue"))
    assert stranger().get(f"/brand/{first}/").status_code == 404
    loose = site.visitor("admin").post("/files/", {"file": picture("green"), "kind": "photo", "field": "/x"}, 200)
    assert stranger().get(f"/brand/{loose.json()['id']}/").status_code == 404


def test_the_print_out_has_a_letterhead(site: Site) -> None:
    send(site.visitor("admin"), "save", 302, new_mark=picture())
    foreman = site.visitor("foreman")
    found = re.search(r'href="(/m/day_labour/slip/[0-9a-f-]{36}/)"', foreman.get("/m/day_labour/slip/"))
    assert found
    paper = foreman.get(found[1] + "print/")
    assert re.search(r'<p class="company"><img class="mark" src="/brand/[^"]+" alt="">华建集团</p>', paper)


def test_another_companys_host_never_shows_it(site: Site) -> None:
    send(site.visitor("admin"), "save", 302, new_mark=picture())
    other = make_tenant("brandless")
    with platform_writing():
        Domain.objects.create(host="other.localhost", tenant=other, main=True)
    html = stranger("other.localhost").get("/sign-in/").content.decode()
    assert "华建集团" not in html
    assert "/brand" not in html
    assert stranger("other.localhost").get(f"/brand/{kept(site).mark}/").status_code == 404
    assert stranger("other.localhost").get("/brand.css?1a66c2").status_code == 404


def test_a_colour_that_cannot_be_read_is_refused_with_the_nearest_that_can(site: Site) -> None:
    admin = site.visitor("admin")
    html = send(admin, "save", 422, accent="#ffcc00")
    assert "The nearest that can be read: #856900" in html
    assert 'value="#ffcc00" ' in html
    assert 'aria-describedby="accent-wrong"' in html
    assert 'value="华建集团"' in html
    assert 'value="#856900"' in send(admin, "nearest", 200, accent="#ffcc00")
    assert "six figures" in send(admin, "save", 422, accent="teal; } body { color: red")
    assert kept(site) == Brand()


def test_other_bad_input_stands_at_its_field(site: Site) -> None:
    admin = site.visitor("admin")
    html = send(admin, "save", 422, name="x" * 61, line="a\u202eb")
    assert 'id="name-wrong"' in html
    assert 'id="line-wrong"' in html
    assert 'id="mark-wrong"' in send(
        admin, "save", 422, new_mark=SimpleUploadedFile("a.png", b"<svg onload=alert(1)>", "image/png")
    )
    for mark in ("nonsense", "0190a1b2-0000-7000-8000-000000000000"):
        assert 'id="mark-wrong"' in send(admin, "save", 422, mark=mark)
    photo = admin.post("/files/", {"file": picture(), "kind": "photo", "field": "/x"}, 200).json()["id"]
    assert 'id="mark-wrong"' in send(admin, "save", 422, mark=photo)
    assert kept(site) == Brand()


def test_the_preview_keeps_nothing_but_what_was_typed_and_sent(site: Site) -> None:
    admin = site.visitor("admin")
    html = send(admin, "preview", 200, new_mark=picture())
    assert kept(site) == Brand()
    assert "Nothing of this is kept yet." in html
    assert html.count('<figure data-theme="') == 2
    assert "/settings/branding/look.css?accent=1a66c2" in html
    assert admin.get("/settings/branding/look.css?accent=1a66c2").startswith(".looks {")
    admin.get("/settings/branding/look.css?accent=ffcc00", 404)
    mark = re.search(r'name="mark" value="([^"]+)"', html)
    assert mark
    assert admin.client.get(f"/files/{mark[1]}/shared/").status_code == 200
    send(admin, "save", 302, mark=mark[1])
    assert kept(site).mark == mark[1]
    send(admin, "save", 302, mark=mark[1], no_mark="on")
    assert kept(site).mark == ""


def test_back_to_as_delivered_and_what_the_log_says(site: Site) -> None:
    admin = site.visitor("admin")
    send(admin, "save", 302)
    assert "Saved." in admin.get(PAGE)
    send(admin, "back", 302)
    assert kept(site) == Brand()
    assert "Back to as delivered" not in admin.get(PAGE)
    assert "/brand" not in stranger().get("/sign-in/").content.decode()
    with reading(site.tenant):
        verbs = list(EventRow.objects.filter(entity="branding").order_by("seq").values_list("verb", flat=True))
    assert verbs[-2:] == ["set_branding", "reset_branding"]
    log = admin.get("/settings/log/")
    assert "changed how the company shows itself" in log
    assert "look back to as delivered" in log


def test_only_an_administrator_may(site: Site) -> None:
    foreman = site.visitor("foreman")
    foreman.get(PAGE, 403)
    foreman.get("/settings/branding/look.css?accent=1a66c2", 403)
    send(foreman, "save", 403)
    with pytest.raises(Refused):
        set_branding(Caller(site.tenant, site.demo.people["foreman"], "en", "t"), Brand(name="Mine"))


def test_no_page_asks_more_for_it(site: Site) -> None:
    foreman = site.visitor("foreman")
    counts = []
    for brand in (Brand(), Brand("华建集团", "", "#1a66c2", "安全第一")):
        Tenant.objects.filter(pk=site.tenant.pk).update(branding=brand.kept())
        foreman.get("/")
        with CaptureQueriesContext(connection) as seen:
            foreman.get("/")
        counts.append(len(seen))
    assert counts[0] == counts[1]
