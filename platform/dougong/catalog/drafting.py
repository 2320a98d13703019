"""Work in progress at a module's overlay, and its earlier publications."""

from uuid import UUID

from dougong.catalog.models import TenantModule
from dougong.catalog.modules import documents_of
from dougong.catalog.publishing import (
    Revision,
    publications,
    switched_on,
)
from dougong.overlay import Overlay, rebase
from dougong.problem import Problem, Refused
from dougong.tenancy import memory, require_writing


def hold(module: str) -> None:
    """Let nobody else change this module of the tenant until the transaction ends; then read what is there now.

    First of all in an action that drafts or publishes: two of them at once come one after the other.
    """
    list(TenantModule.objects.select_for_update().filter(tenant_id=require_writing().tenant_id, key=module))
    memory().pop("catalog", None)


def publication(module: str, revision: UUID) -> Revision:
    """One of them. Raises Refused (code "not_found")."""
    found = next((one for one in publications(module) if one.id == revision), None)
    if found is None:
        raise Refused([Problem("", "not_found", {"revision": str(revision)})])
    return found


def overlay_at(module: str, revision: UUID | None) -> Overlay:
    """An earlier publication's overlay, against the version of the module in use now; None: one without changes.

    What has lost its place in a later version is left out. Raises Refused (code "not_found").
    """
    digest = switched_on(module).hash
    if revision is None:
        return Overlay(module, digest)
    overlay = publication(module, revision).overlay
    if overlay.made_against == digest or not _is_there(overlay.made_against):
        return overlay
    return rebase(overlay, documents_of(overlay.made_against), documents_of(digest), made_against=digest).overlay


def was_published(module: str) -> frozenset[str]:
    """Every address that any publication of this module has changed."""
    return frozenset(address for one in publications(module) for address in one.overlay.changes)


def _is_there(digest: str) -> bool:
    try:
        documents_of(digest)
    except Refused:
        return False
    return True
