"""Write and read submissions and answers of the tenant in scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from dougong.approvals.models import AnswerRow, SubmissionRow
from dougong.problem import Ref
from dougong.tenancy import current, new_id, require_writing
from dougong.workflow import Approval


@dataclass(frozen=True, slots=True)
class Submission:
    """Who submitted a record last, when, and in which round (1 is the first)."""

    by: Ref
    round: int
    at: datetime


def submission(record_id: UUID) -> Submission | None:
    """The last submission of a record; None before it was ever submitted."""
    found = (
        SubmissionRow.objects.filter(tenant_id=current().tenant_id, record_id=record_id)
        .order_by("-round")
        .values_list("by", "round", "at")
        .first()
    )
    return None if found is None else Submission(Ref("user", found[0]), found[1], found[2])


def running(records: Iterable[UUID]) -> dict[UUID, tuple[Submission, tuple[Approval, ...]]]:
    """Of several records the last submission and the approvals given in its round. Two queries."""
    tenant, wanted = current().tenant_id, list(records)
    last: dict[UUID, Submission] = {}
    rounds = SubmissionRow.objects.filter(tenant_id=tenant, record_id__in=wanted).order_by("round")
    for record, by, number, at in rounds.values_list("record_id", "by", "round", "at"):
        last[record] = Submission(Ref("user", by), number, at)
    given: dict[UUID, list[Approval]] = {record: [] for record in last}
    rows = AnswerRow.objects.filter(tenant_id=tenant, record_id__in=list(last), answer="approve").order_by("at", "id")
    for record, number, step, by in rows.values_list("record_id", "round", "step", "by"):
        if number == last[record].round:
            given[record].append(Approval(step, Ref("user", by)))
    return {record: (one, tuple(given[record])) for record, one in last.items()}


def submitted_by(account_id: UUID, *, limit: int = 50) -> tuple[tuple[str, UUID, datetime], ...]:
    """What a person submitted: entity, record and when, the newest first, each record once; at most 200."""
    rows = SubmissionRow.objects.filter(tenant_id=current().tenant_id, by=account_id).order_by("-at")
    found: dict[UUID, tuple[str, UUID, datetime]] = {}
    for entity, record, at in rows.values_list("entity", "record_id", "at")[: max(1, min(limit, 200))]:
        found.setdefault(record, (entity, record, at))
    return tuple(found.values())


def begin(entity: str, record_id: UUID, by: Ref) -> Submission:
    """Open the next round: `by` has submitted the record. Call inside `tenancy.writing`."""
    tenant = require_writing()
    before = submission(record_id)
    row = SubmissionRow(
        tenant_id=tenant.tenant_id,
        record_id=record_id,
        round=1 if before is None else before.round + 1,
        entity=entity,
        by=by.id,
        at=timezone.now(),
    )
    row.save(force_insert=True)
    return Submission(by, row.round, row.at)


def answers(record_id: UUID, round_: int, transition: str | None = None) -> tuple[Approval, ...]:
    """The approvals given in a round (to one transition's steps), in order of time."""
    rows = AnswerRow.objects.filter(tenant_id=current().tenant_id, record_id=record_id, round=round_, answer="approve")
    if transition is not None:
        rows = rows.filter(transition=transition)
    given: Iterable[tuple[str, UUID]] = rows.order_by("at", "id").values_list("step", "by")
    return tuple(Approval(step, Ref("user", by)) for step, by in given)


def keep_answer(
    record_id: UUID, round_: int, transition: str, step: str, *, by: Ref, answer: str, opinion: str = ""
) -> None:
    """Keep one answer ("approve" or "reject"). Call inside `tenancy.writing`; the same person answers a step once."""
    AnswerRow(
        tenant_id=require_writing().tenant_id,
        id=new_id(),
        record_id=record_id,
        round=round_,
        transition=transition,
        step=step,
        by=by.id,
        answer=answer,
        opinion=opinion,
        at=timezone.now(),
    ).save(force_insert=True)


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it was given. answer: "approve" or "reject"."""

    transition: str
    step: str
    by: Ref
    answer: str
    opinion: str
    at: datetime


def answers_given(record_id: UUID, round_: int) -> tuple[Given, ...]:
    """Every answer of a round, rejections too, in order of time, with opinions."""
    rows = AnswerRow.objects.filter(tenant_id=current().tenant_id, record_id=record_id, round=round_)
    return tuple(
        Given(row.transition, row.step, Ref("user", row.by), row.answer, row.opinion, row.at)
        for row in rows.order_by("at", "id")
    )
