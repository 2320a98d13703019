"""What `lists.py` runs in a process of its own: the pages of a large list, asked for as a browser does, and timed."""

import argparse
import gzip
import html
import json
import re
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import ready  # noqa: F401 - sets Django up before anything of ours is imported

# isort: split
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from dougong.tenancy import Account, issue_sign_in, tenant_by_key
from lists_filling import HOST, RARE, TABLE, his_projects, team

LIST = "/m/bench/daywork/"
#: Rounds thrown away before those that count.
WARM = 2


@dataclass
class Figure:
    """One line of the result. aim: of `p95`, or of `ratio` where there is one. told: why there is no figure.

    cpu: of this process alone (median), which a busy machine does not stretch.
    """

    name: str
    aim: float
    p50: float = 0
    p95: float = 0
    cpu: float = 0
    ratio: float | None = None
    queries: int = 0
    rows: int = 0
    bytes: int = 0
    told: str = ""

    @property
    def good(self) -> bool:
        """Whether the aim is met."""
        return not self.told and (self.p95 if self.ratio is None else self.ratio) <= self.aim


@dataclass(frozen=True)
class Case:
    """An address, and the hand-written condition that says which rows it must find (None: not compared)."""

    name: str
    asked: dict[str, str]
    where: str | None = None


def leaf(field: str, word: str, to: Any) -> str:
    return json.dumps({"all": [{"field": field, "is": word, "to": to}]})


def uuid(value: UUID) -> str:
    return f"'{value}'" if connection.vendor == "postgresql" else f"'{value.hex}'"


def cases() -> list[Case]:
    mine, month = str(team(3)), ["2024-01-01", "2024-01-31"]
    between = f"work_date BETWEEN '{month[0]}' AND '{month[1]}'"
    three = json.dumps({"all": [
        {"field": "status", "is": "one_of", "to": ["submitted"]},
        {"field": "work_date", "is": "between", "to": month}, {"field": "team", "is": "one_of", "to": [mine]},
    ]})  # fmt: skip
    return [
        Case("first page", {}, "1 = 1"),
        Case("filter: choice", {"filter": leaf("trade", "one_of", ["rebar"])}, "trade = 'rebar'"),
        Case("filter: date range", {"filter": leaf("work_date", "between", month)}, between),
        Case("filter: reference", {"filter": leaf("team", "one_of", [mine])}, f"team = {uuid(team(3))}"),
        Case("filter: three together", {"filter": three},
             f"status = 'submitted' AND {between} AND team = {uuid(team(3))}"),
        Case("filter: nothing found", {"filter": leaf("worker", "equal", "无此人")}, "worker = '无此人'"),
        Case("sort: amount", {"sort": "amount"}),
        Case("sort: -amount, worker", {"sort": "-amount,worker"}),
        Case("sort: worker", {"sort": "worker"}),
        Case("sort + filter", {"sort": "-amount", "filter": leaf("trade", "one_of", ["rebar"])}),
        Case("groups: team", {"group": "team"}),
        Case("groups: trade, status", {"group": "trade,status"}),
        Case("groups: project", {"group": "project"}),
        Case("search: rare word", {"q": RARE}, f"remark LIKE '%{RARE}%'"),
        Case("search: frequent word", {"q": "钢筋"}, "remark LIKE '%钢筋%'"),
        Case("search: pinyin", {"q": "gangjin"}),
        Case("search: initials", {"q": "wjg"}),
        Case("search: part of a number", {"q": "0012345"}),
        Case("search: nothing found", {"q": "qqxxzz"}),
        Case("search + filter", {"q": "钢筋", "filter": leaf("work_date", "between", month)},
             f"remark LIKE '%钢筋%' AND {between}"),
    ]  # fmt: skip


def address(asked: dict[str, str], part: str = "") -> str:
    return f"{LIST}{part}?{urlencode(asked)}" if asked else LIST + part


def timed(work: Callable[[], Any], rounds: int) -> tuple[float, float, float]:
    """p50, p95 and the median of this process's own time, in milliseconds."""
    taken, own = [], []
    for number in range(rounds + WARM):
        before, spent = time.perf_counter(), time.process_time()
        work()
        if number >= WARM:
            taken.append(1000 * (time.perf_counter() - before))
            own.append(1000 * (time.process_time() - spent))
    p95 = statistics.quantiles(taken, n=20, method="inclusive")[-1]
    return statistics.median(taken), p95, statistics.median(own)


class Reader:
    """The person whose reach is a condition, in a browser without scripts."""

    def __init__(self, slow: list[str]) -> None:
        tenant = tenant_by_key("big")
        assert tenant is not None, "filled before"
        self.tenant_id, self.slow = tenant.id, slow
        self.client = Client(HTTP_HOST=HOST)
        self.client.cookies["dougong_language"] = "en"
        token = issue_sign_in(Account.objects.get(login="reader"), tenant)
        assert self.client.post(f"/sign-in/{token}/").status_code == 302

    def get(self, where: str) -> str:
        answer = self.client.get(where)
        assert answer.status_code == 200, (where, answer.status_code, answer.content.decode()[:300])
        return answer.content.decode()

    def bare(self, sql: str) -> Any:
        """Hand-written SQL, inside the same wall."""
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT set_config('app.tenant', %s, true)", [str(self.tenant_id)])
            cursor.execute(sql)
            return cursor.fetchall()

    def scope(self, where: str = "1 = 1") -> str:
        projects = ", ".join(uuid(one) for one in his_projects())
        return f"tenant_id = {self.tenant_id} AND deleted_at IS NULL AND project_id IN ({projects}) AND {where}"

    def measure(self, name: str, where: str, aim: float, rounds: int) -> Figure:
        """One address."""
        try:
            with CaptureQueriesContext(connection) as queries:
                text = self.get(where)
        except Exception as error:  # a page that does not work is a line of the result
            return Figure(name, aim, told=f"{type(error).__name__}: {str(error)[:160]}")
        asked = list(queries.captured_queries)
        p50, p95, cpu = timed(lambda: self.get(where), rounds)
        figure = Figure(name, aim, p50, p95, cpu, queries=len(asked), rows=text.count("<tr"),
                        bytes=len(gzip.compress(text.encode())))  # fmt: skip
        if p95 > aim:
            self.explain(name, p95, asked)
        return figure

    def explain(self, name: str, p95: float, queries: list[dict[str, str]]) -> None:
        """Of a slow page, the plans of its slowest queries."""
        word = "EXPLAIN (ANALYZE, BUFFERS)" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        told = [f"## {name}: p95 {p95:.0f} ms ({connection.vendor})"]
        for query in sorted(queries, key=lambda one: -float(one["time"]))[:2]:
            if float(query["time"]) < 0.02 or not query["sql"].startswith(("SELECT", "WITH")):
                continue
            plan = "\n".join(" ".join(str(one) for one in row) for row in self.bare(f"{word} {query['sql']}"))
            told.append(f"{query['time']} s\n```sql\n{query['sql'][:3000]}\n```\n```\n{plan[:6000]}\n```")
        self.slow.append("\n".join(told))


def beside(reader: Reader, name: str, asked: dict[str, str], sql: str, rounds: int) -> Figure:
    """Counts and sums after the page, and the same by hand."""
    where = address(asked, "totals/") if "part" not in asked else address(asked)
    figure = reader.measure(name, where, 1.5, rounds)
    if not figure.told:
        figure.ratio = figure.p50 / timed(lambda: reader.bare(sql), rounds)[0]
    return figure


def next_pages(reader: Reader, pages: int) -> Figure:
    """Pages behind one another, the second half of which counts."""
    where, taken = LIST, []
    for _ in range(pages):
        before = time.perf_counter()
        text = reader.get(where)
        taken.append(1000 * (time.perf_counter() - before))
        found = re.search(r'(?:href|hx-get|data-[a-z-]*)="([^"]*[?&;]after=[^"]*)"', text)
        if found is None:
            return Figure("next pages", 200, told="no address of a next page in the page")
        where = html.unescape(found.group(1))
    deep = taken[pages // 2 :]
    return Figure(f"next pages, {pages // 2 * 50:,} to {pages * 50:,} rows down", 200, statistics.median(deep),
                  statistics.quantiles(deep, n=20, method="inclusive")[-1])  # fmt: skip


def wrong_count(reader: Reader, case: Case) -> str:
    """What is wrong with the number of rows found, "" when nothing."""
    if case.where is None:
        return ""
    expected = reader.bare(f"SELECT count(*) FROM {TABLE} WHERE {reader.scope(case.where)}")[0][0]
    told = re.sub(r"<[^>]+>", " ", reader.get(address(case.asked, "totals/")))
    found = re.search(r"([\d,]+)", told)
    got = int(found.group(1).replace(",", "")) if found else -1
    return "" if got == expected else f"finds {got:,} rows, by hand {expected:,}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", default="")
    parser.add_argument("--slow", default="")
    parser.add_argument("--search", action="store_true")
    given = parser.parse_args()
    slow: list[str] = []
    reader = Reader(slow)
    figures = []
    for case in (one for one in cases() if given.only in one.name and (given.search or "q" not in one.asked)):
        figure = reader.measure(case.name, address(case.asked), 200, given.rounds)
        if not figure.told:
            figure.told = wrong_count(reader, case)
        figures.append(figure)
    if given.only in "next pages":
        figures.append(next_pages(reader, 40))
    sums = f"SELECT count(*), sum(hours), sum(amount) FROM {TABLE} WHERE {reader.scope()}"
    groups = f"SELECT team, count(*), sum(hours), sum(amount) FROM {TABLE} WHERE {reader.scope()} GROUP BY team"
    rounds = max(3, given.rounds // 3)
    if given.only in "totals":
        figures.append(beside(reader, "totals: count and sums", {}, sums, rounds))
        some = {"filter": leaf("trade", "one_of", ["rebar"])}
        figures.append(beside(reader, "totals: of a filtered list", some, f"{sums} AND trade = 'rebar'", rounds))
        figures.append(beside(reader, "totals: of the groups", {"group": "team", "part": "groups"}, groups, rounds))
    if given.slow:
        with open(given.slow, "a", encoding="utf-8") as file:
            file.writelines(f"{one}\n\n" for one in slow)
    print(json.dumps([asdict(one) | {"good": one.good} for one in figures]))


if __name__ == "__main__":
    main()
