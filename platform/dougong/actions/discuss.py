"""Comments on a record: only those who see it may say something, only the author changes or takes back his words."""

import re
from collections.abc import Iterable
from uuid import UUID

from dougong import discussion, storage
from dougong.actions.deed import deed, note
from dougong.admission import Caller, Entry, Seat, admit, people_who_see
from dougong.discussion import Comment
from dougong.problem import Problem, Ref, Refused
from dougong.storage import Record

LONGEST = 4_000
#: Words of a comment that its notice repeats.
QUOTED = 200
#: Characters nobody sees and databases refuse; line ends and tabs stay.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def comment_on(caller: Caller, name: str, record_id: UUID, text: str, *, comment_id: UUID) -> Comment:
    """Say something about a record; "@Name" turns to a person who may see it, and puts a notice into his inbox.

    comment_id: made by the form, so that what is sent twice is said once.
    Raises Refused: "not_found" for a record the caller may not see, "required", "max_length".
    """
    with deed(caller) as seat:
        return comment_in(seat, name, record_id, text, comment_id=comment_id)


def comment_in(seat: Seat, name: str, record_id: UUID, text: str, *, comment_id: UUID) -> Comment:
    """The same inside a transaction that is open."""
    entry, record = _seen(seat, name, record_id)
    words = _words(text)
    known = discussion.comment_of(comment_id)
    if known is not None:
        if known.author != seat.actor.id or known.record != record_id:
            raise Refused([Problem("/text", "not_found")])
        return known
    mentions = _mentioned(entry, record, words)
    said = discussion.add_comment(comment_id, entry.entity.name, record_id, seat.actor.id, words, mentions)
    _tell(seat, entry, said, mentions)
    note(seat, entry, record_id, "comment", before={}, after={"comment": str(comment_id), "text": words})
    return said


def change_comment(caller: Caller, name: str, record_id: UUID, comment_id: UUID, text: str) -> None:
    """Other words for one's own comment; whom it now turns to for the first time is told. Raises Refused."""
    with deed(caller) as seat:
        entry, record = _seen(seat, name, record_id)
        before = _own(seat, record, comment_id)
        words = _words(text)
        if before.text == words:
            return
        mentions = _mentioned(entry, record, words)
        discussion.change_comment(comment_id, words, mentions)
        _tell(seat, entry, before, [one for one in mentions if one not in before.mentions], text=words)
        note(seat, entry, record_id, "comment_changed",
             before={"comment": str(comment_id), "text": before.text},
             after={"comment": str(comment_id), "text": words})  # fmt: skip


def remove_comment(caller: Caller, name: str, record_id: UUID, comment_id: UUID) -> None:
    """Take back one's own comment; that there was one stays visible. Raises Refused."""
    with deed(caller) as seat:
        entry, record = _seen(seat, name, record_id)
        before = _own(seat, record, comment_id)
        discussion.remove_comment(comment_id)
        note(seat, entry, record_id, "comment_removed",
             before={"comment": str(comment_id), "text": before.text}, after={"comment": None})  # fmt: skip


def read_notices(caller: Caller, *, ids: Iterable[UUID] | None = None, record: tuple[str, UUID] | None = None) -> int:
    """The caller has looked at these notices (or at those about one record: its entity's name and id)."""
    with deed(caller) as seat:
        entity, record_id = record or (None, None)
        return discussion.mark_read(seat.actor.id.id, ids=ids, entity=entity, record=record_id)


def _words(text: str) -> str:
    words = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not words:
        raise Refused([Problem("/text", "required")])
    if len(words) > LONGEST:
        raise Refused([Problem("/text", "max_length", {"limit": LONGEST})])
    return words


def _seen(seat: Seat, name: str, record_id: UUID) -> tuple[Entry, Record]:
    entry = admit(seat, name, "see")
    return entry, storage.one(entry.reach, entry.entity, record_id, entry.layout, fields=(), deleted="also")


def _own(seat: Seat, record: Record, comment_id: UUID) -> Comment:
    found = discussion.comment_of(comment_id)
    if found is None or found.record != record.id or found.entity != record.entity or found.removed_at is not None:
        raise Refused([Problem("", "not_found")])
    if found.author != seat.actor.id:
        raise Refused([Problem("", "not_author")])
    return found


def _mentioned(entry: Entry, record: Record, words: str) -> list[Ref]:
    """The people whose names stand behind an @, longest names first: "@李建国" is not "@李建"."""
    if "@" not in words:
        return []
    found = sorted(people_who_see(entry, record, lambda name: f"@{name}" in words), key=lambda one: -len(one[1]))
    mentions: list[Ref] = []
    for name in dict.fromkeys(name for _actor, name in found):
        if f"@{name}" in words:
            mentions += [actor.id for actor, known in found if known == name]
            words = words.replace(f"@{name}", "@\n")
    return mentions


def _tell(seat: Seat, entry: Entry, comment: Comment, people: Iterable[Ref], *, text: str = "") -> None:
    for person in people:
        if person != seat.actor.id:
            discussion.put_notice(
                person.id, "mention", entry.entity.name, comment.record,
                by=seat.actor.id.id, text=(text or comment.text)[:QUOTED], source=comment.id,
            )  # fmt: skip
