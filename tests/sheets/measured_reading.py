"""Open files in processes of their own and print what became of each: run as a script by the test of hostile files.

Only the reading half is imported, without Django, so that the memory printed is what reading needs.
"""

import json
import os
import resource
import sys
import time
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "platform"))
_sheets = types.ModuleType("dougong.sheets")
_sheets.__path__ = [str(ROOT / "platform/dougong/sheets")]
sys.modules["dougong.sheets"] = _sheets

from dougong.problem import Refused  # noqa: E402
from dougong.sheets.reading import open_workbook  # noqa: E402


def tried(path: Path) -> dict[str, object]:
    begun = time.perf_counter()
    try:
        book = open_workbook(path.read_bytes(), path.name)
        code = "opened " + ",".join(f"{one.height}x{one.width}" for one in book.sheets)
    except Refused as refused:
        code = ",".join(one.code for one in refused.problems)
    except BaseException as failure:
        code = f"CRASH {type(failure).__name__}: {failure}"
    seconds = time.perf_counter() - begun
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"name": path.name, "code": code, "seconds": round(seconds, 3), "megabytes": round(megabytes)}


def main() -> None:
    for path in sorted(Path(sys.argv[1]).iterdir()):
        child = os.fork()
        if child:
            _, status = os.waitpid(child, 0)
            if status:
                print(
                    json.dumps({"name": path.name, "code": f"DIED {status}", "seconds": 99, "megabytes": 0}), flush=True
                )
            continue
        print(json.dumps(tried(path)), flush=True)
        os._exit(0)


if __name__ == "__main__":
    main()
