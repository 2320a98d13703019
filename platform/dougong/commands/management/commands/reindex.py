"""`manage.py reindex [ENTITY ...]`: make what records are found by anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dougong.actions import reindex
from dougong.forms import message
from dougong.problem import Refused
from dougong.tenancy import tenant_by_key, tenants


class Command(BaseCommand):
    """See the module's text."""

    help = "Makes the search index anew: of the entities named (module/entity), or of all; people go on working."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The entities, and the tenants (all of them when none is named)."""
        parser.add_argument("entities", nargs="*", help="entities as module/entity")
        parser.add_argument("--tenant", action="append", default=[], help="key of a tenant")

    def handle(self, *_args: Any, entities: list[str], tenant: list[str], **_options: Any) -> None:
        """One tenant after the other, with its progress."""
        chosen = [tenant_by_key(key) for key in tenant] if tenant else list(tenants())
        for key, one in zip(tenant, chosen, strict=False):
            if one is None:
                raise CommandError(f"There is no tenant {key}.")
        for one in chosen:
            assert one is not None, "looked at above"
            try:
                done = reindex(one.scope(), entities, tell=self.tell)
            except Refused as refused:
                raise CommandError("\n".join(message(problem) for problem in refused.problems)) from refused
            self.stdout.write(f"{one.key}: {done} records")

    def tell(self, entity: str, done: int, total: int) -> None:
        """How far it is: on a terminal, on a line that is written over again."""
        if self.stdout.isatty():
            self.stdout.write(f"\r  {done} of {total}, {entity:<60}", ending="")
            self.stdout.flush()
