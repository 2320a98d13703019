"""Workbooks to take away: an empty one with the columns of an entity, and the one handed in with its faults marked."""

from collections.abc import Callable, Sequence
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _

from dougong.actions import result_workbook
from dougong.actions.importing.rights import import_targets
from dougong.admission import Entry, admit, seat_of
from dougong.intake import Target
from dougong.pages.importing.columns import batch_at
from dougong.pages.importing.fields import how_to_write, said_of
from dougong.pages.visits import Visit, page
from dougong.problem import Problem, Refused
from dougong.sheets import Head, Sheet, write_workbook
from dougong.tenancy import reading

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Choices of a field that the explanation spells out.
SPELT = 40


@page("GET", "HEAD")
def template_file(visit: Visit, module: str, entity: str) -> HttpResponse:
    """An empty workbook: a column for each field this person may import, and a sheet that explains them."""
    name = f"{module}/{entity}"
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        entry = admit(seat, name, "import")
        targets = import_targets(seat, name)
        told = [_explained(entry, one) for one in targets]
    heads = [Head(one.label) for one in targets]
    words = [Head(_("Column")), Head(_("Required")), Head(_("What to write")), Head(_("Choices"))]
    sheets = [Sheet(entry.entity.title, heads, ()), Sheet(_("Explanations"), words, told)]
    return _sent(lambda out: write_workbook(sheets, out), f"{entry.entity.title}.xlsx")


@page("GET", "HEAD")
def result_file(visit: Visit, module: str, entity: str, batch_id: UUID) -> HttpResponse:
    """The sheet that was handed in, each line with what becomes of it, and every fault marked in its cell."""
    with reading(visit.caller.tenant):
        batch = batch_at(visit, f"{module}/{entity}", batch_id)
    if batch.state not in {"checked", "taken", "undone"}:
        raise Refused([Problem("", "not_found")])
    lines = [tuple(line) for line in result_workbook(visit.caller, batch_id)]
    width = max((len(line) for line in lines), default=1)
    first, rest = (lines[0], lines[1:]) if lines else ((), [])
    heads = [Head("" if cell is None else str(cell)) for cell in _wide(first, width)]
    stem = batch.file_name.rpartition(".")[0] or batch.file_name
    sheet = Sheet(stem, heads, (_wide(line, width) for line in rest))
    return _sent(lambda out: write_workbook([sheet], out), _("{file} checked.xlsx").format(file=stem))


def _wide(line: Sequence[Any], width: int) -> tuple[Any, ...]:
    """A line as wide as the others; the word on what became of it stands in the last column."""
    *cells, said = line or (None,)
    cells = [str(cell) if isinstance(cell, bool) else cell for cell in cells]
    return (*cells, *(None,) * (width - len(cells) - 1), said)


def _explained(entry: Entry, target: Target) -> tuple[str, str, str, str]:
    titles = [names[0] for names in list(target.choices.values())[:SPELT] if names]
    required = _("required") if target.required else ""
    return said_of(entry, target), required, how_to_write(entry, target), "、".join(titles)


def _sent(write: Callable[[IO[bytes]], object], name: str) -> HttpResponse:
    out = TemporaryFile()  # noqa: SIM115 - the answer closes it
    write(out)
    out.seek(0)
    answer = FileResponse(out, as_attachment=True, filename=name, content_type=XLSX)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
