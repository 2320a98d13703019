"""A worker that is killed, and people who save while an import is taken in: in processes of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rivals import Arena

pytestmark = [pytest.mark.storage]

MADE = """
from tests.importing.stage import *
stage = found()
"""
LINES = "[['Code', 'Name'], *([f'K{n}', f'Name {n}'] for n in range(40))]"
#: Takes a batch in, a few records at a time, in a child that is killed at the given call of `record_written`.
KILLED = (
    MADE
    + """
import os, signal
from django.db import connections
from dougong import events
from dougong.actions.importing import taking
taking.TOGETHER = 10
batch = stage.checked(HAND, {lines})
take_in_import(stage.caller, batch.id, batch.version)
connections.close_all()
child = os.fork()
if child == 0:
    calls, whole, moved = [], events.record_written, batches.move
    def counted(*given):
        calls.append(1)
        if len(calls) == {at}:
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(*given)
    def last(*given, **more):
        moved(*given, **more)
        os.kill(os.getpid(), signal.SIGKILL)
    events.record_written = counted
    batches.move = last
    run_take(stage.tenant.scope(), batch.id)
    os._exit(0)
_pid, status = os.waitpid(child, 0)
killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
between = [len(stage.stored(HAND)), stage.now(batch).state]
run_take(stage.tenant.scope(), batch.id)
run_take(stage.tenant.scope(), batch.id)
after = [len(stage.stored(HAND)), stage.now(batch).state]
stage.undone(stage.now(batch))
answer = [killed, between, after, len(stage.stored(HAND))]
"""
)


@pytest.fixture(scope="module")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    """A database of its own for several processes, with the company in it."""
    made = Arena(tmp_path_factory.mktemp("importers"))
    made.run(["from tests.importing.stage import *\ncompany()\nanswer = 0"])
    yield made
    made.close()


@pytest.mark.parametrize("at", [1, 3, 99], ids=["in the first part", "in the middle", "behind the last write"])
def test_a_worker_killed_while_taking_in_leaves_nothing_and_the_next_one_takes_in_all(arena: Arena, at: int) -> None:
    (answer,) = arena.run([KILLED.format(lines=LINES, at=at)])
    assert answer == [True, [0, "taking"], [40, "taken"], 0]


def test_people_who_save_meanwhile_wait_no_longer_than_the_lock_is_held(arena: Arena, tmp_path: Path) -> None:
    take = (
        MADE
        + """
import time
batch = stage.checked(NOTE, [['Tag', 'Text'], *([f'T{n}', f'Text {n}'] for n in range(3000))])
take_in_import(stage.caller, batch.id, batch.version)
open('BEGINS', 'w').close()
began = time.perf_counter()
run_take(stage.tenant.scope(), batch.id)
answer = [time.perf_counter() - began, stage.now(batch).counts['held_ms'] / 1000, stage.now(batch).state]
"""
    )
    save = (
        MADE
        + """
import os, time
from dougong.actions import create_record
waited, number = [], 0
until = time.perf_counter() + 240
while not os.path.exists('BEGINS') and time.perf_counter() < until:
    time.sleep(0.01)
end = time.perf_counter() + 3
while time.perf_counter() < end:
    before = time.perf_counter()
    create_record(stage.caller, NOTE, {'tag': f'S{number}'})
    waited.append(time.perf_counter() - before)
    number += 1
answer = [max(waited), number]
"""
    )
    begins = tmp_path / "begins"
    (whole, held, state), (waited, saves) = arena.run([one.replace("BEGINS", str(begins)) for one in (take, save)])
    assert state == "taken"
    assert saves > 0
    assert held <= whole < 10
    assert waited <= whole + 2
    count = MADE + (
        "from django.db import connection\n"
        "with writing(stage.tenant), connection.cursor() as cursor:\n"
        "    cursor.execute('SELECT count(*), count(DISTINCT number), max(number) FROM e_trial_note')\n"
        "    answer = list(cursor.fetchone())\n"
    )
    many, different, last = arena.run([count])[0]
    assert many == different == 3_000 + saves == int(last.rpartition("-")[2])
