"""A cache that never grows beyond its limits; the least recently used entry goes first. Shared by threads."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def _light(_value: object) -> int:
    return 1


class Bounded(Generic[K, V]):
    """Values by key, at most `limit` of them, which together weigh at most `most`.

    weigh: what one weighs, roughly the bytes it holds alone.
    """

    def __init__(self, limit: int, *, weigh: Callable[[V], int] = _light, most: int = 0) -> None:
        self._limit, self._most, self._weigh = limit, most or limit, weigh
        self._lock = Lock()
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._weight = 0

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of `key`, made and kept when it is not there. Two threads may make it at once; one is
        kept.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
        made = make()
        weight = self._weigh(made)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = (made, weight)
                self._weight += weight
            self._kept.move_to_end(key)
            found = self._kept[key][0]
            while len(self._kept) > self._limit or (self._weight > self._most and len(self._kept) > 1):
                self._weight -= self._kept.popitem(last=False)[1][1]
            return found

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._weight = 0

    def __len__(self) -> int:
        return len(self._kept)
