"""Put a tenant's changes to a module in force, go back to an earlier publication, or let a draft go."""

from uuid import UUID

from dougong import catalog
from dougong.actions.designing import designing, log_design, refuse_unless_seen
from dougong.actions.filling import ask_to_fill
from dougong.actions.finding import ask_to_reindex_entities
from dougong.actions.granting import administering
from dougong.actions.recomputing import ask_to_recompute
from dougong.admission import Caller, Seat
from dougong.catalog import Published
from dougong.designer import losses, newly_searched, open_draft, worked_out_anew
from dougong.overlay import Overlay
from dougong.problem import Problem, Refused
from dougong.tenancy import lasting_holders

#: Characters of a note at most.
NOTE_MAX = 500


def publish_overlay(
    caller: Caller, module: str, seen: str, note: str = "", *, confirmed: bool = False, recompute: bool = False
) -> Published:
    """Put the draft of a module in force, for everybody's next visit.

    seen: `Draft.seen` of the draft that was looked at. confirmed: somebody has read what goes out of sight.
    recompute: entries without states whose values follow another formula are worked out again by a job.
    Raises Refused: "conflict" when the draft moved meanwhile or another published it, "nothing_to_publish", every
    loss that nobody has confirmed, "last_administrator" when nobody could open the settings any more, and every reason
    why the changes make no sound module.
    """
    with designing(caller, module) as seat:
        draft = open_draft(seat, module)
        refuse_unless_seen(draft, seen)
        if not draft.pending:
            raise Refused([Problem("", "nothing_to_publish")])
        anew = worked_out_anew(seat, draft.overlay) if recompute else ()
        done = _put_in_force(seat, draft.overlay, "publish", note, confirmed=confirmed, recompute=", ".join(anew))
        for entity in anew:
            ask_to_recompute(entity, by=seat.actor.id.id)
        return done


def revert_overlay(
    caller: Caller, module: str, revision: UUID | None, seen: str, note: str = "", *, confirmed: bool = False
) -> Published:
    """Publish anew what an earlier publication of a module made of it; None: the module as delivered.

    What was published since stays in the history, and a draft somebody is working at stays a draft.
    Raises Refused as `publish_overlay` does, and "not_found" for an unknown revision.
    """
    with designing(caller, module) as seat:
        refuse_unless_seen(open_draft(seat, module), seen)
        overlay = catalog.overlay_at(module, revision)
        if overlay.changes == catalog.overlay_of(module).changes:
            raise Refused([Problem("", "nothing_to_publish")])
        draft = catalog.pending(module)
        done = _put_in_force(
            seat, overlay, "revert", note, confirmed=confirmed, revision=str(revision) if revision else "delivered"
        )
        if draft is not None:
            catalog.save_draft(draft.overlay, draft.by, note=draft.note)
        return done


def discard_draft(caller: Caller, module: str, seen: str) -> None:
    """Let a draft go: what is worked at is again what is in force. Raises Refused ("conflict", "not_found")."""
    with designing(caller, module) as seat:
        draft = open_draft(seat, module)
        refuse_unless_seen(draft, seen)
        if not draft.pending:
            raise Refused([Problem("", "nothing_to_publish")])
        catalog.save_draft(draft.in_force, seat.actor.id)
        log_design(seat, "discard_draft", draft.overlay, draft.in_force)


def _put_in_force(seat: Seat, overlay: Overlay, verb: str, note: str, *, confirmed: bool, **more: str) -> Published:
    note = note.strip()
    if len(note) > NOTE_MAX:
        raise Refused([Problem("/note", "max_length", {"limit": NOTE_MAX})])
    hurt = () if confirmed else losses(seat, overlay)
    if hurt:
        raise Refused(hurt)
    before, searched = catalog.overlay_of(overlay.module), newly_searched(seat, overlay)
    administered = bool(lasting_holders(administering(seat.modules.values())))
    done = catalog.publish_overlay(overlay, seat.actor.id, note=note)
    now = catalog.modules_for(seat.caller.language).values()
    if administered and not lasting_holders(administering(now)):
        raise Refused([Problem("", "last_administrator")])
    log_design(seat, verb, before, overlay, note=note, **more)
    for entity in done.moved:
        ask_to_fill(entity, by=seat.actor.id.id)
    ask_to_reindex_entities(searched)
    return done
