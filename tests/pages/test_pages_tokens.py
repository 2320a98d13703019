"""Tokens are made on a page, shown once, listed with their last use, and withdrawn at once."""

import re

import pytest
from dougong import events
from dougong.tenancy import Account, access_tokens, reading

from tests.api.programs import Program
from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]
pytestmark = [pytest.mark.storage, pytest.mark.django_db]
OWN, PROGRAMS = "/me/tokens/", "/settings/tokens/"
WANTED = {"called": "ERP", "verb": ["see", "create"], "within": ["core"], "lasts": "30"}


def shown(text: str) -> str:
    found = re.search(r'value="(dg_[\w-]+)"', text)
    assert found is not None, text[:500]
    return found.group(1)


def test_a_token_is_shown_once_and_acts_for_its_maker(site: Site) -> None:
    cost = site.visitor("cost")
    token = shown(cost.post(OWN, WANTED, status=200).content.decode())
    page = cost.get(OWN)
    assert token not in page
    assert "ERP" in page
    asked = Program(token)
    assert asked.get("")["me"]["name"] == Account.objects.get(login="cost").display_name
    asked.get("records/core/team")
    asked.get("records/day_labour/slip", status=403)
    assert "127.0.0.1" in cost.get(OWN)


def test_a_withdrawn_token_counts_no_more(site: Site) -> None:
    cost = site.visitor("cost")
    asked = Program(shown(cost.post(OWN, WANTED, status=200).content.decode()))
    with reading(site.tenant):
        token = access_tokens(Account.objects.get(login="cost"))[0]
    site.visitor("pm").post(OWN, {"revoke": str(token.id)}, status=404)
    asked.get("")
    cost.post(OWN, {"revoke": str(token.id)})
    asked.get("", status=401)
    assert "Withdrawn" in cost.get(OWN)
    with reading(site.tenant):
        verbs = [line.verb for line in events.administrative_events(limit=10)]
    assert {"make_token", "revoke_token"} <= set(verbs)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"called": ""}, "Fill this in"), ({"verb": []}, "Fill this in"), ({"verb": ["rule"]}, "offered"),
     ({"within": ["nothing"]}, "offered"), ({"lasts": "9999"}, "offered"), ({"called": "x" * 200}, "At most 120")],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field(site: Site, wrong: dict[str, object], said: str) -> None:
    page = site.visitor("cost").post(OWN, {**WANTED, **wrong}, status=422).content.decode()
    assert said in page
    assert "dg_" not in page


def test_a_program_has_an_account_and_a_role_of_its_own(site: Site) -> None:
    site.visitor("cost").get(PROGRAMS, status=403)
    admin = site.visitor("admin")
    token = shown(admin.post(PROGRAMS, {**WANTED, "acts_as": "labour_admin"}, status=200).content.decode())
    asked = Program(token)
    me = asked.get("")["me"]
    assert me["name"] == "ERP"
    team = {"code": "ERP-1", "name": "From the ERP", "leader": str(Account.objects.get(login="foreman").pk)}
    made = asked.ask("POST", "records/core/team", {"values": team}, status=201)
    assert made["created_by"] == me["id"]
    assert "ERP" in admin.get("/settings/members/")
    with reading(site.tenant):
        service = access_tokens()[0]
    assert "ERP" not in admin.get(OWN)
    admin.post(PROGRAMS, {"revoke": str(service.id)})
    asked.get("", status=401)


def test_the_guide_tells_what_ones_programs_may_do(site: Site) -> None:
    page = site.visitor("engineer").get("/me/programs/?of=day_labour/slip")
    assert "/api/v1/records/day_labour/slip/{record_id}/transitions/{transition}" in page
    assert "rows/worker" in page
    assert "rows/rate" not in page
    assert "rows/rate" in site.visitor("cost").get("/me/programs/?of=day_labour/slip")
