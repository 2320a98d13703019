"""Identifiers that sort by the time they were made: UUID version 7 (RFC 9562)."""

import secrets
import threading
import time
from uuid import UUID

_RANDOM_BITS = 74  # 12 of rand_a and 62 of rand_b
_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """A new UUIDv7; within one process each is greater than the one before.

    The client may make its own: the server needs uniqueness per tenant only, the order is for the index.
    """
    global _last  # noqa: PLW0603 - the one counter that keeps ids of the same millisecond in order
    fresh = (time.time_ns() // 1_000_000 << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
    with _lock:
        if fresh <= _last:
            # The same millisecond (or a clock set back): a random step keeps ids hard to guess.
            fresh = _last + 1 + secrets.randbits(32)
        _last = fresh
    moment, noise = fresh >> _RANDOM_BITS, fresh & ((1 << _RANDOM_BITS) - 1)
    return UUID(int=moment << 80 | 0x7 << 76 | (noise >> 62) << 64 | 0b10 << 62 | noise & ((1 << 62) - 1))
