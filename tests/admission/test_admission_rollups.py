"""Rollups over other records, worked out when a record is read."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from dougong import catalog, storage
from dougong.access import system_reach
from dougong.admission import Caller, listed_figures, read_values, rollups_of, seat_of, with_figures
from dougong.admission.looking_up import aggregated
from dougong.definition import Context, Entity, read_entity
from dougong.storage import Query, Record
from dougong.tenancy import reading

from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

FIGURES: dict[str, Any] = {
    "slips": {"title": "Slips", "kind": "integer",
              "rollup": {"entity": "day_labour/slip", "aggregate": "count", "where": "team == record.id"}},
    "cost": {"title": "Cost", "kind": "money",
             "rollup": {"entity": "day_labour/slip", "value": "total", "where": "team == record.id",
                        "states": ["effective", "settled", "paid"]}},
    "dearest": {"title": "Dearest", "kind": "money",
                "rollup": {"entity": "day_labour/slip", "value": "total", "aggregate": "max",
                           "where": "team == record.id && cause == 'own'"}},
    "middle": {"title": "Middle", "kind": "money",
               "rollup": {"entity": "day_labour/slip", "value": "total", "aggregate": "avg",
                          "where": "team == record.id && rows.exists(r, r.h_reg > 0)"}},
    "twice": {"title": "Twice", "kind": "money", "computed": "cost * 2"},
    "away": {"title": "Away", "kind": "money", "rollup": {"entity": "elsewhere/bill", "value": "total"}},
}  # fmt: skip


def team_with(figures: dict[str, Any], site: Site) -> tuple[Entity, Record, list[Record], Any]:
    """A team of the demo whose definition has these figures, its slips, and the seat of the manager."""
    account = site.demo.people["gm"]
    seat = seat_of(Caller(site.tenant, account, "en", "test"))
    plain = catalog.entity_for("core/team", "en")
    entity = read_entity("core", "team", {**plain.schema, "properties": {**plain.schema["properties"], **figures}})
    teams = storage.select(system_reach("core/team", "a test"), plain, catalog.layout_for("core/team"), Query()).records
    slip = catalog.entity_for("day_labour/slip", "en")
    reach = system_reach(slip.name, "a test")
    slips = storage.select(reach, slip, catalog.layout_for(slip.name), Query(limit=500)).records
    team = max(teams, key=lambda one: sum(slip.values["team"] == one.ref for slip in slips))
    return entity, team, [one for one in slips if one.values["team"] == team.ref], seat


def test_records_are_counted_and_summed(site: Site) -> None:
    with reading(site.tenant):
        entity, team, slips, seat = team_with(FIGURES, site)
        found = rollups_of(seat, entity, team)
    counted = [one for one in slips if one.state in {"effective", "settled", "paid"}]
    assert len(slips) > 5
    assert found["slips"] == len(slips)
    assert found["cost"] == sum((one.values["total"] for one in counted), Decimal(0)) > 0
    assert found["dearest"] == max(one.values["total"] for one in slips if one.values["cause"] == "own")
    worked = [one for one in slips if any((row["h_reg"] or 0) > 0 for row in one.values["rows"])]
    assert found["middle"] == sum((one.values["total"] for one in worked), Decimal(0)) / len(worked)
    assert found["away"] is None, "a module that is off has no figures"


def test_what_is_computed_from_a_rollup_is_worked_out_with_it(site: Site) -> None:
    with reading(site.tenant):
        entity, team, _slips, seat = team_with(FIGURES, site)
        values = read_values(seat, entity, team, Context(today=seat.today))
    assert values["twice"] == values["cost"] * 2  # type: ignore[operator]
    assert values["name"] == team.values["name"]


@pytest.mark.parametrize(
    ("how", "values", "expected"),
    [
        ("sum", [], Decimal(0)), ("sum", [Decimal("1.5"), None, Decimal(2)], Decimal("3.5")), ("min", [], None),
        ("max", [Decimal(1), Decimal(3)], Decimal(3)), ("avg", [Decimal(1), Decimal(2), None], Decimal("1.5")),
        ("first", ["a", "b"], "a"), ("first", [None], None),
    ],
)  # fmt: skip
def test_many_values_become_one(how: str, values: list[Any], expected: Any) -> None:
    assert aggregated(how, values) == expected


def test_many_records_have_the_figures_each_has_alone(site: Site) -> None:
    with reading(site.tenant):
        entity, _team, _slips, seat = team_with(FIGURES, site)
        listed = listed_figures(seat, entity)
        assert set(listed) == {"slips", "cost", "dearest", "twice"}, "averages and rows need a look at every record"
        assert listed["twice"] == {"twice", "cost"}
        plain, layout = catalog.entity_for("core/team", "en"), catalog.layout_for("core/team")
        teams = storage.select(system_reach("core/team", "a test"), plain, layout, Query()).records
        with CaptureQueriesContext(connection) as asked:
            found = with_figures(seat, entity, ["slips", "dearest", "twice"], teams)
        assert len(asked) == 3 < len(teams)
        context = Context(today=seat.today)
        alone = [read_values(seat, entity, one, context) for one in teams]
        for key in ("slips", "dearest", "twice"):
            assert [one.values[key] for one in found] == [values[key] for values in alone]
        hidden = replace(teams[0], hidden=frozenset({"/cost"}))
        (one,) = with_figures(seat, entity, ["cost", "twice"], (hidden,))
        assert one.values["cost"] is None
        assert one.values["twice"] is not None
