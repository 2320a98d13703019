"""Search in a list of many records: time of a page and of its count, and what the marks weigh.

    DOUGONG_DATABASE=postgresql://... python benchmarks/search_lists.py --rows 1000000 [--filled]

Fills a scratch database (never one with records in it) and prints a figure beside each aim.
"""

import argparse
import time
from dataclasses import replace
from itertools import product
from typing import Any
from uuid import UUID

import ready  # noqa: F401 - sets Django up before anything of ours is imported

# isort: split
from django.core.management import call_command
from django.db import connection
from dougong import search
from dougong.access import Reach, system_reach
from dougong.definition import read_entity
from dougong.definition.layout import Layout
from dougong.expression import TEXT, Column, Compare, Literal
from dougong.problem import Ref
from dougong.search import Change, asked_for, entity_number, keep_marks, marks_in, marks_of, places_of
from dougong.search.fields import field_number
from dougong.storage import Marked, Query, Record, Referring, called, count, insert_many, make_tables, select
from dougong.storage.marks import Marking
from dougong.storage.shapes import shape_of
from dougong.storage.source import Source
from dougong.tenancy import Account, Tenant, TenantScope, platform_writing, reading, writing

PAGE_MS = 200
CHILD = "e_bench_slip__rows"
SCOPE = TenantScope(1, "t", "en", "UTC")

FIELDS: dict[str, Any] = {
    "work_date": {"title": "Day", "type": "string", "format": "date", "indexed": True},
    "cause": {"title": "Cause", "indexed": True, "oneOf": [
        {"const": "own", "title": "Own"}, {"const": "owner", "title": "Owner"},
        {"const": "rework", "title": "Rework"}]},
    "total": {"title": "Total", "kind": "money", "indexed": True},
    "note": {"title": "Note", "type": "string"},
    "place": {"title": "Place", "type": "string"},
    "code": {"title": "Code", "type": "string"},
    "team": {"title": "Team", "reference": "bench/team", "indexed": True},
    "rows": {"title": "Workers", "type": "array", "items": {"type": "object", "properties": {
        "worker": {"title": "Worker", "reference": "bench/worker", "indexed": True}}}},
}  # fmt: skip
DOCUMENT = {"key": "slip", "title": "Slip", "type": "object", "properties": FIELDS}
NAMED: dict[str, Any] = {"type": "object", "label": "{name}", "properties": {
    "name": {"title": "Name", "type": "string", "indexed": True}}}  # fmt: skip
SLIP = read_entity("bench", "slip", DOCUMENT)
TEAM = read_entity("bench", "team", {"key": "team", "title": "Team", **NAMED})
WORKER = read_entity("bench", "worker", {"key": "worker", "title": "Worker", **NAMED})
#: One team for each of these and each number; a slip has one team and one worker.
TRADES, NUMBERS = ["钢筋", "木工", "混凝土", "架子", "水电"], "一二三四五六七八"
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗", "建国志强伟军明海波勇涛刚平辉鹏飞云龙山川"
TEAMS = [f"{trade}{number}班" for trade in TRADES for number in NUMBERS]
WORKERS = [f"{one}{two}{three}" for one in SURNAMES for two in GIVEN for three in GIVEN]
#: From frequent to rare: the first stands in about a quarter of the records, the last in less than one of a hundred.
NOTES = ["混凝土剔凿", "钢筋加工棚", "材料二次倒运", "垃圾清运外弃", "临边防护搭设", "脚手架拆改", "模板修补",
         "塔吊配合", "降水井看护", "施工便道平整", "抹灰返工", "后浇带清理", "预埋件补焊", "防水基层处理", "夜间值守",
         "管线改迁", "样板间清洁", "砌体拉结筋", "洞口封堵", "屋面排水疏通"]  # fmt: skip
PLACES = ["一号楼", "地下室车库", "东侧围挡", "六层电梯厅", "生活区食堂", "幼儿园南段", "重庆路出入口", "配电房"]
RARE = "文物保护"
QUERIES = {
    "rare word": RARE, "frequent word": "剔凿", "one character": "凿", "first letters": "hnt", "pinyin": "gangjin",
    "part of a number": "0047", "whole number": "123456", "two frequent words": "剔凿 一号楼",
    "frequent and rare": "剔凿 文物", "never together": "剔凿 钢筋", "three words": "清运 车库 12", "no such": "zzzz",
    "name of a team": "钢筋二班",
    "a team by pinyin": "gangjinerban", "a team by letters": "gjeb", "name of a worker in a row": "李建国",
    "a worker by letters": "ljg", "a surname": "李", "worker and text": "李建国 剔凿", "team and text": "水电一班 剔凿",
    "team and worker": "木工三班 李建国",
}  # fmt: skip


def fill(rows: int, author: str) -> None:
    """Records and their marks made by the database itself: what is measured is the reading."""
    postgres = connection.vendor == "postgresql"
    author = f"'{author}'::uuid" if postgres else f"'{author.replace('-', '')}'"
    now = "now()" if postgres else "'2025-01-01 00:00:00'"
    key = "lpad(to_hex(n), 32, '0')::uuid" if postgres else "printf('%032x', n)"
    skew = "(n * 7919::bigint % 10007) / 10007.0" if postgres else "(n * 7919 % 10007) / 10007.0"
    even = "(n * 104729::bigint % 7)" if postgres else "(n * 104729 % 7)"
    first = (
        f"CAST(({skew}) * ({skew}) * {len(NOTES)} AS int)"
        if not postgres
        else f"floor({skew} * {skew} * {len(NOTES)})::int"
    )
    second = f"CAST({even} AS int)"
    series = f"generate_series(1::bigint, {rows}) AS n" if postgres else (
        f"(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {rows}) SELECT n FROM s)"
    )  # fmt: skip
    with connection.cursor() as cursor:
        if postgres:
            cursor.execute("SET statement_timeout = 0")
        cursor.execute("CREATE TABLE bench_word (field int, at int, word text, token text)")
        table = [("note", NOTES), ("place", PLACES), ("rare", [RARE])]
        for name, listed in table:
            for at, word in enumerate(listed):
                for token in marks_in(word, sounds=True, chars=200, most=400):
                    field = field_number("note" if name == "rare" else name)
                    cursor.execute("INSERT INTO bench_word VALUES (%s, %s, %s, %s)",
                                   [field, -1 if name == "rare" else at, word, token])  # fmt: skip
        note, place = picked("b.i1", NOTES), picked("b.i2", PLACES)
        cursor.execute(f"CREATE TABLE bench_base AS SELECT n, {first} AS i1, {second} AS i2 FROM {series}")
        rare = f"CASE WHEN n % 3331 = 0 THEN ' {RARE}' ELSE '' END"
        made = {
            "tenant_id": "1", "id": key,
            "state": "CASE n % 20 WHEN 0 THEN 'draft' ELSE 'effective' END", "version": "1",
            "definition_version": "'1'", "created_by": author, "created_at": now, "updated_by": author,
            "updated_at": now, "created_digest": "''",
            "work_date": "date '2023-01-01' + (n * 7919 % 1000)::int" if postgres
            else "date('2023-01-01', '+' || (n * 7919 % 1000) || ' days')",
            "cause": "CASE n % 50 WHEN 0 THEN 'rework' WHEN 1 THEN 'own' ELSE 'owner' END",
            "total": "(n * 104729 % 50000000)", "note": f"{note} || {rare}", "place": place, "code": "CAST(n AS text)",
            "team": numbered(f"1 + n * 31 % {len(TEAMS)}", postgres=postgres),
        }  # fmt: skip
        cursor.execute(
            f"INSERT INTO e_bench_slip ({', '.join(made)}) SELECT {', '.join(made.values())} FROM bench_base b"
        )
        rows = {
            "tenant_id": "1", "id": key, "record_id": key, "parent_id": key, "position": "0",
            "worker": numbered(f"1 + ((n * 2654435761) >> 16) % {len(WORKERS)}", postgres=postgres),
        }  # fmt: skip
        cursor.execute(f"INSERT INTO {CHILD} ({', '.join(rows)}) SELECT {', '.join(rows.values())} FROM bench_base b")
        say("records")
        mark(cursor, rows, key, postgres=postgres)
        cursor.execute("DROP TABLE bench_base")
        cursor.execute("DROP TABLE bench_word")
        for name in ("e_bench_slip", CHILD, "e_bench_team", "e_bench_worker", search.TABLE):
            cursor.execute(f"VACUUM ANALYZE {name}" if postgres else "ANALYZE")
        if postgres:
            cursor.execute("RESET statement_timeout")


def numbered(number: str, *, postgres: bool) -> str:
    """The id of the record with a number, in SQL."""
    return f"lpad(to_hex({number}), 32, '0')::uuid" if postgres else f"printf('%032x', {number})"


def picked(column: str, words: list[str]) -> str:
    """The word of a number, in SQL."""
    cases = " ".join(f"WHEN {at} THEN '{word}'" for at, word in enumerate(words))
    return f"CASE {column} {cases} END"


def mark(cursor: Any, rows: int, key: str, *, postgres: bool) -> None:
    """The marks of those records."""
    if postgres:
        cursor.execute(f"ALTER TABLE {search.TABLE} DROP CONSTRAINT {search.TABLE}_pkey")
    columns = "tenant_id, entity, field, token, record_id"
    head = f"INSERT INTO {search.TABLE} ({columns}) SELECT 1, {entity_number('bench/slip')}, "
    words = f"{head} w.field, w.token, {key} FROM bench_base b JOIN bench_word w ON "
    cursor.execute(f"{words} w.at = b.i1 AND w.field = {field_number('note')}")
    cursor.execute(f"{words} w.at = b.i2 AND w.field = {field_number('place')}")
    known = "SELECT 1 FROM bench_word o WHERE o.field = w.field AND o.at = b.i1 AND o.token = w.token"
    cursor.execute(f"{words} w.at = -1 WHERE b.n % 3331 = 0 AND NOT EXISTS ({known})")
    say("marks of words")
    pieces = " UNION ".join(
        f"SELECT substr(CAST(b.n AS text), {at}, {size}) AS token WHERE length(CAST(b.n AS text)) >= {at + size - 1}"
        for size in (2, 3)
        for at in range(1, len(str(rows)) + 1)
    )
    code = f"{head} {field_number('code')}"
    if postgres:
        cursor.execute(f"{code}, p.token, {key} FROM bench_base b, LATERAL ({pieces}) p")
        say("marks of numbers")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        ordered = "tenant_id, entity, token, record_id, field"
        cursor.execute(f"ALTER TABLE {search.TABLE} ADD CONSTRAINT {search.TABLE}_pkey PRIMARY KEY ({ordered})")
    else:
        for size, at in product((2, 3), range(1, len(str(rows)) + 1)):
            long_enough = f"length(CAST(n AS text)) >= {at + size - 1}"
            piece = f"substr(CAST(n AS text), {at}, {size})"
            insert = code.replace("INSERT", "INSERT OR IGNORE")
            cursor.execute(f"{insert}, {piece}, {key} FROM bench_base b WHERE {long_enough}")
    say("key of marks")


_began = time.monotonic()


def say(what: str) -> None:
    print(f"  {time.monotonic() - _began:6.1f} s  {what}", flush=True)


def marked(entity: Any, q: str) -> tuple[Marked, ...]:
    """The words, with the teams and workers that are called so: what a list does for each search."""
    words = tuple(
        Marked(search.TABLE, entity_number(entity.name), tuple(map(tuple, word.ways)), places_of(entity))
        for word in asked_for(q)
    )
    refers = [refers_to(target, path, words) for target, path in ((TEAM, ("team",)), (WORKER, ("rows", "worker")))]
    return tuple(replace(word, refers=tuple(one[n] for one in refers)) for n, word in enumerate(words))


def refers_to(target: Any, path: tuple[str, ...], words: tuple[Marked, ...]) -> list[Referring]:
    asked = [replace(word, entity=entity_number(target.name), fields=places_of(target)) for word in words]
    found = called(system_reach(target.name, "a benchmark reads"), target, Layout(), asked, by="name", limit=200)
    return [Referring(path, one.ids) for one in found]


def fill_named(author: str) -> None:
    """Teams and workers, whose marks are made as the application makes them."""
    for entity, names in ((TEAM, TEAMS), (WORKER, WORKERS)):
        records = [Record(entity.name, UUID(int=n), {"name": name}) for n, name in enumerate(names, 1)]
        for start in range(0, len(records), 500):
            some = records[start : start + 500]
            insert_many(entity, some, Layout(), by=Ref("user", UUID(author)))
            keep_marks(entity.name, [Change(one.id, frozenset(), marks_of(entity, None, one.values)) for one in some])


def measure(rows: int, times: int, only: list[str]) -> None:
    entity, layout = SLIP, Layout()
    reach = system_reach("bench/slip", "a benchmark reads")
    scope = SCOPE
    state = Compare("==", Column(("state",), TEXT), Literal("draft", TEXT))
    variants = {
        "newest first": Query(), "by day": Query(sort=("-work_date",)),
        "by day, drafts": Query(sort=("-work_date",), where=state),
    }  # fmt: skip
    worst = 0.0
    for name, q in QUERIES.items():
        if only and name not in only:
            continue
        with reading(scope):
            began = time.perf_counter()
            words = marked(entity, q)
            naming = (time.perf_counter() - began) * 1000
        for variant, query in variants.items():
            asked = replace(query, marked=words)
            figures = [timed(reach, entity, layout, scope, asked) for _ in range(times)]
            page, found, cursor = sorted(figures)[len(figures) * 95 // 100][0], figures[-1][1], figures[-1][2]
            after = None
            if cursor:
                after = sorted(
                    timed(reach, entity, layout, scope, replace(asked, after=cursor))[0] for _ in range(times)
                )
            with reading(scope):
                marking = Marking(Source(shape_of(entity, layout), reach), words)
                marking.page()
                began = time.perf_counter()
                total = count(reach, entity, layout, asked)
                counted = (time.perf_counter() - began) * 1000
            next_ms = f"{after[-1]:8.1f}" if after else "       -"
            worst = max(worst, page, *(after or [0]))
            print(f"{name:20} {variant:15} {marking.how:5} {total:8} found   page {page:8.1f} ms  next {next_ms} ms  "
                  f"count {counted:8.1f} ms  names {naming:6.1f} ms  first page {found}", flush=True)  # fmt: skip
    print(f"worst page {worst:.1f} ms (aim: {PAGE_MS} ms) at {rows} records")


def timed(reach: Reach, entity: Any, layout: Layout, scope: TenantScope, query: Query) -> tuple[float, int, str | None]:
    with reading(scope):
        began = time.perf_counter()
        page = select(reach, entity, layout, query)
        return (time.perf_counter() - began) * 1000, len(page.records), page.next


def sizes(rows: int) -> None:
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute(f"SELECT COUNT(*) FROM {search.TABLE}")
            print(f"marks: {cursor.fetchone()[0] / rows:.1f} a record")
            return
        cursor.execute(
            "SELECT reltuples, pg_relation_size(oid), pg_indexes_size(oid) FROM pg_class WHERE relname = %s",
            [search.TABLE],
        )
        tuples, table, index = cursor.fetchone()
        cursor.execute("SELECT pg_total_relation_size('e_bench_slip')")
        own = cursor.fetchone()[0]
        print(f"marks: {tuples / rows:.1f} a record; {(table + index) / rows:.0f} bytes a record, "
              f"{(table + index) / tuples:.0f} bytes a mark (table {table >> 20} MB, key {index >> 20} MB); "
              f"the records themselves {own / rows:.0f} bytes a record")  # fmt: skip


def as_plain_role() -> None:
    """Read as the application does: behind row-level security."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'bench_plain'")
        if cursor.fetchone() is None:
            cursor.execute("CREATE ROLE bench_plain")
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO bench_plain")
        cursor.execute("SET ROLE bench_plain")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--filled", action="store_true", help="the database was filled before")
    parser.add_argument("--only", nargs="*", default=[], help="names of cases")
    given = parser.parse_args()
    if not given.filled:
        call_command("migrate", verbosity=0)
        with platform_writing():
            Tenant.objects.get_or_create(id=1, defaults={"key": "t1", "name": "T"})
            author = str(Account.objects.create_account("author").id)
        make_tables([TEAM, WORKER, SLIP])
        with writing(SCOPE):
            fill_named(author)
        fill(given.rows, author)
    if connection.vendor == "postgresql":
        as_plain_role()
    sizes(given.rows)
    measure(given.rows, given.times, given.only)


if __name__ == "__main__":
    main()
