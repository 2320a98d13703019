"""One row a ledger shall get, as a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from dougong.problem import Ref, Value

#: What makes a row the same row: ledger, document, line, event, rule, round.
Key = tuple[str, Ref, str, str, str, int]


@dataclass(frozen=True, slots=True)
class RecordKey:
    """The document that posts, as the ledger names it. project: None for one that belongs to none."""

    id: UUID
    number: str = ""
    project: UUID | None = None


@dataclass(frozen=True, slots=True)
class Write:
    """A signed single entry.

    ledger: full name ("module/ledger"). event: the transition that caused it. rule: the posting rule's key.
    document: Ref to the record; number, project: its own. line: the detail row's id, "" for the record.
    round: 1 for the first time the document takes effect, one more each time it does so anew.
    measures: name -> exact amount. dimensions: name -> what the amount is about (None where unknown).
    business_date: the day it economically belongs to.
    reverses: the key of the row it undoes; None for a row in its own right.
    """

    ledger: str
    event: str
    rule: str
    document: Ref
    line: str
    round: int
    measures: Mapping[str, Decimal]
    dimensions: Mapping[str, Value]
    business_date: date
    number: str = ""
    project: UUID | None = None
    reverses: Key | None = field(default=None)

    @property
    def key(self) -> Key:
        """What makes it unique: writing a key twice writes it once."""
        return (self.ledger, self.document, self.line, self.event, self.rule, self.round)
