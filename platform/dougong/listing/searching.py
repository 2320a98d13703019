"""What was typed into a search, as a condition on an entity's records."""

from collections.abc import Iterator
from dataclasses import replace

from dougong import search
from dougong.admission import Entry
from dougong.definition import Entity, Field
from dougong.expression import TEXT, Column, In, Literal, Or, Term
from dougong.listing.referring import meant_by
from dougong.storage import Marked


def marked_by(entry: Entry, q: str, *, paths: tuple[str, ...] | None = None) -> tuple[Marked, ...]:
    """The conditions of a search: one for each word, every one of which must hold. () when nothing was typed.

    A word is found in texts, numbers and codes by their marks, in states and indexed choices by their titles, and in
    indexed references by the names of what they refer to: one query for each entity referred to.
    paths: only these fields, and neither titles nor references.
    """
    places = search.places_of(entry.entity)
    if paths is not None:
        places = {number: known for number, known in places.items() if set(known) & set(paths)}
    words = search.asked_for(q)
    marked = tuple(
        Marked(
            table=search.TABLE,
            entity=search.entity_number(entry.entity.name),
            ways=tuple(tuple(sorted(way)) for way in word.ways),
            fields=places,
            or_where=_titled(entry, word) if paths is None else None,
        )
        for word in words
    )
    if paths is not None or not marked:
        return marked
    meant = meant_by(entry, words, marked)
    return tuple(replace(one, refers=more.refers, cut=more.cut) for one, more in zip(marked, meant, strict=True))


def named(text: str, q: str) -> bool:
    """Whether a name has every word that was typed, as a search would find it: also by its pinyin."""
    return all(search.has_word(text, word) for word in search.asked_for(q))


def _titled(entry: Entry, word: search.Asked) -> Term | None:
    """The records whose state, or whose choice in an indexed field, has a title with this word."""
    terms: list[Term] = []
    if entry.workflow is not None and entry.reach.showing("/state"):
        states = [key for key, state in entry.workflow.states.items() if search.has_word(state.title, word)]
        if states:
            terms.append(In(Column(("state",), TEXT), tuple(Literal(key, TEXT) for key in states)))
    for key, field in _choices(entry.entity):
        values = [value for value, title in field.options["choices"].items() if search.has_word(title, word)]
        if values and entry.reach.showing(f"/{key}"):
            terms.append(In(Column((key,), TEXT), tuple(Literal(value, TEXT) for value in values)))
    return terms[0] if len(terms) == 1 else Or(tuple(terms)) if terms else None


def _choices(entity: Entity) -> Iterator[tuple[str, Field]]:
    for key, field in entity.fields.items():
        if (
            field.kind == "choice"
            and field.indexed
            and field.stored
            and not field.many
            and "values" not in field.options
        ):
            yield key, field
