"""Write the demo's spreadsheets anew: `python -m demo.workbooks.make [FOLDER]`. The same seed makes the same files."""

import random
import sys
from pathlib import Path

from demo.workbooks.money import contracts, partners
from demo.workbooks.pen import write_csv, write_xlsx
from demo.workbooks.people import attendance, teams, workers
from demo.workbooks.works import accounts, breakdown, materials

SEED = 20250430
FOLDER = Path(__file__).with_name("files")


def seeded(name: str) -> random.Random:
    """The chance of one file: what another one draws does not change it."""
    return random.Random(f"{SEED} {name}")


def make(folder: Path = FOLDER) -> list[Path]:
    """All files, in the order they are brought in; names say what they hold, as clients' files do."""
    folder.mkdir(parents=True, exist_ok=True)
    parties, named = partners(seeded("parties"))
    crews, made = teams(seeded("teams"))
    roster, present = workers(seeded("workers"), made)
    names = ("01往来单位登记表.xlsx", "02成本科目补充.csv", "03材料字典导出.xlsx", "04WBS补充.xlsx", "05班组一览表.csv",
             "06工人花名册(实名制).xlsx", "07支出合同台账4月.xlsx", "08闸机考勤4月下旬.csv")  # fmt: skip
    paths = [folder / name for name in names]
    write_xlsx(paths[0], parties)
    write_csv(paths[1], accounts(seeded("accounts")), "utf-8-sig")
    write_xlsx(paths[2], materials(seeded("materials")))
    write_xlsx(paths[3], *breakdown(seeded("breakdown")))
    write_csv(paths[4], crews, "gb18030")
    write_xlsx(paths[5], roster)
    write_xlsx(paths[6], contracts(seeded("contracts"), named))
    write_csv(paths[7], attendance(seeded("attendance"), present), "gb18030")
    return paths


if __name__ == "__main__":
    for path in make(*map(Path, sys.argv[1:2])):
        sys.stdout.write(f"{path.name} {path.stat().st_size:,}\n")
