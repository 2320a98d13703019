"""A company with a million day-labour records beside three smaller ones: what `lists.py` measures on.

The entity has fourteen fields of the kinds that site records have; the reader's reach is a condition.
"""

import sys
import time
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import ready  # noqa: F401 - sets Django up before anything of ours is imported

# isort: split
from django.core.management import call_command
from django.db import connection
from dougong import catalog, search, storage
from dougong.actions import install_module, reindex, switch_on_module
from dougong.commands.module_files import module_folders, read_documents
from dougong.problem import Json, Ref
from dougong.storage import Record, make_tables
from dougong.tenancy import (
    Account,
    Domain,
    Tenant,
    add_member,
    give_role,
    platform_writing,
    reading,
    tenant_by_key,
    writing,
)

TABLE: Final = "e_bench_daywork"
HOST: Final = "big.localhost"
PROJECTS, TEAMS = 20, 40
#: Of the projects, those the measuring person works in: his reach is a condition that holds for most rows.
HIS_PROJECTS: Final = 15
TRADES: Final = ("carpenter", "rebar", "concrete", "mason", "scaffold", "electric", "plumber", "general")
STATES: Final = ("draft", "submitted", "confirmed", "settled", "paid")
SURNAMES: Final = tuple("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗")
GIVEN: Final = ("建国", "铁柱", "志强", "大勇", "有才", "德胜", "广才", "国平", "根生", "海峰", "小兵", "玉兰", "春梅",
                "秀英", "立军", "永福", "长河", "金山", "文斌", "学军", "宝林", "世杰", "卫东", "家辉")  # fmt: skip
PLACES: Final = ("A 区地下室", "A 区一层", "B 区标准层", "C 区办公楼", "D 区车库", "室外管网", "东门道路", "塔吊周边")
WORKS: Final = ("钢筋绑扎", "模板安装", "混凝土浇筑", "砌体施工", "脚手架搭设", "场地清理", "材料搬运", "抽水排涝")
RARE: Final = "振捣棒损坏"


def _choices(keys: Sequence[str]) -> Json:
    return [{"const": key, "title": key.capitalize()} for key in keys]


def documents() -> dict[str, Json]:
    """The benchmark's module."""
    fields: dict[str, Json] = {
        "team": {"title": "Team", "reference": "core/team", "indexed": True},
        "worker": {"title": "Worker", "type": "string", "maxLength": 60, "indexed": True},
        "work_date": {"title": "Work date", "type": "string", "format": "date", "indexed": True},
        "trade": {"title": "Trade", "oneOf": _choices(TRADES), "indexed": True},
        "hours": {"title": "Hours", "kind": "quantity", "unit": "h", "scale": 2},
        "overtime": {"title": "Overtime", "kind": "quantity", "unit": "h", "scale": 2},
        "unit_price": {"title": "Unit price", "kind": "money"},
        "amount": {"title": "Amount", "kind": "money", "indexed": True,
                   "computed": "round(hours * unit_price + overtime * unit_price * 1.5, 2)"},
        "status": {"title": "Status", "oneOf": _choices(STATES), "indexed": True},
        "location": {"title": "Location", "type": "string", "maxLength": 120},
        "remark": {"title": "Remark", "type": "string", "maxLength": 500},
        "photo_count": {"title": "Photos", "type": "integer"},
        "confirmed": {"title": "Confirmed", "type": "boolean"},
    }  # fmt: skip
    order = ["number", "work_date", "project", "team", "worker", "trade", "hours", "amount", "status"]
    view = {"title": "All", "columns": {"order": order}, "sort": ["-work_date"], "totals": ["hours", "amount"]}
    return {
        "module": {"$schema": "urn:dougong:module:1", "key": "bench", "version": "1.0.0", "title": "Bench",
                   "requires": {"core": ">=1 <2"}},
        "entities/daywork": {
            "$schema": "urn:dougong:entity:1", "key": "daywork", "title": "Day work", "scope": "project",
            "numbering": {"prefix": "BD", "digits": 7}, "type": "object", "properties": fields,
        },
        "tables/daywork": {"$schema": "urn:dougong:table:1", "entity": "daywork", "order": ["all"],
                           "views": {"all": view}},
        "roles": {"$schema": "urn:dougong:roles:1", "rights": {"daywork": {
            "cost_engineer": {"see": {"where": "project in my_projects"}, "edit": True, "create": True,
                              "export": True}}}},
    }  # fmt: skip


def prepare(rows: int, *, searched: bool) -> tuple[Tenant, Account]:
    """Everything that is missing in the database of the environment; the large tenant and the one who reads it."""
    call_command("migrate", verbosity=0)
    installed = [install_module(read_documents(folder)) for folder in module_folders() if folder.name == "core"]
    installed.append(install_module(documents()))
    # A database filled earlier gets the tables and indexes that storage has learned to make since.
    make_tables(entity for one in installed for entity in one.module.entities.values())
    tenant = tenant_by_key("big")
    if tenant is None:
        began = time.perf_counter()
        for number, (key, count) in enumerate((("big", rows), *((f"small{n}", rows // 10) for n in range(3)))):
            _company(key, number, count)
        print(f"filled in {time.perf_counter() - began:.0f} s", flush=True)
        tenant = tenant_by_key("big")
        _analyse()
    assert tenant is not None, "made above"
    if searched:
        _marks(tenant)
    return tenant, Account.objects.get(login="reader")


def _company(key: str, number: int, rows: int) -> None:
    with platform_writing():
        tenant = Tenant.objects.create(key=key, name=key)
        Domain.objects.create(host=f"{key}.localhost", tenant=tenant, main=True)
        account = Account.objects.create_account("reader" if key == "big" else f"reader{number}")
    projects = [UUID(int=(number + 1 << 64) + n) for n in range(PROJECTS)]
    teams = [UUID(int=(number + 11 << 64) + n) for n in range(TEAMS)]
    with writing(tenant):
        add_member(account)
        catalog.switch_on("core")
    switch_on_module(tenant, "bench")
    me = Ref("user", account.id)
    with writing(tenant):
        for project in projects[:HIS_PROJECTS]:
            give_role(account, "cost_engineer", project=project)
        common = {"phase": "building", "tax_method": "general", "cut_off_day": 25}
        _insert(me, "core/project", [
            Record("core/project", key, {"code": f"P{n:02d}", "name": f"第 {n + 1} 项目部", **common})
            for n, key in enumerate(projects)])  # fmt: skip
        _insert(me, "core/team", [
            Record("core/team", key, {"code": f"T{n:02d}", "name": f"{WORKS[n % 8][:2]}{n // 8 + 1} 班", "leader": me},
                   project=Ref("core/project", projects[n % PROJECTS])) for n, key in enumerate(teams)])  # fmt: skip
    _rows(tenant.id, number, rows, account.id, projects, teams)


def _insert(me: Ref, name: str, records: list[Record]) -> None:
    storage.insert_many(catalog.entity_for(name, "en"), records, catalog.layout_for(name), me)


def _rows(tenant: int, number: int, rows: int, author: UUID, projects: list[UUID], teams: list[UUID]) -> None:
    """Rows made by the database itself: what is measured is the reading, not the filling."""
    postgres = connection.vendor == "postgresql"

    def spread(salt: int, count: int) -> str:
        return f"((n * {2654435761 + 2 * salt}) / {128 * (salt + 1)}) % {count}"

    def pick(salt: int, texts: Sequence[str]) -> str:
        cases = " ".join(f"WHEN {at} THEN '{text}'" for at, text in enumerate(texts))
        return f"CASE {spread(salt, len(texts))} {cases} END"

    def of(ids: Sequence[UUID], salt: int) -> str:
        picked = pick(salt, [str(one) if postgres else one.hex for one in ids])
        return f"({picked})::uuid" if postgres else picked

    me = f"'{author}'::uuid" if postgres else f"'{author.hex}'"
    hours, extra, price = f"({spread(5, 32)} + 1) * 25", f"{spread(6, 12)} * 50", f"({spread(7, 200)} + 250) * 10"
    made = {
        "tenant_id": f"{tenant}",
        "id": f"lpad(to_hex({number + 33}) || lpad(to_hex(n), 16, '0'), 32, '0')::uuid" if postgres
        else f"printf('%016x%016x', {number + 33}, n)",
        "number": "'BD-' || lpad(n::text, 7, '0')" if postgres else "printf('BD-%07d', n)",
        "version": "1",
        "definition_version": "'1'",
        "created_by": me, "updated_by": me,
        "created_at": "now()" if postgres else "'2025-01-01 00:00:00'",
        "updated_at": "now()" if postgres else "'2025-01-01 00:00:00'",
        "created_digest": "''",
        "project_id": of(projects, 1),
        "team": of(teams, 2),
        "worker": f"({pick(3, SURNAMES)}) || ({pick(4, GIVEN)})",
        "work_date": "date '2023-01-01' + (n * 7919 % 1000)::int" if postgres
        else "date('2023-01-01', '+' || (n * 7919 % 1000) || ' days')",
        "trade": pick(8, TRADES),
        "hours": f"{hours} * 10000", "overtime": f"{extra} * 10000", "unit_price": f"{price} * 100",
        "amount": f"({hours}) * ({price}) + ({extra}) * ({price}) * 3 / 2",
        "status": pick(9, STATES),
        "location": f"({pick(10, PLACES)}) || ' ' || (n % 97) || ' 轴'",
        "remark": f"CASE WHEN n % 5003 = 0 THEN '{RARE}，更换' ELSE ({pick(11, WORKS)}) || '，'"
                  f" || ({pick(12, WORKS)}) || '，第 ' || (n % 1013) || ' 批' END",
        "photo_count": "n % 5",
        "confirmed": "n % 3 = 0",
    }  # fmt: skip
    series = f"generate_series(1::bigint, {rows}) AS n" if postgres else (
        f"(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {rows}) SELECT n FROM s)"
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0" if postgres else "PRAGMA synchronous=OFF")
        columns, values = ", ".join(f'"{one}"' for one in made), ", ".join(made.values())
        cursor.execute(f"INSERT INTO {TABLE} ({columns}) SELECT {values} FROM {series}")
        cursor.execute("SET statement_timeout = '10s'" if postgres else "PRAGMA synchronous=FULL")


def _marks(tenant: Tenant) -> None:
    """What the records are found by, unless they have it."""
    began = time.perf_counter()
    with reading(tenant), connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {search.TABLE} WHERE tenant_id = %s LIMIT 1", [tenant.id])
        if cursor.fetchone() is not None:
            return
    reindex(tenant.scope(), ["bench/daywork"])
    _analyse()
    print(f"search index made in {time.perf_counter() - began:.0f} s", flush=True)


def _analyse() -> None:
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0" if postgres else "PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("VACUUM ANALYZE" if postgres else "ANALYZE")


def plain_role() -> str:
    """On PostgreSQL, a role as the application has in production: it owns nothing, and the wall holds for it."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'bench_app'")
        if cursor.fetchone() is None:
            cursor.execute("CREATE ROLE bench_app LOGIN")
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO bench_app")
        cursor.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO bench_app")
    return "bench_app"


def his_projects() -> tuple[UUID, ...]:
    """The projects the reader may see, as the hand-written SQL needs them."""
    return tuple(UUID(int=(1 << 64) + n) for n in range(HIS_PROJECTS))


def team(number: int) -> UUID:
    """One of the teams of the large company."""
    return UUID(int=(11 << 64) + number)


if __name__ == "__main__":
    prepare(int(sys.argv[1]), searched="--search" in sys.argv)
    plain_role()
