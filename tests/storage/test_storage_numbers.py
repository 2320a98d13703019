"""Document numbers: per series, without gaps, whatever is rolled back and however many ask at once."""

from datetime import date
from typing import Any

import pytest
from dougong.problem import Ref, Refused
from dougong.storage import allot_number, keep_number
from dougong.tenancy import NoTenant, writing

from tests.rivals import Arena
from tests.storage.kit import Kit

pytestmark = [pytest.mark.storage]

APRIL, MAY = date(2025, 4, 10), date(2025, 5, 1)


def _next(kit: Kit, project: Ref | None, on: date = APRIL) -> str:
    assert kit.thing.numbering is not None
    return allot_number(kit.thing, kit.thing.numbering, on=on, project=project)


def _keep(kit: Kit, number: str, project: Ref) -> None:
    assert kit.thing.numbering is not None
    keep_number(kit.thing, kit.thing.numbering, number, on=APRIL, project=project)


def test_a_series_per_project_and_month(desk: Kit) -> None:
    one, other = desk.place("P1"), desk.place("P2")
    assert [_next(desk, one) for _ in range(2)] == ["TH-P1-202504-0001", "TH-P1-202504-0002"]
    assert _next(desk, other) == "TH-P2-202504-0001"
    assert _next(desk, one, MAY) == "TH-P1-202505-0001"
    assert _next(desk, one) == "TH-P1-202504-0003"
    with pytest.raises(Refused):
        _next(desk, None)


def test_a_series_per_tenant(kit: Kit) -> None:
    for tenant in (kit.tenant, kit.other):
        with writing(tenant):
            assert _next(kit, kit.place("P1")) == "TH-P1-202504-0001"
    with pytest.raises(NoTenant):
        _next(kit, Ref("project", kit.me.id))


def test_a_rollback_gives_the_number_back(kit: Kit) -> None:
    with writing(kit.tenant):
        place = kit.place("P1")
    numbers = []
    for attempt in range(6):
        try:
            with writing(kit.tenant):
                number = _next(kit, place)
                if attempt % 2:
                    raise RuntimeError
                numbers.append(number)
        except RuntimeError:
            pass
    assert numbers == [f"TH-P1-202504-000{n}" for n in (1, 2, 3)]


def test_imported_numbers_are_continued(desk: Kit) -> None:
    place = desk.place("P1")
    for number in (
        "TH-P1-202504-0041",
        "TH-P1-202504-0007",
        "OLD-17",
        "TH-P1-202504-",
        "TH-P1-202504-x9",
        "TH-P9-202504-0099",
    ):
        _keep(desk, number, place)
    assert _next(desk, place) == "TH-P1-202504-0042"


def test_a_number_stands_once_in_the_database(desk: Kit) -> None:
    place = desk.place("P1")
    desk.new(desk.thing, at=place, number="TH-1")
    with pytest.raises(Refused) as refused:
        desk.new(desk.thing, at=place, number="TH-1")
    assert [(problem.pointer, problem.code) for problem in refused.value.problems] == [("/number", "unique")]


SCRIPT = """
import random, time
from datetime import date
from uuid import UUID
from dougong.problem import Ref
from dougong.storage import allot_number, insert, Record
from dougong.tenancy import TenantScope, writing, retrying, new_id
from tests.storage.kit import THING, NO_LAYOUT, read
entity, me, place = read(THING), Ref("user", UUID(int=1)), Ref("project", UUID(int=7))
chance, answer, waits = random.Random({seed}), [], []
for attempt in range(60):
    fails = chance.random() < 0.2
    def act():
        with writing(TenantScope(1, "t", "en", "UTC")):
            record = Record(entity.name, new_id(), {{"tag": "{seed}-%d" % attempt}}, project=place)
            number = allot_number(entity, entity.numbering, on=date(2025, 4, 10), project=place)
            record = Record(entity.name, new_id(), record.values, project=place, number=number)
            insert(entity, record, NO_LAYOUT, me)
            if fails:
                raise ZeroDivisionError
            return number
    began = time.perf_counter()
    try:
        answer.append(retrying(act))
    except ZeroDivisionError:
        pass
    waits.append(time.perf_counter() - began)
answer = [answer, max(waits)]
"""
SETUP = """
from uuid import UUID
from dougong.problem import Ref
from dougong.storage import Record, insert, make_tables
from dougong.tenancy import Tenant, platform_writing, writing
from tests.storage.kit import NO_LAYOUT, PARTY, SITE, THING, read
make_tables([read(one) for one in (SITE, PARTY, THING)])
with platform_writing():
    tenant = Tenant.objects.create(id=1, key="t", name="T")
with writing(tenant):
    insert(read(SITE), Record("kit/site", UUID(int=7), {"code": "P1"}), NO_LAYOUT, Ref("user", UUID(int=1)))
answer = 0
"""


def test_many_processes_leave_no_gap(arena: Arena) -> None:
    arena.run([SETUP])
    answers: list[Any] = arena.run([SCRIPT.format(seed=seed) for seed in range(4)])
    numbers = sorted(number for taken, _wait in answers for number in taken)
    assert numbers == [f"TH-P1-202504-{n + 1:04d}" for n in range(len(numbers))]
    assert 150 < len(numbers) < 240
