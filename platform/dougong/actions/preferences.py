"""What a person keeps for himself: preferences, drafts, pins, and views of lists."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dougong import preferences
from dougong.actions.deed import deed
from dougong.admission import Caller, admit
from dougong.preferences import SavedView


def keep_preference(caller: Caller, kind: str, key: str, value: Any) -> None:
    """Keep one small thing of the caller's own. Raises Refused ("unknown_key", "limit")."""
    with deed(caller) as seat:
        preferences.remember(seat.actor.id.id, kind, key, value)


def forget_preference(caller: Caller, kind: str, key: str) -> None:
    """Keep it no longer; nothing happens when it was not kept."""
    with deed(caller) as seat:
        preferences.forget(seat.actor.id.id, kind, key)


def save_view(caller: Caller, entity: str, title: str, asked: Mapping[str, str], *, shared: bool = False) -> SavedView:
    """Keep a view of the list of `entity`, which the caller must be able to see. Raises Refused."""
    with deed(caller) as seat:
        admit(seat, entity)
        return preferences.save_view(entity, seat.actor.id.id, title, asked, shared=shared)


def change_view(
    caller: Caller,
    view_id: UUID,
    *,
    title: str | None = None,
    asked: Mapping[str, str] | None = None,
    shared: bool | None = None,
) -> SavedView:
    """Change one of the caller's own views; what is None stays. Raises Refused ("not_found" for another's)."""
    with deed(caller) as seat:
        return preferences.change_view(view_id, seat.actor.id.id, title=title, asked=asked, shared=shared)


def remove_view(caller: Caller, view_id: UUID) -> SavedView:
    """Remove one of the caller's own views; returns what it was. Raises Refused ("not_found" for another's)."""
    with deed(caller) as seat:
        return preferences.remove_view(view_id, seat.actor.id.id)
