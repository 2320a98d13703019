"""The part of a record that stands beside a list."""

import re

import pytest

from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

SLIPS = "/m/day_labour/slip/"


def first(page: str) -> str:
    """The address of the first record of a list."""
    return re.search(r'class="row-link"[^>]* href="([^"?]+)', page).group(1)


def test_the_panel_is_a_part_and_leads_back_to_the_list(site: Site) -> None:
    foreman = site.visitor("foreman")
    listed = SLIPS + "?state=draft"
    record = first(foreman.get(listed))
    panel = foreman.client.get(record, {"panel": "1", "back": listed}).content.decode()
    assert "<html" not in panel
    assert 'class="panel-record"' in panel
    assert f'name="back" value="{listed}"' in panel
    assert f'href="{record}?from=%2Fm%2F' in panel, "the whole page knows the list too"
    version = re.search(r'name="version" value="(\d+)"', panel).group(1)
    removed = foreman.client.post(record + "remove/", {"version": version, "back": listed})
    if removed.status_code == 302:
        assert removed["Location"] == listed


def test_the_way_back_never_leads_elsewhere(site: Site) -> None:
    admin = site.visitor("admin")
    record = first(admin.get("/m/core/team/"))
    for wanted in (
        "https://evil.example/m/",
        "//evil.example/m/",
        "/sign-out/",
        "/m/\\evil.example",
        "/m/" + "x" * 5000,
    ):
        page = admin.client.get(record, {"panel": "1", "back": wanted}).content.decode()
        assert 'name="back"' not in page or wanted == "/m/\\evil.example"
        version = re.search(r'name="version" value="(\d+)"', page).group(1)
        admin.post(record + "remove/", {"version": version, "back": wanted})
        admin.post(record + "restore/", {})


def test_the_panel_hides_what_the_page_hides(site: Site) -> None:
    foreman, gm = site.visitor("foreman"), site.visitor("gm")
    record = first(foreman.get(SLIPS))
    panel = foreman.get(record + "?panel=1")
    assert "¥" not in panel
    assert "Day rate" not in panel
    mine = set(re.findall(r'class="row-link"[^>]* href="([^"?]+)', foreman.get(SLIPS)))
    other = next(one for one in re.findall(r'class="row-link"[^>]* href="([^"?]+)', gm.get(SLIPS)) if one not in mine)
    foreman.get(other + "?panel=1", status=404)
