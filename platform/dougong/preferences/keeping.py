"""Remember, recall and forget small things of one person in the tenant in scope."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from dougong.preferences.models import PreferenceRow
from dougong.problem import Problem, Refused
from dougong.tenancy import current, require_writing

#: What may be kept, and how many of each a person has at most: the oldest make room for the newest.
#: columns: how a list's columns stand, by "module/entity:view". recent: records opened, by "module/entity/id".
#: picked: records chosen in references. pin: what stands in the menu by its address. draft: forms not saved yet,
#: by the form's address. reader: language, theme, density and the like.
KINDS: Final[Mapping[str, int]] = {
    "columns": 400,
    "recent": 50,
    "picked": 300,
    "pin": 40,
    "draft": 100,
    "reader": 40,
}
#: Bytes of JSON that one value may have.
VALUE_LIMIT: Final = 256 * 1024
KEY_LIMIT: Final = 300


@dataclass(frozen=True, slots=True)
class Kept:
    """Something kept, with the moment it was kept."""

    key: str
    value: Any
    at: datetime


def remember(account_id: UUID, kind: str, key: str, value: Any) -> None:
    """Keep `value` (anything JSON can say), in place of what was kept there. Call inside `tenancy.writing`.

    Raises Refused: "unknown_key" for a kind that is not in KINDS, "limit" for a key or value that is too large.
    """
    tenant = require_writing().tenant_id
    text = _text(kind, key, value)
    mine = PreferenceRow.objects.filter(tenant_id=tenant, account_id=account_id, kind=kind)
    facts = {"value": text, "at": timezone.now()}
    row = PreferenceRow(tenant_id=tenant, account_id=account_id, kind=kind, key=key, **facts)
    PreferenceRow.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["tenant_id", "account_id", "kind", "key"],
        update_fields=["value", "at"],
    )
    too_many = mine.order_by("-at", "key").values_list("key", flat=True)[KINDS[kind] : KINDS[kind] + 50]
    mine.filter(key__in=list(too_many)).delete()


def recall(account_id: UUID, kind: str, key: str) -> Any | None:
    """What is kept there; None when nothing is."""
    mine = PreferenceRow.objects.filter(tenant_id=current().tenant_id, account_id=account_id, kind=kind, key=key)
    text = mine.values_list("value", flat=True).first()
    return None if text is None else json.loads(text)


def recall_all(account_id: UUID, kind: str, *, limit: int = 100) -> dict[str, Any]:
    """Everything of a kind by its key, the newest first, at most `limit`."""
    return {one.key: one.value for one in latest(account_id, kind, limit=limit)}


def latest(account_id: UUID, kind: str, *, limit: int = 100) -> tuple[Kept, ...]:
    """The same with the moments, in one query."""
    mine = PreferenceRow.objects.filter(tenant_id=current().tenant_id, account_id=account_id, kind=kind)
    rows = mine.order_by("-at", "key").values_list("key", "value", "at")[: max(0, min(limit, 1000))]
    return tuple(Kept(key, json.loads(value), at) for key, value, at in rows)


def recall_kinds(account_id: UUID, *kinds: str) -> dict[str, dict[str, Any]]:
    """Everything of several kinds in one query: kind -> key -> value, the newest first."""
    mine = PreferenceRow.objects.filter(tenant_id=current().tenant_id, account_id=account_id, kind__in=kinds)
    found: dict[str, dict[str, Any]] = {kind: {} for kind in kinds}
    for kind, key, value in mine.order_by("-at", "key").values_list("kind", "key", "value"):
        found[kind][key] = json.loads(value)
    return found


def count_kept(kind: str, beginning: str) -> int:
    """How many things of a kind, under keys that begin so, people keep in the tenant in scope."""
    rows = PreferenceRow.objects.filter(tenant_id=current().tenant_id, kind=kind, key__startswith=beginning)
    return int(rows.count())


def forget(account_id: UUID, kind: str, key: str) -> bool:
    """Keep nothing there any more; False when nothing was. Call inside `tenancy.writing`."""
    tenant = require_writing().tenant_id
    gone, _ = PreferenceRow.objects.filter(tenant_id=tenant, account_id=account_id, kind=kind, key=key).delete()
    return bool(gone)


def sweep_preferences(*, older_than: timedelta = timedelta(days=90)) -> int:
    """Forget drafts of the tenant in scope that nobody has touched for so long; returns how many went."""
    tenant = require_writing().tenant_id
    old = PreferenceRow.objects.filter(tenant_id=tenant, kind="draft", at__lt=timezone.now() - older_than)
    gone, _ = old.delete()
    return int(gone)


def _text(kind: str, key: str, value: Any) -> str:
    if kind not in KINDS:
        raise Refused([Problem("", "unknown_key", {"key": kind})])
    if not 0 < len(key) <= KEY_LIMIT or "\x00" in key:
        raise Refused([Problem("", "limit", {"what": "key", "limit": KEY_LIMIT})])
    text = json.dumps(value, separators=(",", ":"))
    if len(text) > VALUE_LIMIT:
        raise Refused([Problem("", "limit", {"what": "value", "limit": VALUE_LIMIT})])
    return text
