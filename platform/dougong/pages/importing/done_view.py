"""What came of an import, as its page names it."""

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from dougong.actions import ImportReport
from dougong.admission import Entry
from dougong.listing import labels_of
from dougong.pages.framing import list_address
from dougong.pages.importing.telling import TAKEN, action_said
from dougong.pages.presenting import record_address

#: Records up to which a list is asked for by their names.
NAMED = 50


def done_view(entry: Entry, report: ImportReport) -> dict[str, Any]:
    """Counts, the way to what was taken in, and what undoing would do."""
    batch, counts = report.batch, report.batch.counts
    labels = labels_of(entry.seat, report.kept)
    return {
        "counts": [
            {**action_said(key), "count": counts[key]}
            for key in ("insert", "update", "create", "same", "refused")
            if counts.get(key)
        ],
        "new": counts.get("insert", 0),
        "changed": counts.get("update", 0),
        "may_undo": batch.state == TAKEN,
        "message": batch.message,
        "list_href": records_href(entry, report) if batch.state == TAKEN else list_address(entry.entity),
        "kept": [
            {"label": labels.get(ref, _("Something you may not see")),
             "href": record_address(entry, ref.id) if ref in labels and ref.entity == entry.entity.name else ""}
            for ref in report.kept
        ],
    }  # fmt: skip


def records_href(entry: Entry, report: ImportReport) -> str:
    """The list of what an import made and changed: by name where they are few."""
    ids = [str(one.record) for one in report.rows if one.action in {"insert", "update"} and one.record]
    here = list_address(entry.entity)
    if report.next is None and 0 < len(ids) <= NAMED:
        return f"{here}?{urlencode([('id', one) for one in ids])}"
    return f"{here}?{urlencode({'sort': '-updated_at'})}"
