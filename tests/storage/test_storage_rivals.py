"""Several processes at one record, one value, one table: nothing is lost, nothing stands twice, nobody fails."""

from typing import Any

import pytest

from tests.rivals import Arena

pytestmark = [pytest.mark.storage]

SETUP = """
from decimal import Decimal
from uuid import UUID
from dougong.problem import Ref
from dougong.storage import Record, insert, make_tables
from dougong.tenancy import Tenant, platform_writing, writing
from tests.storage.kit import NO_LAYOUT, PARTY, SITE, THING, read
make_tables([read(one) for one in (SITE, PARTY, THING)])
with platform_writing():
    tenant, _ = Tenant.objects.get_or_create(id=1, defaults={"key": "t", "name": "T"})
answer = 0
"""
HEAD = """
import random, time
from decimal import Decimal
from uuid import UUID
from dougong.access import system_reach
from dougong.problem import Ref, Refused
from dougong.storage import Conflict, Query, Record, Taken, insert, make_tables, one, select, update
from dougong.tenancy import TenantScope, new_id, reading, retrying, writing
from tests.storage.kit import NO_LAYOUT, PARTY, THING, read
thing, party, me, scope = read(THING), read(PARTY), Ref("user", UUID(int=1)), TenantScope(1, "t", "en", "UTC")
everything = system_reach("kit/thing", "rivals")
chance = random.Random({seed})
"""
MAKE = (
    HEAD
    + """
def make():
    with writing(scope):
        insert(thing, Record(thing.name, UUID(int={number}), {{"total": Decimal(0)}}), NO_LAYOUT, me)
retrying(make)
answer = 0
"""
)
#: Reads, thinks, adds a word and saves; a conflict is looked at and tried again.
COUNT = (
    HEAD
    + """
saved, conflicts = 0, 0
while saved < 25:
    with reading(scope):
        seen = one(everything, thing, UUID(int={number}), NO_LAYOUT)
    time.sleep(chance.random() / 300)
    step = {{"story": (seen.values["story"] or "") + " {seed}.%d" % saved}}
    def save():
        with writing(scope):
            update(thing, seen.id, seen.version, step, NO_LAYOUT, me)
    try:
        retrying(save, attempts=10)
        saved += 1
    except Conflict as conflict:
        assert [one.pointer for one in conflict.fields] == ["/story"]
        conflicts += 1
answer = conflicts
"""
)
#: Each process changes a field nobody else touches, always against the first version it saw: all must merge.
APART = (
    HEAD
    + """
own = ("price", "share", "weight", "total")[{seed}]
with reading(scope):
    first = one(everything, thing, UUID(int={number}), NO_LAYOUT)
for step in range(20):
    def save():
        with writing(scope):
            now = one(everything, thing, first.id, NO_LAYOUT, for_update=True)
            version = max(first.version, now.touched.get(own, 0))
            update(thing, first.id, version, {{own: Decimal(step + 1)}}, NO_LAYOUT, me)
    retrying(save, attempts=10)
answer = 0
"""
)
CHECK = (
    HEAD
    + """
with reading(scope):
    found = one(everything, thing, UUID(int={number}), NO_LAYOUT)
answer = [found.version, {{key: str(found.values[key]) for key in ("total", "price", "share", "weight", "story")}}]
"""
)
UNIQUE = (
    HEAD
    + """
taken = 0
for number in range(40):
    def make():
        with writing(scope):
            insert(party, Record(party.name, new_id(), {{"code": "U%d" % number}}), NO_LAYOUT, me)
    try:
        retrying(make, attempts=10)
    except Refused as refused:
        assert [(p.pointer, p.code) for p in refused.problems] == [("/code", "unique")]
        taken += 1
answer = taken
"""
)
SAME = (
    HEAD
    + """
made = set()
for number in range(30):
    def make():
        with writing(scope):
            record = Record(party.name, UUID(int=900 + number), {{"code": "S%d" % number}})
            return insert(party, record, NO_LAYOUT, me).version
    made.add(retrying(make, attempts=10))
answer = sorted(made)
"""
)
WORK = (
    HEAD
    + """
done, began = 0, time.time()
while time.time() - began < 4:
    def work():
        with writing(scope):
            insert(thing, Record(thing.name, new_id(), {{"total": Decimal(1)}}), NO_LAYOUT, me)
    retrying(work, attempts=10)
    with reading(scope):
        assert select(everything, thing, NO_LAYOUT, Query(sort=("-total", "day"), limit=5)).records
    done += 1
answer = done
"""
)
UPGRADE = (
    HEAD
    + """
time.sleep(1)
more = {{"w%d" % n: {{"title": "W", "type": "string", "format": "date", "indexed": True}} for n in range(6)}}
more["inspector"] = {{"title": "I", "reference": "kit/party"}}
answer = len(make_tables([read({{**THING, "properties": {{**THING["properties"], **more}}}})]))
"""
)


def _race(arena: Arena, script: str, number: int = 0) -> list[Any]:
    answers: list[Any] = arena.run([script.format(seed=seed, number=number) for seed in range(4)])
    return answers


@pytest.fixture(scope="module")
def tables(arena: Arena) -> Arena:
    """The arena with the kit's tables."""
    arena.run([SETUP])
    return arena


def test_no_save_is_silently_overwritten(tables: Arena) -> None:
    tables.run([MAKE.format(seed=0, number=1)])
    conflicts = sum(_race(tables, COUNT, 1))
    ((version, values),) = tables.run([CHECK.format(seed=0, number=1)])
    assert sorted(values["story"].split()) == sorted(f"{seed}.{word}" for seed in range(4) for word in range(25))
    assert version == 101
    assert conflicts > 0, "the race was none"


def test_changes_to_different_fields_all_arrive(tables: Arena) -> None:
    tables.run([MAKE.format(seed=0, number=2)])
    _race(tables, APART, 2)
    ((version, values),) = tables.run([CHECK.format(seed=0, number=2)])
    assert version == 81
    assert {values[key] for key in ("total", "price", "share", "weight")} <= {"20.0000", "20.000000"}


def test_a_unique_value_is_taken_once(tables: Arena) -> None:
    assert sum(_race(tables, UNIQUE)) == 3 * 40


def test_creating_the_same_at_once_creates_it_once(tables: Arena) -> None:
    assert _race(tables, SAME) == [[1]] * 4


def test_people_work_through_an_upgrade(tables: Arena) -> None:
    worked = tables.run([*(WORK.format(seed=seed) for seed in range(3)), UPGRADE.format(seed=9)])
    assert all(done > 10 for done in worked[:3])
    assert worked[3] >= 13
