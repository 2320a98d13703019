"""Taking module versions in, and switching modules on and off for a tenant."""

import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from dougong.catalog.jsontext import content_hash, loads, ordered
from dougong.catalog.models import InstalledModule, Stamp, TenantModule
from dougong.catalog.modules import documents_of
from dougong.catalog.versions import fits
from dougong.definition import Entity, Module, read_module
from dougong.problem import Json, Problem, Refused
from dougong.tenancy import memory, require_writing


def read_version(documents: Mapping[str, Json]) -> Module:
    """A module version from its documents, not yet installed. Raises Refused with every problem of them."""
    return read_module(documents, hash=content_hash(documents))


def install(documents: Mapping[str, Json]) -> Module:
    """Keep a version of a module (path without ".json" -> document); the same content is kept once.

    Tables are `storage`'s to make, before any tenant points here. Call inside `tenancy.platform_writing()`.
    Raises Refused with every problem of the documents.
    """
    module = read_version(documents)
    digest = module.hash
    if not InstalledModule.objects.filter(hash=digest).exists():
        InstalledModule.objects.create(
            key=module.key, version=module.version, hash=digest, documents=ordered(dict(documents))
        )
    return module


def latest(key: str) -> Module | None:
    """The version of a module installed last; None when there is none."""
    digest = InstalledModule.objects.filter(key=key).order_by("-id").values_list("hash", flat=True).first()
    return None if digest is None else read_module(documents_of(digest), hash=digest)


def installed_entities() -> Iterator[Entity]:
    """Every entity of every installed version, oldest first: what the tables must hold."""
    for digest, text in InstalledModule.objects.order_by("id").values_list("hash", "documents"):
        yield from read_module(loads(text), hash=digest).entities.values()


def installed_keys() -> tuple[str, ...]:
    """The keys of all installed modules."""
    return tuple(InstalledModule.objects.order_by("key").values_list("key", flat=True).distinct())


def switch_on(key: str, *, digest: str | None = None) -> None:
    """Switch a module on for the tenant in scope, at the version installed last or the one with hash
    `digest`.

    Raises Refused: "not_found" when it is not installed, "requires" when another module must be on first,
    "overlay_of_other_version" when the tenant's changes must be carried over first (`move_to`); NoTenant outside
    `tenancy.writing`.
    """
    tenant = require_writing().tenant_id
    module = latest(key) if digest is None else read_module(documents_of(digest), hash=digest)
    if module is None or module.key != key:
        raise Refused([Problem("", "not_found", {"module": key})])
    on = {one.key: one.hash for one in TenantModule.objects.filter(tenant_id=tenant, enabled=True)}
    missing = [
        Problem("", "requires", {"module": key, "other": f"{other} {wanted}"})
        for other, wanted in module.requires.items()
        if other not in on or not fits(_version(on[other]), wanted)
    ]
    if missing:
        raise Refused(missing)
    row, new = TenantModule.objects.get_or_create(tenant_id=tenant, key=key, defaults={"hash": module.hash})
    if not new and row.overlays and row.hash != module.hash:
        raise Refused([Problem("", "overlay_of_other_version", {"module": key})])
    if not new:
        TenantModule.objects.filter(tenant_id=tenant, key=key).update(hash=module.hash, enabled=True)
    bump()


def _version(digest: str) -> str:
    return str(documents_of(digest)["module"].get("version", ""))


def switch_off(*keys: str) -> None:
    """Switch modules off for the tenant in scope; their data stay. Raises Refused (code "required_by")."""
    tenant = require_writing().tenant_id
    others = TenantModule.objects.filter(tenant_id=tenant, enabled=True).exclude(key__in=keys)
    needed = {one.key: read_module(documents_of(one.hash), hash=one.hash).requires for one in others}
    needing = [(key, other) for other, requires in needed.items() for key in keys if key in requires]
    if needing:
        raise Refused([Problem("", "required_by", {"module": key, "other": other}) for key, other in needing])
    TenantModule.objects.filter(tenant_id=tenant, key__in=keys).update(enabled=False)
    bump()


def change_settings(key: str, settings: Mapping[str, Any]) -> None:
    """Set a module's settings for the tenant in scope, as checked JSON by key."""
    tenant = require_writing().tenant_id
    changed = TenantModule.objects.filter(tenant_id=tenant, key=key).update(settings=ordered(dict(settings)))
    if not changed:
        raise Refused([Problem("", "not_found", {"module": key})])
    bump()


def bump() -> None:
    """A new stamp: the next scope of every process sees what was written in this one. Also this one itself.

    A random one, so that what is cached under the stamp of a transaction that is rolled back is never found.
    """
    tenant, stamp = require_writing().tenant_id, secrets.randbits(62)
    if not Stamp.objects.filter(tenant_id=tenant).update(version=stamp):
        Stamp.objects.create(tenant_id=tenant, version=stamp)
    memory().pop("catalog", None)
