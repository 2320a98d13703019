"""What a reference offers is what a save accepts, found by the words of its label."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from dougong import storage
from dougong.admission import Caller, Entry, admit, admit_reference, context_for, seat_of
from dougong.definition import Context
from dougong.listing import Offered, picked, search_choices
from dougong.problem import Values
from dougong.storage import Query
from dougong.tenancy import reading

from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

SLIP = "day_labour/slip"


def desk(site: Site, login: str = "gm") -> tuple[Entry, Values, Context]:
    """The entry of somebody to slips, the values of one of them, and its context."""
    entry = admit(seat_of(Caller(site.tenant, site.demo.people[login], "en", "test")), SLIP)
    record = storage.select(entry.reach, entry.entity, entry.layout, Query(limit=1)).records[0]
    return entry, record.values, context_for(entry.seat, entry.entity, system=record.system)


def names(offered: Offered) -> list[str]:
    return [one.label for one in offered.choices]


@pytest.mark.parametrize("login", ["gm", "foreman", "cost"])
@pytest.mark.parametrize("path", ["team", "zone", "wbs_node", "rows/worker"])
def test_it_offers_exactly_what_a_save_would_take(site: Site, login: str, path: str) -> None:
    with reading(site.tenant):
        entry, values, context = desk(site, login)
        fields = entry.entity.fields
        for key in path.split("/"):
            field = fields[key]
            fields = field.fields
        offered = search_choices(entry, field, values=values, row={}, context=context, limit=500)
        target = admit_reference(entry.seat, str(field.reference))
        assert target is not None
        all_of_it = storage.select(target.reach, target.entity, target.layout, Query(limit=1000)).records
    fitting = {one.ref for one in all_of_it if picked(field, one, values, {}, context)}
    assert {one.ref for one in offered.choices} == fitting
    assert fitting, "the demo company has some"
    assert not offered.more
    assert not offered.cut


def test_it_is_found_by_words_of_its_label(site: Site) -> None:
    with reading(site.tenant):
        entry, values, context = desk(site)
        team = entry.entity.fields["team"]
        whole = search_choices(entry, team, values=values, context=context, limit=100)
        wanted = whole.choices[-1]
        found = search_choices(entry, team, f" {wanted.label.upper()} ", values=values, context=context)
        assert wanted in found.choices
        few = search_choices(entry, team, values=values, context=context, limit=1)
        assert (few.choices, few.more) == (whole.choices[:1], True)
        assert search_choices(entry, team, "nobody is called so", values=values, context=context) == Offered()


def test_people_are_offered_by_name(site: Site) -> None:
    with reading(site.tenant):
        entry, values, context = desk(site)
        field = replace(entry.entity.fields["team"], kind="user", options={}, pick=None)
        everybody = search_choices(entry, field, values=values, context=context, limit=100)
        one = everybody.choices[0]
        assert one in search_choices(entry, field, one.label[:2], values=values, context=context).choices
        manager = next(choice for choice in everybody.choices if choice.label == "何静")
        for q in ("hejing", "hj", "静 何"):
            assert manager in search_choices(entry, field, q, values=values, context=context).choices, q


def test_a_target_that_may_not_be_seen_offers_nothing(site: Site) -> None:
    with reading(site.tenant):
        entry, values, context = desk(site)
        field = replace(entry.entity.fields["team"], options={"reference": "elsewhere/thing"})
        assert search_choices(entry, field, values=values, context=context) == Offered()
        blind = replace(entry, seat=replace(entry.seat, rights=()))
        assert search_choices(blind, entry.entity.fields["team"], values=values, context=context) == Offered()


def test_a_bounded_number_of_queries(site: Site) -> None:
    with reading(site.tenant):
        entry, values, context = desk(site)
        field = entry.entity.fields["team"]
        with CaptureQueriesContext(connection) as asked:
            search_choices(entry, field, values=values, context=context)
    assert len(asked) <= 4, [one["sql"] for one in asked]
