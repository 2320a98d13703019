"""How large a client's file may be, and the one way to refuse it."""

from typing import Final

from dougong.problem import Problem, Refused

MAX_BYTES: Final = 20 * 2**20
MAX_UNPACKED: Final = 200 * 2**20
#: Unpacked size over packed size; small files may pass it.
MAX_RATIO: Final = 100
RATIO_COUNTS_FROM: Final = 10 * 2**20
MAX_PARTS: Final = 1_000
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 500
#: Of one sheet: its rows times its columns, as far as anything stands in them.
MAX_CELLS: Final = 1_000_000
MAX_SHEETS: Final = 200
#: Excel itself has no more rows: a sheet that declares them was not made by a spreadsheet program.
EXCEL_ROWS: Final = 1_048_576


def refused(code: str, **params: object) -> Refused:
    """The refusal of a file, `code` below "intake.file"."""
    return Refused([Problem("", f"intake.file.{code}", params)])


def check_extent(*, rows: int, columns: int, cells: int | None = None) -> None:
    """Refuses a sheet with too many rows, columns or cells."""
    if columns > MAX_COLUMNS:
        raise refused("columns", found=columns, limit=MAX_COLUMNS)
    if rows > MAX_ROWS:
        raise refused("rows", found=rows, limit=MAX_ROWS)
    if (rows * columns if cells is None else cells) > MAX_CELLS:
        raise refused("cells", limit=MAX_CELLS)
