"""What a reader may not see of a record that he may see."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from dougong.access import Case, Reach
from dougong.definition.pointers import covers, split
from dougong.problem import Value
from dougong.storage.records import Record
from dougong.storage.source import Source, Sql

#: What the platform keeps of a record and a right may hide; the rest a reader always needs.
_CONCEALABLE: Final = ("number", "state", "created_by", "created_at", "updated_by", "updated_at")


def differing(reach: Reach) -> bool:
    """Whether it depends on the row which fields may be read."""
    return len({case.hide for case in reach.cases}) > 1


def case_flags(source: Source) -> tuple[Sql, ...]:
    """What to select so that each row tells which cases hold for it; nothing when it makes no difference."""
    if not differing(source.reach):
        return ()
    return tuple(Sql("CASE WHEN ") + case + Sql(" THEN 1 ELSE 0 END") for case in source.cases())


class Hiding:
    """The hidden pointers of each row, by the flags of its cases."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._known: dict[tuple[Any, ...], frozenset[str]] = {}
        self._always = None if differing(reach) else frozenset(reach.cases[0].hide if reach.cases else ())

    def of(self, flags: Sequence[Any]) -> frozenset[str]:
        """The pointers hidden in a row with these flags."""
        if self._always is not None:
            return self._always
        key = tuple(flags)
        if key not in self._known:
            holding: list[Case] = [case for case, flag in zip(self._reach.cases, key, strict=True) if flag]
            self._known[key] = frozenset(self._reach.hidden_in(holding))
        return self._known[key]


def unhidden(record: Record) -> Record:
    """The record with None where its reader may not look, in detail rows and the platform's own names too."""
    if not record.hidden:
        return record
    patterns = tuple(sorted(record.hidden))
    system: dict[str, Any] = {name: None for name in _CONCEALABLE if _is_hidden(patterns, f"/{name}")}
    return replace(record, values=_without_hidden(dict(record.values), patterns), **system)


def _without_hidden(values: dict[str, Value], patterns: tuple[str, ...]) -> dict[str, Value]:
    return {key: _shown(value, patterns, f"/{key}") for key, value in values.items()}


def _shown(value: Value, patterns: tuple[str, ...], pointer: str) -> Value:
    if _is_hidden(patterns, pointer):
        return None
    if isinstance(value, tuple) and value and isinstance(value[0], Mapping) and _reaches_below(patterns, pointer):
        return tuple(_row(row, patterns, f"{pointer}/*") for row in value if isinstance(row, Mapping))
    return value


def _row(row: Mapping[str, Value], patterns: tuple[str, ...], pointer: str) -> dict[str, Value]:
    return {key: value if key == "id" else _shown(value, patterns, f"{pointer}/{key}") for key, value in row.items()}


@lru_cache(maxsize=4096)
def _is_hidden(patterns: tuple[str, ...], pointer: str) -> bool:
    return any(covers(pattern, pointer) for pattern in patterns)


@lru_cache(maxsize=4096)
def _reaches_below(patterns: tuple[str, ...], pointer: str) -> bool:
    head = split(pointer)
    parts = [split(pattern) for pattern in patterns]
    return any(len(one) > len(head) and all(a in ("*", b) for a, b in zip(one, head, strict=False)) for one in parts)
