"""A process of its own that publishes: one line on its standard input, one publication, one line back.

The series takes away and gives back what editors are writing: a field of the tenant's own, one of the module's, a field
that must be filled in. The last line, "all", shows everything again.
"""

import json
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dougong.project.settings")
django.setup()

from dougong import catalog  # noqa: E402 - Django is set up first
from dougong.actions import publish_overlay  # noqa: E402
from dougong.admission import Caller, seat_of  # noqa: E402
from dougong.designer import open_draft  # noqa: E402
from dougong.overlay import Add, Change, Overlay, Remove, Set  # noqa: E402
from dougong.problem import Ref  # noqa: E402
from dougong.tenancy import Account, Tenant, platform_writing, reading, tenant_by_key, writing  # noqa: E402

AT = "entities/party#/properties"
CHOICES = [{"const": "dry", "title": "Dry"}, {"const": "wet", "title": "Wet"}]


def changes(step: int) -> dict[str, Change]:
    """What the tenant has changed after so many publications; 0: everything is there and nothing is asked for."""
    made: dict[str, Change] = {
        f"{AT}/short_name/title": Set(f"Mark {step}"),
        f"{AT}/x_pick": Add({"title": "Pick", "kind": "choice", "oneOf": CHOICES, "indexed": True}),
        f"{AT}/x_need": Add({"title": "Needed", "type": "string"}),
    }
    if step % 4 != 3:
        made[f"{AT}/x_grade"] = Add({"title": "Grade", "type": "string", "maxLength": 60})
    if step % 3 == 2:
        made["entities/party#/required"] = Set(["code", "name", "party_kind", "x_need"])
    if step % 3 == 1:
        made[f"{AT}/note"] = Remove()
        made["forms/party#/sections/more/fields/order"] = Set(["active"])
    return made


def publish(tenant: Tenant, caller: Caller, step: int) -> None:
    """As the page does it: a draft, looked at, put in force."""
    with writing(tenant):
        catalog.save_draft(Overlay("core", "", changes(step)), Ref("user", caller.account.id))
    with reading(tenant):
        seen = open_draft(seat_of(caller), "core").seen
    publish_overlay(caller, "core", seen, f"step {step}", confirmed=True)


def main() -> None:
    """Read steps until the end of the input."""
    tenant = tenant_by_key("demo")
    assert tenant is not None
    with platform_writing():
        account = Account.objects.get(login="admin")
    caller = Caller(tenant, account, "en", "publisher")
    for line in sys.stdin:
        began = time.monotonic()
        publish(tenant, caller, int(line))
        print(json.dumps({"step": int(line), "seconds": time.monotonic() - began}), flush=True)


if __name__ == "__main__":
    main()
