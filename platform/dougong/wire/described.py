"""The description of the door, made once for all who may use it alike, and until a definition changes."""

import hashlib
import json
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final

from dougong import catalog
from dougong.admission import Seat
from dougong.wire.openapi import describe

#: Descriptions that one process remembers.
_REMEMBERED: Final = 64


@dataclass(frozen=True, slots=True)
class Described:
    """A description as JSON, and the mark it is asked for again by."""

    text: bytes
    etag: str


_known: OrderedDict[tuple[Any, ...], Described] = OrderedDict()
_lock = threading.Lock()


def described(seat: Seat, modules: tuple[str, ...], verbs: tuple[str, ...]) -> Described:
    """The description for whoever sits in `seat`, narrowed to modules (() for all) and verbs. Inside a scope."""
    tenant, actor = seat.caller.tenant, seat.actor
    roles = (actor.roles, frozenset(role for held in actor.project_roles.values() for role in held))
    key = (tenant.id, catalog.stamp_now(), seat.caller.language, tenant.shown, roles, modules, verbs)
    with _lock:
        found = _known.get(key)
    if found is None:
        text = json.dumps(describe(seat, lambda module, verb: verb in verbs and (not modules or module in modules)),
                          ensure_ascii=False).encode()  # fmt: skip
        found = Described(text, f'"{hashlib.sha256(text).hexdigest()[:32]}"')
        with _lock:
            _known[key] = found
            while len(_known) > _REMEMBERED:
                _known.popitem(last=False)
    return found
