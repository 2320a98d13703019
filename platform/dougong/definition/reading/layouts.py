"""How records are shown, read: the sections of a form, the views of a list."""

from collections.abc import Mapping
from typing import Any

from dougong.definition.model import Form, Section, Shown, Table, View
from dougong.definition.pointers import escape
from dougong.definition.reading.notes import Notes
from dougong.definition.reading.parts import entries, mapping, ordered, text, title_of, words

#: The words of a view every kind of view has; the others are settings of its kind.
VIEW_WORDS = frozenset({"title", "kind", "columns", "sort", "where", "group", "totals"})


def table_of(key: str, document: Mapping[str, Any], notes: Notes) -> Table:
    """Read the list views of one entity."""
    views = {name: _view(name, view, notes, f"/views/{escape(name)}") for name, view in entries(document, "views")}
    return Table(
        entity=text(document, "entity") or key,
        views={name: views[name] for name in ordered(document, views)},
    )


def _view(key: str, given: Mapping[str, Any], notes: Notes, pointer: str) -> View:
    return View(
        key=key,
        title=title_of(given, key),
        kind=text(given, "kind") or "list",
        columns=words(mapping(given, "columns"), "order"),
        sort=words(given, "sort"),
        where=notes.formula(given, "where", pointer),
        group=text(given, "group") or None,
        totals=words(given, "totals"),
        settings=_settings(given),
    )


def _settings(given: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: value for name, value in given.items() if name not in VIEW_WORDS}
    widths = mapping(mapping(given, "columns"), "set")
    return {**found, "columns": widths} if widths else found


def form_of(key: str, document: Mapping[str, Any], notes: Notes) -> Form:
    """Read the sections of one entity's form."""
    sections = {
        name: _section(name, section, notes, f"/sections/{escape(name)}")
        for name, section in entries(document, "sections")
    }
    return Form(
        entity=text(document, "entity") or key,
        sections=tuple(sections[name] for name in ordered(document, sections)),
        tabs={name: title_of(tab, name) for name, tab in entries(document, "tabs")},
    )


def _section(key: str, given: Mapping[str, Any], notes: Notes, pointer: str) -> Section:
    return Section(
        key=key,
        title=title_of(given, key),
        fields=words(mapping(given, "fields"), "order"),
        columns=1 if given.get("columns") == 1 else 2,
        folded=given.get("folded") is True,
        visible_when=notes.formula(given, "visible_when", pointer),
        description=text(given, "description"),
        tab=text(given, "tab"),
        shown={name: _shown(one) for name, one in entries(mapping(given, "fields"), "set")},
    )


def _shown(given: Mapping[str, Any]) -> Shown:
    wide = given.get("wide")
    return Shown(wide if isinstance(wide, bool) else None, text(given, "title"), words(given, "columns"))
