"""A document of a module edited whole: only what differs goes into the company's draft."""

from dougong import catalog
from dougong.actions.designing import designing, log_design, refuse_unless_seen
from dougong.admission import Caller
from dougong.designer import Draft, open_draft, replace_document
from dougong.problem import Json


def save_document(caller: Caller, module: str, path: str, document: Json, seen: str) -> Draft:
    """Lay a document, as it was edited whole, into the company's draft of a module; None takes it away.

    seen: `Draft.seen` of the draft it was taken from. Returns the draft as it is now.
    Raises Refused: "forbidden", "conflict" when the draft moved meanwhile, else as `designer.replace_document` does.
    """
    with designing(caller, module) as seat:
        draft = open_draft(seat, module)
        refuse_unless_seen(draft, seen)
        changed = replace_document(draft, path, document)
        if changed.overlay.changes != draft.overlay.changes:
            catalog.save_draft(changed.overlay, seat.actor.id)
            log_design(seat, "draft", draft.overlay, changed.overlay)
        return open_draft(seat, module)
