"""Numbers of documents: gap-free per series, allotted inside the transaction that needs them."""

from dougong import storage
from dougong.admission import Entry
from dougong.storage import Record


def number_for(entry: Entry, record: Record) -> str:
    """The next number of the record's series. The counter is locked until the transaction ends: do it last."""
    numbering = entry.entity.numbering
    assert numbering is not None, "asked only for entities with numbering"
    return storage.allot_number(entry.entity, numbering, project=record.project, on=entry.seat.today)
