"""`manage.py install_module KEY ...`: install packaged modules, or their new versions, while people work."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dougong.actions import install_module, plan_switch, switch_on_module
from dougong.commands.module_files import in_order, module_folders, read_documents
from dougong.forms import message
from dougong.problem import Refused
from dougong.tenancy import Tenant, tenant_by_key


class Command(BaseCommand):
    """See the module's text."""

    help = "Installs packaged modules (all when none is named); with --tenant also switches them on there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The modules, the tenants, and the operator's word that losses are meant."""
        parser.add_argument("modules", nargs="*", help="keys of modules in modules/")
        parser.add_argument("--tenant", action="append", default=[], help="key of a tenant to switch them on for")
        parser.add_argument("--plan", action="store_true", help="only say what would happen to the tenants")
        parser.add_argument("--confirmed", action="store_true", help="what goes out of sight is meant to")

    def handle(self, *_args: Any, modules: list[str], tenant: list[str], plan: bool, confirmed: bool,
               **_options: Any) -> None:  # fmt: skip
        """Install in the order of requirements, then switch on."""
        documents = {folder.name: read_documents(folder) for folder in module_folders()}
        unknown = sorted(set(modules) - set(documents))
        if unknown:
            raise CommandError(f"There is no module {', '.join(unknown)} in {settings.MODULES_ROOT}.")
        tenants = [self.tenant(key) for key in tenant]
        for key in in_order({name: documents[name] for name in modules or documents}):
            try:
                self.install(key, documents[key])
                for one in tenants:
                    self.switch_on(one, key, plan=plan, confirmed=confirmed)
            except Refused as refused:
                lines = [f"{problem.pointer or key}: {message(problem)}" for problem in refused.problems]
                raise CommandError("\n".join(lines)) from refused

    def tenant(self, key: str) -> Tenant:
        """A tenant by its key."""
        found = tenant_by_key(key)
        if found is None:
            raise CommandError(f"There is no tenant {key}.")
        return found

    def install(self, key: str, documents: dict[str, Any]) -> None:
        """One module; every step that was needed is printed."""
        made = install_module(documents)
        self.stdout.write(f"{key} {made.module.version}: {len(made.done)} steps")
        for line in made.done:
            self.stdout.write(f"  {line}")

    def switch_on(self, tenant: Tenant, key: str, *, plan: bool, confirmed: bool) -> None:
        """One module for one tenant, after saying whom it hurts."""
        for loss in plan_switch(tenant, key).destructive:
            self.stdout.write(f"  {tenant.key}: {loss.pointer}: {message(loss)}")
        if not plan:
            switch_on_module(tenant, key, confirmed=confirmed)
            self.stdout.write(f"  {tenant.key}: {key} is on")
