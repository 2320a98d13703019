"""How many requests programs may send: granted by the minute in portions, so that few requests touch the table.

Every process draws portions from the one count in the database; what it has drawn it serves from memory. So the
limit holds for all processes together, and a portion that is not used up in its minute is lost.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from dougong.tenancy.models import ProgramUse
from dougong.tenancy.scope import require_writing

#: The share of a minute's requests that is drawn at once.
_PORTIONS: Final = 20
#: What the whole company's programs share is kept under.
_ALL: Final = "all"
#: Tokens whose portions a process remembers.
_REMEMBERED: Final = 10_000


class TooMany(Exception):  # noqa: N818 - reads as what is wrong
    """The minute's requests are used up. retry_after: seconds until there are more."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__("too many requests")


@dataclass(slots=True)
class _Portion:
    minute: int
    left: int


_drawn: OrderedDict[tuple[int, str], _Portion] = OrderedDict()
_lock = threading.Lock()


def serve_drawn(tenant: int, mark: str) -> bool:
    """Whether a request of this token is served from what was drawn for it already. mark: of the token."""
    minute = _minute()
    with _lock:
        portion = _drawn.get((tenant, mark))
        if portion is None or portion.minute != minute or portion.left <= 0:
            return False
        portion.left -= 1
        return True


def draw(mark: str, token: str) -> None:
    """Draw a portion for a token of the tenant in scope, and serve one request from it. token: its id.

    Raises TooMany.
    """
    tenant, minute = require_writing().tenant_id, _minute()
    portion = max(1, min(settings.API_PER_TOKEN, settings.API_PER_TENANT) // _PORTIONS)
    for whose, limit in ((token, settings.API_PER_TOKEN), (_ALL, settings.API_PER_TENANT)):
        if not _granted(tenant, whose, minute, portion, limit):
            raise TooMany(max(1, 60 - int(time.time()) % 60))
    with _lock:
        _drawn[tenant, mark] = _Portion(minute, portion - 1)
        _drawn.move_to_end((tenant, mark))
        while len(_drawn) > _REMEMBERED:
            _drawn.popitem(last=False)


def forget_drawn() -> None:
    """Forget what this process has drawn."""
    with _lock:
        _drawn.clear()


def sweep_allowance() -> int:
    """Remove the counts of minutes that are over; returns how many."""
    gone, _ = ProgramUse.objects.filter(tenant_id=require_writing().tenant_id, minute__lt=_minute() - 5).delete()
    return int(gone)


def _granted(tenant: int, whose: str, minute: int, portion: int, limit: int) -> bool:
    rows = ProgramUse.objects.filter(tenant_id=tenant, whose=whose, minute=minute)
    if rows.filter(granted__lte=limit - portion).update(granted=F("granted") + portion):
        return True
    if rows.exists():
        return False
    try:
        with transaction.atomic():
            ProgramUse(tenant_id=tenant, whose=whose, minute=minute, granted=portion).save(force_insert=True)
    except IntegrityError:  # another process was first
        return bool(rows.filter(granted__lte=limit - portion).update(granted=F("granted") + portion))
    return True


def _minute() -> int:
    return int(time.time()) // 60
