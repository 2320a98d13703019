"""Words and lines that the pages of importing share: steps, states, what became of a record."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dougong.admission import Entry
from dougong.batches import Batch
from dougong.pages.framing import list_address

#: The journey's steps, and the one each state of a batch stands at.
STEPS = ("file", "columns", "check", "done")
AT = {"uploaded": "columns", "mapped": "columns", "checking": "check", "checked": "check"}
#: States in which what was taken in may be taken back.
TAKEN = "taken"
#: What became of a record, with the tone that goes with its shape.
TONES = {"insert": "good", "update": "info", "same": "", "refused": "bad", "create": "info", "repaired": "warn"}


def address(entry: Entry, name: str, batch: Batch | None = None) -> str:
    """One of the addresses of importing."""
    at = [entry.entity.module, entry.entity.key]
    return reverse(name, args=[*at, batch.id] if batch else at)


def about(entry: Entry, step: str, batch: Batch | None = None) -> dict[str, Any]:
    """What every page of importing shows: where one is, and the way back."""
    titles = {"file": _("File"), "columns": _("Columns"), "check": _("Check"), "done": _("Result")}
    hrefs = {"file": address(entry, "import")}
    if batch is not None and batch.state in {"uploaded", "mapped", "checked", "failed"}:
        hrefs["columns"] = address(entry, "import-columns", batch)
    at = STEPS.index(step)
    return {
        "title": entry.entity.title,
        "list_href": list_address(entry.entity),
        "begin_href": hrefs["file"],
        "file_name": batch.file_name if batch else "",
        "version": batch.version if batch else 0,
        "steps": [
            {"title": titles[key], "now": key == step, "done": number < at,
             "href": hrefs.get(key, "") if number < at else ""}
            for number, key in enumerate(STEPS)
        ],
    }  # fmt: skip


def state_said(batch: Batch) -> dict[str, str]:
    """The state of a batch as a pill."""
    said = {
        "uploaded": (_("handed in"), ""), "mapped": (_("handed in"), ""), "checking": (_("being checked"), "wait"),
        "checked": (_("checked, not taken in"), "warn"), "taking": (_("being taken in"), "wait"),
        "taken": (_("taken in"), "good"), "undoing": (_("being undone"), "wait"), "undone": (_("undone"), ""),
        "cancelled": (_("given up"), ""), "failed": (_("failed"), "bad"),
    }  # fmt: skip
    title, tone = said[batch.state]
    return {"key": batch.state, "title": title, "tone": tone}


def action_said(action: str) -> dict[str, str]:
    """What becomes of a record as a pill."""
    said = {
        "insert": _("new"), "update": _("changed"), "same": _("unchanged"), "refused": _("refused"),
        "create": _("made as well"), "repaired": _("repaired"),
    }  # fmt: skip
    return {"key": action, "title": said[action], "tone": TONES[action]}


def counts_said(batch: Batch) -> str:
    """What came of a batch in a few words."""
    counts = batch.counts
    parts = [
        (counts.get("insert", 0), ngettext("%(num)s new", "%(num)s new", counts.get("insert", 0))),
        (counts.get("update", 0), ngettext("%(num)s changed", "%(num)s changed", counts.get("update", 0))),
        (counts.get("same", 0), ngettext("%(num)s unchanged", "%(num)s unchanged", counts.get("same", 0))),
        (counts.get("refused", 0), ngettext("%(num)s refused", "%(num)s refused", counts.get("refused", 0))),
    ]
    return _(", ").join(said % {"num": number} for number, said in parts if number)


def line_of(entry: Entry, batch: Batch, zone: ZoneInfo, who: str) -> dict[str, Any]:
    """A batch as a line of the list of imports."""
    return {
        "id": str(batch.id),
        "file": batch.file_name,
        "href": address(entry, "import-batch", batch),
        "when": f"{batch.created_at.astimezone(zone):%Y-%m-%d %H:%M}",
        "who": who,
        "state": state_said(batch),
        "counts": counts_said(batch),
        "version": batch.version,
        "undo": batch.state == TAKEN,
    }


def lines_of(entry: Entry, found: Iterable[Batch]) -> list[dict[str, Any]]:
    """The imports of one person, who reads them himself."""
    seat = entry.seat
    return [line_of(entry, one, seat.timezone, seat.caller.account.display_name) for one in found]
