"""`manage.py create_tenant KEY NAME --host HOST --admin EMAIL`: a company, its address, and who may invite the rest."""

import re
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from dougong import catalog
from dougong.actions import install_module, invite_first, switch_on_module
from dougong.commands.module_files import in_order, module_folders, read_documents
from dougong.tenancy import Domain, Tenant, address_of, platform_writing, reading, tenant_by_key

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?")


class Command(BaseCommand):
    """See the module's text."""

    help = "Makes a company with a host name, switches modules on, prints a link by which its administrator joins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """KEY, NAME, --host, --admin, --module, --language."""
        parser.add_argument("key")
        parser.add_argument("name")
        parser.add_argument("--host", required=True)
        parser.add_argument("--admin", required=True, help="e-mail address of the first administrator")
        parser.add_argument("--module", action="append", default=[], help="switched on (default: the first of all)")
        parser.add_argument("--language", choices=("zh-hans", "en"), default="zh-hans")

    def handle(self, *_args: Any, **given: Any) -> None:
        """Make it, or find it as it was made, and tell the link. Raises CommandError at what is wrong."""
        try:
            validate_email(given["admin"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        tenant = self._tenant(given)
        self._switch_on(tenant, given["module"])
        token = invite_first(tenant, given["admin"])
        if token is None:
            raise CommandError(f"{tenant.name} has an administrator: he invites the others.")
        self.stdout.write(f"{tenant.name} is at {address_of(tenant, '/')}")
        self.stdout.write("Its administrator joins by this link, once, within seven days:")
        self.stdout.write(f"  {address_of(tenant, reverse('join', args=[token]))}")

    def _tenant(self, given: Any) -> Tenant:
        host = given["host"].strip().lower().rstrip(".")
        if not _HOST.fullmatch(host):
            raise CommandError(f"“{given['host']}” is no host name.")
        found = tenant_by_key(given["key"])
        taken = Domain.objects.filter(host=host).select_related("tenant").first()
        if taken is not None and taken.tenant != found:
            raise CommandError(f"{host} leads to {taken.tenant.name} already.")
        if found is not None:
            return found
        try:
            with platform_writing():
                made = Tenant(key=given["key"], name=given["name"], language=given["language"])
                made.full_clean()
                made.save(force_insert=True)
                Domain.objects.create(host=host, tenant=made, main=True)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        return made

    def _switch_on(self, tenant: Tenant, asked: list[str]) -> None:
        documents = {folder.name: read_documents(folder) for folder in module_folders()}
        unknown = set(asked) - set(documents)
        if unknown:
            raise CommandError(f"No such module: {', '.join(sorted(unknown))}")
        wanted = asked or [in_order(documents)[0]]
        with reading(tenant):
            on = set(catalog.modules_for("en"))
        for key in in_order(documents):
            if key in wanted and key not in on:
                install_module(documents[key])
                switch_on_module(tenant, key)
