"""A draft looked at as somebody of the company: his rights, nothing written, nothing seen by anybody else."""

import re

import pytest
from django.db import connection
from dougong import catalog
from dougong.events.models import EventRow
from dougong.overlay import Add, Order, Set
from dougong.tenancy import reading

from tests.demo_site import FormSeen, Site, site
from tests.designer.making import AT, MODULE, RAIN, draft
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = pytest.mark.django_db

HERE = f"/settings/design/{MODULE}/preview/"
NEW = {
    f"{AT}x_rain": Add({**RAIN, "title": "Rainfall", "minimum": "0"}, after="work_date"),
    "forms/slip#/sections/where/fields/order": Set(["work_date", "x_rain", "team", "zone", "wbs_node"]),
    "tables/slip#/views/all/columns/order": Order(("number", "work_date", "x_rain", "team", "state", "total")),
}


def person(site: Site, login: str) -> str:
    return str(site.demo.people[login].id)


def address(site: Site, show: str, login: str, **more: str) -> str:
    rest = "".join(f"&{key}={value}" for key, value in more.items())
    return f"{HERE}?of=slip&show={show}&as={person(site, login)}{rest}"


def offered(html: str) -> list[str]:
    """The entries that may be looked at."""
    chosen = html[html.index('name="id"') : html.index("preview-frame")]
    return re.findall(r'<option value="([0-9a-f-]{36})"', chosen[: chosen.index("</select>")])


def test_the_draft_is_seen_here_and_nowhere_else(site: Site) -> None:
    draft(site, NEW)
    admin, foreman = site.visitor("admin"), site.visitor("foreman")
    for show in ("form", "list", "record"):
        html = admin.get(address(site, show, "foreman"))
        assert "Rainfall" in html, show
        assert "Preview: nothing is saved" in html
    for at in ("/m/day_labour/slip/", "/m/day_labour/slip/new/"):
        assert "Rainfall" not in foreman.get(at)
        assert "Rainfall" not in site.visitor("admin").get("/m/day_labour/slip/")
    with reading(site.tenant):
        assert "x_rain" not in catalog.entity_for(f"{MODULE}/slip", "en").fields
    site.visitor("gm").get(HERE, status=403)


def test_each_sees_what_his_rights_show(site: Site) -> None:
    draft(site, NEW)
    admin = site.visitor("admin")
    as_foreman = admin.get(address(site, "form", "foreman"))
    assert "/rows/0/rate" not in as_foreman or "disabled" in as_foreman
    assert "This person sees nothing of it." in admin.get(address(site, "form", "worker"))
    own, theirs = (admin.get(address(site, "list", login)) for login in ("admin", "foreman"))
    assert theirs.count("<tr>") <= own.count("<tr>")
    rebar = admin.get(address(site, "record", "foreman"))
    shown = set(offered(rebar))
    foreman = site.visitor("foreman").get("/m/day_labour/slip/?view=all")
    assert shown
    assert all(one in foreman or len(shown) > 20 for one in shown)
    assert "Rainfall" in admin.get(f"{HERE}?of=slip&show=form&role=site_engineer")


def test_what_is_sent_is_judged_and_never_kept(site: Site) -> None:
    draft(site, NEW)
    admin = site.visitor("admin")
    at = address(site, "form", "foreman")
    form = FormSeen(admin.get(at), at)
    with reading(site.tenant):
        events = EventRow.objects.filter(tenant_id=site.tenant.id).count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM e_day_labour_slip")
        before = cursor.fetchone()[0]
    bad = admin.post(at, form.with_(x_rain="-3", _do="perform:submit"), status=200).content.decode()
    assert "This would not be saved" in bad
    assert "At least 0" in bad
    assert 'value="-3"' in bad, "nothing typed is lost"
    good = admin.post(at, form.with_(x_rain="12", _do="save"), status=200).content.decode()
    assert "This would be saved. Here nothing was." in good, re.sub(r"<[^>]+>|\s+", " ", good)[:3000]
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM e_day_labour_slip")
        assert cursor.fetchone()[0] == before
    with reading(site.tenant):
        assert EventRow.objects.filter(tenant_id=site.tenant.id).count() == events


def test_an_entry_that_is_there_in_its_future_form(site: Site) -> None:
    draft(site, NEW)
    admin = site.visitor("admin")
    page = admin.get(address(site, "form", "foreman"))
    drafts = [one for one in offered(page) if "Rainfall" in admin.get(address(site, "form", "foreman", id=one))]
    assert drafts, "one of them may be edited"
    admin.get(address(site, "record", "foreman", id="0190a1b2-0000-7000-8000-000000000000"), status=404)
    admin.get(address(site, "record", "foreman", id="nonsense"), status=404)
    admin.get(f"{HERE}?of=nothing", status=404)


def test_a_draft_that_cannot_be_read_says_so(site: Site) -> None:
    draft(site, {f"{AT}x_a": Add({"title": "Odd", "kind": "nothing_known"})})
    html = site.visitor("admin").get(HERE)
    assert "The draft cannot be shown" in html
