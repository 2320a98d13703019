"""Write the demo's spreadsheets anew: `python -m demo.workbooks.make [FOLDER]`. The same seed makes the same files."""

import json
import random
import sys
from pathlib import Path

from demo.workbooks.money import contracts, partners, suppliers
from demo.workbooks.pen import Table, write_csv, write_xlsx
from demo.workbooks.people import attendance, teams, workers
from demo.workbooks.works import accounts, breakdown, materials

SEED = 20250430
FOLDER = Path(__file__).with_name("files")
UTF_8 = frozenset({"02成本科目补充.csv"})
#: Of a file, the records that are there already; of a file with several sheets, the faults of each.
KNOWN = {"01往来单位登记表.xlsx": {"update": 3}, "02成本科目补充.csv": {"same": 2}}
FAULTS = {"04WBS补充.xlsx": (3, 2)}


def seeded(name: str) -> random.Random:
    """The chance of one file: what another one draws does not change it."""
    return random.Random(f"{SEED} {name}")


def tables() -> dict[str, list[Table]]:
    """What every file holds, by its name, in the order they are brought in; names are as clients' are."""
    parties, named = partners(seeded("parties"))
    crews, made = teams(seeded("teams"))
    roster, present = workers(seeded("workers"), made)
    return {
        "01往来单位登记表.xlsx": [parties],
        "02成本科目补充.csv": [accounts(seeded("accounts"))],
        "03材料字典导出.xlsx": [materials(seeded("materials"))],
        "04WBS补充.xlsx": list(breakdown(seeded("breakdown"))),
        "05班组一览表.csv": [crews],
        "06工人花名册(实名制).xlsx": [roster],
        "07支出合同台账4月.xlsx": [contracts(seeded("contracts"), named)],
        "08闸机考勤4月下旬.csv": [attendance(seeded("attendance"), present)],
        "21供应商名录.csv": [suppliers(seeded("suppliers"))],
    }


def make(folder: Path = FOLDER) -> list[Path]:
    """All files."""
    folder.mkdir(parents=True, exist_ok=True)
    found = tables()
    for name, held in found.items():
        if name.endswith(".xlsx"):
            write_xlsx(folder / name, *held)
        else:
            write_csv(folder / name, held[0], "utf-8-sig" if name in UTF_8 else "gb18030")
    return [folder / name for name in found]


def expected() -> dict[str, dict[str, int]]:
    """What each sheet is to give: its faults were put in on purpose, the rest is new but for what is known already."""
    told: dict[str, dict[str, int]] = {}
    for name, held in tables().items():
        for number, table in enumerate(held):
            known = KNOWN.get(name, {})
            faults = FAULTS.get(name, (5,))[number]
            figures = {"insert": len(table.rows) - faults - sum(known.values()), **known, "refused": faults}
            told[f"{name}#{number}" if len(held) > 1 else name] = {key: n for key, n in figures.items() if n}
    return told


def keep_expected() -> None:
    """Write the figures into `demo/expected.json`; what lists add up to there is domain.md's, and stays."""
    place = FOLDER.parents[1] / "expected.json"
    totals = json.loads(place.read_text("utf-8"))["totals"]
    files = ",\n".join(
        f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(one)}" for name, one in expected().items()
    )
    lists = ",\n".join(f"  {json.dumps(one, ensure_ascii=False)}" for one in totals)
    place.write_text(f'{{"files": {{\n{files}}},\n "totals": [\n{lists}]}}\n', "utf-8")


if __name__ == "__main__":
    for path in make(*map(Path, sys.argv[1:2])):
        sys.stdout.write(f"{path.name} {path.stat().st_size:,}\n")
    keep_expected()
