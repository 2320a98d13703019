"""What happened to a record, as sentences with before and after."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dougong.actions.deed import COPIED
from dougong.admission import Entry
from dougong.definition import Field
from dougong.definition.pointers import any_covers
from dougong.events import Entry as Logged
from dougong.kinds import KINDS, Unreadable
from dougong.listing import system_title
from dougong.pages.presenting import record_address, state_seen
from dougong.problem import Ref
from dougong.storage import Record
from dougong.tables import NONE, Reader, cell

#: Verbs of the log that the stream shows as comments, not as changes.
SAID = ("comment", "comment_changed", "comment_removed")
#: What a change to personal data is shown as: that there was one, not which.
VEILED = "•••"
#: Letters from which a value is folded.
LONG = 160
#: Lines of a detail table that one event spells out; of more it tells the number.
LINES = 20
_FILES = frozenset({"file", "photo", "signature"})


def deed_said(entry: Entry, one: Logged) -> str:
    """What was done, in words that follow the name of whoever did it."""
    answer, _colon, transition = one.verb.rpartition(":")
    arrow = entry.workflow.transitions.get(transition) if entry.workflow else None
    title = arrow.title if arrow else transition
    texts = {
        "create": _("created"), "edit": _("changed"), "remove": _("removed"), "restore": _("brought back"),
        "recompute": _("had it worked out by a new formula"),
    }  # fmt: skip
    if one.verb in SAID:
        return _("commented")
    if answer == "approve":
        return _("approved ({what})").format(what=title)
    if answer == "reject":
        return _("rejected ({what})").format(what=title)
    return texts.get(one.verb, title)


@dataclass(frozen=True, slots=True)
class History:
    """The events of one record as one person may read them."""

    entry: Entry
    record: Record
    reader: Reader

    def shows(self, pointer: str) -> bool:
        """Whether this person may read the field at `pointer` in this record."""
        return not any_covers(self.record.hidden, pointer) and bool(self.entry.reach.showing(pointer))

    def line(self, one: Logged) -> dict[str, Any]:
        """One event: what was done, why, and what changed by it."""
        return {
            "text": deed_said(self.entry, one),
            "copied": self._copied(one),
            "reason": str(one.after.get("reason") or "") if ":" in one.verb or self._arrow(one.verb) else "",
            "changes": [] if one.verb == "create" else [*self._system(one), *self._changes(one)],
        }

    def _copied(self, one: Logged) -> dict[str, str] | None:
        """What a new record was copied from: a link, or words where this person does not see it."""
        source = _source_of(self.entry, one)
        if source is None:
            return None
        label = self.reader.labels.get(source)
        return {"label": label or _("another entry"), "href": record_address(self.entry, source.id) if label else ""}

    def _arrow(self, verb: str) -> Any:
        return self.entry.workflow.transitions.get(verb) if self.entry.workflow else None

    def _system(self, one: Logged) -> Iterator[dict[str, Any]]:
        """The state and the number, which are no fields."""
        flow = self.entry.workflow
        if "state" in one.after and "state" not in self.entry.entity.fields:
            was, now = (state_seen(flow, side.get("state")) for side in (one.before, one.after))
            if now:
                yield _change(_("State"), was.title if was else "", now.title)
        if one.after.get("number") and "number" not in self.entry.entity.fields:
            yield _change(
                system_title(self.entry, "number"), str(one.before.get("number") or ""), str(one.after["number"])
            )

    def _changes(self, one: Logged) -> Iterator[dict[str, Any]]:
        for key, after in one.after.items():
            field = self.entry.entity.fields.get(key)
            if field is None or not self.shows(f"/{key}"):
                continue
            before = one.before.get(key)
            if field.kind == "rows":
                yield from self._rows(field, before, after)
            else:
                computed = field.computed is not None
                yield _change(field.title, self._text(field, before), self._text(field, after), computed=computed)

    def _rows(self, field: Field, before: Any, after: Any) -> Iterator[dict[str, Any]]:
        """Which line, which column, from what to what; lines that came and went."""
        old, new = (_by_identity(side) for side in (before, after))
        found = [*self._came_and_went(field, old, new), *self._columns(field, old, new)]
        yield from found[:LINES]
        if len(found) > LINES:
            yield _change(field.title, "", _("and {count} further changes").format(count=len(found) - LINES))

    def _came_and_went(self, field: Field, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> Iterator[dict[str, Any]]:
        for identity, (at, row) in new.items():
            if identity not in old:
                yield _change(self._place(field, at, {}), "", self._row_text(field, row), mark=_("added"))
        for identity, (at, row) in old.items():
            if identity not in new:
                yield _change(self._place(field, at, {}), self._row_text(field, row), "", mark=_("removed"))

    def _columns(self, field: Field, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> Iterator[dict[str, Any]]:
        for identity, (at, row) in new.items():
            if identity not in old:
                continue
            was = old[identity][1]
            for key, column in field.fields.items():
                if was.get(key) == row.get(key) or not self.shows(f"/{field.key}/*/{key}"):
                    continue
                yield _change(
                    f"{self._place(field, at, row)} · {column.title}",
                    self._text(column, was.get(key)), self._text(column, row.get(key)),
                    computed=column.computed is not None,
                )  # fmt: skip

    def _place(self, field: Field, at: int, row: Mapping[str, Any]) -> str:
        place = _("{grid}, line {number}").format(grid=field.title, number=at + 1)
        named = self._row_name(field, row)
        return _("{place} ({name})").format(place=place, name=named) if named else place

    def _row_name(self, field: Field, row: Mapping[str, Any]) -> str:
        """What a line is called by: its first reference or text that may be read."""
        for key, column in field.fields.items():
            if column.kind in {"reference", "user", "text"} and row.get(key) and self.shows(f"/{field.key}/*/{key}"):
                return self._text(column, row[key])
        return ""

    def _row_text(self, field: Field, row: Mapping[str, Any]) -> str:
        shown = (
            self._text(column, row.get(key))
            for key, column in field.fields.items()
            if column.computed is None and self.shows(f"/{field.key}/*/{key}")
        )
        return ", ".join(text for text in shown if text) or NONE

    def _text(self, field: Field, wire: Any) -> str:
        """A logged value as words; of personal data only that there was one."""
        if wire is None or wire in ("", []):
            return ""
        if KINDS[field.kind].personal or field.masked:
            return VEILED
        if field.kind == "rows":
            return _("{count} lines").format(count=len(wire) if isinstance(wire, list) else 0)
        try:
            value = KINDS[field.kind].read(wire, field.options)
        except Unreadable:
            return str(wire)
        return cell(value, field, self.reader).text


def _change(title: str, before: str, after: str, *, computed: bool = False, mark: str = "") -> dict[str, Any]:
    return {"title": title, "before": _folded(before), "after": _folded(after), "computed": computed, "mark": mark}


def _folded(text: str) -> dict[str, Any]:
    """A text and, when it is long, its beginning."""
    return {"text": text, "start": f"{text[:LONG].rstrip()}…" if len(text) > LONG else ""}


def _by_identity(rows: Any) -> dict[Any, tuple[int, Mapping[str, Any]]]:
    """Lines by their identifier (their place where they have none), with their place."""
    found = enumerate(rows if isinstance(rows, list) else ())
    return {row.get("id") or at: (at, row) for at, row in found if isinstance(row, Mapping)}


def refs_in_history(entry: Entry, history: Iterable[Logged]) -> Iterator[Ref]:
    """Everything the events refer to: who did it, and what references and files changed."""
    for one in history:
        if one.actor is not None:
            yield Ref("user", one.actor)
        source = _source_of(entry, one)
        if source is not None:
            yield source
        if one.verb == "create":
            continue
        for side in (one.before, one.after):
            yield from _refs(entry.entity.fields, side)


def _source_of(entry: Entry, one: Logged) -> Ref | None:
    """The record that a new one began as a copy of."""
    try:
        return Ref(entry.entity.name, UUID(str(one.after[COPIED])))
    except (KeyError, ValueError):
        return None


def _refs(fields: Mapping[str, Field], wire: Mapping[str, Any]) -> Iterator[Ref]:
    for key, field in fields.items():
        value = wire.get(key)
        if value is None:
            continue
        if field.kind == "rows":
            for row in value if isinstance(value, list) else ():
                yield from _refs(field.fields, row)
        elif field.kind in _FILES or field.kind in {"reference", "user"}:
            yield from _read_refs(field, value)


def _read_refs(field: Field, wire: Any) -> Iterator[Ref]:
    try:
        value = KINDS[field.kind].read(wire, field.options)
    except Unreadable:
        return
    yield from (one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, Ref))
