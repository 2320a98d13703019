"""The security log: who came in, who opened what to whom, what was refused."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from dougong.commands.demo_company import DEMO_HOST
from dougong.events.models import EventRow
from dougong.tenancy import Account

from tests.company import make_tenant
from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]
LOG = "/settings/log/"


def text(page: str) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", page.split('<ol class="log">')[1].split("</ol>", maxsplit=1)[0])


def key(login: str) -> str:
    return str(Account.objects.get(login=login).pk)


def test_what_opens_doors_is_told(site: Site) -> None:
    admin, stranger = site.visitor("admin"), Client(HTTP_HOST=DEMO_HOST)
    admin.post(f"/settings/members/{key('legal')}/roles/", {"role": "buyer", "project": ""})
    for name in ("legal", "no such person at all"):
        stranger.post("/sign-in/", {"account": name, "password": "guess"})
    site.visitor("worker").get("/settings/log/", 403)
    page = admin.get(LOG)
    said = text(page)
    assert re.search(r"陈敏\s+gave a role:\s+彭思齐\s+Buyer · Whole company", said), said
    assert re.search(r"李建国\s+was refused\s+GET /settings/log/", said), said
    assert re.search(r"彭思齐\s+was not let in", said), said
    assert re.search(r"the platform\s+was not let in", said), said
    assert re.search(r"陈敏\s+signed in", said), said
    assert "no such person" not in page
    assert "guess" not in said


def test_it_is_narrowed_by_person_and_day_and_paged(site: Site) -> None:
    admin = site.visitor("admin")
    other = make_tenant()
    base = EventRow.objects.order_by("-seq").first()
    for n in range(60):
        EventRow.objects.create(tenant_id=site.tenant.pk, entity="user", record_id=key("cost"), actor_id=key("cost"),
                                verb="sign_in", before={}, after={"place": f"10.9.9.{n}"}, at=base.at)  # fmt: skip
    EventRow.objects.create(tenant_id=other.pk, entity="user", record_id=key("cost"), actor_id=key("cost"),
                            verb="sign_in", before={}, after={"place": "10.66.6.6"}, at=base.at)  # fmt: skip
    page = admin.get(f"{LOG}?person={key('cost')}")
    assert text(page).count("signed in") == 50
    (onward,) = re.findall(r'href="([^"]+)" rel="next"', page)
    rest = admin.get(onward.replace("&amp;", "&"))
    seen = re.findall(r"10\.9\.9\.\d+", page + rest)
    assert len(set(seen)) == 60
    assert "10.66.6.6" not in page + rest
    assert "10.9.9" not in admin.get(f"{LOG}?person={key('gm')}")
    assert "Nothing was recorded" in admin.get(f"{LOG}?day={date.today() - timedelta(days=400)}")
    assert "10.9.9" in admin.get(f"{LOG}?day={base.at.astimezone().date()}")
    for odd in ("?day=x", "?person=x", "?before=x", "?before=²", "?before=" + "9" * 30, "?day=0001-01-01"):
        admin.get(LOG + odd)


def test_a_person_refused_again_and_again_does_not_fill_the_log(site: Site) -> None:
    worker = site.visitor("worker")
    for _ in range(30):
        worker.get(LOG, 403)
    assert EventRow.objects.filter(verb="denied", actor_id=key("worker")).count() == 20
