"""Lists taken out as files: what the list shows is in them, and nothing that its reader may not see or take out."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from dougong import discussion, events, jobs_log, storage
from dougong.actions import exporting, publish_overlay, revert_overlay
from dougong.admission import seat_of
from dougong.admission.entry import entry_for_consequence
from dougong.designer import open_draft
from dougong.jobs import run_once
from dougong.outbox.models import OutboxRow
from dougong.overlay import Set
from dougong.problem import Ref
from dougong.tenancy import Account, reading, writing
from python_calamine import CalamineWorkbook

from tests.demo_site import Site, Visitor, site
from tests.designer.making import caller, draft
from tests.emptying import tables_can_be_emptied
from tests.sheets.payloads import PAYLOADS

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

SLIPS = "/m/day_labour/slip/"
TEAMS = "/m/core/team/"


def taken(visitor: Visitor, address: str, status: int = 200, **fields: Any) -> Any:
    return visitor.client.post(f"{address}export/", {"asked": "", "form": "xlsx", **fields})


def content(visitor: Visitor, address: str, **fields: Any) -> bytes:
    answer = taken(visitor, address, **fields)
    assert answer.status_code == 200, answer.content.decode()[:1500]
    return b"".join(answer)


def sheets(data: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def lines(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def count_of(page: str) -> int:
    return int(re.search(r"(\d+)", re.sub(r"<[^>]+>", " ", page)).group(1))


def test_the_whole_list_is_in_the_file_in_its_order_with_its_heads(site: Site) -> None:
    cost = site.visitor("cost", "zh-hans")
    data = content(cost, SLIPS)
    (name, rows), *others = sheets(data).items()
    assert name == "点工单"
    assert not others
    assert len(rows) - 1 == count_of(cost.get(f"{SLIPS}totals/"))
    days = [row[1] for row in rows[1:]]
    assert days == sorted(days, reverse=True)
    assert all(type(day).__name__ == "date" for day in days)
    assert {"草稿", "已入成本"} <= {row[-1] for row in rows[1:]}


def test_the_csv_says_the_same(site: Site) -> None:
    cost = site.visitor("cost")
    rows = lines(content(cost, SLIPS, form="csv"))
    (_name, kept), *_ = sheets(content(cost, SLIPS)).items()
    assert [row[0] for row in rows] == [row[0] for row in kept]
    assert [float(row[-2] or 0) for row in rows[1:]] == [float(row[-2] or 0) for row in kept[1:]]


def test_filters_and_chosen_columns_hold_for_the_file(site: Site) -> None:
    cost = site.visitor("cost")
    asked = "?state=effective&columns=number,total&sort=total"
    (_name, rows), *_ = sheets(content(cost, SLIPS, asked=asked)).items()
    assert len(rows[0]) == 2
    assert len(rows) - 1 == count_of(cost.get(f"{SLIPS}totals/?state=effective"))
    totals = [row[1] for row in rows[1:]]
    assert totals == sorted(totals)


def test_all_columns_bring_the_detail_rows_on_a_sheet_of_their_own(site: Site) -> None:
    cost = site.visitor("cost")
    (_main, rows), *details = sheets(content(cost, SLIPS, everything="1")).items()
    assert details
    _name, detail = details[0]
    at = rows[0].index(details[0][0])
    assert len(detail) - 1 == sum(int(row[at] or 0) for row in rows[1:])
    assert rows[0][0] == detail[0][0] == "Number"
    assert {row[0] for row in rows[1:] if row[0]} <= {row[0] for row in detail[1:]}
    assert detail[1][1] == 1


def test_only_the_selected_are_in_the_file(site: Site) -> None:
    cost = site.visitor("cost")
    ids = re.findall(r'name="id" value="([0-9a-f-]{36}:\d+)"', cost.get(SLIPS))[:3]
    (_name, rows), *_ = sheets(content(cost, SLIPS, id=ids)).items()
    assert len(rows) == 4
    part = cost.post(f"{SLIPS}bulk/", {"id": ids, "back": SLIPS}, status=200).content.decode()
    assert f'formaction="{SLIPS}export/"' in part


def test_who_may_not_take_out_is_refused_and_has_no_button(site: Site) -> None:
    foreman = site.visitor("foreman")
    assert "tool-export" not in foreman.get(SLIPS)
    assert "tool-export" in site.visitor("cost").get(SLIPS)
    assert taken(foreman, SLIPS).status_code == 403
    assert taken(foreman, "/m/nothing/here/").status_code == 404


@pytest.fixture
def foremen_export(site: Site) -> Iterator[Site]:
    seen = draft(site, {"roles#/rights/slip/foreman/export": Set(value=True)})
    publish_overlay(caller(site), "day_labour", seen, confirmed=True)
    yield site
    with reading(site.tenant):
        now = open_draft(seat_of(caller(site)), "day_labour").seen
    revert_overlay(caller(site), "day_labour", None, now, confirmed=True)


def test_hidden_rows_and_fields_are_never_in_the_file(foremen_export: Site) -> None:
    foreman, cost = foremen_export.visitor("foreman"), foremen_export.visitor("cost")
    (_m, mine), *details = sheets(content(foreman, SLIPS, everything="1")).items()
    (_n, all_), *all_details = sheets(content(cost, SLIPS, everything="1")).items()
    assert 1 < len(mine) < len(all_)
    assert len(mine) - 1 == count_of(foreman.get(f"{SLIPS}totals/"))
    gone = set(all_[0]) - set(mine[0])
    assert gone, "the total is hidden from a foreman"
    assert set(all_details[0][1][0]) - set(details[0][1][0]), "and so are the rates of the rows"
    answer = taken(foreman, SLIPS, asked="?columns=number,total")
    assert answer.status_code == 400


def test_personal_data_is_masked_in_the_file(site: Site) -> None:
    rows = lines(content(site.visitor("labour"), "/m/core/worker/", form="csv", everything="1"))
    assert len(rows) > 5
    cards = [cell for row in rows[1:] for cell in row if re.fullmatch(r"\d{17}[\dX]|1\d{10}|\d{16,19}", cell)]
    assert not cards
    assert any("*" in cell for row in rows[1:] for cell in row)


def test_what_was_typed_is_no_formula_in_either_form(site: Site) -> None:
    with writing(site.tenant):
        entry = entry_for_consequence(seat_of(caller(site)), "core/team")
        page = storage.select(entry.reach, entry.entity, entry.layout, storage.Query(limit=20))
        for record, text in zip(page.records, PAYLOADS, strict=False):
            by = Ref("user", caller(site).account.pk)
            storage.update(entry.entity, record.id, record.version, {"name": text}, entry.layout, by)
    admin = site.visitor("admin")
    data = content(admin, TEAMS, everything="1")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")
    found = lines(content(admin, TEAMS, form="csv", everything="1"))
    assert not [cell for row in found for cell in row if cell[:1] in ("=", "@", "\t", "\r", "+")]
    assert any(cell.startswith("'=") for row in found for cell in row)


def test_every_file_is_logged_and_too_many_are_refused(site: Site) -> None:
    admin = site.visitor("admin")
    content(admin, TEAMS)
    with reading(site.tenant):
        last = events.administrative_events(verbs=("export",), limit=1)[0]
    assert last.entity == "core/team"
    assert last.after["records"] > 0
    assert "took the list" in admin.get("/settings/log/")
    with mock.patch.object(exporting, "PER_HOUR", 1):
        answer = taken(admin, TEAMS)
    assert answer.status_code == 429


def test_a_form_or_an_address_nobody_knows_is_refused(site: Site) -> None:
    cost = site.visitor("cost")
    assert taken(cost, SLIPS, form="exe").status_code == 400
    assert taken(cost, SLIPS, asked="?filter=nonsense").status_code == 400
    assert taken(cost, SLIPS, asked="?view=none").status_code == 404


def test_the_queries_of_a_chunk_do_not_depend_on_its_rows(site: Site) -> None:
    cost = site.visitor("cost")
    with mock.patch.object(exporting, "CHUNK", 5), CaptureQueriesContext(connection) as five:
        content(cost, SLIPS, everything="1", asked="?state=effective")
    with mock.patch.object(exporting, "CHUNK", 10), CaptureQueriesContext(connection) as ten:
        content(cost, SLIPS, everything="1", asked="?state=effective")
    with mock.patch.object(exporting, "CHUNK", 500), CaptureQueriesContext(connection) as whole:
        content(cost, SLIPS, everything="1", asked="?state=effective")
    total = count_of(cost.get(f"{SLIPS}totals/?state=effective"))
    chunks = {"five": -(-total // 5), "ten": -(-total // 10)}
    each = (len(five) - len(ten)) / (chunks["five"] - chunks["ten"])
    assert each == pytest.approx((len(ten) - len(whole)) / (chunks["ten"] - 1), abs=1.5)


@pytest.fixture
def long_lists() -> Iterator[None]:
    with mock.patch.object(exporting, "AT_ONCE", 3), mock.patch.object(exporting, "CHUNK", 7):
        yield


def job_of(site: Site, login: str) -> jobs_log.Progress:
    with reading(site.tenant):
        return exporting.exports_of(Account.objects.get(login=login).pk)[0]


def test_a_long_list_is_written_in_the_background_and_its_asker_told(site: Site, long_lists: None) -> None:
    cost = site.visitor("cost")
    answer = taken(cost, SLIPS, everything="1")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/exports/"
    assert "Waits for its turn" in cost.get("/exports/")
    run_once()
    page = cost.get("/inbox/")
    assert "The file is ready" in page
    page = cost.get("/exports/")
    href = re.search(r'href="(/files/[0-9a-f-]{36}/shared/)"', page).group(1)
    data = b"".join(cost.client.get(href))
    (_name, rows), *details = sheets(data).items()
    assert len(rows) - 1 == count_of(cost.get(f"{SLIPS}totals/")) == job_of(site, "cost").result["records"]
    assert details
    assert "The file is ready" not in cost.get("/inbox/"), "who looked at the page knows"
    for other in ("admin", "pm", "foreman"):
        assert site.visitor(other).client.get(href).status_code == 404, "the file is his alone"
        assert href not in site.visitor(other).get("/exports/")


def test_a_long_list_that_is_not_wanted_any_more_is_stopped(site: Site, long_lists: None) -> None:
    cost = site.visitor("cost")
    taken(cost, SLIPS)
    job = job_of(site, "cost")
    assert site.visitor("pm").client.post(f"/exports/{job.id}/cancel/").status_code == 404
    cost.post(f"/exports/{job.id}/cancel/", {})
    run_once()
    after = job_of(site, "cost")
    assert after.id == job.id
    assert after.state == "failed"
    assert "file" not in after.result
    assert "Stopped" in cost.get("/exports/")


def test_a_long_list_stopped_while_it_is_written_leaves_no_file(site: Site, long_lists: None) -> None:
    cost = site.visitor("cost")
    taken(cost, SLIPS)
    job = job_of(site, "cost")
    with mock.patch.object(exporting.jobs_log, "reached", return_value=False):
        run_once()
    assert "file" not in job_of(site, "cost").result
    cost.post(f"/exports/{job.id}/cancel/", {})


def test_who_lost_his_right_meanwhile_gets_no_file(foremen_export: Site, long_lists: None) -> None:
    foreman = foremen_export.visitor("foreman")
    taken(foreman, SLIPS)
    with reading(foremen_export.tenant):
        now = open_draft(seat_of(caller(foremen_export)), "day_labour").seen
    revert_overlay(caller(foremen_export), "day_labour", None, now, confirmed=True)
    run_once()
    job = job_of(foremen_export, "foreman")
    assert job.state == "failed"
    assert "file" not in job.result
    seen = draft(foremen_export, {"roles#/rights/slip/foreman/export": Set(value=True)})
    publish_overlay(caller(foremen_export), "day_labour", seen, confirmed=True)


def test_a_job_done_twice_writes_one_file(site: Site, long_lists: None) -> None:
    cost = site.visitor("cost")
    taken(cost, SLIPS)
    run_once()
    first = job_of(site, "cost")
    payload = (
        OutboxRow.objects.filter(tenant_id=site.tenant.id, handler=exporting.EXPORT).order_by("-id").first().payload
    )
    exporting.write_export(site.tenant.scope(), payload)
    assert job_of(site, "cost").result["file"] == first.result["file"]
    with reading(site.tenant):
        told = [one for one in discussion.notices_of(Account.objects.get(login="cost").pk) if one.record == first.id]
    assert len(told) == 1
