"""A place for an answer is taken before anything is done, and filled in the same transaction."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import OperationalError
from django.utils import timezone

from dougong.once.models import OnceRow
from dougong.problem import JsonObject, Problem, Refused
from dougong.tenancy import new_id, require_writing

#: How long an answer is kept: phones on a site may be offline for weeks.
DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Kept:
    """What was answered before."""

    status: int
    body: JsonObject | None


def begin(account: UUID, key: str, asked: str) -> Kept | None:
    """Take the place of a key in the writing scope that is open; what was answered before, if anything was.

    Who comes second waits until the first is done. Raises Refused: "key_reused" when something else was asked with
    the key, "in_flight" when the first takes too long.
    """
    tenant, mark = require_writing().tenant_id, new_id()
    row = OnceRow(tenant_id=tenant, account_id=account, key=key, asked=asked, mark=mark, at=timezone.now())
    try:
        OnceRow.objects.bulk_create([row], ignore_conflicts=True)
    except OperationalError as error:  # waited for longer than a lock is waited for
        raise Refused([Problem("", "in_flight")]) from error
    there = OnceRow.objects.get(tenant_id=tenant, account_id=account, key=key)
    if there.mark == mark:
        return None
    if there.asked != asked:
        raise Refused([Problem("", "key_reused")])
    return Kept(there.status, json.loads(there.answer) if there.answer else None)


def keep(account: UUID, key: str, status: int, answer: str) -> None:
    """Fill the place: what is answered, as JSON, "" for nothing."""
    tenant = require_writing().tenant_id
    OnceRow.objects.filter(tenant_id=tenant, account_id=account, key=key).update(status=status, answer=answer)


def sweep_answers() -> int:
    """Forget what was answered longer ago than DAYS; returns how many."""
    old = timezone.now() - timedelta(days=DAYS)
    gone, _ = OnceRow.objects.filter(tenant_id=require_writing().tenant_id, at__lt=old).delete()
    return int(gone)
