"""What `tests.live` runs once: the demo company, the company with hostile content, and who may sign in."""

import json
import os
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dougong.project.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django is set up first
from dougong import catalog, storage  # noqa: E402
from dougong.access import system_reach  # noqa: E402
from dougong.actions import seed_id  # noqa: E402
from dougong.commands.demo_company import DemoCompany  # noqa: E402
from dougong.tenancy import Account, Tenant, issue_sign_in, platform_writing, reading  # noqa: E402

from tests.live import hostile  # noqa: E402

#: Who has a password as well, for those who must come in again.
WITH_PASSWORD = "labour"
PASSWORD = "correct horse battery staple"
#: Sign-ins made for each person: one for each server and device that a run may need.
EACH = 24
DAY = 24 * 60


def slips_by_state(tenant: Tenant) -> dict[str, list[str]]:
    """The ids of the demo's slips."""
    name, found = "day_labour/slip", defaultdict(list)
    with reading(tenant):
        reach = system_reach(name, "a test looks")
        query = storage.Query(limit=1000, fields=())
        for one in storage.select(reach, catalog.entity_for(name, "en"), catalog.layout_for(name), query).records:
            found[one.state or ""].append(str(one.id))
    return dict(found)


def records(demo: DemoCompany, tenant: Tenant) -> dict[str, dict[str, str]]:
    """The ids of the demo's records by their names."""
    seeds = [*demo.demo_seeds("basics"), *demo.demo_seeds("documents")]
    return {one.entity: {name: str(seed_id(tenant.pk, one.entity, name)) for name in one.records} for one in seeds}


def tokens(tenant: Tenant, logins: list[str]) -> dict[str, list[str]]:
    """Sign-ins of some people."""
    accounts = Account.objects.filter(login__in=logins)
    return {one.login: [issue_sign_in(one, tenant, minutes=DAY) for _ in range(EACH)] for one in accounts}


def main() -> None:
    call_command("demo", prepare_only=True, bare=True, stdout=sys.stderr)
    demo = DemoCompany(tell=lambda _text: None)
    tenant = demo.tenant()
    trials, ids = hostile.make()
    with platform_writing():
        account = Account.objects.get(login=WITH_PASSWORD)
        account.set_password(PASSWORD)
        account.save(update_fields=["password"])
    told: dict[str, Any] = {
        "records": records(demo, tenant), "slips": slips_by_state(tenant), "hostile": ids,
        "password": PASSWORD,
        "tokens": {"demo": tokens(tenant, list(demo.plan["people"])), "trials": tokens(trials, [hostile.LOGIN])},
    }  # fmt: skip
    Path(os.environ["DOUGONG_VAR"], "told.json").write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    main()
