"""What `publishing.py` runs in a process of its own: publications of a large entity, timed, and taken back."""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import ready  # noqa: F401 - sets Django up before anything of ours is imported

# isort: split
from dougong import catalog
from dougong.actions import publish_overlay, revert_overlay, save_overlay_draft
from dougong.admission import Caller, seat_of
from dougong.catalog.models import SpareColumn
from dougong.designer import Add, forecast_of, open_draft
from dougong.tenancy import Account, Tenant, give_role, reading, tenant_by_key, writing

MODULE, ENTITY = "bench", "bench/daywork"
AT = "entities/daywork#/properties/"
#: Requests whose look-up of the definition is timed.
REQUESTS = 2_000


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def figure(name: str, aim: float, times: list[float]) -> dict[str, Any]:
    return {"name": name, "aim": aim, "p50": statistics.median(times), "worst": max(times)}


class Rig:
    """An administrator of the large company, and what he does."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.caller = Caller(tenant, Account.objects.get(login="reader"), "en", "bench")
        with writing(tenant):
            if "admin" not in seat_of(self.caller).actor.roles:
                give_role(self.caller.account, "admin")
            SpareColumn.objects.filter(tenant_id=tenant.id, entity=ENTITY, path__startswith="x_").delete()
        self.back()

    def seen(self) -> str:
        with reading(self.tenant):
            return open_draft(seat_of(self.caller), MODULE).seen

    def draft(self, **fields: dict[str, Any]) -> str:
        deeds = {f"{AT}{key}": Add({"title": f"Field {key}", **schema}) for key, schema in fields.items()}
        save_overlay_draft(self.caller, MODULE, deeds, self.seen())
        return self.seen()

    def publish(self, seen: str) -> None:
        publish_overlay(self.caller, MODULE, seen, "benchmark", confirmed=True)

    def back(self) -> None:
        with reading(self.tenant):
            changed = bool(catalog.overlay_of(MODULE).changes)
        if changed:
            revert_overlay(self.caller, MODULE, None, self.seen(), confirmed=True)

    def forecast(self) -> None:
        with reading(self.tenant):
            seat = seat_of(self.caller)
            forecast_of(seat, open_draft(seat, MODULE).overlay)


def publications(rig: Rig, rounds: int) -> list[dict[str, Any]]:
    fresh, plan, moved, back = [], [], [], []
    for number in range(rounds):
        seen = rig.draft(**{f"x_fresh_{number}": {"kind": "quantity", "indexed": True}})
        plan.append(timed(rig.forecast))
        fresh.append(timed(lambda seen=seen: rig.publish(seen)))
        rig.publish(rig.draft(**{f"x_old_{number}": {"type": "string"}}))
        seen = rig.draft(**{f"x_old_{number}": {"type": "string", "indexed": True}})
        moved.append(timed(lambda seen=seen: rig.publish(seen)))
        back.append(timed(rig.back))
    return [
        figure("the plan of a new filtered field", 1000, plan),
        figure("publish a new filtered field", 1000, fresh),
        figure("publish: a field is filtered from now on", 1000, moved),
        figure("back to the module as delivered", 1000, back),
    ]


def look_ups(rig: Rig) -> list[dict[str, Any]]:
    """What each request pays for the merged definition: the stamp, and the module from memory."""
    rig.publish(rig.draft(x_kept={"kind": "quantity", "indexed": True}))
    first, again = [], []
    for _number in range(REQUESTS):
        with reading(rig.tenant):
            first.append(timed(lambda: catalog.modules_for("zh_Hans")))
            again.append(timed(lambda: catalog.entity_for(ENTITY, "zh_Hans")))
    rig.back()
    return [
        figure("the merged definition, once a request", 0.2, first),
        figure("asked for again in the same request", 0.2, again),
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    tenant = tenant_by_key("big")
    assert tenant is not None, "filled by lists_filling.py"
    rig = Rig(tenant)
    print(json.dumps([*publications(rig, given.rounds), *look_ups(rig)]))


if __name__ == "__main__":
    main()
