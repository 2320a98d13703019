"""The modules of a company: switched off and on again with everything in them, told beforehand, set by a form."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from dougong import catalog, outbox, storage
from dougong.access import system_reach
from dougong.actions import switch_module_off, switch_module_on
from dougong.admission import Caller
from dougong.events.models import EventRow
from dougong.jobs import serve
from dougong.problem import Ref, Refused
from dougong.tenancy import Account, reading, writing

from tests.demo_site import Site, Visitor, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.django_db, pytest.mark.storage]
MODULES = "/settings/modules/"
#: What changes with a switch, by design: which modules are on, the stamp, the log and its search index job.
MOVING = {"catalog_tenant_module", "catalog_stamp", "events_event", "events_seal", "outbox_row", "django_session",
          "tenancy_signed_in", "tenancy_sign_in_token", "search_mark", "jobs_log_progress"}  # fmt: skip


def rows_of_everything() -> dict[str, list[Any]]:
    """Every row of every table of the database, but for those a switch moves by design."""
    with connection.cursor() as cursor:
        names = [one for one in connection.introspection.table_names(cursor) if one not in MOVING]
        found = {}
        for name in names:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            found[name] = sorted(map(repr, cursor.fetchall()))
    return found


def caller(site: Site, login: str = "admin") -> Caller:
    return Caller(site.tenant, Account.objects.get(login=login), "en", "test")


@pytest.fixture
def admin(site: Site) -> Visitor:
    return site.visitor("admin")


@pytest.fixture
def put_back(site: Site) -> Iterator[None]:
    """Whatever a test switched off is on again after it."""
    yield
    for key in ("core", "contract", "day_labour", "funds"):
        with reading(site.tenant):
            on = key in catalog.modules_for("en")
        if not on:
            switch_module_on(caller(site), key, agreed=("core",))


def only(site: Site, name: str, **where: Any) -> storage.Record:
    """A record of an entity with some values."""
    with reading(site.tenant):
        entity = catalog.entity_for(name, "en")
        query = storage.Query(limit=1000)
        page = storage.select(system_reach(name, "a test looks"), entity, catalog.layout_for(name), query)
        return next(one for one in page.records if all(_value(one, key) == value for key, value in where.items()))


def _value(record: storage.Record, key: str) -> Any:
    return getattr(record, key, None) if key in {"ref", "state"} else record.values.get(key)


def slip_with_contract(site: Site, state: str) -> UUID:
    """A slip that somebody else pays: it names a contract."""
    contract, slip = only(site, "contract/contract"), only(site, "day_labour/slip", state=state)
    with writing(site.tenant):
        entity = catalog.entity_for("day_labour/slip", "en")
        values = {**slip.values, "cause": "subcontractor", "liable_contract": contract.ref}
        by = slip.created_by
        storage.update(entity, slip.id, slip.version, values, catalog.layout_for(entity.name), by)
    return slip.id


def test_every_module_is_listed_with_what_it_is_for(admin: Visitor) -> None:
    html = admin.get(MODULES)
    for words in (
        "Day labour",
        "Day-labour slips from the site",
        "Needs: Basics",
        "Needed by: Contracts, Project cost, Day labour, Funds, Schedule",
    ):
        assert words in html


def test_nobody_else_comes_here(site: Site) -> None:
    for page in (MODULES, MODULES + "contract/", MODULES + "contract/off/"):
        site.visitor("gm").get(page, status=403)
    site.visitor("gm").post(MODULES + "contract/off/", {}, status=403)


def test_what_stops_is_told_before(admin: Visitor) -> None:
    html = admin.get(MODULES + "contract/off/")
    assert re.search(r"Contract: \d+ entries go out of sight", html)
    assert "not finished" in html
    assert "the field “Contract” offers nothing" in html or "offers nothing and says that the module is off" in html


def test_core_holds_the_only_administrators(admin: Visitor) -> None:
    html = admin.get(MODULES + "core/off/")
    assert "This module cannot be switched off" in html
    admin.post(MODULES + "core/off/", {"with": ["contract", "day_labour", "funds"]}, status=422)
    assert "Day labour" in admin.get("/")


def test_off_and_on_again_leaves_every_row_as_it_was(site: Site, admin: Visitor, put_back: None) -> None:
    admin.client.post("/preferences/pin/", {"key": "/m/contract/contract/", "title": "Contracts"})
    before = rows_of_everything()
    admin.post(MODULES + "contract/off/", {"with": ["funds"]})
    for page in ("/m/contract/", "/m/contract/contract/", "/m/contract/contract/new/"):
        admin.get(page, status=404)
    assert rows_of_everything() == before
    admin.post(MODULES + "contract/on/", {})
    assert rows_of_everything() == before
    assert "Contracts" in admin.get("/m/contract/contract/")


def test_fields_that_refer_to_it_say_so_and_keep_their_value(site: Site, admin: Visitor, put_back: None) -> None:
    slip, who = slip_with_contract(site, "effective"), site.visitor("gm")
    switch_module_off(caller(site), "contract", agreed=("funds",))
    address = f"/m/day_labour/slip/{slip}/"
    assert "(module switched off)" in who.get(address)
    for page in ("/", "/inbox/", "/m/day_labour/slip/", f"{address}print/", f"{address}why/", f"{address}related/",
                 "/palette/?q=zh"):  # fmt: skip
        assert who.client.get(page).status_code == 200, page
    for login in ("foreman", "cost", "labour", "pm"):
        for page in ("/", "/m/day_labour/slip/", "/m/day_labour/slip/new/"):
            assert site.visitor(login).client.get(page).status_code in {200, 403}, (login, page)


def test_a_form_keeps_what_refers_to_a_module_that_is_off(site: Site, put_back: None) -> None:
    slip = slip_with_contract(site, "draft")
    before = only(site, "day_labour/slip", ref=Ref("day_labour/slip", slip)).values["liable_contract"]
    foreman = next(site.visitor(one) for one in ("foreman", "foreman_rebar", "foreman_wood", "foreman_mep", "engineer")
                   if site.visitor(one).client.get(f"/m/day_labour/slip/{slip}/edit/").status_code == 200)  # fmt: skip
    switch_module_off(caller(site), "contract", agreed=("funds",))
    form = foreman.form(f"/m/day_labour/slip/{slip}/edit/")
    assert "(module switched off)" in form.html
    foreman.post(form.address, form.with_(work_content="Cleaned the floor again.", _do="save"))
    after = only(site, "day_labour/slip", ref=Ref("day_labour/slip", slip)).values
    assert (after["work_content"], after["liable_contract"]) == ("Cleaned the floor again.", before)


def test_settings_are_a_form_checked_and_logged(site: Site, admin: Visitor, put_back: None) -> None:
    address = MODULES + "contract/"
    form = admin.form(address)
    assert form.fields["/claim_days"] == ["28"]
    refused = admin.post(address, form.with_(claim_days="999", finance_from="60000"), status=422).content.decode()
    assert all(part in refused for part in ('value="60000"', 'value="999"', "365"))
    admin.post(address, form.with_(claim_days="30", finance_from="60000"))
    with reading(site.tenant):
        assert catalog.settings_of("contract")["claim_days"] == 30
    event = EventRow.objects.order_by("-seq").first()
    assert (event.verb, event.after["claim_days"], event.before["claim_days"]) == ("settings", 30, 28)
    switch_module_off(caller(site), "contract", agreed=("funds",))
    admin.post(address, form.with_(claim_days="31"), status=404)
    switch_module_on(caller(site), "contract")
    assert admin.form(address).fields["/claim_days"] == ["30"]
    admin.post(address, admin.form(address).with_(claim_days="", finance_from=""))
    assert admin.form(address).fields["/claim_days"] == ["28"]


def test_refused_together_unless_agreed_and_rights_and_settings_come_back(
    site: Site, admin: Visitor, put_back: None
) -> None:
    with pytest.raises(Refused) as refused:
        switch_module_off(caller(site), "core")
    assert {one.code for one in refused.value.problems} == {"only_administering", "required_by"}


def test_jobs_of_a_module_that_is_off_wait_whole(site: Site, put_back: None) -> None:
    done: list[str] = []
    with writing(site.tenant):
        outbox.put("told", {"what": "contract"}, module="contract")
        outbox.put("told", {"what": "house"})
    switch_module_off(caller(site), "contract", agreed=("funds",))
    handlers = {"told": lambda job: done.append(job.payload["what"]), "reindex": lambda _job: None,
                "sweep_files": lambda _job: None}  # fmt: skip
    serve(site.tenant.scope(), handlers)
    assert done == ["house"]
    with reading(site.tenant):
        assert outbox.waiting_for("contract") == 1
        assert not outbox.is_due(without=catalog.switched_off())
    switch_module_on(caller(site), "contract")
    serve(site.tenant.scope(), handlers)
    assert done == ["house", "contract"]


def test_the_log_says_who_switched_what(site: Site, put_back: None) -> None:
    switch_module_off(caller(site), "contract", agreed=("funds",))
    last = EventRow.objects.order_by("-seq").first()
    assert (last.entity, last.verb, last.after["module"]) == ("module", "switch_off", "contract")
