"""The demo's company: tenant, people, modules, seeds and records, from `demo/*.json`, through the same actions."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from dougong.actions import (
    Seeds,
    install_module,
    keep_page,
    load_seeds,
    publish_page,
    seed_id,
    switch_on_module,
)
from dougong.admission import Caller
from dougong.catalog import modules_for
from dougong.commands.module_files import in_order, module_folders, read_documents, read_json
from dougong.definition import translate
from dougong.portal import Draft, portal_store, read_blocks
from dougong.problem import Json
from dougong.tenancy import (
    Account,
    Domain,
    Tenant,
    actor_of,
    add_member,
    give_role,
    issue_sign_in,
    issue_staff_sign_in,
    platform_writing,
    reading,
    tenant_by_key,
    writing,
)

DEMO_HOST: Final = "demo.localhost"
LANGUAGE: Final = "zh_Hans"

#: Somebody's role: his login, the role, and the project he holds it in (None: in the whole company).
Grant = tuple[str, str, UUID | None]


class DemoCompany:
    """Sets the demo up, step by step; every step finds what it made before and makes only what is missing."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.tell = tell
        self.folder = Path(settings.DEMO_ROOT)
        self.plan: Any = read_json(self.folder / "company.json")
        self.documents: dict[str, dict[str, Json]] = {
            folder.name: read_documents(folder) for folder in module_folders()
        }
        self.installed: dict[str, str] = {}
        self.people: dict[str, Account] = {}

    def install_modules(self) -> None:
        """Every packaged module, those required first."""
        for key in in_order(self.documents):
            self.tell(f"Modules: {key}")
            self.installed[key] = install_module(self.documents[key]).module.hash

    def set_up(self) -> int:
        """Tenant, people, modules switched on, seeds, the demo's own records; returns how many were made."""
        tenant = self.tenant()
        self.add_people(tenant)
        self.switch_on(tenant)
        made = self.load(tenant, [*self.module_seeds(), *self.demo_seeds("basics")])
        self.give_project_roles(tenant)
        made += self.load(tenant, list(self.demo_seeds("documents")))
        return made + self.add_pages(tenant)

    def add_pages(self, tenant: Tenant) -> int:
        """The company's own pages, published by its administrator."""
        with reading(tenant):
            there = {line.slug: line for line in portal_store().lines()}
        caller = Caller(tenant, self.people[self.plan["entered_by"]["*"]], LANGUAGE, "demo")
        pages: list[Any] = [read_json(path) for path in sorted((self.folder / "pages").glob("*.json"))]
        new = [page for page in pages if page["slug"] not in there or not there[page["slug"]].live]
        for page in new:
            draft = Draft(page["title"], page["slug"], read_blocks(page["blocks"]), page["public"], page["home"])
            known = there.get(page["slug"])
            publish_page(caller, keep_page(caller, known.id if known else None, draft))
        return len(new)

    def tenant(self) -> Tenant:
        """The demo's tenant and its host name."""
        about = self.plan["tenant"]
        found: Tenant | None = tenant_by_key(about["key"])
        if found is not None:
            if found.require_second_factor:  # the demo is entered by links only
                Tenant.objects.filter(pk=found.pk).update(require_second_factor=False)
                found.require_second_factor = False
            return found
        with platform_writing():
            made: Tenant = Tenant.objects.create(
                key=about["key"], name=about["name"], language=about["language"], require_second_factor=False
            )
            Domain.objects.create(host=about.get("host", DEMO_HOST), tenant=made, main=True)
        return made

    def add_people(self, tenant: Tenant) -> None:
        """Accounts without passwords: they are entered by one-time sign-ins only."""
        plan = self.plan["people"]
        self.people = {account.login: account for account in Account.objects.filter(login__in=plan)}
        new = [login for login in plan if login not in self.people]
        with platform_writing():
            for login in new:
                self.people[login] = Account.objects.create_account(login, display_name=plan[login]["name"])
        if new:
            with writing(tenant):
                for login in new:
                    add_member(self.people[login])
        self.give(tenant, [(who, role, None) for who in plan for role in plan[who].get("roles", ())])

    def switch_on(self, tenant: Tenant) -> None:
        """The modules of the plan, at the version just installed."""
        with reading(tenant):
            # A module's hash is that of its documents, followed by those of what the tenant changed.
            now = {key: module.hash.split(" ")[0] for key, module in modules_for("en").items()}
        for key in self.plan["modules"]:
            if now.get(key) != self.installed[key]:
                switch_on_module(tenant, key)

    def give_project_roles(self, tenant: Tenant) -> None:
        """Roles held in a project, once the projects are there."""
        with reading(tenant):
            project = self.project_entity()
        self.give(
            tenant,
            [
                (who, role, seed_id(tenant.pk, project, name))
                for who, person in self.plan["people"].items()
                for name, roles in person.get("projects", {}).items()
                for role in roles
            ],
        )

    def give(self, tenant: Tenant, grants: list[Grant]) -> None:
        """The roles among `grants` that are not held yet."""
        with reading(tenant):
            actors = {who: actor_of(self.people[who], tenant) for who in {grant[0] for grant in grants}}
        missing = [
            (who, role, project)
            for who, role, project in grants
            if role not in (actors[who].project_roles.get(project, ()) if project else actors[who].roles)
        ]
        if missing:
            with writing(tenant):
                for who, role, project in missing:
                    give_role(self.people[who], role, project=project)

    def project_entity(self) -> str:
        """The full name of the entity that is the project. Call inside the tenant's scope."""
        entities = (one for module in modules_for("en").values() for one in module.entities.values())
        return next(one.name for one in entities if one.schema.get("is_project") is True)

    def module_seeds(self) -> Iterator[Seeds]:
        """What the modules bring along, in the order of their requirements and the tenant's language."""
        for key in in_order(self.documents):
            if key not in self.plan["modules"]:
                continue
            seeds = {name: one for name, one in self.documents[key].items() if name.startswith("seeds/")}
            locale: Any = self.documents[key].get(f"locale/{LANGUAGE}", {})
            for document in translate(seeds, locale).values():
                yield self.seeds(document)

    def demo_seeds(self, folder: str) -> Iterator[Seeds]:
        """The demo's own records; files are read in the order of their names."""
        for path in sorted((self.folder / folder).glob("*.json")):
            yield self.seeds(read_json(path))

    def seeds(self, document: Any) -> Seeds:
        """One document of seeds, with the plan's routes for its entity."""
        return Seeds(document["entity"], document["records"], self.plan["routes"].get(document["entity"], {}))

    def load(self, tenant: Tenant, seeds: list[Seeds]) -> int:
        """Each document as whoever enters it in this company (`entered_by`), on the plan's day."""
        made = 0
        for one in seeds:
            self.tell(f"Demo company: {one.entity}")
            who = self.plan["entered_by"].get(one.entity, self.plan["entered_by"]["*"])
            as_of = date.fromisoformat(self.plan["as_of"])
            caller = Caller(tenant, self.people[who], LANGUAGE, "demo", today=as_of)
            made += load_seeds(caller, [one], people=self.people, folder=self.folder / "photos")
        return made

    def staff_sign_ins(self) -> Iterator[tuple[str, str, str]]:
        """For each member of the platform's staff: name, what he is, and a fresh one-time token for the workshop."""
        for login, person in self.plan["staff"].items():
            account = Account.objects.by_identifier(login)
            if account is None:
                with platform_writing():
                    account = Account.objects.create_account(login, display_name=person["name"], is_staff=True)
            yield person["name"], person["what"], issue_staff_sign_in(account)

    def sign_ins(self) -> Iterator[tuple[str, str, str]]:
        """For each person shown on start: name, what he is, and a fresh one-time token."""
        tenant = self.tenant()
        for login, person in self.plan["people"].items():
            if person.get("shown", True):
                token = issue_sign_in(self.people[login], tenant, minutes=24 * 60)
                yield person["name"], person["what"], token
