"""Teams, workers and attendance: what the labour officer keeps."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from demo.workbooks.known import records
from demo.workbooks.numbers import bank_card, id_card, names
from demo.workbooks.pen import Cell, Table

#: domain.md, section 21.
TEAMS, EVER, ON_SITE = 38, 1_260, 860
#: Days of attendance that are brought in, at 92 %.
DAYS = [date(2025, 4, 28), date(2025, 4, 29), date(2025, 4, 30)]
TRADES = (
    "木工",
    "钢筋工",
    "混凝土工",
    "砌筑工",
    "抹灰工",
    "架子工",
    "电焊工",
    "电工",
    "管道工",
    "防水工",
    "油漆工",
    "钢结构安装工",
    "幕墙安装工",
    "普工",
)
LEVELS = ("辅工", "初级工", "中级工", "中级工", "高级工", "技师")
LEADERS = ("赵铁柱", "钱大勇", "孙德胜", "周广才", "郑国平")
PROJECT = "HD-NEP 华东新能源产业园"


def teams(rng: random.Random) -> tuple[Table, list[tuple[str, str]]]:
    """The teams' sheet, and the new teams with their trades."""
    mine = [one for key, one in records("team").items() if key != "school"]
    made: list[tuple[str, str]] = []
    rows: list[list[Cell]] = []
    for number in range(TEAMS - len(mine)):
        trade = TRADES[number % len(TRADES)]
        name = f"{trade.removesuffix('工')}{'二三四五'[number // len(TRADES)]}班（{'ABCD'[number % 4]}区）"
        made.append((name, trade))
        came = date(2024, 5, 1) + timedelta(days=number * 6)
        rows.append([f"BZ-{number + 21}", name, trade, rng.choice(LEADERS), f"138{rng.randrange(10**8):08d}",
                     rng.choice(("宏达建筑劳务有限公司", "众诚建筑劳务有限公司")), f"{came:%Y.%m.%d}", None, "是", None])  # fmt: skip
    rows[4:4] = [["BZ-91", "班组长查无此人的班", "木工", "张三丰", None, None, "2024-06-01", None, "是"]]
    rows[9:9] = [["BZ-92", None, "电工", LEADERS[0], None, None, "2024-06-01", None, "是"]]
    rows[14:14] = [["BZ-93", "先退场后进场的班", "电工", LEADERS[1], None, None, "2024-06-01", "2024-02-01", "否"]]
    rows[19:19] = [["BZ-94", "工种不存在的班", "厨师", LEADERS[2], None, None, "2024-06-01", None, "是"]]
    rows[24:24] = [["BZ-95", "日期看不懂的班", "电工", LEADERS[3], None, None, "去年开春", None, "是"]]
    heads = [
        "班组编号",
        "班组名称",
        "主要工种",
        "班组长",
        "班组长电话",
        "所属劳务公司",
        "进场日期",
        "退场日期",
        "在场",
        "备注",
    ]
    return Table("班组", heads, rows, above=["华东新能源产业园班组一览表（劳资科）"]), made


def workers(rng: random.Random, made: list[tuple[str, str]]) -> tuple[Table, list[tuple[str, str]]]:
    """The roster, and who of it is on site with his team: with those known, 1,260 ever and 860 on site."""
    known = [one for one in records("worker").values() if one["team"] != "school"]
    missing, staying = EVER - len(known), ON_SITE - sum("exit" not in one for one in known)
    taken = {one["name"] for one in records("worker").values()}
    rows: list[list[Cell]] = []
    present: list[tuple[str, str]] = []
    fresh = names(rng, taken)
    for number in range(missing):
        team, trade = made[number % len(made)]
        name, male = next(fresh), rng.random() < 0.88
        born = date(1968, 1, 1) + timedelta(days=rng.randrange(34 * 365))
        came = date(2024, 6, 1) + timedelta(days=rng.randrange(320))
        left = None if number < staying else min(came + timedelta(days=rng.randrange(20, 200)), date(2025, 4, 29))
        if left is None:
            present.append((name, team))
        rows.append([0, name, id_card(rng, born, male), "男" if male else "女", f"13{rng.randrange(10**9):09d}", team, trade,
                     rng.choice(LEVELS), f"{came:%Y-%m-%d}", left and f"{left:%Y-%m-%d}", left and "是", bank_card(rng),
                     "中国农业银行昆山城西支行"])  # fmt: skip
    rng.shuffle(rows)
    wrong = _wrong(rng, fresh, made[0][0], str(rows[0][2]))
    for place, row in zip((40, 220, 500, 777, 1001), wrong, strict=True):
        rows.insert(place, row)
    for place, row in enumerate(rows, 1):
        row[0] = place
    heads = [
        "序号",
        "姓名",
        "身份证号",
        "性别",
        "手机号",
        "班组",
        "工种",
        "技能等级",
        "进场日期",
        "退场日期",
        "工资已结清",
        "工资卡号",
        "工资卡开户行",
    ]
    above = ["华东新能源产业园 工人花名册（实名制）", "打印：何静   2025-04-30"]
    return Table("花名册", heads, rows, above=above, widths={2: 22, 5: 20, 11: 22, 12: 26}), present


def _wrong(rng: random.Random, fresh: Iterator[str], team: str, twice: str) -> list[list[Cell]]:
    def line(card: str, phone: str, where: str, trade: str | None, born: date = date(1990, 5, 5)) -> list[Cell]:
        number = card or id_card(rng, born, male=True)
        return [
            0,
            next(fresh),
            number,
            "男",
            phone,
            where,
            trade,
            "中级工",
            "2024-08-01",
            None,
            None,
            bank_card(rng),
            "农行",
        ]

    good = id_card(rng, date(1985, 6, 7), male=True)
    changed = good[:-1] + ("1" if good[-1] != "1" else "2")
    return [
        line(changed, "13800138000", team, "木工"), line(twice, "13800138001", team, "木工"),
        line("", "电话见合同", team, "木工"), line("", "13800138003", "不存在的班", "木工"), line("", "13800138004", team, None),
    ]  # fmt: skip


def attendance(rng: random.Random, present: list[tuple[str, str]]) -> Table:
    """The gate's list of the last days: 92 % of those on site who are on the roster."""
    rows: list[list[Cell]] = []
    for day in DAYS:
        came = sorted(rng.sample(present, round(len(present) * 0.92)))
        for name, team in came:
            start = rng.randrange(20, 75)
            hours = rng.choice((8, 8, 8, 9, 9, 10))
            left = start + (hours + 1) * 60
            rows.append([PROJECT, f"{day:%Y/%m/%d}", name, team, f"{6 + start // 60:02d}:{start % 60:02d}",
                         f"{6 + left // 60:02d}:{left % 60:02d}", str(hours), "闸机"])  # fmt: skip
    name, team = present[0]
    wrong: list[list[Cell]] = [
        [PROJECT, "2025/04/31", name, team, "06:30", "17:30", "9", "闸机"], [PROJECT, "2025/04/27", "陌生人", team, "06:30", "17:30", "9", "闸机"],
        [PROJECT, "2025/04/27", name, team, "06:30", "17:30", "九个钟头", "闸机"], [PROJECT, "2025/04/26", name, team, "06:30", "17:30", "9", "门卫记得"],
        [PROJECT, "2025/04/25", name, team, "二十五点", "17:30", "9", "闸机"],
    ]  # fmt: skip
    for place, row in zip((15, 400, 900, 1500, 2100), wrong, strict=True):
        rows.insert(place, row)
    return Table("考勤", ["项目", "考勤日期", "工人", "班组", "首次进场", "末次出场", "出勤工时", "来源"], rows)
