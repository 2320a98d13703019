"""The demo's spreadsheets come in through the same door as a client's: handed in, guessed, checked, taken in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from dougong import files, storage
from dougong.actions import (
    begin_import,
    check_import,
    imports_of,
    open_import,
    propose_mapping,
    run_check,
    run_find,
    run_take,
    set_import_mapping,
    take_in_import,
)
from dougong.admission import Caller, admit, seat_of
from dougong.batches import Batch, ColumnMapping
from dougong.commands.module_files import read_json
from dougong.definition import View
from dougong.listing import Wanted
from dougong.listing.asking import read_branch
from dougong.listing.page import query_of
from dougong.problem import Problem, Refused
from dougong.tenancy import Account, Tenant, reading

#: What a file is expected to give and what it gave.
FIGURES: Final = ("insert", "update", "same", "refused")
LANGUAGE: Final = "zh_Hans"
_NONE: Final = ColumnMapping({})


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of one file. found, expected: records by what happened to them. again: it was in already."""

    file: str
    found: Mapping[str, int]
    expected: Mapping[str, int]
    again: bool

    @property
    def right(self) -> bool:
        """Whether it gave what was expected."""
        return all(self.found.get(one, 0) == self.expected.get(one, 0) for one in FIGURES)

    def __str__(self) -> str:
        told = "  ".join(f"{one} {self.found.get(one, 0):>5}/{self.expected.get(one, 0):<5}" for one in FIGURES)
        return f"{'✓' if self.right else '!'} {told}  {self.file}{' (there already)' if self.again else ''}"


@dataclass(frozen=True, slots=True)
class Total:
    """What a list counts and adds up to, and what it should."""

    title: str
    count: int
    expected_count: int
    sums: Mapping[str, Decimal]
    expected_sums: Mapping[str, Decimal]

    @property
    def right(self) -> bool:
        """Whether all figures are as expected, to the cent."""
        return self.count == self.expected_count and self.sums == self.expected_sums

    def __str__(self) -> str:
        told = "".join(f"  {sum_:,.2f}/{self.expected_sums[key]:,.2f}" for key, sum_ in self.sums.items())
        return f"{'✓' if self.right else '!'} {self.title}: {self.count:,}/{self.expected_count:,}{told}"


class Workbooks:
    """The files of `demo/workbooks/plan.json`, brought in one after the other by whoever keeps them."""

    def __init__(
        self, tenant: Tenant, people: Mapping[str, Account], tell: Callable[[str], None], *, part: str = "files"
    ) -> None:
        self.tenant, self.people, self.tell = tenant, people, tell
        self.home = Path(settings.DEMO_ROOT) / "workbooks"
        plan: Any = read_json(Path(settings.DEMO_ROOT) / "workbooks.json")
        self.plan: list[Any] = plan[part]
        self.expected: Any = read_json(Path(settings.DEMO_ROOT) / "expected.json")

    def bring_in(self, only: Callable[[str], bool] = lambda _file: True) -> Iterator[Brought]:
        """Each file that is not in yet; raises Refused when one cannot be taken in."""
        for one in self.plan:
            if only(_named(one)):
                self.tell(f"Spreadsheets: {_named(one)}")
                yield self._one(one)

    def totals(self, only: Callable[[str], bool] = lambda _entity: True) -> Iterator[Total]:
        """What lists count and add up to now, beside what they should."""
        for one in self.expected["totals"]:
            if only(one["entity"]):
                yield self._total(one)

    def _total(self, one: Any) -> Total:
        caller = Caller(self.tenant, self.people[one["by"]], LANGUAGE, "demo")
        with reading(self.tenant):
            entry = admit(seat_of(caller), one["entity"])
            query = query_of(entry, View(key="all", title=""), Wanted(filter=read_branch(one["filter"])))
            keys = tuple(one["sums"])
            count, sums = storage.count_and_sums(entry.reach, entry.entity, entry.layout, query, keys)
        found = {key: sums[key] or Decimal(0) for key in keys}
        return Total(one["title"], count, one["count"], found, {key: Decimal(one["sums"][key]) for key in keys})

    def _one(self, one: Any) -> Brought:
        caller = Caller(self.tenant, self.people[one["by"]], LANGUAGE, "demo")
        there = self._there(caller, one)
        batch = there or self._taken(caller, one)
        expected = self.expected["files"].get(_named(one), {})
        return Brought(_named(one), batch.counts, expected, again=there is not None)

    def _there(self, caller: Caller, one: Any) -> Batch | None:
        with reading(self.tenant):
            mine = imports_of(seat_of(caller), one["entity"], limit=100)
        same = (batch for batch in mine if batch.file_name == one["file"] and batch.state == "taken")
        return next((batch for batch in same if (batch.mapping or _NONE).sheet == one.get("sheet", 0)), None)

    def _taken(self, caller: Caller, one: Any) -> Batch:
        scope = self.tenant.scope()
        with (
            (self.home / "files" / one["file"]).open("rb") as stream,
            files.prepare(scope, stream, name=one["file"], kind="file") as upload,
        ):
            batch = begin_import(caller, one["entity"], upload)
        mapping = propose_mapping(caller, batch.id, sheet=one.get("sheet")).mapping
        mapping = replace(
            mapping,
            mode=one["mode"],
            keys=tuple(one["keys"]),
            transition=one.get("transition"),
            columns={**mapping.columns, **{int(at): pointer for at, pointer in one.get("columns", {}).items()}},
        )
        batch = set_import_mapping(caller, batch.id, mapping, batch.version)
        batch = check_import(caller, batch.id, batch.version)
        run_check(scope, batch.id)
        batch = self._now(caller, batch, "checked")
        take_in_import(caller, batch.id, batch.version, without_refused=True)
        run_take(scope, batch.id)
        batch = self._now(caller, batch, "taken")
        run_find(scope, batch.id)
        return batch

    def _now(self, caller: Caller, batch: Batch, state: str) -> Batch:
        """The batch as it is. Raises Refused when it has not come so far."""
        with reading(self.tenant):
            now = open_import(seat_of(caller), batch.id)
        if now.state != state:
            raise Refused([Problem("", "invalid", message=f"{now.file_name}: {now.message or now.state}")])
        return now


def _named(one: Any) -> str:
    """The file, and which of its sheets where it has several."""
    return f"{one['file']}#{one['sheet']}" if "sheet" in one else str(one["file"])
