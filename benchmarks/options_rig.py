"""What `options.py` runs in a process of its own: a company with many workers to choose from, filled and asked."""

import argparse
import json
from dataclasses import asdict, replace
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

import ready  # noqa: F401 - sets Django up before anything of ours is imported

# isort: split
from django.core.management import call_command
from django.db import connection
from dougong import catalog, storage
from dougong.access import system_reach
from dougong.actions import find_many, install_module, switch_on_module
from dougong.commands.module_files import module_folders, read_documents
from dougong.problem import Json, Ref
from dougong.storage import Query, Record
from dougong.tenancy import (
    Account,
    Domain,
    Tenant,
    add_member,
    give_role,
    platform_writing,
    tenant_by_key,
    writing,
)
from lists_filling import GIVEN, HOST, SURNAMES, WORKS, plain_role
from lists_rig import Figure, Reader

TABLE: Final = "e_choosing_hand"
AIM: Final = 50
#: A form with a sheet is drawn as well as read: its aim is another.
SHEET_AIM: Final = 250
LINES: Final = 200
TEAMS: Final = 40
FREQUENT: Final = "王"
RARE: Final = "尉迟"
EVERY: Final = 9_973


def documents() -> dict[str, Json]:
    """The benchmark's module: hands to choose from, and slips that name them."""
    team: Json = {"title": "Team", "reference": "core/team", "indexed": True}
    hand: dict[str, Json] = {
        "name": {"title": "Name", "type": "string", "maxLength": 60, "indexed": True},
        "code": {"title": "Code", "type": "string", "maxLength": 20},
        "team": team,
        "barred": {"title": "Barred", "type": "boolean", "default": False, "indexed": True},
        "note": {"title": "Note", "type": "string", "maxLength": 200},
    }
    narrowed: Json = {"title": "Of the team", "reference": "choosing/hand", "pick": "team == record.team && !barred"}
    slip: dict[str, Json] = {
        "team": team,
        "one": {"title": "Hand", "reference": "choosing/hand"},
        "narrowed": narrowed,
    }
    line: dict[str, Json] = {
        "who": {"title": "Hand", "reference": "choosing/hand", "pick": "!barred"},
        "hours": {"title": "Hours", "kind": "quantity", "unit": "h", "scale": 1},
    }
    lines: Json = {"title": "Lines", "type": "array", "maxItems": 1000, "items": {"type": "object", "properties": line}}
    head = {"$schema": "urn:dougong:entity:1", "type": "object", "scope": "tenant"}
    rights = {"see": True, "create": True, "edit": True}
    return {
        "module": {"$schema": "urn:dougong:module:1", "key": "choosing", "version": "1.0.0", "title": "Choosing",
                   "requires": {"core": ">=1 <2"}},
        "entities/hand": {**head, "key": "hand", "title": "Hand", "label": "{name}", "properties": hand},
        "entities/slip": {**head, "key": "slip", "title": "Slip", "properties": slip},
        "entities/sheet": {**head, "key": "sheet", "title": "Sheet",
                           "properties": {"title": {"title": "Title", "type": "string"}, "lines": lines}},
        "roles": {"$schema": "urn:dougong:roles:1", "rights": {
            key: {"cost_engineer": rights} for key in ("hand", "slip", "sheet")}},
    }  # fmt: skip


def hand(number: int) -> UUID:
    """One of those to choose from."""
    return UUID(int=(33 << 64) + number)


def team(number: int) -> UUID:
    return UUID(int=(11 << 64) + number)


SHEET: Final = UUID(int=77 << 64)


def fill(rows: int) -> None:
    """Everything the database lacks."""
    call_command("migrate", verbosity=0)
    for folder in module_folders():
        if folder.name == "core":
            install_module(read_documents(folder))
    install_module(documents())
    if tenant_by_key("big") is not None:
        return
    with platform_writing():
        tenant = Tenant.objects.create(key="big", name="big")
        Domain.objects.create(host=HOST, tenant=tenant, main=True)
        account = Account.objects.create_account("reader")
    with writing(tenant):
        add_member(account)
        catalog.switch_on("core")
    switch_on_module(tenant, "choosing")
    me = Ref("user", account.id)
    with writing(tenant):
        give_role(account, "cost_engineer")
        _insert(me, "core/team", [
            Record("core/team", team(n), {"code": f"T{n:02d}", "name": f"{WORKS[n % 8][:2]} {n // 8}", "leader": me})
            for n in range(TEAMS)])  # fmt: skip
    _hands(tenant.id, rows, account.id)
    _marks(tenant)
    with writing(tenant):
        lines = tuple({"who": Ref("choosing/hand", hand(n * (rows // LINES) + 1)), "hours": None} for n in range(LINES))
        _insert(me, "choosing/sheet", [Record("choosing/sheet", SHEET, {"title": "A month", "lines": lines})])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _marks(tenant: Tenant) -> None:
    """What the hands are found by, made in one transaction."""
    with writing(tenant):
        hands, query = catalog.entity_for("choosing/hand", "en"), Query(sort=("id",), limit=2000)
        reach = system_reach(hands.name, "a benchmark fills")
        while True:
            page = storage.select(reach, hands, catalog.layout_for(hands.name), query)
            find_many(hands, page.records)
            if page.next is None:
                return
            query = replace(query, after=page.next)


def _insert(me: Ref, name: str, records: list[Record]) -> None:
    storage.insert_many(catalog.entity_for(name, "en"), records, catalog.layout_for(name), me)


def _hands(tenant: int, rows: int, author: UUID) -> None:
    """Rows made by the database itself; what finds them is made by the product."""
    postgres = connection.vendor == "postgresql"

    def pick(step: int, texts: tuple[str, ...]) -> str:
        cases = " ".join(f"WHEN {at} THEN '{text}'" for at, text in enumerate(texts))
        return f"CASE (n / {step}) % {len(texts)} {cases} END"

    teams = pick(3, tuple(str(team(n)) if postgres else team(n).hex for n in range(TEAMS)))
    me, now = (f"'{author}'::uuid", "now()") if postgres else (f"'{author.hex}'", "'2025-01-01 00:00:00'")
    made = {
        "tenant_id": f"{tenant}",
        "id": "lpad(to_hex(33) || lpad(to_hex(n), 16, '0'), 32, '0')::uuid" if postgres
        else "printf('%016x%016x', 33, n)",
        "version": "1", "definition_version": "'1'", "created_digest": "''",
        "created_by": me, "updated_by": me, "created_at": now, "updated_at": now,
        "name": f"CASE WHEN n % {EVERY} = 0 THEN '{RARE}' ELSE ({pick(1, SURNAMES)}) END"
                f" || ({pick(len(SURNAMES), GIVEN)}) || (n / 480)",
        "code": "'H-' || lpad(n::text, 6, '0')" if postgres else "printf('H-%06d', n)",
        "team": f"({teams})::uuid" if postgres else teams,
        "barred": "n % 100 = 0",
    }  # fmt: skip
    series = f"generate_series(1::bigint, {rows}) AS n" if postgres else (
        f"(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {rows}) SELECT n FROM s)"
    )  # fmt: skip
    with connection.cursor() as cursor:
        columns, values = ", ".join(f'"{one}"' for one in made), ", ".join(made.values())
        cursor.execute(f"INSERT INTO {TABLE} ({columns}) SELECT {values} FROM {series}")


def read(rounds: int, only: str, slow_file: str) -> list[Figure]:
    """What choosing costs."""
    slow: list[str] = []
    reader = Reader(slow)
    slip, sheet = "/m/choosing/slip", "/m/choosing/sheet"

    def choices(field: str, q: str, **more: str) -> str:
        return f"{slip}/choices/?{urlencode({'field': field, 'q': q, **more})}"

    ours = {"/team": str(team(3))}
    asked = {
        "choices: nothing typed": choices("/one", ""),
        "choices: frequent": choices("/one", FREQUENT),
        "choices: rare": choices("/one", RARE),
        "choices: pinyin": choices("/one", "wang"),
        "choices: initials": choices("/one", "wjg"),
        "choices: none such": choices("/one", "qqxx"),
        "choices: condition, nothing typed": choices("/narrowed", "", **ours),
        "choices: condition, frequent": choices("/narrowed", FREQUENT, **ours),
        "choices: condition, rare": choices("/narrowed", RARE, **ours),
        "form: new slip": f"{slip}/new/",
        "form: new sheet": f"{sheet}/new/",
        f"form: sheet of {LINES} lines": f"{sheet}/{SHEET}/edit/",
    }
    aims = {name: SHEET_AIM if "lines" in name else AIM for name in asked}
    found = [reader.measure(name, where, aims[name], rounds) for name, where in asked.items() if only in name]
    if slow_file:
        with open(slow_file, "a", encoding="utf-8") as file:
            file.writelines(f"{one}\n\n" for one in slow)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", type=int, nargs="?", default=0)
    parser.add_argument("--read", action="store_true")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", default="")
    parser.add_argument("--slow", default="")
    given = parser.parse_args()
    if not given.read:
        fill(given.rows)
        plain_role()
        return
    figures = read(given.rounds, given.only, given.slow)
    print(json.dumps([asdict(one) | {"good": one.good} for one in figures]))


if __name__ == "__main__":
    main()
