"""Whether somebody may open a file: as its owner, or by the record that shows it to him."""

from uuid import UUID

from dougong import files, storage
from dougong.admission import Seat, admit_reference
from dougong.listing.labels import refs_of


def may_open_file(seat: Seat, file_id: UUID) -> bool:
    """Whether a field he may read of a record he may see holds it, or he uploaded it and no record has it yet."""
    stored = files.stored_file(file_id)
    if stored is None:
        return False
    if stored.record is None:
        return stored.by == seat.actor.id.id
    entry = admit_reference(seat, stored.entity)
    if entry is None:
        return False
    page = storage.select(
        entry.reach, entry.entity, entry.layout, storage.Query(ids=(stored.record,), limit=1, deleted="also")
    )
    # A file that a field hidden from this person holds is not his to open.
    return any(ref.id == file_id for record in page.records for ref in refs_of(entry.entity.fields, record.values))
