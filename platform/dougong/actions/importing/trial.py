"""One record to be while it is checked: its lines, its JSON form, what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from dougong.actions.importing.sheet import Draft, cells_of, said_of_cell
from dougong.admission.entry import PROJECT_FIELD
from dougong.batches import Action, ColumnMapping, Handed, Staged
from dougong.definition import Field
from dougong.intake import Cell, Hints, Note, RepairedColumn, Target, repair_column
from dougong.problem import Json, JsonObject, Problem, Ref, Values
from dougong.storage import Record, is_personal
from dougong.tenancy import new_id

#: What stands for personal data that the sheet holds: they are kept nowhere in clear.
VEILED: Final = "•••"
#: Where a problem stands when it is not of one field.
WHOLE: Final = ""
#: Separators between several entries in one cell.
_BETWEEN: Final = str.maketrans({"；": ";", "、": ";", "，": ";", ",": ";", "\n": ";"})


@dataclass(slots=True)
class Trial:
    """One record under way through the check.

    given: its JSON form as the sheet has it. rows_at: the position in the sheet of each detail row.
    texts: references still as text, by the pointer they stand at. cells: those that were repaired or cannot be read, as
    they stand in the sheet. target: the record an update found.
    """

    draft: Draft
    place: int
    id: UUID = field(default_factory=new_id)
    given: JsonObject = field(default_factory=dict)
    rows_at: list[int] = field(default_factory=list)
    grid: str = ""
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    cells: dict[str, Handed] = field(default_factory=dict)
    project: Ref | None = None
    target: Record | None = None
    action: Action = "insert"
    values: Values = field(default_factory=dict)
    state: str | None = None
    numbered: bool = False

    @property
    def refused(self) -> bool:
        """Whether something is wrong with it that a person must put right."""
        return any(problem.level == "error" for problem in self.problems)

    def say(self, problem: Problem) -> None:
        """Keep a problem, with the line of the sheet it stands in."""
        self.problems.append(replace(problem, params={**problem.params, "line": self.line_of(problem.pointer)}))

    def line_of(self, pointer: str) -> int:
        """The position in the sheet of what a pointer leads to."""
        parts = pointer.split("/")
        if self.grid and len(parts) > 2 and parts[1] == self.grid and parts[2].isdigit():
            at = int(parts[2])
            if at < len(self.rows_at):
                return self.rows_at[at]
        return self.draft.first

    def staged(self, entity: str, shown: JsonObject, before: JsonObject) -> Staged:
        """What is kept of it."""
        action: Action = "refused" if self.refused else self.action
        return Staged(
            place=self.place, line=self.draft.first, lines=len(self.draft.lines), action=action, entity=entity,
            record=self.target.id if self.target else self.id,
            target_version=self.target.version if self.target else None,
            shown=shown, before=before, problems=tuple(self.problems), cells=self.cells,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """How the cells of a batch become JSON: the fields of its columns, as targets of `intake`."""

    mapping: ColumnMapping
    targets: Mapping[str, Target]
    fields: Mapping[str, Field]
    raw: dict[str, list[Cell]] = field(default_factory=dict)

    def read(self, drafts: Sequence[Draft], first: int) -> list[Trial]:
        """The records of some lines; a cell that cannot be read is a problem of its record."""
        trials = [Trial(draft, first + number) for number, draft in enumerate(drafts)]
        cells = cells_of(drafts, self.mapping.columns)
        columns: dict[str, RepairedColumn] = {}
        for column, at in self.mapping.columns.items():
            hints = self.mapping.hints.get(column, Hints())
            columns[at] = repair_column(cells[column], self.targets[at], hints)
            self.raw[at] = cells[column]
        heads = {at: one for at, one in columns.items() if "/*/" not in at}
        rows = {at: one for at, one in columns.items() if "/*/" in at}
        for number, trial in enumerate(trials):
            trial.given.update({at[1:]: value for at, value in self.mapping.fixed.items()})
            for at, one in heads.items():
                self._put(trial, trial.given, at, at, one, number)
        if rows:
            self._read_rows(trials, rows)
        return trials

    def _read_rows(self, trials: Sequence[Trial], columns: Mapping[str, RepairedColumn]) -> None:
        grid = next(iter(columns)).split("/")[1]
        line = 0
        for trial in trials:
            trial.grid = grid
            found: list[Json] = []
            for at_sheet, _cells in trial.draft.lines:
                row: JsonObject = {}
                trial.rows_at.append(at_sheet)
                for at, one in columns.items():
                    self._put(trial, row, at, at.replace("*", str(len(found)), 1), one, line)
                line += 1
                if row or any(pointer.startswith(f"/{grid}/{len(found)}/") for pointer in trial.texts):
                    found.append(row)
                elif not any(problem.pointer.startswith(f"/{grid}/{len(found)}/") for problem in trial.problems):
                    trial.rows_at.pop()
                else:
                    found.append(row)
            trial.given[grid] = found

    def _put(
        self, trial: Trial, holder: JsonObject, at: str, pointer: str, column: RepairedColumn, position: int
    ) -> None:
        """Put one cell where it belongs: as its value, or as a text whose entry is still to be found."""
        problem, notes, text = column.problems.get(position), column.notes.get(position, ()), ""
        if problem is not None or notes:
            text = said_of_cell(self.raw[at][position])
            if at in self.fields and is_personal(self.fields[at]):
                text, notes = VEILED, tuple(Note(one.code) for one in notes if not one.params)
                problem = problem and replace(problem, params=dict.fromkeys(problem.params, VEILED))
            trial.cells[pointer] = Handed(text, notes)
        if problem is not None:
            trial.say(problem.below(pointer))
        value = column.values[position]
        if value is None:
            return
        if self.targets[at].reference or self.targets[at].kind == "user":
            trial.texts[pointer] = (at, str(value))
        else:
            holder[at.rpartition("/")[2]] = value


def texts_in(text: str, field: Field) -> list[str]:
    """The entries a cell names: one, or several where the field takes several."""
    if not field.many:
        return [text]
    return [one for part in text.translate(_BETWEEN).split(";") if (one := part.strip())]


def put_at(given: JsonObject, pointer: str, value: Json) -> None:
    """Set a value in the JSON form of a record: "/team", "/rows/2/worker"."""
    *above, key = pointer[1:].split("/")
    holder: Any = given
    for part in above:
        holder = holder[int(part) if isinstance(holder, list) else part]
    holder[key] = value


def project_of(trial: Trial) -> Json:
    """The project a record names, taken out of its JSON form."""
    return trial.given.pop(PROJECT_FIELD, None)
