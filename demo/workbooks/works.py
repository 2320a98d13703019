"""The work breakdown, the materials and the accounts: what planner and buyer keep."""

import random
from collections import Counter

from demo.workbooks.known import of_park
from demo.workbooks.pen import Cell, Table

PROJECT = "HD-NEP 华东新能源产业园"
#: Phases of each sub-project, and work packages of each phase (domain.md, section 21: 7 x 4 x 3).
PHASES = {"基础工程": ("桩基与基坑", "承台与底板", "土方回填"), "主体结构": ("竖向结构", "水平结构", "二次结构"),
          "机电安装": ("给排水", "电气", "暖通空调"), "装饰装修": ("内墙与地面", "门窗", "外立面")}  # fmt: skip
SUBS = 7


def breakdown(_rng: random.Random) -> tuple[Table, Table]:
    """The nodes that are missing, so that 7 sub-projects have 4 phases with 3 work packages each: a sheet a level."""
    rows = _missing()
    levels = {word: [row for row in rows if row[3] == word] for word in ("施工阶段", "工作包")}
    levels["施工阶段"][3:3] = [
        [PROJECT, "1.9.1", "上级不存在", "施工阶段", "1.9", 1], [PROJECT, "1.1.91", None, "施工阶段", "1.1", 91],
        [PROJECT, "1.1.92", "子项挂在子项下", "子项工程", "1.1", 92],
    ]  # fmt: skip
    levels["工作包"][9:9] = [
        [PROJECT, "1.1.93", "类型不认识", "里程碑群", "1.1", 93], [PROJECT, "1.1.94", "没有上级", "工作包", None, 94]
    ]  # fmt: skip
    heads = ["项目", "WBS 编码", "名称", "节点类型", "上级节点", "排序"]
    above = ["华东新能源产业园 工作分解结构（补充）"]
    above_all, below = (Table(word, heads, found, above=above, widths={0: 26, 2: 24}) for word, found in levels.items())
    return above_all, below


def _missing() -> list[list[Cell]]:
    nodes = of_park("wbs_node")
    codes = {key: one["code"] for key, one in nodes.items()}
    rows: list[list[Cell]] = []
    for sub in range(1, SUBS + 1):
        key = next(key for key, code in codes.items() if code == f"1.{sub}")
        mine = {one["name"]: one["code"] for one in nodes.values() if one.get("parent") == key}
        missing = [name for name in PHASES if name not in mine]
        free = (number for number in range(1, 20) if f"1.{sub}.{number}" not in set(codes.values()))
        for name, code in [*mine.items(), *((name, f"1.{sub}.{next(free)}") for name in missing[: 4 - len(mine)])]:
            if name not in mine:
                rows.append([PROJECT, code, name, "施工阶段", f"1.{sub}", int(code.rpartition(".")[2])])
            rows += _packages(code, name, codes)
    return rows


def _packages(code: str, name: str, codes: dict[str, str]) -> list[list[Cell]]:
    """The work packages a phase has not yet."""
    there = [one for one in codes.values() if one.startswith(f"{code}.")]
    words = PHASES.get(name, ("第一段", "第二段", "第三段"))
    free = [number for number in range(1, 10) if f"{code}.{number}" not in there][: max(0, 3 - len(there))]
    return [
        [PROJECT, f"{code}.{number}", f"{name}{words[(number - 1) % 3]}", "工作包", code, number] for number in free
    ]


def counts(*sheets: Table) -> Counter[str]:
    """How many nodes of each level there are with those of the sheets, without what is wrong in them."""
    words = {"项目": "project", "子项工程": "sub_project", "施工阶段": "phase", "工作包": "work_package"}
    found = Counter(one["node_kind"] for one in of_park("wbs_node").values())
    wrong = {"1.9.1", "1.1.91", "1.1.92", "1.1.93", "1.1.94"}
    found.update(words[str(row[3])] for table in sheets for row in table.rows if str(row[1]) not in wrong)
    return found


def materials(rng: random.Random) -> Table:
    """The dictionary of materials, as the buyer took it out of an older program."""
    kinds = (("钢筋", "t", ["HRB400E 螺纹钢", "HPB300 盘圆", "HRB500E 螺纹钢"], ["Φ8", "Φ10", "Φ12", "Φ16", "Φ20", "Φ25", "Φ32"]),
             ("混凝土及砂浆", "m³", ["商品混凝土", "抗渗混凝土", "细石混凝土"], ["C20", "C25", "C30", "C35", "C40", "C50"]),
             ("砌体材料", "m³", ["加气混凝土砌块", "页岩多孔砖"], ["600×200×100", "600×200×200", "240×115×90"]),
             ("电气线缆", "m", ["YJV 电缆", "BV 电线", "KVV 控制缆"], ["2.5", "4", "10", "25", "70", "120", "240"]),
             ("管材管件", "m", ["PPR 给水管", "HDPE 排水管", "镀锌钢管"], ["DN20", "DN25", "DN50", "DN100", "DN150"]),
             ("防水保温材料", "m²", ["SBS 卷材", "岩棉板", "挤塑板"], ["3mm", "4mm", "50mm", "80mm"]))  # fmt: skip
    rows: list[list[Cell]] = []
    for at, (category, unit, stems, specs) in enumerate(kinds):
        for stem in stems:
            for spec in specs:
                code = f"M{at + 1:02d}{len(rows) + 1:04d}"
                rows.append(
                    [
                        code,
                        f" {stem}" if rng.random() < 0.1 else stem,
                        spec,
                        unit,
                        category,
                        rng.choice((0.01, 0.02, 0.03)),
                        "是",
                    ]
                )
    rows[8:8] = [["M990001", "单位写错的材料", "Φ1", "大车", "钢筋", 0.01, "是"]]
    rows[20:20] = [["M990002", "分类写错的材料", "Φ1", "t", "海鲜", 0.01, "是"]]
    rows[33:33] = [[None, "没有编码的材料", "Φ1", "t", "钢筋", 0.01, "是"]]
    rows[44:44] = [["M990004", None, "Φ1", "t", "钢筋", 0.01, "是"]]
    rows[55:55] = [["M990005", "损耗看不懂的材料", "Φ1", "t", "钢筋", "看情况", "是"]]
    heads = ["材料编码", "材料名称", "规格型号", "单位", "材料分类", "定额损耗率", "启用"]
    return Table("材料字典", heads, rows, above=["材料字典导出", "物资部"], forms={5: "0.0%"}, widths={1: 22, 2: 18})


def accounts(_rng: random.Random) -> Table:
    """Accounts of cost that this company keeps beside the usual ones."""
    rows: list[list[Cell]] = [
        ["03.07", "苗木花卉", "03", "材料费", "是", "是"], ["03.08", "装配式构件", "03", "材料费", "是", "是"], ["04.04", "自有机械折旧", "04", "机械费", "是", "是"],
        ["06.04", "BIM 与智慧工地", "06", "措施费", "是", "是"], ["06.05", "扬尘在线监测", "06", "措施费", "是", "是"], ["07.05", "保险费", "07", "间接费", "否", "是"],
        ["07.06", "检验试验费", "07", "间接费", "否", "是"], ["06.01", "安全文明施工", "06", "措施费", "是", "是"], ["07.03", "水电费", "07", "间接费", "否", "是"],
        ["03.91", "上级没有", "33", "材料费", "是", "是"], ["03.92", None, "03", "材料费", "是", "是"], ["03.93", "类型没有", "03", "人情费", "是", "是"],
        [None, "编码没有", "03", "材料费", "是", "是"], ["03.95", "是否看不懂", "03", "材料费", "大概是", "是"],
    ]  # fmt: skip
    return Table("科目", ["科目编码", "科目名称", "上级科目", "科目类型", "直接成本", "末级科目"], rows)
