"""The draft of a module that a company's administrators work at together: opened, and changed as a value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from dougong import catalog
from dougong.admission import Seat
from dougong.definition import Module, read_module
from dougong.overlay import Deed, Documents, Overlay, find, lay, merge_report, place_of, read_overlay, write_overlay
from dougong.problem import Problem, Ref, Refused

#: How `Draft.seen` reads: the beginnings of two hashes.
_SEEN: Final = re.compile("([0-9a-f]{32})([0-9a-f]{32})")


@dataclass(frozen=True)
class Draft:
    """A module as the administrators are adapting it.

    module: its key. base: its documents without their changes, in the reader's language; source: as written.
    overlay: their changes. in_force: those published last. by, at: who drafted or published last, and when; None
    while nobody has changed the module.
    """

    module: str
    base: Documents
    source: Documents
    overlay: Overlay
    in_force: Overlay
    by: Ref | None = None
    at: datetime | None = None

    @cached_property
    def documents(self) -> Mapping[str, Any]:
        """The documents with the changes laid over them, as far as they fit."""
        return merge_report(self.base, [self.overlay]).documents

    @cached_property
    def published(self) -> Mapping[str, Any]:
        """The documents as they are in force."""
        return merge_report(self.base, [self.in_force]).documents

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What of the changes does not fit the module; each pointer is a change's address."""
        return merge_report(self.source, [self.overlay]).problems

    @cached_property
    def seen(self) -> str:
        """The name of this draft over what is in force: an action refuses what was decided looking at another."""
        return f"{catalog.hash_of(self.overlay)[:32]}{catalog.hash_of(self.in_force)[:32]}"

    @property
    def pending(self) -> bool:
        """Whether something in it is not published."""
        return self.overlay.changes != self.in_force.changes

    def at_address(self, address: str) -> Any:
        """The node at an address as the draft has it; `overlay.ABSENT` where there is none."""
        return find(self.documents, *place_of(address))

    def in_base(self, address: str) -> Any:
        """The same as the module has it."""
        return find(self.base, *place_of(address))

    def read(self) -> Module:
        """The module as it would be. Raises Refused with every reason why it cannot be read."""
        errors = [problem for problem in self.problems if problem.level == "error"]
        if errors:
            raise Refused(errors)
        catalog.require_well_written(self.documents, self.base)
        return read_module(self.documents, hash=self.seen)


def open_draft(seat: Seat, module: str) -> Draft:
    """The company's draft of a module: the one written last, else what is published.

    Call inside `tenancy.reading` or `tenancy.writing`. Raises Refused (code "not_found") when the module is off.
    """
    newest, in_force = catalog.newest_of(module), catalog.overlay_of(module)
    drafted = newest is not None and not newest.published
    return Draft(
        module=module,
        base=catalog.base_of(module, seat.caller.language),
        source=catalog.base_of(module),
        overlay=newest.overlay if newest is not None and drafted else in_force,
        in_force=in_force,
        by=newest.by if newest else None,
        at=newest.at if newest else None,
    )


def as_seen(draft: Draft, seen: str) -> Draft:
    """The draft as somebody saw it (`Draft.seen`), to tell what he decided from what others did meanwhile.

    Raises Refused (code "moved_on") when there never was such a draft.
    """
    if seen == draft.seen:
        return draft
    known = _SEEN.fullmatch(seen)
    found = catalog.overlay_named(draft.module, known[1]) if known else None
    if found is None:
        raise Refused([Problem("", "moved_on")])
    return replace(draft, overlay=found)


def change(draft: Draft, deeds: Mapping[str, Deed]) -> Draft:
    """The draft with something laid into it: by address a JSON value, `GONE`, `AS_BASE`, an `Add` or an `Order`.

    What comes to equal the module is dropped. Nothing is kept: `actions.save_overlay_draft` does that.
    Raises Refused with each address that has no place, or that makes a key not beginning with "x_".
    """
    overlay = lay(draft.overlay, draft.base, deeds, source=draft.source, in_force=draft.in_force)
    return replace(draft, overlay=read_overlay(write_overlay(overlay)))
