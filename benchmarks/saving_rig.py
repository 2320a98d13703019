"""What `saving.py` runs in a process of its own: one record with many rows, saved by the product and by hand."""

import argparse
import json
from dataclasses import asdict
from decimal import Decimal
from typing import Any, ClassVar, Final
from uuid import UUID, uuid4

import ready  # noqa: F401 - sets Django up before anything of ours is imported

# isort: split
from django.core.management import call_command
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext
from dougong import catalog, storage
from dougong.actions import create_record, install_module, switch_on_module, update_record
from dougong.admission import Caller
from dougong.commands.module_files import module_folders, read_documents
from dougong.problem import Json, JsonObject, Ref
from dougong.storage import Record
from dougong.tenancy import Account, Tenant, add_member, give_role, platform_writing, tenant_by_key, writing
from lists_filling import plain_role
from lists_rig import Figure, timed

SHEET: Final = "saving/sheet"
HANDS: Final = 100


class HandSheet(models.Model):  # noqa: DJ008 - never shown
    """The same by hand: what a Django application without this platform would have."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    title = models.CharField(max_length=100)
    day = models.DateField()
    total = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        app_label = "by_hand"


class HandLine(models.Model):  # noqa: DJ008 - never shown
    sheet = models.ForeignKey(HandSheet, on_delete=models.CASCADE)
    who = models.UUIDField(db_index=True)
    hours = models.DecimalField(max_digits=10, decimal_places=2)
    rate = models.DecimalField(max_digits=10, decimal_places=2)
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    note = models.CharField(max_length=200)
    position = models.IntegerField()

    class Meta:
        app_label = "by_hand"
        ordering: ClassVar[list[str]] = ["position"]


def documents() -> dict[str, Json]:
    """The benchmark's module: a sheet whose rows refer, look up, compute and are judged."""
    hand: dict[str, Json] = {
        "name": {"title": "Name", "type": "string", "maxLength": 60, "indexed": True},
        "barred": {"title": "Barred", "type": "boolean", "default": False},
    }
    price: dict[str, Json] = {
        "hand": {"title": "Hand", "reference": "saving/hand", "indexed": True},
        "rate": {"title": "Rate", "kind": "money"},
    }
    line: dict[str, Json] = {
        "who": {"title": "Hand", "reference": "saving/hand", "pick": "!barred", "indexed": True},
        "hours": {"title": "Hours", "kind": "quantity", "unit": "h", "scale": 2, "minimum": "0", "default": "8"},
        "rate": {"title": "Rate", "kind": "money", "default_from": "rate_of(row.who)"},
        "amount": {"title": "Amount", "kind": "money", "computed": "round(hours * rate, 2)"},
        "note": {"title": "Note", "type": "string", "maxLength": 200},
    }
    lines: Json = {"title": "Lines", "type": "array", "maxItems": 1000,
                   "items": {"type": "object", "properties": line, "required": ["who", "hours"]}}  # fmt: skip
    sheet: dict[str, Json] = {
        "title": {"title": "Title", "type": "string", "maxLength": 100},
        "day": {"title": "Day", "type": "string", "format": "date"},
        "lines": lines,
        "total": {"title": "Total", "kind": "money", "computed": "lines.sum(l, l.amount)"},
    }
    rules: Json = {"bounded": {"foreach": "lines", "check": "row.hours <= 24", "at": "/lines/*/hours",
                               "message": "{name}", "say": {"name": "row.who.name"}}}  # fmt: skip
    head = {"$schema": "urn:dougong:entity:1", "type": "object", "scope": "tenant"}
    rights = {"see": True, "create": True, "edit": True}
    return {
        "module": {"$schema": "urn:dougong:module:1", "key": "saving", "version": "1.0.0", "title": "Saving",
                   "requires": {"core": ">=1 <2"}},
        "entities/hand": {**head, "key": "hand", "title": "Hand", "label": "{name}", "properties": hand},
        "entities/price": {**head, "key": "price", "title": "Price", "properties": price},
        "entities/sheet": {**head, "key": "sheet", "title": "Sheet", "properties": sheet, "rules": rules},
        "lookups/rate_of": {"$schema": "urn:dougong:lookup:1", "key": "rate_of", "title": "Rate", "kind": "money",
                            "entity": "saving/price", "params": {"who": "saving/hand"}, "where": "hand == who",
                            "answer": "rate"},
        "roles": {"$schema": "urn:dougong:roles:1", "rights": {
            key: {"cost_engineer": rights} for key in ("hand", "price", "sheet")}},
    }  # fmt: skip


def hand(number: int) -> UUID:
    return UUID(int=(33 << 64) + number)


def fill() -> None:
    """Everything the database lacks."""
    call_command("migrate", verbosity=0)
    for folder in module_folders():
        if folder.name == "core":
            install_module(read_documents(folder))
    install_module(documents())
    if tenant_by_key("saving") is not None:
        return
    with connection.schema_editor() as editor:
        editor.create_model(HandSheet)
        editor.create_model(HandLine)
    with platform_writing():
        tenant = Tenant.objects.create(key="saving", name="saving")
        account = Account.objects.create_account("writer")
    with writing(tenant):
        add_member(account)
        catalog.switch_on("core")
    switch_on_module(tenant, "saving")
    me = Ref("user", account.id)
    hands = [Record("saving/hand", hand(n), {"name": f"Hand {n}", "barred": False}) for n in range(HANDS)]
    prices = [
        Record("saving/price", UUID(int=(44 << 64) + n), {"hand": Ref("saving/hand", hand(n)), "rate": Decimal(40 + n)})
        for n in range(HANDS)
    ]
    with writing(tenant):
        give_role(account, "cost_engineer")
        for name, records in (("saving/hand", hands), ("saving/price", prices)):
            storage.insert_many(catalog.entity_for(name, "en"), records, catalog.layout_for(name), me)


def wire(rows: int, note: str = "") -> JsonObject:
    """A sheet as a form sends it."""
    lines: list[Any] = [
        {"who": str(hand(n % HANDS)), "hours": f"{n % 9}.50", "rate": f"{50 + n % 7}.00", "note": f"{note}{n}"}
        for n in range(rows)
    ]
    return {"title": "A month", "day": "2026-01-31", "lines": lines}


def by_hand(sent: Any, sheet: HandSheet | None = None) -> HandSheet:
    """Values read from text, worked out, and written in two statements; a change replaces the rows."""
    lines, total = [], Decimal(0)
    for position, line in enumerate(sent["lines"]):
        hours, rate = Decimal(line["hours"]), Decimal(line["rate"])
        amount = round(hours * rate, 2)
        total += amount
        lines.append(HandLine(who=UUID(line["who"]), hours=hours, rate=rate, amount=amount, note=line["note"],
                              position=position))  # fmt: skip
    with transaction.atomic():
        sheet = sheet or HandSheet()
        sheet.title, sheet.day, sheet.total = sent["title"], sent["day"], total
        sheet.save()
        HandLine.objects.filter(sheet=sheet).delete()
        for line in lines:
            line.sheet = sheet
        HandLine.objects.bulk_create(lines)
    return sheet


def compared(name: str, aim: float, ours: Any, theirs: Any, rounds: int) -> Figure:
    """Our figure, and how many times that of the same by hand."""
    with CaptureQueriesContext(connection) as queries:
        ours()
    p50, p95, cpu = timed(ours, rounds)
    return Figure(name, aim, p50, p95, cpu, ratio=p50 / timed(theirs, rounds)[0], queries=len(queries))


def read(rounds: int, rows: int) -> list[Figure]:
    """What saving costs: a new record, one without rates (looked up), one cell of many changed, every row changed."""
    tenant = tenant_by_key("saving")
    assert tenant is not None, "filled before"
    caller = Caller(tenant, Account.objects.get(login="writer"), "en", "benchmark")
    sent = wire(rows)
    bare: Any = {**sent, "lines": [{key: line[key] for key in ("who", "hours", "note")} for line in sent["lines"]]}  # type: ignore[union-attr,call-overload,index]
    kept = {"record": create_record(caller, SHEET, sent).record}
    theirs = by_hand(sent)
    turn = iter(range(1_000_000))

    def change(*, every: bool) -> None:
        number, record = next(turn), kept["record"]
        changed = wire(rows, f"{number} " if every else "")
        for line, known in zip(changed["lines"], record.values["lines"], strict=True):  # type: ignore[arg-type]
            line["id"] = known["id"]  # type: ignore[index,call-overload]
        changed["lines"][rows // 2]["note"] = f"seen {number}"  # type: ignore[index,call-overload]
        done = update_record(caller, SHEET, record.id, changed, version=record.version, whole=True)
        kept["record"] = done.record

    def replace_all() -> None:
        by_hand(wire(rows, f"{next(turn)} "), theirs)

    new = f"new, {rows:,} rows"
    return [
        compared(new, 4, lambda: create_record(caller, SHEET, sent), lambda: by_hand(sent), rounds),
        compared(f"{new}, looked up", 6, lambda: create_record(caller, SHEET, bare), lambda: by_hand(sent), rounds),
        compared(f"one cell of {rows:,} rows", 4, lambda: change(every=False), replace_all, rounds),
        compared(f"all of {rows:,} rows", 6, lambda: change(every=True), replace_all, rounds),
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", type=int, nargs="?", default=0)
    parser.add_argument("--read", action="store_true")
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    if not given.read:
        fill()
        plain_role()
        return
    print(json.dumps([asdict(one) | {"good": one.good} for one in read(given.rounds, given.rows)]))


if __name__ == "__main__":
    main()
