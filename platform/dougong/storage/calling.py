"""Which records of an entity are called so: a bounded number for each of some words, all in one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from dougong.access import Reach
from dougong.definition.layout import Layout
from dougong.definition.model import Entity
from dougong.storage.codecs import uuid_out
from dougong.storage.marks import FEW, Marking
from dougong.storage.records import Marked
from dougong.storage.shapes import shape_of
from dougong.storage.source import FALSE, Source, Sql, joined
from dougong.storage.sqlrun import fetch


@dataclass(frozen=True, slots=True)
class Called:
    """Records that have a word. cut: there are others."""

    ids: tuple[UUID, ...] = ()
    cut: bool = False


def called(
    reach: Reach, entity: Entity, layout: Layout, words: Sequence[Marked], *, by: str | None, limit: int
) -> tuple[Called, ...]:
    """For each word the records that have it where the reach shows it, in the bin or not, at most `limit`.

    by: a text field; those come first in which it is shortest, so that the word is the most of it. Of very many
    that have a word only some are looked at. One query.
    """
    shape = shape_of(entity, layout)
    numbers = [number for number, word in enumerate(words) if word.ways and word.fields]
    if not numbers:
        return tuple(Called() for _ in words)
    sets = [_set(Marking(Source(shape, reach), (words[n],)), words[n], n) for n in numbers]
    found = [_found(Source(shape, reach), words[n], n, by, limit + 1) for n in numbers]
    sql = Sql("WITH ") + joined(", ", sets) + Sql(" ") + joined(" UNION ALL ", found)
    ids: dict[int, list[UUID]] = {number: [] for number in numbers}
    looked = dict.fromkeys(numbers, 0)
    for number, key, seen in fetch(sql.text, sql.params):
        ids[number].append(uuid_out(key))
        looked[number] = seen
    return tuple(
        Called(tuple(ids.get(n, ())[:limit]), cut=len(ids.get(n, ())) > limit or looked.get(n, 0) > FEW)
        for n in range(len(words))
    )


def _set(marking: Marking, word: Marked, number: int) -> Sql:
    """The marks of a word, whoever may see them, as far as they are looked at."""
    ways = (tuple(sorted(way, key=lambda token: (-len(token), token))) for way in word.ways)
    rows = joined(" UNION ALL ", [marking.rows(word, way, tuple(word.fields), more=", m0.field") for way in ways])
    head = Sql(f"w{number} AS MATERIALIZED (SELECT * FROM (")
    return head + rows + Sql(f") m LIMIT {FEW + 1})")


def _found(source: Source, word: Marked, number: int, by: str | None, limit: int) -> Sql:
    """Those of them that may be seen, the shortest names first."""
    shown = [
        (condition, f"t.id IN (SELECT record_id FROM w{number} WHERE field IN ({', '.join(map(str, fields))}))")
        for condition, fields, _refers in Marking(source, (word,)).seen(word)
    ]
    parts = [
        Sql(sql) if condition is None else Sql("((") + condition + Sql(f") AND {sql})") for condition, sql in shown
    ]
    shortest = Sql("COALESCE(length(") + source.expression(by)[0] + Sql("), 1000), ") if by is not None else Sql("")
    where = source.reached() + Sql(f" AND t.id IN (SELECT record_id FROM w{number}) AND (")
    where = where + (joined(" OR ", parts) if parts else FALSE) + Sql(")")
    head = Sql(f"SELECT * FROM (SELECT {number} AS n, t.id, (SELECT COUNT(*) FROM w{number}) AS seen ")
    head = head + Sql(f"{source.from_clause()} WHERE ") + where + Sql(" ORDER BY ") + shortest
    return head + Sql(f"t.id LIMIT {limit}) s{number}")
