"""Views of lists kept under a name: a person's own, and those shared with everybody in the tenant."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from dougong.preferences.models import ViewRow
from dougong.problem import Problem, Refused
from dougong.tenancy import current, new_id, require_writing

#: How many views one person keeps of one list, and how large each may be.
VIEWS_LIMIT: Final = 50
TITLE_LIMIT: Final = 80
ASKED_LIMIT: Final = 16 * 1024


@dataclass(frozen=True, slots=True)
class SavedView:
    """A list as somebody wants to see it again. asked: the query string of its address, name -> text."""

    id: UUID
    entity: str
    owner: UUID
    shared: bool
    title: str
    asked: Mapping[str, str]


def saved_views(entity: str, account_id: UUID) -> tuple[SavedView, ...]:
    """The views of a list that this person sees: the shared ones first, then his own; in the order they were made."""
    mine = ViewRow.objects.filter(Q(shared=True) | Q(owner_id=account_id), tenant_id=current().tenant_id, entity=entity)
    return tuple(_frozen(row) for row in mine.order_by("-shared", "id")[: 4 * VIEWS_LIMIT])


def views_of(account_id: UUID) -> tuple[SavedView, ...]:
    """The views of all lists that this person sees, his own first, the newest first; at most 4 times VIEWS_LIMIT."""
    tenant = current().tenant_id
    own = ViewRow.objects.filter(tenant_id=tenant, owner_id=account_id).order_by("-id")
    shared = ViewRow.objects.filter(tenant_id=tenant, shared=True).exclude(owner_id=account_id).order_by("-id")
    rows = [*own[: 2 * VIEWS_LIMIT], *shared[: 2 * VIEWS_LIMIT]]
    return tuple(_frozen(row) for row in rows)


def count_views(module: str) -> int:
    """How many views of a module's lists people have kept in the tenant in scope."""
    rows = ViewRow.objects.filter(tenant_id=current().tenant_id, entity__startswith=f"{module}/")
    return int(rows.count())


def saved_view(view_id: UUID, account_id: UUID) -> SavedView | None:
    """One view, if this person sees it."""
    rows = ViewRow.objects.filter(Q(shared=True) | Q(owner_id=account_id), tenant_id=current().tenant_id, id=view_id)
    row = rows.first()
    return None if row is None else _frozen(row)


def save_view(
    entity: str, account_id: UUID, title: str, asked: Mapping[str, str], *, shared: bool = False
) -> SavedView:
    """A new view of a list. Call inside `tenancy.writing`. Raises Refused ("required", "limit")."""
    tenant = require_writing().tenant_id
    if ViewRow.objects.filter(tenant_id=tenant, entity=entity, owner_id=account_id).count() >= VIEWS_LIMIT:
        raise Refused([Problem("", "max_items", {"limit": VIEWS_LIMIT})])
    row = ViewRow(
        tenant_id=tenant, id=new_id(), entity=entity, owner_id=account_id, shared=shared,
        title=_title(title), asked=_asked(asked), at=timezone.now(),
    )  # fmt: skip
    row.save(force_insert=True)
    return _frozen(row)


def change_view(
    view_id: UUID,
    account_id: UUID,
    *,
    title: str | None = None,
    asked: Mapping[str, str] | None = None,
    shared: bool | None = None,
) -> SavedView:
    """Change one's own view; what is None stays. Call inside `tenancy.writing`. Raises Refused ("not_found" ...)."""
    changes: dict[str, Any] = {"at": timezone.now()}
    if title is not None:
        changes["title"] = _title(title)
    if asked is not None:
        changes["asked"] = _asked(asked)
    if shared is not None:
        changes["shared"] = shared
    own = ViewRow.objects.filter(tenant_id=require_writing().tenant_id, id=view_id, owner_id=account_id)
    if own.update(**changes) != 1:
        raise Refused([Problem("", "not_found", {})])
    return _frozen(own.get())


def remove_view(view_id: UUID, account_id: UUID) -> SavedView:
    """Remove one's own view; returns what it was. Call inside `tenancy.writing`. Raises Refused ("not_found")."""
    own = ViewRow.objects.filter(tenant_id=require_writing().tenant_id, id=view_id, owner_id=account_id)
    row = own.first()
    if row is None:
        raise Refused([Problem("", "not_found", {})])
    own.delete()
    return _frozen(row)


def _frozen(row: ViewRow) -> SavedView:
    return SavedView(row.id, row.entity, row.owner_id, row.shared, row.title, json.loads(row.asked))


def _title(text: str) -> str:
    title = " ".join(text.replace("\x00", "").split())
    if not title:
        raise Refused([Problem("/title", "required", {})])
    if len(title) > TITLE_LIMIT:
        raise Refused([Problem("/title", "max_length", {"limit": TITLE_LIMIT})])
    return title


def _asked(asked: Mapping[str, str]) -> str:
    text = json.dumps({str(key): str(value) for key, value in asked.items()}, separators=(",", ":"))
    if len(text) > ASKED_LIMIT:
        raise Refused([Problem("/asked", "limit", {"what": "view", "limit": ASKED_LIMIT})])
    return text
