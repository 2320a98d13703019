"""What `importing.py` runs in processes of its own: the company, the workbook, the import, and somebody who saves."""

import argparse
import json
import resource
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import ready  # noqa: F401 - sets Django up before anything of ours is imported

# isort: split
import xlsxwriter
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError
from dougong import batches, catalog, files, storage
from dougong.actions import (
    begin_import,
    check_import,
    create_record,
    install_module,
    propose_mapping,
    run_check,
    run_find,
    run_take,
    run_undo,
    set_import_mapping,
    switch_on_module,
    take_in_import,
    undo_import,
)
from dougong.admission import Caller
from dougong.batches import Batch
from dougong.commands.module_files import module_folders, read_documents
from dougong.problem import Json, Ref
from dougong.storage import Record
from dougong.tenancy import Account, Tenant, add_member, give_role, platform_writing, reading, tenant_by_key, writing
from lists_filling import GIVEN, PLACES, SURNAMES, TRADES, WORKS, _choices, plain_role

KEY, ENTITY, ROLE = "importing", "intaken/daywork", "cost_engineer"
PROJECTS, TEAMS = 20, 40
HEAD: Final = ["Project", "Tag", "Team", "Worker", "Work date", "Trade", "Hours", "Overtime", "Unit price", "Status",
               "Location", "Remark", "Photos", "Confirmed"]  # fmt: skip
STATES: Final = ("draft", "submitted", "confirmed", "settled", "paid")


def documents() -> dict[str, Json]:
    """The benchmark's module: fourteen columns to fill, one more computed, a number for each record."""
    fields: dict[str, Json] = {
        "tag": {"title": "Tag", "type": "string", "maxLength": 40, "indexed": True, "unique": True},
        "team": {"title": "Team", "reference": "core/team", "indexed": True, "pick": "active"},
        "worker": {"title": "Worker", "type": "string", "maxLength": 60, "indexed": True},
        "work_date": {"title": "Work date", "type": "string", "format": "date", "indexed": True},
        "trade": {"title": "Trade", "oneOf": _choices(TRADES), "indexed": True},
        "hours": {"title": "Hours", "kind": "quantity", "unit": "h", "scale": 2, "minimum": "0", "maximum": "24"},
        "overtime": {"title": "Overtime", "kind": "quantity", "unit": "h", "scale": 2, "default": "0"},
        "unit_price": {"title": "Unit price", "kind": "money"},
        "amount": {"title": "Amount", "kind": "money", "indexed": True,
                   "computed": "round(hours * unit_price + overtime * unit_price * 1.5, 2)"},
        "status": {"title": "Status", "oneOf": _choices(STATES), "indexed": True},
        "location": {"title": "Location", "type": "string", "maxLength": 120},
        "remark": {"title": "Remark", "type": "string", "maxLength": 500},
        "photo_count": {"title": "Photos", "type": "integer"},
        "confirmed": {"title": "Confirmed", "type": "boolean"},
    }  # fmt: skip
    rules: Json = {"some": {"check": "hours + overtime > 0", "at": "/hours", "message": "No hours."}}
    rights = {"see": True, "create": True, "edit": True, "import": True}
    return {
        "module": {"$schema": "urn:dougong:module:1", "key": "intaken", "version": "1.0.0", "title": "Taken in",
                   "requires": {"core": ">=1 <2"}},
        "entities/daywork": {
            "$schema": "urn:dougong:entity:1", "key": "daywork", "title": "Day work", "scope": "project",
            "numbering": {"prefix": "BD", "digits": 7}, "type": "object", "properties": fields, "rules": rules,
            "required": ["tag", "team", "worker", "work_date", "hours"],
        },
        "roles": {"$schema": "urn:dougong:roles:1", "rights": {"daywork": {ROLE: rights}}},
    }  # fmt: skip


def fill(rows: int) -> None:
    """Everything the database lacks, and the workbook."""
    call_command("migrate", verbosity=0)
    for folder in module_folders():
        if folder.name == "core":
            install_module(read_documents(folder))
    install_module(documents())
    if tenant_by_key(KEY) is None:
        _company()
        plain_role()
    _workbook(rows)


def _company() -> None:
    with platform_writing():
        tenant = Tenant.objects.create(key=KEY, name=KEY)
        account = Account.objects.create_account("importer")
    with writing(tenant):
        add_member(account)
        catalog.switch_on("core")
        give_role(account, ROLE)
        for number in range(PROJECTS):
            give_role(account, ROLE, project=project(number))
    switch_on_module(tenant, "intaken")
    me = Ref("user", account.id)
    common = {"phase": "building", "tax_method": "general", "cut_off_day": 25}
    projects = [
        Record("core/project", project(n), {"code": f"P{n:02d}", "name": f"第 {n + 1} 项目部", **common})
        for n in range(PROJECTS)
    ]
    teams = [
        Record(
            "core/team",
            UUID(int=(78 << 64) + n),
            {"code": f"T{n:02d}", "name": f"{WORKS[n % 8][:2]}{n // 8} 班", "leader": me, "active": True},
            project=Ref("core/project", project(n % PROJECTS)),
        )
        for n in range(TEAMS)
    ]
    with writing(tenant):
        for name, records in (("core/project", projects), ("core/team", teams)):
            storage.insert_many(catalog.entity_for(name, "en"), records, catalog.layout_for(name), me)


def project(number: int) -> UUID:
    return UUID(int=(77 << 64) + number)


def place(rows: int) -> Path:
    return Path(settings.FILES_ROOT).parent / f"lines-{rows}.xlsx"


def _workbook(rows: int) -> None:
    if place(rows).exists():
        return
    begin = date(2025, 1, 1)
    with xlsxwriter.Workbook(place(rows), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD)
        for n in range(rows):
            team = f"T{n % TEAMS:02d}" if n % 2 else f"{WORKS[n % TEAMS % 8][:2]}{n % TEAMS // 8} 班"
            worker = SURNAMES[n % 20] + GIVEN[n // 7 % 24]
            line = [f"P{n % TEAMS % PROJECTS:02d}", f"L{n:06d}", team, worker, begin + timedelta(days=n % 365),
                    TRADES[n % 8].capitalize(), 8, n % 4, 280 + n % 90, STATES[n % 5].capitalize(),
                    PLACES[n % 8], f"{WORKS[n % 8]} 第 {n} 处", n % 6, "Yes" if n % 3 else "No"]  # fmt: skip
            for column, value in enumerate(line):
                page.write(n + 1, column, value)


def caller() -> Caller:
    tenant = tenant_by_key(KEY)
    assert tenant is not None
    return Caller(tenant, Account.objects.get(login="importer"), "en", "bench")


def now(batch: Batch) -> Batch:
    with reading(caller().tenant):
        found = batches.batch_of(batch.id)
    assert found is not None
    return found


def timed(work: Any) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def own(work: Any) -> tuple[float, float]:
    """Seconds on the clock, and seconds this process worked, which a busy machine does not stretch."""
    before = time.process_time()
    return timed(work), time.process_time() - before


def measure(rows: int) -> None:
    """The import in this process, with another one that saves meanwhile."""
    who = caller()
    scope = who.tenant.scope()
    with place(rows).open("rb") as stream, files.prepare(scope, stream, name="lines.xlsx", kind="file") as upload:
        batch = begin_import(who, ENTITY, upload)
    mapping = propose_mapping(who, batch.id).mapping
    assert len(mapping.columns) == 14, mapping.columns
    batch = set_import_mapping(who, batch.id, mapping, batch.version)
    batch = check_import(who, batch.id, batch.version)
    check, check_own = own(lambda: run_check(scope, batch.id))
    batch = now(batch)
    assert batch.counts.get("refused", 0) == 0, (batch.message, batch.counts, _first_refused(batch))
    batch = take_in_import(who, batch.id, batch.version)
    with saving() as saver:
        take, take_own = own(lambda: run_take(scope, batch.id))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        waited, failed = saver()
    batch = now(batch)
    assert batch.state == "taken", (batch.state, batch.message)
    inserted = batch.counts["insert"]
    held = batch.counts["held_ms"] / 1000
    marks = timed(lambda: run_find(scope, batch.id))
    undo_import(who, batch.id, batch.version)
    undo = timed(lambda: run_undo(scope, batch.id))
    assert now(batch).counts["undone"] == inserted, now(batch)
    figures = {"check": check, "take": take, "held": held, "memory": memory, "undo": undo, "marks": marks,
               "inserted": inserted, "waited": max(waited), "saves": len(waited), "failed": failed,
               "own": check_own + take_own}  # fmt: skip
    print(json.dumps(figures))


def _first_refused(batch: Batch) -> Any:
    with reading(caller().tenant):
        return batches.staged_of(batch.id, only="refused", limit=2)


class saving:  # noqa: N801 - reads as what it is: a while of saving
    """Another process that saves until it is asked to stop; calling it gives the seconds each save took."""

    def __enter__(self) -> Any:
        command = [sys.executable, __file__, "0", "--save"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.process.stdout.readline()
        return self.stop

    def stop(self) -> tuple[list[float], int]:
        """Seconds of each save, and how many were given up."""
        told, _error = self.process.communicate("stop\n", timeout=120)
        waited, failed = json.loads(told)
        return [float(one) for one in waited], int(failed)

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            self.process.kill()


def save() -> None:
    """Save one record after another until a line comes in."""
    who, taken, stop, failed = caller(), [], _asked_to_stop(), 0
    tag = f"S{time.time_ns()}"
    print("ready", flush=True)
    for number in stop:
        sent: Any = {"project": str(project(0)), "tag": f"{tag}{number}", "team": str(UUID(int=78 << 64)), "hours": "8",
                     "worker": "Somebody else", "work_date": "2025-03-03", "unit_price": "300"}  # fmt: skip
        before = time.perf_counter()
        try:
            create_record(who, ENTITY, sent)
        except OperationalError:
            failed += 1
        taken.append(time.perf_counter() - before)
        time.sleep(0.05)
    print(json.dumps([taken, failed]))


def _asked_to_stop() -> Iterator[int]:
    number = 0
    while not select.select([sys.stdin], [], [], 0)[0]:
        yield number
        number += 1


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", type=int)
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--save", action="store_true")
    given = parser.parse_args()
    if given.save:
        save()
    elif given.measure:
        measure(given.rows)
    else:
        fill(given.rows)


if __name__ == "__main__":
    main()
