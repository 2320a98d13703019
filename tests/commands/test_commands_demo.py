"""The demo: what it holds, that it came about by the rules, and that a second start changes nothing."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from dougong import catalog, events, files, storage
from dougong.access import system_reach
from dougong.actions import Seeds, load_seeds, seed_id
from dougong.admission import Caller, admit, seat_of
from dougong.commands.demo_company import DemoCompany
from dougong.commands.management.commands.demo import Command
from dougong.problem import Problem, Refused
from dougong.storage import Record
from dougong.storage.testing import empty_tables
from dougong.tenancy import Tenant, reading

from tests.emptying import tables_can_be_emptied

__all__ = ["tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

DEMO = Path(__file__).parents[2] / "demo"
SLIP, WORKER = "day_labour/slip", "core/worker"


@dataclass(frozen=True)
class Loaded:
    """The demo as loaded once for all these tests."""

    demo: DemoCompany
    tenant: Tenant
    made: int
    told: tuple[str, ...]

    def records(self, name: str) -> dict[str, Record]:
        """Every record of an entity by the name it has in the demo's files, else by its id."""
        names = {seed_id(self.tenant.pk, name, one): one for one in self.names(name)}
        with reading(self.tenant):
            entity = catalog.entity_for(name, "en")
            query = storage.Query(limit=1000)
            page = storage.select(system_reach(name, "a test looks"), entity, catalog.layout_for(name), query)
        return {names.get(record.id, str(record.id)): record for record in page.records}

    def names(self, name: str) -> Iterator[str]:
        """The names of an entity's records in the demo's files."""
        for path in DEMO.glob("*/*.json"):
            document = json.loads(path.read_text("utf-8"))
            if document.get("entity") == name:
                yield from document["records"]

    def caller(self, who: str) -> Caller:
        """Somebody of the demo at the door."""
        return Caller(self.tenant, self.demo.people[who], "zh_Hans", "test")

    def seen_by(self, who: str, name: str) -> set[UUID]:
        """The ids of the records somebody sees."""
        with reading(self.tenant):
            entry = admit(seat_of(self.caller(who)), name)
            query = storage.Query(limit=1000, fields=())
            return {one.id for one in storage.select(entry.reach, entry.entity, entry.layout, query).records}


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Loaded]:
    with django_db_blocker.unblock():
        empty_tables()
        catalog.forget()
        told: list[str] = []
        demo = DemoCompany(tell=told.append)
        demo.install_modules()
        made = demo.set_up()
        yield Loaded(demo, demo.tenant(), made, tuple(told))
        call_command("flush", interactive=False, verbosity=0)
        empty_tables()
        catalog.forget()


@pytest.mark.parametrize(
    ("entity", "count"),
    [
        ("core/project", 2), ("core/party", 13), ("core/zone", 6), ("core/wbs_node", 50), ("core/team", 6),
        (WORKER, 42), ("core/attendance", 189), ("core/trade", 26), ("day_labour/rate_card", 18), (SLIP, 66),
        ("contract/contract", 9), ("contract/variation", 3), ("contract/settlement", 4),
        ("day_labour/borrowing", 5), ("day_labour/deduction", 6), ("day_labour/month_settlement", 4),
        ("core/material", 10), ("cost/boq_template", 2), ("cost/boq", 2), ("cost/boq_item", 12), ("cost/budget", 2),
        ("cost/budget_change", 4), ("cost/cost_entry", 8), ("cost/goods_receipt", 6), ("cost/material_issue", 6),
        ("cost/stock", 6), ("cost/forecast_line", 5), ("schedule/activity", 18), ("schedule/activity_link", 12),
        ("schedule/baseline", 2), ("schedule/progress_report", 6), ("schedule/schedule_change", 3),
    ],
)  # fmt: skip
def test_everything_in_the_files_is_there(loaded: Loaded, entity: str, count: int) -> None:
    assert len(loaded.records(entity)) == count


def test_slips_stand_in_every_state(loaded: Loaded) -> None:
    states = Counter(slip.state for slip in loaded.records(SLIP).values())
    assert states == {
        "draft": 3, "submitted": 6, "confirmed": 4, "priced": 3, "in_approval": 1, "effective": 38,
        "settled": 2, "paid": 6, "returned": 2, "void": 1,
    }  # fmt: skip


def test_slips_have_every_cause(loaded: Loaded) -> None:
    causes = {slip.values["cause"] for slip in loaded.records(SLIP).values()}
    assert causes == {"own", "owner", "subcontractor", "rework", "safety", "emergency"}


@pytest.mark.parametrize(
    "entity", [SLIP, "day_labour/borrowing", "day_labour/deduction", "day_labour/month_settlement"]
)
def test_numbers_have_no_gaps(loaded: Loaded, entity: str) -> None:
    series: defaultdict[str, list[int]] = defaultdict(list)
    for record in loaded.records(entity).values():
        assert (record.number is None) == (record.state == "draft")
        if record.number is not None:
            head, _, figures = record.number.rpartition("-")
            series[head].append(int(figures))
    assert series
    for numbers in series.values():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_a_number_names_project_and_month_of_submission(loaded: Loaded) -> None:
    slips = loaded.records(SLIP)
    assert re.fullmatch(r"DG-HD-NEP-202503-\d{4}", slips["mixed_0305"].number or "")
    assert re.fullmatch(r"DG-BH-SCH-202504-\d{4}", slips["school_0408"].number or "")
    order = [slips[f"mixed_04{day:02d}"].number or "" for day in range(7, 30)]
    assert all(one < other for one, other in pairwise(order))


WAGES = {"li": ("11162.50", "22"), "wang": ("11550.00", "24"), "zhao": ("5931.25", "19.5")}


@pytest.mark.parametrize("worker", WAGES)
def test_wages_of_the_three_workers(loaded: Loaded, worker: str) -> None:
    who = seed_id(loaded.tenant.pk, WORKER, worker)
    counted = [slip for slip in loaded.records(SLIP).values() if slip.state in {"effective", "settled", "paid"}]
    rows: list[Any] = [
        row for slip in counted if slip.values["month"] == "2025-04"
        for row in slip.values["rows"] if row["worker"].id == who  # type: ignore[union-attr] # rows are mappings
    ]  # fmt: skip
    amount, gong = WAGES[worker]
    assert sum(row["amount"] for row in rows) == Decimal(amount)
    assert sum(row["gong"] for row in rows) == Decimal(gong)


def test_the_settlement_of_april_adds_up(loaded: Loaded) -> None:
    april = loaded.records("day_labour/month_settlement")["mixed_2025_04"].values
    expected = {
        "wages": "28643.75", "mgmt_fee": "1432.19", "amount_ex_tax": "30075.94", "vat": "902.28",
        "amount_gross": "30978.22", "borrowed": "5000", "deducted": "1200", "payable": "24778.22",
        "to_wage_account": "22443.75", "to_labour_company": "2334.47",
    }  # fmt: skip
    assert {key: april[key] for key in expected} == {key: Decimal(text) for key, text in expected.items()}


def test_a_paid_settlement_has_paid_its_slips(loaded: Loaded) -> None:
    slips = loaded.records(SLIP)
    march = [slip for name, slip in slips.items() if name.startswith("mixed_03")]
    assert {slip.state for slip in march} == {"paid"}
    assert slips["concrete_0316"].state == "settled"


def test_each_step_was_taken_by_whoever_it_is_his(loaded: Loaded) -> None:
    people = {account.pk: login for login, account in loaded.demo.people.items()}
    with reading(loaded.tenant):
        history = events.history_of(SLIP, seed_id(loaded.tenant.pk, SLIP, "concrete_0316"))
    steps = [(one.verb, people[one.actor]) for one in reversed(history) if one.actor and one.verb != "edit"]
    assert steps[:6] == [
        ("create", "foreman_concrete"), ("submit", "foreman_concrete"), ("confirm", "engineer"),
        ("price", "cost"), ("approve", "pm"), ("approve:approve", "gm"),
    ]  # fmt: skip


def test_a_returned_slip_was_corrected_and_sent_again(loaded: Loaded) -> None:
    slip = loaded.records(SLIP)["rebar_0423"]
    assert slip.state == "effective"
    with reading(loaded.tenant):
        verbs = [one.verb for one in reversed(events.history_of(SLIP, slip.id))]
    assert verbs.count("submit") == 2
    assert verbs.index("return") < verbs.index("edit", verbs.index("return")) < verbs.index("approve")


def test_photos_and_signatures_are_real(loaded: Loaded) -> None:
    people = loaded.demo.people
    slips = loaded.records(SLIP)
    with reading(loaded.tenant):
        for slip in slips.values():
            photos: Any = slip.values["photos"]
            stored = files.stored_files([one.id for one in photos])
            assert len(stored) == len(photos) >= 2
            assert {one.kind for one in stored.values()} == {"photo"}
            assert {one.by for one in stored.values()} == {slip.created_by and slip.created_by.id}
            assert {(one.entity, one.record) for one in stored.values()} == {(SLIP, slip.id)}
        signed: Any = slips["mixed_0401"].values["sign_site"]
        mark = files.stored_file(signed.id)
    assert mark is not None
    assert (mark.kind, mark.by) == ("signature", people["engineer"].pk)


def test_rights_show(loaded: Loaded) -> None:
    slips = loaded.records(SLIP)
    school = {slip.id for name, slip in slips.items() if name.startswith("school_")}
    rebar = {slip.id for name, slip in slips.items() if name.startswith("rebar_")}
    everything = {slip.id for slip in slips.values()}
    assert loaded.seen_by("engineer_school", SLIP) == school
    assert loaded.seen_by("engineer", SLIP) == everything - school
    assert loaded.seen_by("foreman_rebar", SLIP) == rebar
    assert loaded.seen_by("gm", SLIP) == loaded.seen_by("cost", SLIP) == everything
    assert len(loaded.seen_by("engineer_school", "core/project")) == 1
    assert loaded.seen_by("worker", WORKER) == {seed_id(loaded.tenant.pk, WORKER, "li")}


def test_what_modules_bring_along_is_in_chinese(loaded: Loaded) -> None:
    names = {one.values["name"] for one in loaded.records("core/trade").values()}
    assert {"木工", "钢筋工", "普工"} <= names


def test_a_second_start_makes_nothing(loaded: Loaded) -> None:
    before = [record for name in (SLIP, WORKER) for record in loaded.records(name).values()]
    again = DemoCompany(tell=lambda _text: None)
    again.install_modules()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert again.set_up() == 0
    after = [record for name in (SLIP, WORKER) for record in loaded.records(name).values()]
    assert before == after
    assert loaded.made > 500
    documents = len(loaded.told)
    people = len(again.people)
    assert len(queries) < 8 * documents + 4 * people, "a query per record"
    writes = [one["sql"] for one in queries if re.match(r"INSERT|UPDATE|DELETE", one["sql"])]
    assert writes == []


def test_a_refusal_names_record_and_step(loaded: Loaded) -> None:
    record = {"project": "park", "code": "X", "name": "临时"}
    steps = [{"edit": {"area": "-1"}}]
    seeds = Seeds("core/zone", {"wrong": {**record, "$by": "pm", "$steps": steps}})
    with pytest.raises(Refused) as refusal:
        load_seeds(loaded.caller("admin"), [seeds], people=loaded.demo.people)
    assert [one.pointer for one in refusal.value.problems] == ["core/zone/wrong/$steps/0/area"]
    assert "wrong" not in loaded.records("core/zone"), "a refused document leaves nothing behind"


def test_nobody_gets_more_rights_by_being_named(loaded: Loaded) -> None:
    seeds = Seeds("core/zone", {"his": {"$by": "worker", "project": "park", "code": "X", "name": "临时"}})
    with pytest.raises(Refused) as refusal:
        load_seeds(loaded.caller("admin"), [seeds], people=loaded.demo.people)
    assert {one.code for one in refusal.value.problems} == {"forbidden"}


def test_a_seed_is_done_on_the_day_it_names(loaded: Loaded) -> None:
    late = {**_slip_of("mixed_0401"), "$on": "2025-04-05", "$steps": [{"perform": "submit"}]}
    seeds = Seeds(SLIP, {"late": late})
    with pytest.raises(Refused) as refusal:
        load_seeds(loaded.caller("foreman"), [seeds], people=loaded.demo.people, folder=DEMO / "photos")
    assert [one.pointer for one in refusal.value.problems] == [f"{SLIP}/late/$steps/0"]


def test_files_need_a_folder(loaded: Loaded) -> None:
    with pytest.raises(ValueError, match=r"rubbish_\w+\.jpg"):
        load_seeds(loaded.caller("foreman"), [Seeds(SLIP, {"one": _slip_of("mixed_0401")})],
                   people=loaded.demo.people)  # fmt: skip


def _slip_of(name: str) -> dict[str, Any]:
    document = json.loads((DEMO / "documents" / "70_slip.json").read_text("utf-8"))
    kept: dict[str, Any] = document["records"][name]
    return {key: value for key, value in kept.items() if not key.startswith("$")}


def test_pictures_are_small() -> None:
    pictures = [*DEMO.glob("photos/*.jpg"), *DEMO.glob("photos/*.png")]
    assert len(pictures) > 20
    assert [one.name for one in pictures if one.stat().st_size > 20_000] == []


class _Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_on_a_terminal() -> None:
    shown = _Terminal()
    command = Command(stdout=shown)
    command.step("Modules", lambda: command.progress("Modules: one"))
    assert shown.getvalue().count("\n") == 1
    assert shown.getvalue().rpartition("\r")[2].startswith("  Modules ✓ ")


def test_progress_is_a_plain_line_elsewhere() -> None:
    shown = StringIO()
    command = Command(stdout=shown)
    command.step("Modules", lambda: command.progress("Modules: one"))
    assert re.fullmatch(r"  Modules ✓ \d+\.\d s\n", shown.getvalue())


def test_what_does_not_fit_is_told_without_a_traceback() -> None:
    def work() -> None:
        raise Refused([Problem("/code", "required")])

    with pytest.raises(CommandError, match="/code"):
        Command(stdout=StringIO()).step("Demo company", work)
