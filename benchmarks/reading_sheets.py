"""Reading and repairing a client's sheet of 50,000 rows and 14 columns: seconds of CPU and megabytes.

    .venv/bin/python benchmarks/reading_sheets.py

The target is 5 seconds for everything printed here together.
"""

import io
import random
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import openpyxl
import ready  # noqa: F401 - paths and settings
from dougong import intake
from dougong.kinds import KINDS
from dougong.sheets import open_workbook

ROWS = 50_000
CHUNK = 2_000
#: Label, kind, schema.
FIELDS = (
    ("合同编号", "text", {}),
    ("合同名称", "text", {}),
    ("班组名称", "text", {}),
    ("合同金额（万元）", "money", {}),
    ("税率(%)", "percent", {}),
    ("工程量", "quantity", {"unit": "t"}),
    ("综合单价", "price", {}),
    ("签订日期", "date", {}),
    ("开工日期", "date", {}),
    ("联系电话", "phone", {}),
    ("是否含税", "boolean", {}),
    ("合同类别", "choice", {"oneOf": [{"const": "labour", "title": "劳务"}, {"const": "trade", "title": "专业分包"}]}),
    ("人数", "integer", {}),
    ("备注", "long_text", {}),
)


def row_of(number: int, chance: random.Random) -> list[object]:
    day = date(2024, 1, 1) + timedelta(days=number % 700)
    return [
        f"HT-2025-{number:05}",
        f"{number % 37 + 1}号楼主体结构劳务",
        f"{'钢筋木工瓦工'[number % 3 * 2 :][:2]}班组 ",
        round(chance.uniform(1, 900), 4),
        9 if number % 3 else 13,
        f"{chance.randint(1, 99999):,}.5t",
        f"￥{chance.uniform(10, 9000):,.2f}",
        day,
        f"{day.year}年{day.month}月{day.day}日" if number % 2 else f"{day.year}/{day.month}/{day.day}",
        13800000000 + number,
        "√" if number % 4 else "×",
        "劳务" if number % 2 else "专业分包",
        number % 60 + 1,
        None if number % 5 else "含税价，\xa0另附清单",
    ]


def sheet() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("合同台账")
    page.append(["劳务合同台账"])
    page.append([label for label, _, _ in FIELDS])
    chance = random.Random(7)
    for number in range(ROWS):
        page.append(row_of(number, chance))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def targets() -> tuple[intake.Target, ...]:
    found = []
    for at, (label, kind, schema) in enumerate(FIELDS):
        options = KINDS[kind].options({**schema, "kind": kind})
        name = label.split("（")[0].split("(")[0]
        found.append(intake.Target(f"/f{at}", name, kind, options, unit=str(options.get("unit", ""))))
    return tuple(found)


@contextmanager
def told(what: str, spent: list[float]) -> Iterator[None]:
    begun = time.process_time()
    yield
    spent.append(time.process_time() - begun)
    print(f"{what:<22} {spent[-1]:6.2f} s")


def main() -> None:
    data, wanted, spent = sheet(), targets(), list[float]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with told("checked and parsed", spent):
        page = open_workbook(data, "台账.xlsx").sheets[0]
    with told("table found", spent):
        table = intake.find_table(page.rows(), page.merged)
    with told("columns guessed", spent):
        guesses = intake.guess(table, wanted)
    by_pointer = {one.pointer: one for one in wanted}
    with told("cells read", spent):
        rows = [row for _, row in intake.body(table, page.rows())]
    notes = problems = 0
    with told("cells repaired", spent):
        for begin in range(0, len(rows), CHUNK):
            chunk = rows[begin : begin + CHUNK]
            for one in guesses:
                cells = [row[one.column] for row in chunk]
                done = intake.repair_column(cells, by_pointer[one.pointer], one.hints)
                notes, problems = notes + len(done.notes), problems + len(done.problems)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{'together':<22} {sum(spent):6.2f} s  (target 5 s)")
    print(f"{len(rows):,} rows, {notes:,} notes, {problems:,} problems; {(after - before) / 1024:.0f} MB more")
    wrong = {FIELDS[one.column][0]: one.pointer for one in guesses if one.pointer != f"/f{one.column}"}
    print(wrong or "every column guessed")


if __name__ == "__main__":
    main()
