"""The demo's second company: other modules, fields of its own, people of its own; nothing of the first is there."""

from collections.abc import Callable
from typing import Any

from dougong.actions import publish_overlay, save_overlay_draft
from dougong.admission import Caller, seat_of
from dougong.commands.demo_company import LANGUAGE, DemoCompany
from dougong.commands.module_files import read_json
from dougong.designer import open_draft
from dougong.overlay import Add
from dougong.tenancy import Tenant, reading


class SecondCompany(DemoCompany):
    """Sets it up from `demo/second`, step by step as the first. first: whose modules are installed already."""

    def __init__(self, first: DemoCompany, tell: Callable[[str], None]) -> None:
        super().__init__(tell)
        self.folder = self.folder / "second"
        self.plan = read_json(self.folder / "company.json")
        self.installed = first.installed

    @property
    def host(self) -> str:
        """Where its pages are."""
        return str(self.plan["tenant"]["host"])

    def set_up(self) -> int:
        """Tenant, people, modules, its own fields, seeds and records; returns how many records were made."""
        tenant = self.tenant()
        self.add_people(tenant)
        self.switch_on(tenant)
        self.adapt(tenant)
        made = self.load(tenant, [*self.module_seeds(), *self.demo_seeds("basics")])
        self.give_project_roles(tenant)
        return made

    def adapt(self, tenant: Tenant) -> None:
        """What the company added to its modules, drafted and published by its administrator."""
        told: Any = read_json(self.folder / "overlays.json")
        caller = Caller(tenant, self.people[self.plan["entered_by"]["*"]], LANGUAGE, "demo")
        for module, wanted in told.items():
            with reading(tenant):
                draft = open_draft(seat_of(caller), module)
            missing = {at: Add(field) for at, field in wanted.items() if at not in draft.overlay.changes}
            if missing:
                draft = save_overlay_draft(caller, module, missing, draft.seen)
                publish_overlay(caller, module, draft.seen, confirmed=True)
