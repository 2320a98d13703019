"""The cost module at work: stock follows receipts and slips, what is locked stays, budgets supersede one another."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from dougong import catalog, storage
from dougong.access import system_reach
from dougong.actions import Wish, create_record, perform_transition, seed_id
from dougong.admission import Caller
from dougong.problem import Refused
from dougong.storage import Query, Record
from dougong.tenancy import new_id, reading

from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

TODAY = date(2025, 4, 30)


def caller(site: Site, who: str) -> Caller:
    return Caller(site.tenant, site.demo.people[who], "en", "test", today=TODAY)


def named(site: Site, entity: str, name: str) -> str:
    return str(seed_id(site.tenant.pk, entity, name))


def read(site: Site, entity: str, record_id: UUID) -> Record:
    with reading(site.tenant):
        found = catalog.entity_for(entity, "en")
        return storage.one(system_reach(entity, "a test looks"), found, record_id, catalog.layout_for(entity))


def stock(site: Site, material: str) -> Record | None:
    wanted = UUID(named(site, "core/material", material))
    with reading(site.tenant):
        entity = catalog.entity_for("cost/stock", "en")
        reach = system_reach("cost/stock", "a test looks")
        page = storage.select(reach, entity, catalog.layout_for("cost/stock"), Query(limit=500))
    return next((one for one in page.records if one.values["material"].id == wanted), None)  # type: ignore[union-attr]


def figures(record: Record | None) -> tuple[Any, ...]:
    assert record is not None
    return tuple(record.values[key] for key in ("qty", "value", "avg_price"))


def receipt(site: Site, *rows: tuple[str, str, str]) -> UUID:
    sent = {
        "project": named(site, "core/project", "park"), "supplier": named(site, "core/party", "steel"),
        "receipt_date": "2025-04-29",
        "rows": [{"material": named(site, "core/material", m), "qty": qty, "price": price} for m, qty, price in rows],
    }  # fmt: skip
    made = create_record(caller(site, "buyer"), "cost/goods_receipt", sent, record_id=new_id(), wish=Wish("submit"))
    perform_transition(caller(site, "engineer"), "cost/goods_receipt", made.record.id, Wish("take_in"))
    return made.record.id


def slip(site: Site, material: str, qty: str, kind: str = "issue") -> UUID:
    sent = {
        "project": named(site, "core/project", "park"), "team": named(site, "core/team", "rebar"), "issue_kind": kind,
        "wbs_node": named(site, "core/wbs_node", "s2_main_frame"), "issue_date": "2025-04-29",
        "rows": [{"material": named(site, "core/material", material), "qty": qty}],
    }  # fmt: skip
    who = caller(site, "foreman_rebar")
    made = create_record(who, "cost/material_issue", sent, record_id=new_id(), wish=Wish("submit"))
    return made.record.id


def hand_out(site: Site, slip: UUID) -> Record:
    wish = Wish("hand_out", sent={"cost_account": named(site, "core/cost_account", "steel")})
    return perform_transition(caller(site, "buyer"), "cost/material_issue", slip, wish).record


def test_ten_and_thirty_tonnes_make_an_average_and_eight_go_out_at_it(site: Site) -> None:
    receipt(site, ("rebar12", "10", "3600"))
    receipt(site, ("rebar12", "30", "3800"))
    assert figures(stock(site, "rebar12")) == (Decimal(40), Decimal(150000), Decimal(3750))
    done = hand_out(site, slip(site, "rebar12", "8"))
    assert done.values["total"] == Decimal("30000.00")
    assert figures(stock(site, "rebar12")) == (Decimal(32), Decimal(120000), Decimal(3750))
    hand_out(site, slip(site, "rebar12", "2", "return"))
    assert figures(stock(site, "rebar12")) == (Decimal(34), Decimal(127500), Decimal(3750))


def test_one_stock_for_each_material_of_a_receipt_and_none_twice(site: Site) -> None:
    assert stock(site, "sbs") is None
    receipt(site, ("sbs", "100", "31.5"), ("conduit", "100", "7"))
    with reading(site.tenant):
        entity = catalog.entity_for("cost/stock", "en")
        reach = system_reach("cost/stock", "a test looks")
        page = storage.select(reach, entity, catalog.layout_for("cost/stock"), Query(limit=500))
    materials = [one.values["material"] for one in page.records]
    assert len(materials) == len(set(materials))
    assert figures(stock(site, "sbs")) == (Decimal(100), Decimal(3150), Decimal("31.5"))


def test_the_price_of_a_slip_handed_out_stays_when_the_average_moves_on(site: Site) -> None:
    receipt(site, ("c35", "10", "400"))
    first = slip(site, "c35", "4")
    assert hand_out(site, first).values["total"] == Decimal(1600)
    receipt(site, ("c35", "6", "600"))
    assert figures(stock(site, "c35")) == (Decimal(12), Decimal(6000), Decimal(500))
    perform_transition(caller(site, "buyer"), "cost/material_issue", first, Wish("void", reason="Wrong slip."))
    assert read(site, "cost/material_issue", first).values["total"] == Decimal(1600)
    assert figures(stock(site, "c35")) == (Decimal(16), Decimal(7600), Decimal(475))


def test_more_than_is_there_is_not_handed_out_and_nothing_moves(site: Site) -> None:
    before = figures(stock(site, "block"))
    with pytest.raises(Refused) as refused:
        slip(site, "block", "100000")
    assert [one.pointer for one in refused.value.problems] == ["/rows/0/qty"]
    assert figures(stock(site, "block")) == before


def test_a_receipt_that_was_used_cannot_be_taken_back(site: Site) -> None:
    used = receipt(site, ("ply", "10", "60"))
    hand_out(site, slip(site, "ply", "5"))
    with pytest.raises(Refused):
        perform_transition(caller(site, "buyer"), "cost/goods_receipt", used, Wish("void", reason="Wrong one."))
    assert read(site, "cost/goods_receipt", used).state == "effective"


def test_whoever_asks_for_material_does_not_hand_it_out(site: Site) -> None:
    with pytest.raises(Refused):
        perform_transition(
            caller(site, "foreman_rebar"), "cost/material_issue", slip(site, "block", "1"), Wish("hand_out")
        )


def test_a_later_edition_takes_the_place_of_the_frozen_one(site: Site) -> None:
    first = UUID(named(site, "cost/budget", "target"))
    assert read(site, "cost/budget", first).state == "effective"
    sent = {
        "project": named(site, "core/project", "park"), "name": "Second", "budget_kind": "target", "edition_no": 2,
        "rows": [{"wbs_node": named(site, "core/wbs_node", "s2_main_frame"),
                  "cost_account": named(site, "core/cost_account", "steel"), "amount": "1"}],
    }  # fmt: skip
    made = create_record(caller(site, "cost"), "cost/budget", sent, record_id=new_id(), wish=Wish("submit")).record
    perform_transition(caller(site, "cost_lead"), "cost/budget", made.id, Wish("approve"))
    for who in ("pm", "gm"):
        perform_transition(caller(site, who), "cost/budget", made.id, Wish("approve", answer="approve"))
    assert read(site, "cost/budget", made.id).state == "effective"
    assert read(site, "cost/budget", first).state == "superseded"
