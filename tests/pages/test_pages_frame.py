"""The frame, home, inbox and palette: what each person is offered, and that nobody is shown what he may not see."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from dougong.actions import keep_preference, save_view
from dougong.admission import Caller, seat_of
from dougong.pages.glances import of_waiting
from dougong.pages.waiting import entries_with_states, waiting_for
from dougong.tenancy import Account, reading

from tests.demo_site import Site, Visitor, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


def caller(site: Site, login: str) -> Caller:
    return Caller(site.tenant, Account.objects.get(login=login), "en", "r")


def waiting(site: Site, login: str) -> dict[tuple[str, str], int]:
    with reading(site.tenant):
        groups = waiting_for(seat_of(caller(site, login)))
        return {(one.entry.entity.key, one.state.key): len(one.records) for one in groups}


def offered(visitor: Visitor) -> dict[str, list[dict[str, str]]]:
    return {group["key"]: group["items"] for group in json.loads(visitor.get("/palette/"))["groups"]}


def test_what_waits_is_what_ones_roles_lead_on(site: Site) -> None:
    assert ("slip", "confirmed") in waiting(site, "cost")
    assert ("slip", "submitted") not in waiting(site, "cost")
    assert ("slip", "submitted") in waiting(site, "engineer")
    assert ("slip", "draft") in waiting(site, "foreman")
    assert not [key for key in waiting(site, "worker") if key[0] == "slip"]


def test_an_approval_waits_only_for_whoever_is_asked_now(site: Site) -> None:
    for login, role in (("pm", "project_manager"), ("gm", "general_manager")):
        with reading(site.tenant):
            groups = waiting_for(seat_of(caller(site, login)))
        for group in groups:
            visitor = site.visitor(login)
            for record in group.records:
                entity = group.entry.entity
                page = visitor.get(f"/m/{entity.module}/{entity.key}/{record.id}/")
                assert f"/do/{group.step.key}/" in page, (role, group.state.key)


def test_the_inbox_counts_what_it_lists_and_the_badge_says_the_same(site: Site) -> None:
    cost = site.visitor("cost")
    number = sum(waiting(site, "cost").values())
    assert json.loads(cost.get("/inbox/count/"))["count"] == str(number)
    page = cost.get("/inbox/")
    assert page.count('class="glances"') >= 1
    assert f'<span class="count">{number}</span></h1>' in page


def test_what_was_handed_in_stands_in_the_inbox_until_it_is_over(site: Site) -> None:
    assert "DG-" in site.visitor("foreman").get("/inbox/").partition("inbox-started")[2]


def test_home_links_what_waits_to_its_list(site: Site) -> None:
    cost = site.visitor("cost")
    home = cost.get("/")
    address = re.search(r'href="(/m/day_labour/slip/\?state=confirmed)"', home)
    assert address
    cost.get(address.group(1))
    assert "What is new" in home


def test_nothing_hidden_shows_on_home_inbox_or_palette(site: Site) -> None:
    school = site.visitor("foreman_school")
    foreman = site.visitor("foreman")
    mine = set(re.findall(r'href="(/m/[a-z_]+/[a-z_]+/[0-9a-f-]{36}/)"', foreman.get("/") + foreman.get("/inbox/")))
    assert mine
    theirs = [address for address in mine if school.client.get(address).status_code == 404]
    assert theirs, "some of one foreman's records are hidden from the other"
    for address in theirs:
        module, entity, record = address.strip("/").split("/")[1:]
        keep_preference(caller(site, "foreman_school"), "recent", f"{module}/{entity}/{record}", True)
    pages = "".join(school.get(one) for one in ("/", "/inbox/", "/palette/"))
    assert not [address for address in theirs if address in pages]


def test_the_palette_offers_what_this_person_may_make(site: Site) -> None:
    foreman, gm = offered(site.visitor("foreman")), offered(site.visitor("gm"))
    assert "/m/day_labour/slip/new/" in [item["href"] for item in foreman["create"]]
    assert "/m/day_labour/slip/new/" not in [item["href"] for item in gm["create"]]
    assert {"/", "/inbox/", "/me/"} <= {item["href"] for item in foreman["go"]}
    for item in foreman["create"]:
        site.visitor("foreman").get(item["href"])


def test_kept_views_are_in_the_palette_for_whoever_sees_the_list(site: Site) -> None:
    mine = save_view(caller(site, "cost"), "day_labour/slip", "Mine alone", {"state": "draft"})
    ours = save_view(caller(site, "cost"), "day_labour/slip", "Ours", {"state": "confirmed"}, shared=True)

    def kept(login: str) -> set[str]:
        return {one["href"] for one in offered(site.visitor(login))["go"] if "?saved=" in one["href"]}

    own, shared = (f"/m/day_labour/slip/?saved={one.id}" for one in (mine, ours))
    assert kept("cost") == {own, shared}
    assert kept("foreman") == {shared}
    assert "/m/day_labour/slip/" not in site.visitor("worker").get("/palette/")
    site.visitor("foreman").get(shared)


def test_a_module_has_a_page_with_its_lists(site: Site) -> None:
    foreman = site.visitor("foreman")
    home = foreman.get("/")
    for module in set(re.findall(r'data-module="([a-z_]+)"', home)):
        assert f'href="/m/{module}/"' in home
        page = foreman.get(f"/m/{module}/").partition('id="main"')[2]
        lists = re.findall(rf'href="(/m/{module}/[a-z_]+/)"', page)
        assert lists
        for address in lists:
            foreman.get(address)
    assert 'href="/m/day_labour/slip/new/"' in foreman.get("/m/day_labour/").partition('id="main"')[2]
    foreman.get("/m/no_such/", 404)


def test_pins_stand_in_the_menu_and_lead_only_to_lists_of_ones_own(site: Site) -> None:
    for key in ("/m/day_labour/slip/?state=draft", "/m/core/no_such/", "https://evil.example/", "//evil.example/m/"):
        keep_preference(caller(site, "foreman"), "pin", key, {"title": "<b>Pinned</b>"})
    home = site.visitor("foreman").get("/")
    assert home.count("&lt;b&gt;Pinned") == 2  # its title and its words, once
    assert "evil.example" not in home
    assert "no_such" not in home


def test_what_was_begun_and_not_saved_leads_back_to_its_form(site: Site) -> None:
    for key in ("/m/day_labour/slip/new/", "/m/core/no_such/new/", "javascript:alert(1)"):
        keep_preference(caller(site, "foreman"), "draft", key, {"typed": "x"})
    home = site.visitor("foreman").get("/").partition("home-drafts")[2]
    assert 'href="/m/day_labour/slip/new/"' in home
    assert "no_such" not in home
    assert "javascript:" not in home


def test_the_menu_keeps_what_was_folded(site: Site) -> None:
    keep_preference(caller(site, "gm"), "reader", "rail", "folded")
    keep_preference(caller(site, "gm"), "reader", "folded", {"day_labour": True, "core": False})
    home = site.visitor("gm").get("/")
    assert 'data-rail="folded"' in home
    assert 'data-module="day_labour" data-folded' in home
    assert 'data-module="core">' in home
    assert 'data-module="day_labour">' in site.visitor("gm").get("/m/day_labour/slip/")  # where one is stays open


@pytest.mark.parametrize("kept", ["x", 3, None, ["core"], {"core": "yes"}])
def test_a_menu_kept_in_no_known_form_does_no_harm(site: Site, kept: object) -> None:
    keep_preference(caller(site, "engineer"), "reader", "folded", kept)
    keep_preference(caller(site, "engineer"), "reader", "theme", kept)
    keep_preference(caller(site, "engineer"), "pin", "/m/core/team/", kept)
    site.visitor("engineer").get("/")


def test_the_number_of_queries_does_not_depend_on_what_is_shown(site: Site) -> None:
    counts = []
    for each in (1, 12):
        with reading(site.tenant), CaptureQueriesContext(connection) as seen:
            seat = seat_of(caller(site, "cost"))
            groups = of_waiting(seat, waiting_for(seat), each=each)
            assert max(len(group["records"]) for group in groups) >= min(each, 2)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_home_asks_a_bounded_number_of_queries(site: Site) -> None:
    """Some for each kind of document he may see, none for each document."""
    cost = site.visitor("cost")
    with reading(site.tenant):
        seat = seat_of(caller(site, "cost"))
        kinds = len(list(entries_with_states(seat)))
    with CaptureQueriesContext(connection) as seen:
        cost.get("/")
    assert len(seen) < 30 + 3 * kinds
