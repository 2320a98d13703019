"""What is said about clients' spreadsheets: files refused, tables not found, cells repaired or doubtful."""

from typing import Final

from dougong.problem.marking import N_

INTAKE: Final[dict[str, str]] = {
    "intake.file.broken": N_("This file is damaged. Open it in Excel, save it again and upload that."),
    "intake.empty": N_("Nothing stands in this sheet."),
    "intake.no_header": N_("No row of this sheet looks like a header. Give the columns names above the first entry."),
    "intake.because.label": N_("The column is called like the field."),
    "intake.because.nothing": N_("No field fits this column."),
}
