"""The records before and after one in a list, as one person sees it."""

from dataclasses import replace
from uuid import UUID

from dougong import storage
from dougong.admission import Entry
from dougong.listing.asking import Wanted
from dougong.listing.page import query_of, view_of
from dougong.listing.sorting import sort_of, sort_scans

#: Before and after; None where the list ends.
Neighbours = tuple[UUID | None, UUID | None]


def neighbours_of(entry: Entry, wanted: Wanted, record_id: UUID) -> Neighbours:
    """What stands on both sides of a record in the list asked for: three bounded queries.

    Nothing for a list in groups, which has another order, and for an order that would look at every record.
    Raises Refused as `open_list` does.
    """
    view = view_of(entry, wanted)
    sorts = sort_of(entry, view, wanted.sort)
    if wanted.group or sort_scans(entry, sorts):
        return None, None
    query = replace(query_of(entry, view, wanted), sort=tuple(sort.asked for sort in sorts), ids=None)
    return storage.neighbours(entry.reach, entry.entity, entry.layout, query, record_id)
