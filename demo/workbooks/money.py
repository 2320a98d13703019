"""Partners, contracts and the cost budget: what the cost engineer keeps in his own workbooks."""

import random
from datetime import date, timedelta
from decimal import Decimal

from demo.workbooks.known import in_force, records
from demo.workbooks.numbers import credit_code
from demo.workbooks.pen import Cell, Table

PROJECT = "HD-NEP 华东新能源产业园"
#: domain.md, section 21: contracts by kind: how many, their amount before tax in 万元, the VAT rate, what they are called.
CONTRACTS = {
    "labour": (8, 25_200, "0.03", "劳务分包"), "specialist": (9, 20_100, "0.09", "专业分包"),
    "purchase": (14, 41_800, "0.13", "材料采购"), "rental": (6, 6_300, "0.13", "设备租赁"),
    "turnover": (3, 4_100, "0.13", "周转材料"), "services": (2, 900, "0.06", "服务"),
}  # fmt: skip
PARTNERS = {
    "labour": ("劳务公司", ["华盛建筑劳务", "金匠建筑劳务", "淮安鑫业劳务", "信阳筑安劳务", "川渝建筑劳务", "皖北建工劳务", "盐城建楼劳务", "沭阳众力劳务"],
               ["主体结构劳务（S1）", "主体结构劳务（S2、S5）", "装饰装修劳务", "机电安装劳务", "室外总图劳务", "宿舍楼劳务", "能源站劳务", "二次结构劳务"]),
    "specialist": ("专业分包", ["苏州桩基础工程", "上海建科防水", "南京幕墙装饰", "无锡净化工程", "江苏消防安装", "昆山智能化工程", "常州电力安装", "苏州园林绿化", "杭州电梯工程"],
                   ["桩基工程", "防水工程", "幕墙工程", "洁净室工程", "消防工程", "智能化工程", "110kV 变电站安装", "室外绿化", "电梯安装"]),
    "purchase": ("材料供应商", ["沙钢物资", "永钢贸易", "昆山南方水泥", "苏州建华管桩", "江苏新型墙材", "远东电缆", "上上电缆", "宝胜电气", "金牛管业", "东方雨虹建材",
                               "立邦涂料", "圣戈班石膏", "苏州钢构材料", "华东阀门"],
                 ["钢筋采购（一标）", "钢筋采购（二标）", "水泥采购", "预应力管桩采购", "加气块采购", "电力电缆采购", "控制电缆采购", "配电箱柜采购", "给排水管材采购",
                  "防水卷材采购", "内外墙涂料采购", "石膏板采购", "钢板型钢采购", "阀门管件采购"]),
    "rental": ("设备租赁", ["中联重科租赁", "庞源机械租赁", "苏州升降机租赁", "昆山吊装", "宏信叉车租赁", "南通机施"],
               ["塔吊租赁（S1、S2）", "塔吊租赁（S3、S6）", "施工升降机租赁", "汽车吊租赁", "叉车与高空车租赁", "挖机与压路机租赁"]),
    "turnover": ("材料供应商", ["众能联合脚手架", "江苏模板科技", "昆山临设"], ["盘扣脚手架", "铝模及木模", "围挡板房临设"]),
    "services": ("检测测绘", ["昆山市建设工程质量检测中心", "苏州测绘院"], ["第三方检测", "施工测量与变形监测"]),
}  # fmt: skip


def partners(rng: random.Random) -> tuple[Table, dict[str, list[str]]]:
    """The partners' sheet, and who is to get the contracts of each kind: those that are known come first."""
    rows: list[list[Cell]] = []
    named: dict[str, list[str]] = {}
    number = 100
    have = {kind: sum(one == kind for one, _ in in_force()) for kind in CONTRACTS}
    for kind, (word, stems, _works) in PARTNERS.items():
        named[kind] = []
        for stem in stems[: CONTRACTS[kind][0] - have[kind]]:
            number += 1
            name = stem if stem.endswith(("中心", "院")) else f"{stem}有限公司"
            named[kind].append(name)
            phone = f"139{rng.randrange(10**8):08d}"
            account = f"3220{rng.randrange(10**12):012d}"
            rows.append([number - 100, f"P{number}", name, word, credit_code(number), "一般纳税人", stem[-2:] + "经理",
                         phone, f"江苏省苏州市{rng.choice(['昆山', '吴中', '相城', '工业园区'])}某路 {number} 号",
                         "中国建设银行苏州分行", account, None])  # fmt: skip
    for key in ("steel", "concrete_supplier", "crane_hire"):  # what they are already, with what was missing
        one = records("party")[key]
        kind = {"subcontractor": "专业分包", "supplier": "材料供应商", "rental": "设备租赁"}[one["party_kind"]]
        number += 1
        rows.append([number - 100, one["code"], one["name"], kind, credit_code(800 + number), "一般纳税人", one["contact"],
                     one["phone"], one["address"], "中国建设银行苏州分行", f"3220{rng.randrange(10**12):012d}", "补录税号、账号"])  # fmt: skip
    rng.shuffle(rows)
    wrong = credit_code(990)
    rows[5:5] = [
        [
            0,
            "P190",
            "税号抄错的供应商有限公司",
            "材料供应商",
            wrong[:-1] + ("A" if wrong[-1] != "A" else "B"),
            "一般纳税人",
        ]
    ]
    rows[11:11] = [[0, "P191", None, "专业分包", None, "一般纳税人"]]
    rows[17:17] = [[0, "P192", "类别写错的单位有限公司", "朋友介绍的", None, "一般纳税人"]]
    rows[23:23] = [
        [0, "P193", "账号写错的租赁有限公司", "设备租赁", None, "一般纳税人", None, None, None, None, "见合同附件"]
    ]
    rows[29:29] = [[0, "P194", "纳税人写错的劳务有限公司", "劳务公司", None, "个体户老王"]]
    for place, row in enumerate(rows, 1):
        row[0] = place
    heads = [
        "序号",
        "单位编号",
        "单位全称",
        "单位类别",
        "统一社会信用代码",
        "纳税人类型",
        "联系人",
        "联系电话",
        "地址",
        "开户行",
        "银行账号",
        "备注",
    ]
    return Table("往来单位", heads, rows, above=["示范建工集团 往来单位登记表", "填报：成本部   2025 年 4 月 30 日"],
                 widths={2: 30, 4: 22, 8: 30, 9: 24, 10: 22}), named  # fmt: skip


def contracts(rng: random.Random, named: dict[str, list[str]]) -> Table:
    """The ledger of contracts that cost: with those that are known, 42 of 98,400 万元 before tax."""
    rows: list[list[Cell]] = []
    known = in_force()
    for kind, (count, total, rate, word) in CONTRACTS.items():
        mine = [amount for one, amount in known if one == kind]
        parts = split(rng, Decimal(total) - sum(mine, Decimal(0)), count - len(mine))
        for name, work, before in zip(named[kind], PARTNERS[kind][2], parts, strict=False):
            signed = date(2024, 3, 1) + timedelta(days=rng.randrange(300))
            told = rng.choice(
                (signed, f"{signed:%Y.%m.%d}", f"{signed.year}年{signed.month}月{signed.day}日", f"{signed:%Y/%m/%d}")
            )
            rows.append([0, PROJECT, f"华东新能源产业园{work}", word, name, f"{signed.year}-{rng.randrange(1000, 9999)}", told,
                         signed + timedelta(days=10), signed + timedelta(days=400), rng.choice(("单价", "总价")),
                         before * (1 + Decimal(rate)), Decimal(rate), Decimal("0.8"), Decimal("0.03"), None])  # fmt: skip
    rng.shuffle(rows)
    end = date(2025, 12, 31)
    head: list[Cell] = [0, PROJECT]
    party = named["purchase"][0]
    wrong: list[list[Cell]] = [
        [*head, "查无此单位的合同", "材料采购", "没有登记过的公司", "X-1", "2024-05-06", date(2024, 5, 10), end, "单价", 120, Decimal("0.13"), 0.8, 0.03, None],
        [*head, "税率写成文字的合同", "材料采购", party, "X-2", "2024-05-06", date(2024, 5, 10), end, "单价", 80, "专票", 0.8, 0.03, None],
        [*head, "到期早于开始的合同", "材料采购", party, "X-3", "2024-05-06", date(2024, 5, 10), date(2024, 1, 1), "单价", 60, Decimal("0.13"), 0.8, 0.03, None],
        [*head, "没有金额的合同", "材料采购", party, "X-4", "2024-05-06", date(2024, 5, 10), end, "单价", None, Decimal("0.13"), 0.8, 0.03, "金额待定"],
        [*head, "质保金过高的合同", "材料采购", party, "X-5", "2024-05-06", date(2024, 5, 10), end, "单价", 50, Decimal("0.13"), 0.8, 0.1, None],
    ]  # fmt: skip
    for place, row in zip((3, 9, 16, 24, 31), wrong, strict=True):
        rows.insert(place, row)
    for place, row in enumerate(rows, 1):
        row[0] = place
    sums = [row[10] for row in rows if isinstance(row[10], Decimal | int)]
    heads = ["序号", "项目", "合同名称", "合同类型", "往来单位", "对方合同号", "签订日", "开始日期", "到期日期", "计价方式", "含税金额（万元）", "税率",
             "进度付款比例", "质保金比例", "备注"]  # fmt: skip
    return Table(
        "支出合同台账", heads, rows, above=["华东新能源产业园 支出合同台账", "单位：万元   截至 2025-04-30"],
        over={10: (11, "合同价"), 12: (13, "付款条件")}, below=[["合计", None, None, None, None, None, None, None, None, None, sum(sums, Decimal(0))]],
        forms={10: "#,##0.00", 11: "0%", 12: "0%", 13: "0%"}, widths={1: 26, 2: 34, 4: 28},
    )  # fmt: skip


def suppliers(rng: random.Random) -> Table:
    """Another company's suppliers, with what it keeps of its own: their grade, and for how many years they are known."""
    stems = ["沥青", "路缘石", "透水砖", "检查井", "雨水管", "路灯", "标线", "护栏", "苗木", "侧石", "碎石", "水稳料"]
    rows: list[list[Cell]] = []
    for number in range(24):
        name = f"滨江{stems[number % 12]}{'一二'[number // 12]}厂有限公司"
        rows.append([f"S{number + 1:03d}", name, "材料供应商", rng.choice(("甲级", "乙级", "丙级")), str(rng.randrange(1, 15)),
                     f"137{rng.randrange(10**8):08d}"])  # fmt: skip
    rows[2:2] = [["S901", "等级没有的供应商", "材料供应商", "特级", "3"]]
    rows[7:7] = [["S902", "年限是负数的供应商", "材料供应商", "甲级", "-3"]]
    rows[12:12] = [["S903", None, "材料供应商", "甲级", "3"]]
    rows[17:17] = [["S904", "年限不是数的供应商", "材料供应商", "甲级", "好多年"]]
    rows[22:22] = [["S905", "类别没有的供应商", "亲戚", "甲级", "3"]]
    rows = [[*row, *[None] * (6 - len(row))] for row in rows]
    return Table(
        "供应商",
        ["单位编号", "单位全称", "单位类别", "供应商等级", "合作年限", "联系电话"],
        rows,
        above=["滨江市政 合格供应商名录"],
    )


def split(rng: random.Random, total: Decimal, count: int) -> list[Decimal]:
    """An amount in `count` parts of whole 万元, the rest in the last."""
    weights = [rng.randrange(60, 180) for _ in range(count)]
    parts = [Decimal(int(total * weight / sum(weights))) for weight in weights]
    parts[-1] += total - sum(parts)
    return parts
