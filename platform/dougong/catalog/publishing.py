"""A tenant's changes to a module: drafted, published, carried over to the module's next version."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from dougong.catalog.allotting import Allotment, allot, allotment
from dougong.catalog.installing import bump
from dougong.catalog.jsontext import content_hash, loads, ordered
from dougong.catalog.keeping import remember, reshaped
from dougong.catalog.language import require_well_written
from dougong.catalog.models import OverlayRevision, TenantModule
from dougong.catalog.modules import (
    SOURCE_LANGUAGE,
    Switched,
    adapted,
    documents_of,
    modules_for,
    overlays_of,
    switchboard,
    vendors,
)
from dougong.catalog.neighbours import problems_of_others
from dougong.definition import Module, check_module
from dougong.engines import SIGNATURES
from dougong.overlay import Item, Overlay, merge, merge_report, read_overlay, rebase, well_formed, write_overlay
from dougong.planning import diff, plan
from dougong.problem import Problem, Ref, Refused
from dougong.tenancy import current, require_writing

#: The note of a draft that takes the one before it back.
UNDONE: Final = "undone"
#: The note of a draft that was carried over to another version of its module; nobody did that, so nobody takes it back.
CARRIED: Final = "carried over"
#: Deeds that can be taken back, one after the other.
LOOKED_BACK: Final = 200


@dataclass(frozen=True, slots=True)
class Revision:
    """One draft or publication of an overlay."""

    id: UUID
    overlay: Overlay
    hash: str
    published: bool
    by: Ref
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did. moved: entities with fields that were given a spare column although they had values
    already, which a job now moves (`storage.fill_spare`).
    """

    module: Module
    moved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A tenant's move to another version of a module. inbox, draft: of what is in force, and of the draft somebody was
    working at, what a person has still to look at: until then his own stays wherever it can.
    """

    published: Published
    inbox: tuple[Item, ...] = ()
    draft: tuple[Item, ...] = ()


def overlay_of(module: str) -> Overlay:
    """The tenant's overlay of a module in force; one without changes when there is none."""
    switched = switched_on(module)
    found = overlays_of(switched)
    return found[-1] if found else Overlay(module, switched.hash)


def draft_of(module: str) -> Overlay:
    """What the tenant is working at: the newest draft since the last publication, else the overlay in force."""
    newest = newest_of(module)
    return overlay_of(module) if newest is None or newest.published else newest.overlay


def newest_of(module: str) -> Revision | None:
    """The draft or publication written last; None when nobody has changed the module yet."""
    return next(revisions(module, limit=1), None)


def revisions(module: str, *, limit: int | None = None) -> Iterator[Revision]:
    """Drafts and publications of the tenant's overlay of a module, the newest first; at most `limit`."""
    switched_on(module)
    yield from map(_revision, _rows(module)[:limit].iterator())


def publications(module: str) -> Iterator[Revision]:
    """What was put in force, the newest first; drafts left out."""
    switched_on(module)
    yield from map(_revision, _rows(module).filter(published=True).iterator())


def _rows(module: str) -> QuerySet[OverlayRevision]:
    return OverlayRevision.objects.filter(tenant_id=current().tenant_id, module=module).order_by("-id")


def _revision(row: OverlayRevision) -> Revision:
    overlay = read_overlay(loads(row.overlay))
    return Revision(row.id, overlay, row.hash, row.published, Ref("user", row.by), row.at, row.note)


def before_last_draft(module: str) -> Overlay | None:
    """What the draft was before the last deed in it that still stands; None when there is none to take back.

    Deeds since the last publication count; one that was taken back (a draft noted as `UNDONE`) no longer does.
    """
    drafts: list[Revision] = []
    published = overlay_of(module)
    for one in revisions(module, limit=LOOKED_BACK):
        if one.published:
            break
        drafts.append(one)
    standing: list[Overlay] = []
    carried = bool(drafts) and drafts[-1].note == CARRIED
    for one in reversed(drafts):
        if one.note != UNDONE:
            standing.append(one.overlay)
        elif standing:
            standing.pop()
    if not standing or (len(standing) == 1 and carried):
        return None
    return standing[-2] if len(standing) > 1 else published


def overlay_named(module: str, digest: str) -> Overlay | None:
    """The overlay of a module whose hash began so once, drafted or published; None where there was none."""
    empty = Overlay(module, switched_on(module).hash)
    if hash_of(empty).startswith(digest):
        return empty
    text = _rows(module).filter(hash__startswith=digest).values_list("overlay", flat=True).first()
    return None if text is None else read_overlay(loads(text))


def base_of(module: str, language: str = SOURCE_LANGUAGE) -> Mapping[str, Any]:
    """The documents the tenant's overlay of a module is laid over, in a language."""
    return vendors(switched_on(module).hash, language).documents


def hash_of(overlay: Overlay) -> str:
    """The name of an overlay's content, as its revisions carry it."""
    return content_hash({"overlay": write_overlay(overlay)})


def save_draft(overlay: Overlay, by: Ref, *, note: str = "") -> None:
    """Keep work in progress: a draft need make no sound module, and nothing changes for anybody.

    Raises Refused when the module is off, or the changes are none (`well_formed`) or too many to lay.
    """
    overlay = well_formed(overlay)
    merge_report(documents_of(switched_on(overlay.module).hash), [overlay])
    _keep(replace(overlay, made_against=switched_on(overlay.module).hash), by, note, published=False)


def preview(overlay: Overlay, language: str) -> Module:
    """The module as it would be with this overlay. Raises Refused with every reason why it cannot be."""
    overlay = well_formed(overlay)
    return _made(replace(switched_on(overlay.module), overlays=hash_of(overlay)), [overlay], language)


def problems_of(overlay: Overlay) -> tuple[Problem, ...]:
    """Every reason why `publish_overlay` would refuse this overlay now; nothing is written."""
    return forecast(overlay)[0]


def forecast(overlay: Overlay) -> tuple[tuple[Problem, ...], Allotment]:
    """What publishing an overlay would meet with: all it would be refused for, and who would get which column."""
    before = modules_for(SOURCE_LANGUAGE).get(overlay.module)
    try:
        overlay = well_formed(overlay)
        switched = replace(switched_on(overlay.module), overlays=hash_of(overlay))
        after = _made(switched, [overlay])
    except Refused as refused:
        return refused.problems, Allotment()
    given = allotment(after, before, switchboard().layouts)
    return (*_faults(after, before, vendors(switched.hash, SOURCE_LANGUAGE)), *given.problems), given


def _made(switched: Switched, overlays: Sequence[Overlay], language: str = SOURCE_LANGUAGE) -> Module:
    """The module that overlays make of the version a tenant points at; its documents are judged before they are read.

    Raises Refused with everything that is wrong with the changes or with the documents that come of them.
    """
    vendor = vendors(switched.hash, language)
    if not overlays:
        return vendor
    require_well_written(merge(vendor.documents, overlays), vendor.documents)
    after = adapted(vendor, overlays, digest=switched.version)
    if after.key != switched.key:
        raise Refused([Problem("module#/key", "const", {"expected": switched.key})])
    return after


def publish_overlay(overlay: Overlay, by: Ref, *, note: str = "") -> Published:
    """Put the tenant's overlay of a module in force, from the next scope on. Never changes a table.

    Fields of his that are searched, sorted or summed get spare columns. Raises Refused with every reason why
    the changes make no sound module: they do not fit, a formula is wrong, a field would have to be kept
    otherwise, no spare column is free; NoTenant outside `tenancy.writing`.
    """
    switched, overlay = switched_on(overlay.module), well_formed(overlay)
    return _put_in_force(replace(switched, overlays=""), replace(overlay, made_against=switched.hash), by, note)


def pending(module: str) -> Revision | None:
    """The newest draft since the last publication; None when there is none, or it says what is in force."""
    newest = newest_of(module)
    if newest is None or newest.published or newest.overlay.changes == overlay_of(module).changes:
        return None
    return newest


def move_to(module: str, digest: str, by: Ref) -> Moved:
    """Point the tenant at another installed version of a module: his overlay and the draft at it are carried over.

    The draft stays its author's and is worked at as before. Raises Refused as `publish_overlay` does; nothing is
    changed then.
    """
    switched, draft = switched_on(module), pending(module)
    old, new = documents_of(switched.hash), documents_of(digest)
    found = overlays_of(switched)
    carried = rebase(found[-1], old, new, made_against=digest) if found else None
    overlay, note = (None, "") if carried is None else (carried.overlay, f"carried over to {digest[:12]}")
    published = _put_in_force(replace(switched, hash=digest), overlay, by, note)
    inbox = () if carried is None else carried.inbox
    if draft is None:
        return Moved(published, inbox)
    worked_at = rebase(draft.overlay, old, new, made_against=digest)
    gone = {item.address: item.change for item in worked_at.inbox if item.why == "gone"}
    # What has lost its place stays in the draft, which names it until its author lets it go.
    kept = replace(worked_at.overlay, changes={**worked_at.overlay.changes, **gone})
    _keep(kept, draft.by, CARRIED, published=False)
    return Moved(published, inbox, worked_at.inbox)


def _put_in_force(switched: Switched, overlay: Overlay | None, by: Ref, note: str) -> Published:
    """Check the module that comes of it, give columns, point the tenant at it."""
    overlays = [] if overlay is None or not overlay.changes else [overlay]
    hashes = " ".join(hash_of(one) for one in overlays)
    made = replace(switched, overlays=hashes)
    after = _made(made, overlays)
    before = modules_for(SOURCE_LANGUAGE).get(made.key)
    if faults := _faults(after, before, vendors(made.hash, SOURCE_LANGUAGE)):
        raise Refused(faults)
    if overlay is not None:
        _keep(overlay, by, note, published=True)
    moved = allot(after, before, switchboard().layouts)
    remember(after)
    tenant = require_writing().tenant_id
    TenantModule.objects.filter(tenant_id=tenant, key=made.key).update(hash=made.hash, overlays=hashes)
    bump()
    return Published(after, moved)


def _faults(after: Module, before: Module | None, vendor: Module) -> tuple[Problem, ...]:
    """Why this is no sound module for the tenant; () when it is."""
    others = {key: module for key, module in modules_for(SOURCE_LANGUAGE).items() if key != after.key}
    found = [problem for problem in check_module(after, others, engines=SIGNATURES) if problem.level == "error"]
    # His words are his own: nobody translates them, and translations of what he removed may stay.
    problems = tuple(one for one in found if one.code != "untranslated" and not one.pointer.startswith("locale/"))
    if not problems:
        problems = tuple(problems_of_others(before, after, others))
    if not problems and before is not None:
        problems = plan(diff(before, after), {}).problems
    if not problems:  # before may lack what was hidden, and its values are there all the same
        problems = (*plan(diff(vendor, after), {}).problems, *reshaped(after))
    return problems


def _keep(overlay: Overlay, by: Ref, note: str, *, published: bool) -> None:
    OverlayRevision.objects.create(
        tenant_id=require_writing().tenant_id,
        module=overlay.module,
        hash=hash_of(overlay),
        made_against=overlay.made_against,
        overlay=ordered(write_overlay(overlay)),
        published=published,
        by=by.id,
        note=note,
    )


def switched_on(module: str) -> Switched:
    """A module of the tenant in scope that is on. Raises Refused (code "not_found")."""
    found: Mapping[str, Switched] = switchboard().modules
    if module not in found or not found[module].enabled:
        raise Refused([Problem("", "not_found", {"module": module})])
    return found[module]
