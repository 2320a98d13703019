"""From record to record along the list one was opened from."""

import re
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.demo_site import Site, Visitor, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

SLIPS = "/m/day_labour/slip/"


def records(visitor: Visitor, listed: str) -> list[str]:
    return re.findall(r'class="row-link"[^>]* href="([^"?]+)', visitor.get(listed))


def side(page: str, which: str) -> str:
    """Where "prev" or "next" leads; "" where there is no such way."""
    found = re.search(rf'<a href="([^"]+)" rel="{which}"', page)
    return unescape(found.group(1)) if found else ""


def test_one_walks_in_the_lists_order_and_back_to_it(site: Site) -> None:
    gm = site.visitor("gm")
    for asked in ("?state=effective", "?sort=-number", '?filter={"field":"state","is":"none_of","to":["void"]}'):
        listed = SLIPS + asked
        order = records(gm, listed)[:6]
        assert len(order) >= 3, asked
        address, met = f"{order[0]}?from={quote(listed)}", []
        for _ in order:
            page = gm.get(address)
            met.append(urlsplit(address).path)
            assert listed in unescape(page), "the way back to the list"
            before = side(page, "prev")
            assert (urlsplit(before).path if before else None) == (met[-2] if len(met) > 1 else None), asked
            address = side(page, "next")
            if not address:
                break
            assert parse_qs(urlsplit(address).query)["from"] == [listed]
        assert met == order[: len(met)]
        assert len(met) >= 3


def test_neighbours_are_only_what_this_person_sees(site: Site) -> None:
    foreman = site.visitor("foreman")
    mine = records(foreman, SLIPS)
    for record in mine[:8]:
        page = foreman.get(f"{record}?from={quote(SLIPS)}")
        for which in ("prev", "next"):
            assert not side(page, which) or urlsplit(side(page, which)).path in mine


def test_a_list_elsewhere_is_no_list_and_a_broken_one_no_error(site: Site) -> None:
    admin = site.visitor("admin")
    record = records(admin, "/m/core/team/")[1]
    for wanted in (
        "https://evil.example/m/core/team/",
        "//evil.example/m/core/team/",
        "javascript:alert(1)",
        "/sign-out/",
    ):
        page = admin.client.get(record, {"from": wanted}).content.decode()
        assert f'href="{wanted}' not in page
        assert f'value="{wanted}' not in page
        assert not side(page, "next")
        assert 'name="back"' not in page
    for wanted in (
        "?filter={",
        "?sort=nothing",
        "?view=nothing",
        "?after=x",
        "?saved=x",
        "?group=trade",
        "?q=%00",
        "?columns=,",
    ):
        admin.get(f"{record}?from={quote('/m/core/team/?' + wanted)}")
    elsewhere = admin.get(f"{record}?from={quote('/m/core/worker/')}")
    assert 'href="/m/core/worker/"' in elsewhere
    assert not side(elsewhere, "next")


def test_what_is_done_there_leads_back_there(site: Site) -> None:
    admin = site.visitor("admin")
    listed = "/m/core/team/?sort=name"
    record = records(admin, listed)[1]
    here = f"{record}?from={quote(listed)}"
    page = admin.get(here)
    edit = unescape(re.search(r'href="([^"]+/edit/[^"]*)"', page).group(1))
    form = admin.form(edit)
    saved = admin.post(edit, form.with_(note="Seen", _do="save"))
    assert parse_qs(urlsplit(saved["Location"]).query)["from"] == [listed]
    page = admin.get(here)
    version = re.search(r'name="version" value="(\d+)"', page).group(1)
    assert f'name="back" value="{listed}"' in page
    removed = admin.post(record + "remove/", {"version": version, "back": listed})
    assert removed["Location"] == listed
    admin.post(record + "restore/", {})


def test_walking_asks_three_more_queries_however_long_the_list(site: Site) -> None:
    gm = site.visitor("gm")
    counts = []
    for asked in ("?state=effective", "?state=void", ""):
        record = records(gm, SLIPS + asked)[0]
        gm.get(f"{record}?from={quote(SLIPS + asked)}")
        with CaptureQueriesContext(connection) as plain:
            gm.get(record)
        with CaptureQueriesContext(connection) as walked:
            gm.get(f"{record}?from={quote(SLIPS + asked)}")
        counts.append(len(walked) - len(plain))
    assert counts == [3, 3, 3]
