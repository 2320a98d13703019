"""A company with a small module to import into: hands, gangs, and sheets of work with detail lines."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

import xlsxwriter
from dougong import batches, catalog, files, storage
from dougong.access import system_reach
from dougong.actions import (
    begin_import,
    check_import,
    import_report,
    install_module,
    propose_mapping,
    run_check,
    run_find,
    run_take,
    run_undo,
    set_import_mapping,
    switch_on_module,
    take_in_import,
    undo_import,
)
from dougong.actions.importing.reporting import ImportReport
from dougong.admission import Caller, seat_of
from dougong.batches import Batch, ColumnMapping
from dougong.commands.module_files import module_folders, read_documents
from dougong.problem import Json, Ref
from dougong.storage import Query, Record
from dougong.tenancy import (
    Account,
    Tenant,
    add_member,
    give_role,
    new_id,
    platform_writing,
    reading,
    tenant_by_key,
    writing,
)

GANG, HAND, SHEET, NOTE = "trial/gang", "trial/hand", "trial/sheet", "trial/note"
PROJECT: Final = UUID(int=(99 << 64) + 1)
ROLE: Final = "cost_engineer"


def documents() -> dict[str, Json]:
    """The module. A hand is master data with its own code; a sheet is a document with numbers, states and lines."""
    head = {"$schema": "urn:dougong:entity:1", "type": "object", "scope": "tenant"}
    gang: dict[str, Json] = {"name": {"title": "Gang", "type": "string", "maxLength": 60, "indexed": True}}
    hand: dict[str, Json] = {
        "code": {"title": "Code", "type": "string", "maxLength": 20, "indexed": True},
        "name": {"title": "Name", "type": "string", "maxLength": 60, "indexed": True},
        "gang": {"title": "Gang", "reference": GANG, "indexed": True},
        "rate": {"title": "Rate", "kind": "money", "minimum": "0"},
        "card": {"title": "ID card", "kind": "id_card", "masked": True},
        "secret": {"title": "Secret", "type": "string", "maxLength": 60},
    }
    line: dict[str, Json] = {
        "who": {"title": "Hand", "reference": HAND, "indexed": True},
        "hours": {"title": "Hours", "kind": "quantity", "scale": 2, "minimum": "0", "maximum": "24"},
        "pay": {"title": "Pay", "kind": "money", "computed": "round(hours * row.who.rate, 2)"},
    }
    sheet: dict[str, Json] = {
        "title": {"title": "Title", "type": "string", "maxLength": 100, "indexed": True},
        "day": {"title": "Day", "type": "string", "format": "date", "indexed": True},
        "gang": {"title": "Gang", "reference": GANG, "indexed": True},
        "lines": {"title": "Lines", "type": "array", "items": {
            "type": "object", "properties": line, "required": ["who", "hours"]}},
        "total": {"title": "Total", "kind": "money", "computed": "lines.sum(l, l.pay)", "indexed": True},
    }  # fmt: skip
    note: dict[str, Json] = {
        "tag": {"title": "Tag", "type": "string", "maxLength": 40, "indexed": True, "unique": True},
        "text": {"title": "Text", "type": "string", "maxLength": 200},
    }
    rights = {"see": True, "create": True, "edit": True, "import": True}
    flow = {
        "$schema": "urn:dougong:workflow:1", "key": "sheet", "entity": "sheet", "initial": "draft",
        "states": {"draft": {"title": "Draft"}, "valid": {"title": "Valid", "locked": True}},
        "transitions": {
            "submit": {"title": "Submit", "from": ["draft"], "to": "valid", "by": [ROLE]},
            "take_over": {"title": "Take over", "from": ["draft"], "to": "valid", "on": "import", "by": [ROLE]},
        },
    }  # fmt: skip
    return {
        "module": {"$schema": "urn:dougong:module:1", "key": "trial", "version": "1.0.0", "title": "Trial",
                   "requires": {"core": ">=1 <2"}},
        "entities/gang": {**head, "key": "gang", "title": "Gang", "label": "{name}", "properties": gang,
                          "required": ["name"], "unique": [["name"]]},
        "entities/hand": {**head, "key": "hand", "title": "Hand", "label": "{code} {name}", "properties": hand,
                          "required": ["code", "name"], "unique": [["code"]]},
        "entities/sheet": {**head, "key": "sheet", "title": "Sheet", "scope": "project", "properties": sheet,
                           "required": ["title", "day"],
                           "numbering": {"prefix": "SH", "per": ["project"], "on": "take_over"}},
        "entities/note": {**head, "key": "note", "title": "Note", "properties": note, "required": ["tag"],
                          "numbering": {"prefix": "NO", "digits": 4}},
        "workflows/sheet": flow,
        "roles": {"$schema": "urn:dougong:roles:1", "rights": {
            "gang": {ROLE: rights},
            "hand": {ROLE: {**rights, "edit": {"readonly": ["/secret"]}}},
            "sheet": {ROLE: rights},
            "note": {ROLE: rights, "buyer": {"see": True}},
        }},
    }  # fmt: skip


@dataclass
class Stage:
    """The company, who imports, and what he does in short words."""

    tenant: Tenant
    account: Account
    project: UUID

    @property
    def caller(self) -> Caller:
        """The importer at the door."""
        return Caller(self.tenant, self.account, "en", "test")

    def begin(self, entity: str, rows: Iterable[Sequence[Any]]) -> Batch:
        """Hand in a workbook."""
        with files.prepare(self.tenant.scope(), io.BytesIO(workbook(rows)), name="list.xlsx", kind="file") as upload:
            return begin_import(self.caller, entity, upload)

    def proposed(self, batch: Batch) -> ColumnMapping:
        """The mapping that is proposed."""
        return propose_mapping(self.caller, batch.id).mapping

    def with_column(self, mapping: ColumnMapping, column: int, pointer: str) -> ColumnMapping:
        """A mapping with one more column."""
        return replace(mapping, columns={**mapping.columns, column: pointer})

    def mapped(self, entity: str, rows: Iterable[Sequence[Any]], **more: Any) -> Batch:
        """Hand in a workbook and take the mapping that is proposed, but for what is said."""
        batch = self.begin(entity, rows)
        proposed = propose_mapping(self.caller, batch.id).mapping
        told = {name: getattr(proposed, name) for name in ("columns", "hints", "headers", "first", "last", "sheet")}
        return set_import_mapping(self.caller, batch.id, ColumnMapping(**{**told, **more}), batch.version)

    def checked(self, entity: str, rows: Iterable[Sequence[Any]], **more: Any) -> Batch:
        """The same, and checked."""
        batch = self.mapped(entity, rows, **more)
        batch = check_import(self.caller, batch.id, batch.version)
        run_check(self.tenant.scope(), batch.id)
        return self.now(batch)

    def taken(self, entity: str, rows: Iterable[Sequence[Any]], *, without_refused: bool = False, **more: Any) -> Batch:
        """The same, and taken in."""
        return self.take(self.checked(entity, rows, **more), without_refused=without_refused)

    def take(self, batch: Batch, *, without_refused: bool = False) -> Batch:
        """Take a checked batch in."""
        take_in_import(self.caller, batch.id, batch.version, without_refused=without_refused)
        run_take(self.tenant.scope(), batch.id)
        run_find(self.tenant.scope(), batch.id)
        return self.now(batch)

    def undone(self, batch: Batch) -> Batch:
        """Undo a batch."""
        undo_import(self.caller, batch.id, batch.version)
        run_undo(self.tenant.scope(), batch.id)
        run_find(self.tenant.scope(), batch.id)
        return self.now(batch)

    def now(self, batch: Batch) -> Batch:
        """A batch as it is."""
        with reading(self.tenant):
            found = batches.batch_of(batch.id)
        assert found is not None
        return found

    def report(self, batch: Batch, **more: Any) -> ImportReport:
        """Its report."""
        with reading(self.tenant):
            return import_report(seat_of(self.caller), batch.id, **more)

    def problems(self, batch: Batch) -> list[tuple[int, str, str]]:
        """Line of the sheet (as Excel counts), pointer and code of everything that was refused."""
        found = self.report(batch, only="refused", limit=200).rows
        return [(int(one.params["line"]) + 1, one.pointer, one.code) for row in found for one in row.problems]  # type: ignore[call-overload]

    def stored(self, entity: str, *, deleted: str = "no") -> list[Record]:
        """All records of an entity, oldest first."""
        with reading(self.tenant):
            known = catalog.entity_for(entity, "en")
            reach, layout = system_reach(entity, "a test looks"), catalog.layout_for(entity)
            query = Query(limit=1_000, sort=("id",), deleted=deleted)
            return list(storage.select(reach, known, layout, query).records)

    def add(self, entity: str, **values: Any) -> Record:
        """A record that is there already."""
        with writing(self.tenant):
            known, layout = catalog.entity_for(entity, "en"), catalog.layout_for(entity)
            record = Record(entity, new_id(), values)
            return storage.insert(known, record, layout, Ref("user", self.account.pk))


def workbook(rows: Iterable[Sequence[Any]]) -> bytes:
    """The bytes of a workbook with one sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                page.write(number, column, value)
    return out.getvalue()


def found(key: str = "importers") -> Stage:
    """The company as another process finds it."""
    tenant = tenant_by_key(key)
    assert tenant is not None
    return Stage(tenant, Account.objects.get(login=f"{key}_importer"), PROJECT)


def company(key: str = "importers") -> Stage:
    """The company, made in an empty database."""
    for folder in module_folders():
        if folder.name == "core":
            install_module(read_documents(folder))
    install_module(documents())
    with platform_writing():
        tenant = Tenant.objects.create(key=key, name=key)
        account = Account.objects.create_account(f"{key}_importer")
    with writing(tenant):
        add_member(account)
        give_role(account, ROLE)
        catalog.switch_on("core")
    switch_on_module(tenant, "trial")
    stage = Stage(tenant, account, PROJECT)
    values = {"code": "P1", "name": "Park", "phase": "building", "tax_method": "general", "cut_off_day": 25}
    with writing(tenant):
        known, layout = catalog.entity_for("core/project", "en"), catalog.layout_for("core/project")
        storage.insert(known, Record("core/project", stage.project, values), layout, Ref("user", account.pk))
        give_role(account, ROLE, project=stage.project)
    return stage
