"""`manage.py import_file --tenant HOST --as LOGIN --entity MODULE/ENTITY FILE`: import a file as a person would."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from dougong import batches, files
from dougong.actions import (
    begin_import,
    check_import,
    import_report,
    propose_mapping,
    run_check,
    run_find,
    run_take,
    set_import_mapping,
    take_in_import,
)
from dougong.admission import Caller, seat_of
from dougong.batches import Batch, read_mapping, write_mapping
from dougong.forms import message
from dougong.problem import Refused
from dougong.tenancy import Account, Tenant, reading, tenant_by_key, tenant_of

#: Refused records whose problems are told.
_TOLD = 20


class Command(BaseCommand):
    """See the module's text."""

    help = "Imports a workbook through the actions of the pages: mapped, checked, taken in whole or not at all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE, --tenant, --as, --entity, --mapping, --without-refused, --dry-run, --language."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--tenant", required=True, help="a host name of the company, or its key")
        parser.add_argument("--as", required=True, dest="login", help="whose rights count")
        parser.add_argument("--entity", required=True, help="module/entity")
        parser.add_argument("--mapping", type=Path, help="JSON laid over the mapping that is proposed")
        parser.add_argument("--without-refused", action="store_true", help="leave refused entries out")
        parser.add_argument("--dry-run", action="store_true", help="only check")
        parser.add_argument("--language", choices=("zh_Hans", "en"), default="zh_Hans")

    def handle(self, *_args: Any, **given: Any) -> None:
        """Import it and tell the counts. Raises CommandError at what is wrong."""
        tenant = tenant_of(given["tenant"]) or tenant_by_key(given["tenant"])
        account = Account.objects.by_identifier(given["login"])
        if tenant is None or account is None:
            raise CommandError("There is no such company, or no such person.")
        caller = Caller(tenant, account, given["language"], "import_file")
        with translation.override(given["language"].replace("_", "-").lower()):
            self._import(caller, tenant, given)

    def _import(self, caller: Caller, tenant: Tenant, given: Any) -> None:
        try:
            batch = self._checked(caller, tenant, given)
            if not given["dry_run"]:
                batch = self._taken(caller, tenant, batch, without_refused=given["without_refused"])
        except Refused as refused:
            raise CommandError("\n".join(f"{one.pointer} {message(one)}" for one in refused.problems)) from refused
        if batch.state == "failed":
            raise CommandError(batch.message)
        told = ("insert", "update", "same", "refused", "create")
        self.stdout.write(", ".join(f"{word}: {batch.counts.get(word, 0)}" for word in told))

    def _checked(self, caller: Caller, tenant: Tenant, given: Any) -> Batch:
        with (
            given["file"].open("rb") as stream,
            files.prepare(tenant.scope(), stream, name=given["file"].name, kind="file") as upload,
        ):
            batch = begin_import(caller, given["entity"], upload)
        told = json.loads(given["mapping"].read_text("utf-8")) if given["mapping"] else {}
        mapping = read_mapping({**write_mapping(propose_mapping(caller, batch.id).mapping), **told})
        batch = set_import_mapping(caller, batch.id, mapping, batch.version)
        check_import(caller, batch.id, batch.version)
        run_check(tenant.scope(), batch.id)
        batch = self._now(tenant, batch.id)
        self._tell(caller, batch)
        return batch

    def _taken(self, caller: Caller, tenant: Tenant, batch: Batch, *, without_refused: bool) -> Batch:
        if batch.state == "failed":
            return batch
        if not any(batch.counts.get(word) for word in ("insert", "update", "refused")):
            return batch
        take_in_import(caller, batch.id, batch.version, without_refused=without_refused)
        run_take(tenant.scope(), batch.id)
        run_find(tenant.scope(), batch.id)
        return self._now(tenant, batch.id)

    def _now(self, tenant: Tenant, batch_id: UUID) -> Batch:
        with reading(tenant):
            found = batches.batch_of(batch_id)
        assert found is not None, "opened just now"
        return found

    def _tell(self, caller: Caller, batch: Batch) -> None:
        """The problems of the first refused records, line by line as a spreadsheet counts them."""
        with reading(caller.tenant):
            rows = import_report(seat_of(caller), batch.id, only="refused", limit=_TOLD).rows
        for row in rows:
            for problem in row.problems:
                self.stdout.write(f"{int(str(problem.params['line'])) + 1}: {problem.pointer} {message(problem)}")
