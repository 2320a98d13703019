"""Records found by marks: rows of a narrow table (tenant_id, entity, token, record_id, field) beside theirs.

What fills such a table is another room's matter. A mark counts only in rows where the reader may see the field
it stands for. How a page is found depends on how many records have the rarest mark, counted up to a bound: few are
fetched by their ids; of many, the order is walked and each row looked up, for the page is soon full; many that
seldom come together are cut with each other first. A word may also be met by a reference to a record that is called
so; those rows are counted, fetched and looked up in the same three ways.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from dougong.storage.codecs import is_postgres
from dougong.storage.physical import quote
from dougong.storage.records import Marked, Referring
from dougong.storage.referring import one_of, places_in, referring_rows
from dougong.storage.source import FALSE, Source, Sql, joined
from dougong.storage.sqlrun import fetch
from dougong.tenancy import current

#: So many records are fetched by their ids.
FEW: Final = 4_000
#: So many beside a condition on a column.
VERY_FEW: Final = 200
#: Of many, so many are tried; when fewer than SELDOM of them have all marks, a walk would be long.
TRIED: Final = 400
SELDOM: Final = 4

#: Entities of one statement: SQLite puts at most 500 SELECTs together.
_AT_ONCE: Final = 100

How = Literal["none", "ids", "walk", "cut"]

#: What the row at hand says of the bin, as far as it is said at all: see `Query.deleted`.
_LIVING: Final = {"no": "IS NULL", "only": "IS NOT NULL", "also": ""}


def holding(asked: Mapping[str, Sequence[Marked]]) -> frozenset[str]:
    """Of some names, those whose words all stand in the table at all, wherever that is. One query.

    A hint which entities are worth looking into: who may see where, and whether one record has them all, is for
    `select` to say.
    """
    names = [name for name, words in asked.items() if words and all(word.ways for word in words)]
    each = [Sql(f"SELECT {number} WHERE ") + _holds(asked[name]) for number, name in enumerate(names)]
    found: set[str] = set()
    for start in range(0, len(each), _AT_ONCE):
        sql = joined(" UNION ALL ", each[start : start + _AT_ONCE])
        found.update(names[row[0]] for row in fetch(sql.text, sql.params))
    return frozenset(found)


def _holds(words: Sequence[Marked]) -> Sql:
    def token(one: Marked, text: str) -> Sql:
        return Sql(f"EXISTS (SELECT 1 FROM {quote(one.table)} m WHERE ") + _key("m", one, text) + Sql(")")

    def way(one: Marked, tokens: Sequence[str]) -> Sql:
        return Sql("(") + joined(" AND ", [token(one, text) for text in tokens]) + Sql(")")

    return joined(" AND ", [Sql("(") + joined(" OR ", [way(one, w) for w in one.ways]) + Sql(")") for one in words])


def _key(alias: str, one: Marked, token: str) -> Sql:
    text = f"{alias}.tenant_id = %s AND {alias}.entity = %s AND {alias}.token = %s"
    return Sql(text, (current().tenant_id, one.entity, token))


@dataclass(slots=True)
class Marking:
    """The marks one reading asks for. deleted: as in `Query`. how: the way a page was decided to be read."""

    source: Source
    marked: tuple[Marked, ...]
    deleted: str = "no"
    how: How = "walk"
    _counts: dict[tuple[str, int, str] | Referring, int] = field(default_factory=dict)

    def whole(self) -> Sql:
        """The condition for reading everything that fits, as counts and sums do: sets the planner may join."""
        ready = self._ready()
        frequent = is_postgres() and self._most(ready[0]) > FEW
        plain = [sql for one in ready if frequent and (sql := self._plainly(one)) is not None]
        if len(plain) < 2:
            return joined(" AND ", [self._whole(one) for one in ready])
        # All are frequent. PostgreSQL thinks that few have both, and would look up one set for each of the other.
        both = Sql("t.id IN (") + joined(" INTERSECT ", plain) + Sql(")")
        return joined(" AND ", [both, *(self._whole(one) for one in ready if self._plainly(one) is None)])

    def _plainly(self, one: Marked) -> Sql | None:
        """All records with a word as one set; None when that depends on the row, or when a title may do as well."""
        sets = list(self._sets(one, "SELECT * FROM (", ") w"))
        return sets[0][1] if len(sets) == 1 and sets[0][0] is None and one.or_where is None else None

    def _whole(self, one: Marked) -> Sql:
        own = not one.ways and all(place.own for _ref, place in places_in(self.source.shape, one.refers))
        return self._beside(one) if own else self._in_any(one, self._sets(one, "t.id IN (", ")"))

    def page(self) -> Sql:
        """The condition for reading in an order until a page is full. Asks one or two small queries first."""
        ready = self._ready()
        titled = [self._titled(one) for one in ready if one.or_where is not None]
        told = [one for one in ready if one.or_where is None]
        if not told:
            return joined(" AND ", titled)
        first, others = told[0], told[1:]
        if not first.ways and not first.refers:
            self.how = "none"
            return FALSE
        if self._most(first) <= FEW:
            self.how = "ids"
            return joined(" AND ", [self._fetched(first, ()), *map(self._beside, others), *titled])
        if self._seldom(told):
            self.how = "cut"
            return joined(" AND ", [self._fetched(first, others), *map(self._beside, others), *titled])
        self.how = "walk"
        return joined(" AND ", [*map(self._beside, told), *titled])

    def _ready(self) -> list[Marked]:
        """The words, the rarest first, as far as they can lead anywhere."""
        self._count()
        return sorted(map(self._rarest_first, self.marked), key=self._most)

    def _titled(self, one: Marked) -> Sql:
        """A word that is also a title: the title's own column may find the rows, if the ids beside it are few."""
        return self._fetched(one, ()) if self._most(one) <= VERY_FEW else self._beside(one)

    # -- conditions on the row at hand --------------------------------------------------------------------

    def _beside(self, one: Marked) -> Sql:
        """Whether the row has a word's marks or references, looked up row by row."""
        ending = " OFFSET 0)" if is_postgres() else ")"  # so that it stays a look-up, whatever the planner thinks
        found: list[tuple[Sql | None, Sql]] = []
        for shown, fields, refers in self.seen(one):
            ways = one.ways if fields else ()
            found += [(shown, Sql("EXISTS (") + self.rows(one, way, fields, "t.id") + Sql(ending)) for way in ways]
            for ref, place in places_in(self.source.shape, refers):
                told = one_of(place, "t", ref.ids) if place.own else None
                rows = referring_rows(place, ref.ids, self._living, "x", "t.id")
                found.append((shown, told or Sql("EXISTS (") + rows + Sql(ending)))
        return self._in_any(one, found)

    def _fetched(self, one: Marked, others: Sequence[Marked]) -> Sql:
        """The same, as ids found first, of records that have the other words as well; the key fetches their rows.

        Only one such set in a query: PostgreSQL would go through a second one from its start for every row.
        """
        begin, end = ("t.id = ANY(ARRAY(", "))") if is_postgres() else ("t.id IN (", ")")
        return self._in_any(one, self._sets(one, begin, end, others))

    def _sets(
        self, one: Marked, begin: str, end: str, others: Sequence[Marked] = ()
    ) -> Iterator[tuple[Sql | None, Sql]]:
        def beside(record: str) -> list[Sql]:
            return [Sql(" AND ") + self._held(other, record) for other in others]

        for shown, fields, refers in self.seen(one):
            sets = [joined("", [self.rows(one, way, fields), *beside("m0.record_id")]) for way in one.ways if fields]
            for ref, place in places_in(self.source.shape, refers):
                rows = referring_rows(place, ref.ids, self._living, "x")
                sets.append(joined("", [rows, *beside(f"x.{place.record}")]))
            if sets:
                yield shown, Sql(begin) + joined(" UNION ALL ", sets) + Sql(end)

    def _in_any(self, one: Marked, parts: Iterable[tuple[Sql | None, Sql]]) -> Sql:
        found = [sql if shown is None else Sql("((") + shown + Sql(") AND ") + sql + Sql(")") for shown, sql in parts]
        if one.or_where is not None:
            found.append(self.source.condition(one.or_where, {}))
        return Sql("(") + joined(" OR ", found) + Sql(")") if found else FALSE

    def seen(self, one: Marked) -> Iterator[tuple[Sql | None, tuple[int, ...], tuple[Referring, ...]]]:
        """The fields whose marks, and the references that count, by the condition under which the reader sees them
        (None: always).
        """
        groups: dict[Sql | None, tuple[list[int], list[Referring]]] = {}
        for number, paths in sorted(one.fields.items()):
            shown = [self.source.shown_in(path) for path in paths]
            if FALSE not in shown:
                told = [sql for sql in shown if sql is not None]
                groups.setdefault(joined(" AND ", told) if told else None, ([], []))[0].append(number)
        for ref in one.refers:
            condition = self.source.shown_in("/*/".join(ref.path))
            if condition is not FALSE:
                groups.setdefault(condition, ([], []))[1].append(ref)
        for condition, (numbers, refers) in groups.items():
            yield condition, tuple(numbers), tuple(refers)

    # -- rows of marks ------------------------------------------------------------------------------------

    def rows(
        self, one: Marked, way: Sequence[str], fields: tuple[int, ...], record: str = "", m: str = "m", more: str = ""
    ) -> Sql:
        """The marks of a way, all in one and the same field; of one record, or of all.

        m: letter of its aliases. more: columns beside the record's id.
        """
        first, *others = way
        table, base = quote(one.table), f"{m}0"
        parts = [Sql(f"SELECT {base}.record_id{more} FROM {table} {base} WHERE ") + _key(base, one, first)]
        if record:
            parts.append(Sql(f"{base}.record_id = {record}"))
        if fields:
            parts.append(Sql(f"{base}.field IN ({', '.join(map(str, fields))})"))
        for number, token in enumerate(others, 1):
            same = f"{m}{number}.record_id = {record or f'{base}.record_id'} AND {m}{number}.field = {base}.field"
            inner = Sql(f"EXISTS (SELECT 1 FROM {table} {m}{number} WHERE ")
            parts.append(inner + _key(f"{m}{number}", one, token) + Sql(f" AND {same})"))
        return joined(" AND ", parts)

    def _held(self, one: Marked, record: str) -> Sql:
        """Whether a record has a word at all, whoever may see where."""
        found = [self.rows(one, way, (), record, "o") for way in one.ways]
        for ref, place in places_in(self.source.shape, one.refers):
            found.append(referring_rows(place, ref.ids, self._living, "y", record))
        exist = [Sql("EXISTS (") + rows + Sql(")") for rows in found]
        return Sql("(") + joined(" OR ", exist) + Sql(")") if exist else FALSE

    @property
    def _living(self) -> str:
        return _LIVING[self.deleted]

    # -- how many there are -------------------------------------------------------------------------------

    def _count(self) -> None:
        """How many rows each mark and each reference has, up to one more than FEW. One query."""
        asked: dict[tuple[str, int, str] | Referring, Sql] = {}
        for one in self.marked:
            for token in (token for way in one.ways for token in way):
                rows = Sql(f"SELECT 1 FROM {quote(one.table)} m WHERE ") + _key("m", one, token)
                asked[one.table, one.entity, token] = rows
            for ref, place in places_in(self.source.shape, one.refers):
                asked[ref] = referring_rows(place, ref.ids, self._living, "x")
        if not asked:
            return
        each = [
            Sql(f"SELECT {number}, (SELECT COUNT(*) FROM (") + rows + Sql(f" LIMIT {FEW + 1}) c)")
            for number, rows in enumerate(asked.values())
        ]
        sql = joined(" UNION ALL ", each)
        found = dict(fetch(sql.text, sql.params))
        self._counts = {key: int(found[number]) for number, key in enumerate(asked)}

    def _rarest_first(self, one: Marked) -> Marked:
        """The same with the rarest token of each way in front, and without ways that lead nowhere."""

        def rows(token: str) -> int:
            return self._counts[one.table, one.entity, token]

        ways = (tuple(sorted(way, key=lambda token: (rows(token), -len(token)))) for way in one.ways)
        refers = tuple(ref for ref in one.refers if self._counts.get(ref))
        return replace(one, ways=tuple(way for way in ways if rows(way[0])), refers=refers)

    def _most(self, one: Marked) -> int:
        """At most so many records have the word, titles aside (more than FEW: nobody knows)."""
        marks = sum(self._counts[one.table, one.entity, way[0]] for way in one.ways)
        return marks + sum(self._counts[ref] for ref in one.refers)

    def _seldom(self, ready: Sequence[Marked]) -> bool:
        """Whether of some records that have the rarest word hardly any have the others."""
        if sum(len(one.refers) + sum(map(len, one.ways)) for one in ready) == 1:
            return False
        fits = [self._held(one, "s.record_id") for one in ready]
        sql = Sql("SELECT COUNT(*) FROM (") + self._sample(ready[0]) + Sql(f" LIMIT {TRIED}) s WHERE ")
        sql = sql + joined(" AND ", fits)
        return int(fetch(sql.text, sql.params)[0][0]) < SELDOM

    def _sample(self, one: Marked) -> Sql:
        """The records of the mark or reference that most of those with a word have."""
        counts = {way: self._counts[one.table, one.entity, way[0]] for way in one.ways}
        refers = places_in(self.source.shape, one.refers)
        ref, place = max(refers, key=lambda pair: self._counts[pair[0]], default=(None, None))
        if ref is not None and place is not None and self._counts[ref] > max(counts.values(), default=0):
            rows = referring_rows(place, ref.ids, self._living, "x")
            return Sql(f"SELECT r.{place.record} AS record_id FROM (") + rows + Sql(") r")
        way = max(counts, key=lambda way: counts[way])
        return Sql(f"SELECT m.record_id FROM {quote(one.table)} m WHERE ") + _key("m", one, way[0])
