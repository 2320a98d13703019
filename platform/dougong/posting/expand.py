"""What one record writes into the ledgers when something happens to it, and how that is undone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from decimal import Context as Digits

from dougong.definition import Context, Entity, Posting, PostingRule, record_scope, row_scope, value_of
from dougong.expression import EvaluationError, Expr
from dougong.posting.write import RecordKey, Write
from dougong.problem import Problem, Ref, Refused, Value, Values

#: Decimal places of a measure whose ledger says nothing else: those of money and of quantities.
PLACES = 4
#: Enough digits for any number the formula language can hold.
_DIGITS = Digits(prec=60, rounding=ROUND_HALF_UP)
_NO_PLACES: Mapping[str, int] = {}


def expand(
    posting: Posting,
    event: str,
    entity: Entity,
    values: Values,
    context: Context,
    *,
    record: RecordKey,
    round: int,  # noqa: A002 - the ledger's own word, keyword-only
    places: Mapping[str, int] = _NO_PLACES,
) -> tuple[Write, ...]:
    """The rows that `event` (a transition carried through) writes, in the order of rules and rows.

    places: decimal places of measures that do not have `PLACES`. round: see `Write`.
    The same record always expands to the same writes. A write whose measures are all zero is left out.
    Raises Refused (code "posting", or what the formula says) at the record's or row's pointer when a measure
    or the business date has no value: half of a posting is never written.
    """
    occasion = _Occasion(event, entity, context, record, round, places)
    writes: list[Write] = []
    problems: list[Problem] = []
    for rule in (rule for rule in posting.rules if rule.on == event):
        for line in _lines(rule, values, context):
            try:
                write = _write(rule, line, occasion)
            except EvaluationError as error:
                problems.append(error.problem.below(line.pointer))
            except Refused as refused:
                problems.extend(refused.problems)
            else:
                writes.extend([write] if write is not None else [])
    if problems:
        raise Refused(problems)
    return tuple(writes)


def undo(writes: Iterable[Write], *, event: str = "undo", on: date | None = None) -> tuple[Write, ...]:
    """The negatives of `writes`, each naming what it reverses; together they sum to zero.

    event: the transition that undoes. on: another business date than that of the rows undone.
    """
    return tuple(
        replace(
            write,
            event=event,
            measures={name: _DIGITS.minus(amount) for name, amount in write.measures.items()},
            business_date=on or write.business_date,
            reverses=write.key,
        )
        for write in writes
    )


def undone_by(posting: Posting, event: str) -> frozenset[str]:
    """The keys of the rules whose writes `event` undoes."""
    return frozenset(rule.key for rule in posting.rules if event in rule.undo_on)


@dataclass(frozen=True, slots=True)
class _Occasion:
    """What every write of one event has in common."""

    event: str
    entity: Entity
    context: Context
    record: RecordKey
    round: int
    places: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Line:
    """Where one write comes from: the record or a detail row, with the names a formula sees there."""

    holder: Values
    scope: Mapping[str, Value]
    pointer: str = ""

    @property
    def id(self) -> str:
        """A stored row's own id, a new row's place; "" for the record."""
        own = self.holder.get("id") if self.pointer else ""
        return str(own) if own is not None else self.pointer.removeprefix("/")

    def below(self, key: str) -> Iterator["_Line"]:
        """The rows under `key`, each with its place."""
        rows = self.holder.get(key)
        for position, row in enumerate(rows if isinstance(rows, tuple) else ()):
            if isinstance(row, Mapping):
                yield _Line(row, row_scope(self.scope, row), f"{self.pointer}/{key}/{position}")


def _lines(rule: PostingRule, values: Values, context: Context) -> list[_Line]:
    """The record itself, or each row `foreach` names ("rows", or "rows/parts" for rows within rows)."""
    lines = [_Line(values, record_scope(values, context))]
    for key in rule.foreach.split("/") if rule.foreach else ():
        lines = [row for line in lines for row in line.below(key)]
    return lines


def _write(rule: PostingRule, line: _Line, occasion: _Occasion) -> Write | None:
    """The write of one rule for one line; None where its condition does not hold or nothing moves."""
    if rule.when is not None and _value(rule.when, line, occasion) is not True:
        return None
    measures = {name: _amount(name, expr, line, occasion) for name, expr in rule.measures.items()}
    if not any(measures.values()):
        return None
    record = occasion.record
    return Write(
        ledger=rule.ledger,
        event=occasion.event,
        rule=rule.key,
        document=Ref(occasion.entity.name, record.id),
        line=line.id,
        round=occasion.round,
        measures=measures,
        dimensions={name: _value(expr, line, occasion) for name, expr in rule.dimensions.items()},
        business_date=_business_date(rule, line, occasion),
        number=record.number,
        project=record.project,
    )


def _amount(name: str, expr: Expr, line: _Line, occasion: _Occasion) -> Decimal:
    value = _value(expr, line, occasion)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Refused([Problem(line.pointer, "posting", {"what": name})])
    places = occasion.places.get(name, PLACES)
    return Decimal(value).quantize(Decimal(1).scaleb(-places), context=_DIGITS)


def _business_date(rule: PostingRule, line: _Line, occasion: _Occasion) -> date:
    """What the rule says, else the day of the event."""
    if rule.business_date is None:
        return occasion.context.today
    value = _value(rule.business_date, line, occasion)
    if not isinstance(value, date):
        raise Refused([Problem(line.pointer, "posting", {"what": "business_date"})])
    return value


def _value(expr: Expr, line: _Line, occasion: _Occasion) -> Value:
    return value_of(expr, line.scope, occasion.context)
