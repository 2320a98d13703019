"""Tabs and what sections say of their fields."""

from typing import Any

from dougong.definition import Form, Section, Shown, read_entity
from dougong.forms import Group, ListNode, build_form, read, render

COLUMNS: dict[str, Any] = {
    "worker": {"title": "Worker", "type": "string"},
    "hours": {"title": "Hours", "kind": "quantity", "unit": "h", "scale": 2},
    "note": {"title": "Note", "type": "string"},
}
ENTITY = read_entity("site", "slip", {
    "key": "slip", "title": "Slip", "type": "object",
    "properties": {
        "code": {"title": "Code", "type": "string"},
        "name": {"title": "Name", "type": "string"},
        "rows": {"title": "Rows", "type": "array", "items": {"type": "object", "properties": COLUMNS}},
    },
})  # fmt: skip
LAYOUT = Form(
    "slip",
    (
        Section("head", "Head", ("code",)),
        Section("who", "Who", ("name",), tab="first", description="Everybody on site", shown={
            "name": Shown(wide=True, title="Full name")}),
        Section("work", "Rows", ("rows",), tab="second", shown={"rows": Shown(columns=("hours", "worker"))}),
    ),
    tabs={"first": "People", "second": "Work"},
)  # fmt: skip
STORED = {"code": "A", "name": "Li", "rows": [{"worker": "Wang", "hours": "8", "note": "kept"}]}


def test_sections_stand_in_their_tabs_and_above_them() -> None:
    root = build_form(ENTITY, STORED, layout=LAYOUT).root
    assert isinstance(root, Group)
    assert [(title, [one.key for one in sections]) for title, sections in root.tabs] == [
        ("People", ["who"]), ("Work", ["work"])]  # fmt: skip
    html = str(render(build_form(ENTITY, STORED, layout=LAYOUT)))
    assert html.index("Head") < html.index('data-controller="tabs"') < html.index("People") < html.index("Work")
    assert html.count(">Rows<") == 1, "a section with one list of its name says it once"


def test_a_section_names_and_widens_its_fields() -> None:
    root = build_form(ENTITY, STORED, layout=LAYOUT).root
    assert isinstance(root, Group)
    name = root.cell("name")
    assert name is not None
    assert (name.label, name.wide) == ("Full name", True)
    assert "Everybody on site" in str(render(build_form(ENTITY, STORED, layout=LAYOUT)))


def test_columns_not_shown_are_kept() -> None:
    form = build_form(ENTITY, STORED, layout=LAYOUT)
    assert isinstance(form.root, Group)
    rows = form.root.cell("rows")
    assert isinstance(rows, ListNode)
    assert [one.key for one in rows.columns] == ["hours", "worker"]
    assert [one.key for one in rows.others] == ["note"]
    html = str(render(form))
    assert 'name="/rows/0/note"' in html, "it is sent back, though nobody sees it"
    rows_sent = {"row:/rows": ["0"], "/rows/0/worker": ["Wang"], "/rows/0/hours": ["8"], "/rows/0/note": ["kept"]}
    sent = {"/code": ["A"], "/name": ["Li"], **rows_sent}
    assert read(form, sent) == STORED
