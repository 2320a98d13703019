"""A company's own pages: who sees what of them, and nobody else anything."""

from typing import Any

import pytest
from django.test import Client
from dougong.actions import keep_page, publish_page, revert_page, withdraw_page
from dougong.admission import Caller
from dougong.commands.demo_company import DEMO_HOST
from dougong.events.models import EventRow
from dougong.portal import Draft, portal_store, read_blocks
from dougong.problem import Refused
from dougong.tenancy import Domain, platform_writing, reading

from tests.company import make_member, make_tenant
from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.django_db, pytest.mark.storage]

APRIL = '?filter={"all":[{"field":"work_date","is":"between","to":["2025-04-01","2025-04-30"]}]}'


def admin(site: Site) -> Caller:
    return Caller(site.tenant, site.demo.people["admin"], "en", "test")


def block(kind: str, **value: Any) -> dict[str, Any]:
    return {"type": kind, "id": kind, "value": value}


def published(site: Site, slug: str, *blocks: dict[str, Any], **facts: Any) -> int:
    page = keep_page(admin(site), None, Draft(slug.title(), slug, read_blocks(list(blocks)), **facts))
    publish_page(admin(site), page)
    return page


def test_the_home_page_shows_the_companys_blocks_above_what_is_new(site: Site) -> None:
    html = site.visitor("admin").get("/")
    assert "五一放假安排" in html
    assert html.index("五一放假安排") < html.index("What is new")


def test_a_list_a_number_and_a_form_are_drawn_for_who_may_see_them(site: Site) -> None:
    published(
        site, "april", block("list", entity="day_labour/slip", view="all", rows=3, filter=APRIL),
        block("number", title="Slips in April", entity="day_labour/slip", filter=APRIL),
        block("form", title="New slip here", entity="day_labour/slip"),
    )  # fmt: skip
    html = site.visitor("foreman").get("/p/april/")
    assert html.count("<tbody>") == 1
    assert html.count("<tr>") == 4
    assert "/m/day_labour/slip/?" in html
    assert "New slip here" in html


def test_who_may_not_see_the_list_sees_neither_rows_nor_figures(site: Site) -> None:
    published(
        site, "wages", block("list", title="CANARY list", entity="day_labour/borrowing"),
        block("number", title="CANARY number", entity="day_labour/borrowing"),
        block("form", title="CANARY form", entity="contract/contract"), block("text", text="<p>For all</p>"),
    )  # fmt: skip
    with_rights = site.visitor("labour").get("/p/wages/")
    assert "CANARY list" in with_rights
    without = site.visitor("legal").get("/p/wages/")
    assert "For all" in without
    assert "CANARY" not in without


def test_a_sum_of_a_field_hidden_from_the_reader_is_not_shown(site: Site) -> None:
    published(site, "money", block("number", title="CANARY", entity="day_labour/slip", field="total", filter=APRIL))
    assert "CANARY" in site.visitor("cost").get("/p/money/")
    foreman = site.visitor("foreman").get("/m/day_labour/slip/?view=all")
    seen = "CANARY" in site.visitor("foreman").get("/p/money/")
    assert seen == ('data-key="total"' in foreman or ">Total<" in foreman)


def test_a_public_page_says_to_strangers_only_what_is_said(site: Site) -> None:
    published(
        site, "rules", block("text", text="<p>Wear helmets<script>alert(1)</script></p>"),
        block("number", title="CANARY", entity="core/worker"), block("notice", title="Old", until="2020-01-01"),
        block("links", title="CANARY", links="Inside | /inbox/"), public=True,
    )  # fmt: skip
    answer = Client(HTTP_HOST=DEMO_HOST).get("/p/rules/")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Wear helmets" in html
    assert "CANARY" not in html
    assert "alert(1)" not in html
    assert "Old" not in html


def test_a_page_for_members_sends_strangers_to_sign_in_as_one_that_is_not_there(site: Site) -> None:
    published(site, "inside", block("text", text="<p>CANARY</p>"))
    client = Client(HTTP_HOST=DEMO_HOST)
    there, nowhere = client.get("/p/inside/"), client.get("/p/nowhere/")
    assert (there.status_code, nowhere.status_code) == (302, 302)
    assert "CANARY" not in there.content.decode()


def test_another_companys_host_knows_nothing_of_the_pages(site: Site) -> None:
    published(site, "ours", block("text", text="<p>CANARY</p>"), public=True)
    other = make_tenant("other_company")
    with platform_writing():
        Domain.objects.create(host="other.localhost", tenant=other)
    answer = Client(HTTP_HOST="other.localhost").get("/p/ours/")
    assert answer.status_code == 302
    make_member(other, "admin")
    with reading(other):
        assert portal_store().page("ours") is None
        assert portal_store().lines() == ()


def test_a_draft_is_nobodys_until_it_is_published_and_an_old_state_comes_back(site: Site) -> None:
    page = published(site, "changing", block("text", text="<p>First</p>"))
    keep_page(admin(site), page, Draft("Changing", "changing", read_blocks([block("text", text="<p>Second</p>")])))
    visitor = site.visitor("foreman")
    assert "First" in visitor.get("/p/changing/")
    publish_page(admin(site), page)
    assert "Second" in visitor.get("/p/changing/")
    with reading(site.tenant):
        versions = portal_store().versions(page)
    assert [one.current for one in versions] == [True, False]
    revert_page(admin(site), page, versions[1].id)
    assert "Second" in visitor.get("/p/changing/")
    publish_page(admin(site), page)
    assert "First" in visitor.get("/p/changing/")
    withdraw_page(admin(site), page)
    visitor.get("/p/changing/", status=404)
    verbs = EventRow.objects.filter(tenant_id=site.tenant.pk, entity="page").values_list("verb", flat=True)
    assert {"keep_page", "publish_page", "revert_page", "withdraw_page"} <= set(verbs)


@pytest.mark.parametrize(("bad", "pointer"), [
    (block("list", entity="nothing/here"), "/blocks/0/entity"),
    (block("list"), "/blocks/0/entity"),
    (block("list", entity="day_labour/slip", view="nothing"), "/blocks/0/view"),
    (block("list", entity="day_labour/slip", rows=500), "/blocks/0/rows"),
    (block("list", entity="day_labour/slip", filter="?filter={"), "/blocks/0/filter"),
    (block("number", entity="day_labour/slip", field="nothing"), "/blocks/0/field"),
    (block("notice", title="x", tone="loud"), "/blocks/0/tone"),
    (block("notice", title="x", until="soon"), "/blocks/0/until"),
    (block("links", links="no address"), "/blocks/0/links"),
    (block("links", links="bad | javascript:alert(1)"), "/blocks/0/links"),
    (block("picture", file="../../x", alt="y"), "/blocks/0/file"),
])  # fmt: skip
def test_what_is_wrong_with_a_block_is_said_at_its_field(site: Site, bad: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Refused) as refused:
        keep_page(admin(site), None, Draft("Bad", "bad", read_blocks([bad])))
    assert pointer in {problem.pointer for problem in refused.value.problems}


def test_only_an_administrator_changes_pages(site: Site) -> None:
    with pytest.raises(Refused):
        keep_page(Caller(site.tenant, site.demo.people["foreman"], "en", "test"), None, Draft("Mine", "mine"))


def test_a_page_of_another_company_is_not_there_for_the_verbs(site: Site) -> None:
    page = published(site, "guarded", block("text", text="<p>x</p>"))
    other = make_tenant("neighbour_of_pages")
    account = make_member(other, "admin")
    with pytest.raises(Refused):
        publish_page(Caller(other, account, "en", "test"), page)


def test_two_pages_cannot_have_one_address(site: Site) -> None:
    published(site, "once", block("text", text="<p>x</p>"))
    with pytest.raises(Refused) as refused:
        keep_page(admin(site), None, Draft("Again", "once"))
    assert refused.value.problems[0].pointer == "/slug"
