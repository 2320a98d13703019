"""How often a form asks the database: as often for twenty rows that are not saved as for one."""

import re
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from dougong import storage
from dougong.access import system_reach
from dougong.catalog import entity_for, layout_for
from dougong.tenancy import reading

from tests.demo_site import FormSeen, Site, Visitor, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

SLIPS = "/m/day_labour/slip/"


def workers_of(site: Site) -> list[str]:
    """Ids of workers, of whatever team: most are none that a foreman's slip offers."""
    page = site.visitor("labour").get("/m/core/worker/?view=all")
    return sorted(set(re.findall(r'href="/m/core/worker/([0-9a-f-]{36})/', page)))


def sent_with(form: FormSeen, workers: list[str], rows: int, **more: Any) -> dict[str, Any]:
    """What a browser sends of the form with so many unsaved rows, each with a worker."""
    sent = form.with_(**more)
    sent["row:/rows"] = [f"n{at}" for at in range(rows)]
    for at in range(rows):
        sent[f"/rows/n{at}/worker"] = workers[at % len(workers)]
        sent[f"/rows/n{at}/h_reg"] = "8"
    return sent


def asked_by(visitor: Visitor, sent: dict[str, Any], status: int) -> list[str]:
    """The queries of one redrawing."""
    with CaptureQueriesContext(connection) as seen:
        visitor.post(SLIPS + "new/", sent, status=status)
    return [one["sql"] for one in seen.captured_queries]


def shapes(queries: list[str]) -> Counter[str]:
    """How often each statement is asked, by how it begins: its values, and how many of them, do not matter."""
    bare = (re.sub(r"'[^']*'(?:::\w+)?|\b\d+\b|_x\d+", "?", one) for one in queries)
    return Counter(re.sub(r"\?(?:, \?)+", "?", one)[:600] for one in bare)


@pytest.mark.parametrize(("deed", "status"), [("save", 422), ("add:/rows", 200)])
def test_a_form_is_drawn_again_with_as_many_queries_for_twenty_rows_as_for_five(
    site: Site, deed: str, status: int
) -> None:
    foreman, workers = site.visitor("foreman"), workers_of(site)
    assert len(workers) >= 20
    form = foreman.form(SLIPS + "new/")
    asked_by(foreman, sent_with(form, workers, 1, _do=deed), status)
    asked = {rows: shapes(asked_by(foreman, sent_with(form, workers, rows, _do=deed), status)) for rows in (1, 5, 20)}
    assert asked[5] == asked[20], {"more for 5": asked[5] - asked[20], "more for 20": asked[20] - asked[5]}
    assert abs(asked[1].total() - asked[20].total()) <= 4, {"more for 1": asked[1] - asked[20]}


def test_a_new_row_offers_what_fits_the_form_as_typed(site: Site) -> None:
    """Without scripts too: the workers of the team that was chosen, and of no other."""
    foreman = site.visitor("foreman")
    form = foreman.form(SLIPS + "new/")
    team = form.fields["/team"][0]
    page = foreman.post(SLIPS + "new/", form.with_(_do="add:/rows"), status=200).content.decode()
    offered = re.search(r'<select[^>]*name="/rows/[^"]+/worker"[^>]*>(.*?)</select>', page, re.S)
    assert offered
    ids = set(re.findall(r'value="([0-9a-f-]{36})"', offered[1]))
    with reading(site.tenant):
        entity, layout = entity_for("core/worker", "en"), layout_for("core/worker")
        found = storage.select(system_reach("core/worker", "a test looks"), entity, layout, storage.Query(limit=500))
    mine = {str(one.id) for one in found.records if one.values["team"] and str(one.values["team"].id) == team}
    lent = {str(one.id) for one in found.records if one.values["lent_to"] and str(one.values["lent_to"].id) == team}
    assert len(ids) >= 3
    assert ids <= mine | lent
    assert len(found.records) > len(ids) + 10
