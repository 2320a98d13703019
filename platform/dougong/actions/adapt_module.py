"""A company's administrator adapts a module: his changes go into the draft that all of them work at."""

from collections.abc import Mapping

from dougong import catalog
from dougong.actions.designing import designing, log_design, refuse_conflict, refuse_unless_seen
from dougong.admission import Caller
from dougong.designer import Deed, Draft, as_seen, change, open_draft
from dougong.overlay import touched
from dougong.problem import Problem, Refused


def save_overlay_draft(caller: Caller, module: str, changes: Mapping[str, Deed], seen: str) -> Draft:
    """Lay changes (address -> value, `GONE`, `AS_BASE`, `Add`, `Order`) into the company's draft of a module.

    seen: `Draft.seen` of the draft they were decided on. What others changed elsewhere in it meanwhile stays; where
    they changed the same, it is refused ("conflict", with `who` and `at`). Returns the draft as it is now.
    Raises Refused: "forbidden" to who runs no settings, else as `designer.change` does.
    """
    with designing(caller, module) as seat:
        draft = open_draft(seat, module)
        if draft.seen != seen and _same_changed(draft, seen, changes):
            refuse_conflict(draft)
        changed = change(draft, changes)
        if changed.overlay.changes != draft.overlay.changes:
            catalog.save_draft(changed.overlay, seat.actor.id)
            log_design(seat, "draft", draft.overlay, changed.overlay)
        return open_draft(seat, module)


def undo_overlay_draft(caller: Caller, module: str, seen: str) -> Draft:
    """Take the last deed in the company's draft of a module back; again, the one before it. Returns the draft then.

    Raises Refused: "forbidden", "conflict" when somebody changed the draft meanwhile, "not_found" when there is
    nothing since the last publication that could be taken back.
    """
    with designing(caller, module) as seat:
        draft = open_draft(seat, module)
        refuse_unless_seen(draft, seen)
        before = catalog.before_last_draft(module)
        if before is None:
            raise Refused([Problem("", "not_found")])
        catalog.save_draft(before, seat.actor.id, note=catalog.UNDONE)
        log_design(seat, "undo_draft", draft.overlay, before)
        return open_draft(seat, module)


def _same_changed(now: Draft, seen: str, deeds: Mapping[str, Deed]) -> bool:
    """Whether somebody meanwhile changed something that the deeds are about; also when nobody ever saw that draft."""
    try:
        then = as_seen(now, seen)
    except Refused:
        return True
    old, new = then.overlay.changes, now.overlay.changes
    moved = {address: one for address, one in {**old, **new}.items() if old.get(address) != new.get(address)}
    return any(touched(deeds, moved))
