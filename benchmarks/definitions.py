"""What definitions cost: 1,000 companies with 40 entities in one process, 300 of them with changes of their own.

    python benchmarks/definitions.py [--tenants 1000] [--adapted 300]

Prints each figure beside its target; ends with 1 when one is missed.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from copy import deepcopy
from pathlib import Path
from typing import Any

os.environ["DOUGONG_VAR"] = tempfile.mkdtemp(prefix="dougong-definitions-")
os.environ.pop("DOUGONG_DATABASE", None)

import ready  # noqa: F401 - the product is set up first
from django.core.management import call_command
from dougong import catalog
from dougong.catalog.models import OverlayRevision, Stamp, TenantModule
from dougong.commands.module_files import module_folders, read_documents
from dougong.overlay import Add, Change, Overlay, Set, write_overlay
from dougong.tenancy import Tenant, new_id, platform_writing, reading, writing

LANGUAGES = ("zh_Hans", "en")
#: Modules each adapted company changes.
CHANGED = ("core", "day_labour")
TARGET_MB, TARGET_LOOK_UP_MS = 400, 0.2


def resident() -> float:
    """What the process holds in memory now, in MB."""
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def documents(wanted: int) -> dict[str, dict[str, Any]]:
    """The packaged modules, and copies of the largest until there are so many entities."""
    found: dict[str, dict[str, Any]] = {folder.name: dict(read_documents(folder)) for folder in module_folders()}
    count = sum(path.startswith("entities/") for one in found.values() for path in one)
    number = 0
    while count < wanted:
        number += 1
        copy = deepcopy(found["core"])
        copy["module"]["key"] = f"core_{number}"
        entities = [path for path in copy if path.startswith("entities/")]
        for path in entities[wanted - count :]:
            del copy[path]
        for path in entities[: wanted - count]:
            copy[path].pop("is_project", None)
        count += len(entities[: wanted - count])
        found[f"core_{number}"] = copy
    return found


def changes(number: int, module: str) -> dict[str, Change]:
    """What one company changed in a module: a dozen things, no two companies the same."""
    entity = {"core": "worker", "day_labour": "slip"}[module]
    at = f"entities/{entity}#/properties"
    made: dict[str, Change] = {
        f"{at}/x_own_{number}_{place}": Add({"title": f"Own {number} {place}", "kind": "quantity", "unit": "t"})
        for place in range(6)
    }
    made[f"{at}/x_note"] = Add({"title": "Remark", "type": "string", "visible_when": f"x_own_{number}_1 > {number}"})
    made[f"entities/{entity}#/title"] = Set(f"Title {number}")
    made[f"tables/{entity}#/views/x_mine"] = Add({"title": f"Mine {number}", "columns": {"order": ["x_note"]}})
    made[f"forms/{entity}#/sections/x_more"] = Add({"title": "More", "fields": {"order": ["x_note"]}})
    return made


def fill(tenants: int, adapted: int) -> list[Tenant]:
    """The companies, written as publishing would."""
    call_command("migrate", verbosity=0)
    with platform_writing():
        installed = {key: catalog.install(one).hash for key, one in documents(40).items()}
        made = Tenant.objects.bulk_create(
            Tenant(key=f"company_{number}", name=f"Company {number}") for number in range(tenants)
        )
    for number, tenant in enumerate(made):
        with writing(tenant):
            hashes = {}
            for key in CHANGED if number < adapted else ():
                overlay = Overlay(key, installed[key], changes(number, key))
                hashes[key] = catalog.hash_of(overlay)
                OverlayRevision.objects.create(
                    tenant_id=tenant.pk, module=key, hash=hashes[key], made_against=overlay.made_against,
                    overlay=json.dumps(write_overlay(overlay)), published=True, by=new_id(),
                )  # fmt: skip
            TenantModule.objects.bulk_create(
                TenantModule(tenant_id=tenant.pk, key=key, hash=digest, overlays=hashes.get(key, ""))
                for key, digest in installed.items()
            )
            Stamp.objects.create(tenant_id=tenant.pk, version=number + 1)
    return made


def look_up(tenant: Tenant, language: str) -> float:
    """Milliseconds until a fresh scope has the company's merged modules."""
    with reading(tenant):
        began = time.perf_counter()
        modules = catalog.modules_for(language)
        spent = time.perf_counter() - began
    assert len(modules) > 3
    return spent * 1000


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenants", type=int, default=1000)
    parser.add_argument("--adapted", type=int, default=300)
    given = parser.parse_args()
    tenants = fill(given.tenants, given.adapted)
    catalog.forget()
    plain, own = tenants[given.adapted :], tenants[: given.adapted]
    for language in LANGUAGES:
        look_up(plain[0], language)
    before = resident()
    first_plain = [look_up(one, language) for one in plain for language in LANGUAGES]
    with_plain = resident()
    first_own = [look_up(one, language) for one in own for language in LANGUAGES]
    whole = resident()
    again = [look_up(one, language) for _ in range(3) for one in tenants for language in LANGUAGES]
    median, most = statistics.median(again), statistics.quantiles(again, n=100)[94]
    each = (whole - with_plain) / (len(own) * len(CHANGED) * len(LANGUAGES)) * 1024
    print(f"{given.tenants} companies, 40 entities, {given.adapted} adapted, {len(LANGUAGES)} languages")
    print(f"memory: {whole:.0f} MB (target < {TARGET_MB}); {before:.0f} MB before the second company was looked at, "
          f"{with_plain - before:.1f} MB for {len(plain)} that changed nothing, "
          f"{each:.1f} kB for an adapted module in a language")  # fmt: skip
    print(f"look-up: {median:.3f} ms in the middle, {most:.3f} ms for 95 % (target < {TARGET_LOOK_UP_MS})")
    print(f"first look at a company that changed nothing {statistics.median(first_plain):.2f} ms, "
          f"at one with {len(CHANGED)} adapted modules {statistics.median(first_own):.2f} ms "
          f"({max(first_own):.1f} ms at most)")  # fmt: skip
    return 0 if whole < TARGET_MB and median < TARGET_LOOK_UP_MS else 1


if __name__ == "__main__":
    sys.exit(main())
