"""A company's own pages: kept as drafts, put in force, taken back; by its administrator or by the platform's staff."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from dougong import events, files
from dougong.actions.deed import changed, deed
from dougong.admission import Caller, Seat, admit, admit_to_settings
from dougong.listing import views_of, wanted_of_address
from dougong.portal import Draft, check_blocks, portal_store
from dougong.portal.blocks import LINE_MAX, write_blocks
from dougong.problem import Problem, Refused
from dougong.tenancy import Account, Tenant, writing

#: What a page is called in the event log, and what its pictures belong to.
PAGE: Final = "page"
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")


def keep_page(caller: Caller, page: int | None, draft: Draft) -> int:
    """Keep a draft of a page, a new one for None; returns its id.

    Raises Refused: "/title", "/slug" and, for the third block, "/blocks/2/entity".
    """
    with deed(caller) as seat:
        admit_to_settings(seat)
        problems = [*_about(draft), *_in_blocks(seat, draft)]
        if problems:
            raise Refused(problems)
        before = _before(page)
        kept = portal_store().keep(page, draft, by=caller.account)
        pictures = {UUID(one.value["file"]) for one in draft.blocks if one.value.get("file")}
        files.attach(pictures, PAGE, owner_of(kept), by=caller.account.pk)
        _log(seat.caller.account, caller.request_id, "keep_page", before, _told(draft))
    return kept


def publish_page(caller: Caller, page: int) -> None:
    """What was kept last is in force from now on. Raises Refused ("not_found")."""
    with deed(caller) as seat:
        admit_to_settings(seat)
        told = _before(page)
        portal_store().publish(page, by=caller.account)
        _log(caller.account, caller.request_id, "publish_page", {}, {"title": told["title"], "slug": told["slug"]})


def withdraw_page(caller: Caller, page: int) -> None:
    """The page is in force no longer; what was kept of it stays. Raises Refused ("not_found")."""
    with deed(caller) as seat:
        admit_to_settings(seat)
        told = _before(page)
        portal_store().withdraw(page, by=caller.account)
        _log(caller.account, caller.request_id, "withdraw_page", {"slug": told["slug"]}, {})


def revert_page(caller: Caller, page: int, version: int) -> None:
    """An earlier state is the draft again. Raises Refused ("not_found")."""
    with deed(caller) as seat:
        admit_to_settings(seat)
        before = _before(page)
        old = portal_store().version(page, version)
        if old is None:
            raise Refused([Problem("", "not_found")])
        portal_store().keep(page, old, by=caller.account)
        _log(caller.account, caller.request_id, "revert_page", before, _told(old))


@contextmanager
def staff_changes_page(
    tenant: Tenant, account: Account, page: int | None, *, verb: str, request_id: str
) -> Iterator[None]:
    """The one transaction in which a member of the platform's staff changes a company's page in the workshop."""
    with writing(tenant):
        before = _state(page)
        yield
        old, new = changed(before, _state(page))
        _log(account, request_id, verb, old, {**new, "by": "platform staff"})


def owner_of(page: int) -> UUID:
    """The id under which a page's pictures are kept."""
    return uuid5(NAMESPACE_URL, f"dougong:page:{page}")


def _about(draft: Draft) -> list[Problem]:
    problems = []
    if not draft.title:
        problems.append(Problem("/title", "required"))
    if len(draft.title) > LINE_MAX:
        problems.append(Problem("/title", "max_length", {"limit": LINE_MAX}))
    if not _SLUG.fullmatch(draft.slug):
        problems.append(Problem("/slug", "slug"))
    return problems


def _in_blocks(seat: Seat, draft: Draft) -> list[Problem]:
    """What the blocks themselves get wrong, and what they name that is not there."""
    problems = check_blocks(draft.blocks)
    for at, block in enumerate(draft.blocks):
        name = block.value.get("entity")
        if name and not any(problem.pointer == f"/{at}/entity" for problem in problems):
            problems += [Problem(f"/{at}/{key}", code) for key, code in _names(seat, block.value)]
    return [Problem(f"/blocks{one.pointer}", one.code, one.params) for one in problems]


def _names(seat: Seat, value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    try:
        entry = admit(seat, value["entity"])
    except Refused:
        yield "entity", "reference"
        return
    views = {view.key: view for view in views_of(entry)}
    wanted = value.get("view")
    if wanted and wanted not in views:
        yield "view", "enum"
    view = views.get(wanted or "") or next(iter(views.values()))
    if value.get("field") and value["field"] not in view.totals:
        yield "field", "enum"
    try:
        wanted_of_address(value.get("filter", ""))
    except Refused:
        yield "filter", "filter"


def _before(page: int | None) -> dict[str, Any]:
    if page is None:
        return {}
    told = _state(page)
    if not told:
        raise Refused([Problem("", "not_found")])
    return told


def _state(page: int | None) -> dict[str, Any]:
    draft = portal_store().draft(page) if page is not None else None
    return _told(draft) if draft else {}


def _told(draft: Draft) -> dict[str, Any]:
    return {"title": draft.title, "slug": draft.slug, "public": draft.public, "home": draft.home,
            "blocks": write_blocks(draft.blocks)}  # fmt: skip


def _log(account: Account, request_id: str, verb: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    events.record(events.Event(PAGE, None, verb, account.pk, before, after, request_id=request_id))
