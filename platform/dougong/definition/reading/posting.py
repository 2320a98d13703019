"""Posting rules, read: what an event of a record writes into which ledger."""

from collections.abc import Mapping
from typing import Any

from dougong.definition.model import Posting, PostingRule
from dougong.definition.pointers import escape
from dougong.definition.reading.notes import Notes
from dougong.definition.reading.parts import entries, formulas, text, words


def posting_of(key: str, document: Mapping[str, Any], notes: Notes) -> Posting:
    """Read the posting rules of one entity; what is wrong with a formula is noted."""
    rules = (_rule(name, rule, notes, f"/rules/{escape(name)}") for name, rule in entries(document, "rules"))
    return Posting(entity=text(document, "entity") or key, rules=tuple(rules))


def _rule(key: str, given: Mapping[str, Any], notes: Notes, pointer: str) -> PostingRule:
    return PostingRule(
        key=key,
        on=text(given, "on"),
        ledger=text(given, "ledger"),
        measures=formulas(given, "measures", notes, pointer),
        dimensions=formulas(given, "dimensions", notes, pointer),
        undo_on=words(given, "undo_on"),
        foreach=text(given, "foreach"),
        when=notes.formula(given, "when", pointer),
        business_date=notes.formula(given, "business_date", pointer),
    )
