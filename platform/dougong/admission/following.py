"""Records that formulas follow references to: those of one entity are read together, not one by one."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from dougong import catalog
from dougong.access import system_reach
from dougong.admission.seat import Seat
from dougong.definition import PROJECT, USER, Entity
from dougong.problem import Ref, Value
from dougong.storage import Query, Record, select

#: Records read at once.
TOGETHER: Final = 1_000


@dataclass(slots=True)
class Following:
    """Reads what references lead to, and remembers it for one evaluation.

    When one is followed, all others to the same entity that are expected are read with it; what these refer to is
    expected in turn. Lists of a record (rows, many values) are read only where a formula asks for one.
    """

    seat: Seat
    _expected: defaultdict[str, dict[Ref, None]] = field(default_factory=lambda: defaultdict(dict))
    _plain: dict[Ref, Record | None] = field(default_factory=dict)
    _whole: dict[Ref, Record | None] = field(default_factory=dict)

    def expect(self, value: Any) -> None:
        """These references, however deep within rows and lists, may be followed."""
        for ref in _refs(value):
            if ref.entity != USER and ref not in self._plain:
                self._expected[ref.entity][ref] = None

    def follow(self, ref: Ref, name: str) -> Value:
        """One field of a referenced record; null when the record is gone or its module is off."""
        entity = self._entity(ref)
        if entity is None:
            return None
        asked = entity.fields.get(name)
        known = self._whole if asked is not None and _is_list(asked) else self._plain
        if ref not in known:
            self._read(entity, ref, known)
        record = known[ref]
        if record is None:
            return None
        system = record.system
        return system[name] if name in system else record.values.get(name)

    def _entity(self, ref: Ref) -> Entity | None:
        name = self.seat.project_entity if ref.entity == PROJECT else ref.entity
        return self.seat.entity(name) if name and name != USER else None

    def _read(self, entity: Entity, ref: Ref, known: dict[Ref, Record | None]) -> None:
        whole = known is self._whole
        waiting = self._plain if whole else self._expected[ref.entity]
        wanted = [one for one in waiting if one.entity == ref.entity and one != ref and one not in known]
        together = [ref, *wanted[: TOGETHER - 1]]
        fields = None if whole else tuple(key for key, one in entity.fields.items() if not _is_list(one))
        reach = system_reach(entity.name, "a formula follows a reference")
        query = Query(ids=tuple(one.id for one in together), fields=fields, deleted="also", limit=len(together))
        page = select(reach, entity, catalog.layout_for(entity.name), query)
        found = {record.id: record for record in page.records}
        known.update((one, found.get(one.id)) for one in together)
        for one in together:
            self._expected[ref.entity].pop(one, None)
        for record in found.values():
            self.expect((record.project, *record.values.values()))


def _is_list(asked: Any) -> bool:
    return bool(asked.kind == "rows" or asked.many)


def _refs(value: Any) -> Iterator[Ref]:
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _refs(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from _refs(one)
