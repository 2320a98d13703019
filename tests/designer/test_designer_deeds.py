"""Deeds on a form: what each lays into the draft, what comes of it, what is refused and in which words."""

from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any

import pytest
from dougong.actions import save_overlay_draft, undo_overlay_draft
from dougong.admission import Caller, Seat, seat_of
from dougong.designer import Bench, Draft, change, document_schema, examine, newly_wrong, open_draft, replace_document
from dougong.designer.conditions import fields_asked, with_condition
from dougong.designer.editing import edit_deeds, editor_instance
from dougong.designer.formulas import judge, names_offered, scope
from dougong.designer.keys import propose_key
from dougong.designer.offered import NAMES, beginning, offered
from dougong.kinds import KINDS
from dougong.overlay import ABSENT, Order, Remove
from dougong.problem import Refused
from dougong.tenancy import Account, reading

from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]
pytestmark = [pytest.mark.storage, pytest.mark.django_db]

MODULE, ENTITY = "day_labour", "slip"
AT = f"entities/{ENTITY}#/properties"


@dataclass
class Work:
    """A draft that nobody keeps."""

    seat: Seat
    draft: Draft

    @property
    def bench(self) -> Bench:
        module = self.draft.read()
        return Bench(self.draft, module, module.entities[ENTITY])

    def do(self, deeds: Any) -> "Work":
        after = Work(self.seat, change(self.draft, deeds))
        assert newly_wrong(self.seat, self.draft, after.draft) == ()
        return after

    def section(self, key: str) -> list[str]:
        return [line.key for part in self.bench.outline.parts if part.key == key for line in part.lines]


@pytest.fixture
def work(site: Site) -> Iterator[Work]:
    caller = Caller(site.tenant, Account.objects.get(login="admin"), "zh_Hans", "test")
    with reading(site.tenant):
        seat = seat_of(caller)
        yield Work(seat, open_draft(seat, MODULE))


def refusal(deed: Any, *args: Any, **more: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        deed(*args, **more)
    return [(one.pointer, one.code) for one in refused.value.problems]


def test_a_field_is_added_moved_hidden_and_shown(work: Work) -> None:
    added = work.do(work.bench.add("", "x_rain", beginning("boolean", "下雨"), section="where"))
    assert added.section("where") == ["work_date", "team", "zone", "wbs_node", "x_rain"]
    line = next(one for one in added.bench.outline.lines if one.key == "x_rain")
    assert (line.title, line.kind, line.own, line.fresh) == ("下雨", "boolean", True, True)
    up = added.do(added.bench.step("x_rain", -1))
    assert up.section("where") == ["work_date", "team", "zone", "x_rain", "wbs_node"]
    over = up.do(up.bench.move("x_rain", before="cause", section="work"))
    assert over.section("where") == work.section("where")
    assert over.section("work")[0] == "x_rain"
    back = over.do(over.bench.step("x_rain", -1))
    assert back.section("where")[-1] == "x_rain"
    gone = back.do(back.bench.hide("x_rain"))
    assert gone.draft.overlay.changes == {}
    assert refusal(work.bench.add, "", "note", beginning("text", "Note")) == [("/key", "unique")]


def test_a_field_of_the_module_is_hidden_with_all_that_names_it(work: Work) -> None:
    hidden = work.do(work.bench.hide("note"))
    assert isinstance(hidden.draft.overlay.changes[f"{AT}/note"], Remove)
    assert "note" not in hidden.section("more")
    assert [(one.path, one.title) for one in hidden.bench.outline.hidden] == [("note", "备注")]
    shown = hidden.do(hidden.bench.show("note"))
    assert shown.draft.overlay.changes == {}
    used = change(work.draft, work.bench.hide("cause"))
    assert {one.pointer for one in newly_wrong(work.seat, work.draft, used)} > {f"{AT}/liable_contract/visible_when"}


def test_columns_of_lines(work: Work) -> None:
    added = work.do(work.bench.add("rows", "x_helmet", beginning("boolean", "安全帽")))
    rows = next(one for one in added.bench.outline.lines if one.path == "rows")
    assert rows.columns[11].path == "rows/note"
    assert rows.columns[12].path == "rows/x_helmet"
    moved = added.do(added.bench.step("rows/x_helmet", -1))
    assert next(one for one in moved.bench.outline.lines if one.path == "rows").columns[11].key == "x_helmet"
    assert refusal(work.bench.add, "team", "x_a", beginning("text", "A")) == [("", "not_found")]


def test_sections(work: Work) -> None:
    added = work.do(work.bench.add_section("天气"))
    assert added.bench.outline.parts[-1].key == "x_tian_qi"
    up = added.do(added.bench.move_section("x_tian_qi", -1))
    assert [part.key for part in up.bench.outline.parts][-2:] == ["x_tian_qi", "more"]
    filled = up.do(up.bench.move("note", section="x_tian_qi"))
    assert filled.section("x_tian_qi") == ["note"]
    named = filled.do(filled.bench.change_section("x_tian_qi", {"title": "现场", "folded": True}))
    assert named.bench.outline.parts[-2].title == "现场"
    dropped = named.do(named.bench.drop_section("x_tian_qi"))
    assert dropped.section("signatures")[-1] == "note"


def test_a_form_that_was_derived_gets_sections(site: Site, work: Work) -> None:
    draft = open_draft(work.seat, "core")
    module = draft.read()
    entity = next(one for one in module.entities.values() if one.key not in module.forms)
    bench = Bench(draft, module, entity)
    keys = [line.key for line in bench.outline.lines if "/" not in line.path]
    down = change(draft, bench.step(keys[0], 1))
    assert list(down.read().entities[entity.key].fields)[:2] == [keys[1], keys[0]]
    made = change(draft, bench.add_section("More"))
    assert newly_wrong(work.seat, draft, made) == ()
    module = made.read()
    assert [part.key for part in Bench(made, module, module.entities[entity.key]).outline.parts] == ["x_main", "x_more"]


def test_editing_changes_only_what_was_typed(work: Work) -> None:
    typed = editor_instance(work.bench, "note")
    assert edit_deeds(work.bench, "note", dict(typed), {}) == {}
    deeds = edit_deeds(work.bench, "note", {**typed, "title": "备注说明", "maxLength": 500, "required": True}, {})
    assert deeds == {
        f"{AT}/note/title": "备注说明", f"{AT}/note/maxLength": 500,
        f"entities/{ENTITY}#/required": Order((*work.draft.at_address(f"entities/{ENTITY}#/required"), "note")),
    }  # fmt: skip
    changed = work.do(deeds)
    line = next(one for one in changed.bench.outline.lines if one.path == "note")
    assert (line.required, line.changed) == (True, True)
    for word in ("title", "maxLength", "required"):
        changed = changed.do(changed.bench.as_module("note", word))
    assert changed.draft.overlay.changes == {}
    conditional = work.do(edit_deeds(work.bench, "note", dict(typed), {"visible_when": "cause == 'own'"}))
    assert conditional.draft.at_address(f"{AT}/note/visible_when") == "cause == 'own'"


def test_choices_are_added_relabelled_retired_and_never_taken_from_records(work: Work) -> None:
    typed = editor_instance(work.bench, "cause")
    rows: Any = typed["choices"]
    assert rows[0] == {"const": "own", "title": "我方零星"}
    wanted = [
        {**rows[1], "title": "甲方指令"},
        rows[0],
        *rows[2:-1],
        {**rows[-1], "deprecated": True},
        {"title": "暴雨"},
    ]
    changed = work.do(edit_deeds(work.bench, "cause", {**typed, "choices": wanted}, {}))
    options = changed.bench.entity.fields["cause"].options
    assert list(options["choices"])[:2] == ["owner", "own"]
    assert options["choices"]["x_bao_yu"] == "暴雨"
    assert options["retired"] == (rows[-1]["const"],)
    fewer = {**typed, "choices": rows[1:]}
    assert refusal(edit_deeds, work.bench, "cause", fewer, {}) == [("/choices", "designer.choice_used")]
    unnamed = {**typed, "choices": [*rows, {"const": "storm"}, {"const": "Storm", "title": "S"}]}
    assert refusal(edit_deeds, work.bench, "cause", unnamed, {}) == [
        ("/choices/6/title", "required"), ("/choices/7/const", "overlay.own_key"),
    ]  # fmt: skip
    again: Any = editor_instance(changed.bench, "cause")
    less = {**again, "choices": [one for one in again["choices"] if one["const"] != "x_bao_yu"]}
    fewer_still = changed.do(edit_deeds(changed.bench, "cause", less, {}))
    assert "x_bao_yu" not in fewer_still.bench.entity.fields["cause"].options["choices"]


def test_formulas_are_judged_where_they_stand(work: Work) -> None:
    assert judge(work.seat, work.bench, "note", "visible_when", "cause == 'own'").gives
    wrong = judge(work.seat, work.bench, "note", "visible_when", "total + caus")
    assert (wrong.column, wrong.at) == (9, "c")
    assert "cause" in wrong.lines[0]
    number = judge(work.seat, work.bench, "note", "visible_when", "total + 1")
    assert (number.column, len(number.lines)) == (0, 1)
    assert judge(work.seat, work.bench, "rows/amount", "computed", "h_reg * rate").lines == ()
    inserts = {
        one.insert for one in names_offered(scope(work.seat, work.bench, "rows/amount"), work.bench, "rows/amount")
    }
    assert {"h_reg", "total", "team.name", "rows.sum(r, r.amount)", "today()", "settings"} <= inserts | {"settings"}


def test_conditions_from_choices(work: Work) -> None:
    asked = fields_asked(work.bench, "note")
    one = with_condition(asked, "", join="and", name="cause", word="is", value="业主签证")
    assert one == "cause == 'owner'"
    two = with_condition(asked, one, join="or", name="total", word="more", value="20,000")
    assert two == "cause == 'owner' || total > 20000"
    three = with_condition(asked, two, join="and", name="work_date", word="least", value="2026-03-01")
    assert three == "(cause == 'owner' || total > 20000) && work_date >= date('2026-03-01')"
    assert judge(work.seat, work.bench, "note", "visible_when", three).lines == ()
    text = with_condition(asked, "", join="and", name="work_content", word="contains", value="it's \\ <b>")
    assert judge(work.seat, work.bench, "note", "visible_when", text).lines == ()
    inside = fields_asked(work.bench, "rows/note")
    assert {"h_reg", "record.cause"} <= {one.name for one in inside}
    for name, word, value, at in (
        ("total", "is", "x", "/value"),
        ("cause", "more", "1", "/word"),
        ("a", "is", "", "/name"),
    ):
        assert refusal(with_condition, asked, "", join="and", name=name, word=word, value=value)[0][0] == at


def test_keys_and_kinds() -> None:
    assert propose_key("天气", ()) == "x_tian_qi"
    assert propose_key("Wetter ä/1", ()) == "x_wetter_a_1"
    assert propose_key("天气", {"x_tian_qi"}) == "x_tian_qi_2"
    assert propose_key("<script>\u200b", ()) == "x_script"
    assert propose_key("！？", ()) == "x_field"
    kinds = {one.kind for group in offered() for one in group.kinds}
    assert kinds == NAMES <= set(KINDS)
    assert set(KINDS) - kinds == {"rows", "group", "values", "json"}


def test_documents_whole(work: Work) -> None:
    schema = document_schema("entities/slip")
    assert "'$ref': '" not in str(schema)
    assert schema["properties"]["title"]["maxLength"] == 200
    for path in ("module", "roles", "forms/slip", "tables/slip", "workflows/slip", "postings/slip", "locale/zh_Hans"):
        assert "'$ref': '" not in str(document_schema(path)), path
    document = {**work.draft.documents["entities/slip"], "title": "零工单"}
    changed = replace_document(work.draft, "entities/slip", document)
    assert list(changed.overlay.changes) == ["entities/slip#/title"]
    assert replace_document(changed, "entities/slip", work.draft.documents["entities/slip"]).overlay.changes == {}
    assert refusal(document_schema, "what/ever") == [("", "unknown_key")]


DEEP: Any = "x"
for _ in range(60):
    DEEP = {"properties": {"a": DEEP}}
POISONS: dict[str, tuple[dict[str, Any], str]] = {
    "deep": ({f"{AT}/x_a": {"title": "A", "kind": "group", "properties": {"a": DEEP}}}, "limit"),
    "many": ({f"{AT}/x_a{number}": {"title": "A", "type": "string"} for number in range(501)}, "limit"),
    "long": ({f"{AT}/x_a": {"title": "A" * 5000, "type": "string"}}, "max_length"),
    "huge": ({f"{AT}/x_a": {"title": "A", "description": "A" * 100_000}}, "limit"),
    "cycle": (
        {f"{AT}/x_a": {"title": "A", "kind": "money", "computed": "x_b"},
         f"{AT}/x_b": {"title": "B", "kind": "money", "computed": "x_a"}}, "cycle"),
    "bomb": ({f"{AT}/x_a": {"title": "A", "kind": "money", "computed": "+".join(["1"] * 900)}}, "expression"),
    "nest": ({f"{AT}/x_a": {"title": "A", "kind": "money", "computed": "(" * 500 + "1" + ")" * 500}}, "expression"),
    "regex": ({f"{AT}/x_a": {"title": "A", "type": "string", "pattern": "^(?=a)(a+)+$"}}, "designer.pattern"),
    "zero": ({f"{AT}/x_a": {"title": "A\u200b", "type": "string"}}, "wording"),
    "rtl": ({f"{AT}/x_a": {"title": "A\u202egnp.exe", "type": "string"}}, "wording"),
    "homoglyph": ({f"{AT}/x_\u0430": {"title": "A", "type": "string"}}, "name"),
    "reserved": ({f"{AT}/x_a": {"title": "A", "kind": "nothing"}}, "enum"),
    "reference": ({f"{AT}/x_a": {"title": "A", "reference": "elsewhere/thing"}}, "undeclared"),
    "list": ({f"{AT}/x_a": {"title": "A", "enum": ["a"] * 6000}}, "limit"),
}  # fmt: skip


@pytest.mark.parametrize("name", POISONS)
def test_poison_is_refused_in_words_within_a_second(work: Work, name: str) -> None:
    deeds, code = POISONS[name]
    examine(work.seat, work.draft)
    begun = monotonic()
    try:
        found = examine(work.seat, change(work.draft, deeds))
    except Refused as refused:
        found = refused.problems
    assert monotonic() - begun < 1.5
    assert code in {one.code for one in found}, found
    assert all(one.pointer.startswith("entities/slip#") for one in found)


def test_two_administrators(site: Site) -> None:
    caller = Caller(site.tenant, Account.objects.get(login="admin"), "en", "test")
    with reading(site.tenant):
        first = open_draft(seat_of(caller), MODULE)
    save_overlay_draft(caller, MODULE, {f"{AT}/note/title": "Remark"}, first.seen)
    both = save_overlay_draft(caller, MODULE, {f"{AT}/zone/title": "Area"}, first.seen)
    assert set(both.overlay.changes) == {f"{AT}/note/title", f"{AT}/zone/title"}
    assert refusal(save_overlay_draft, caller, MODULE, {f"{AT}/note/title": "N"}, first.seen) == [("", "conflict")]
    assert refusal(save_overlay_draft, caller, MODULE, {f"{AT}/note/title": "N"}, "%_x") == [("", "conflict")]
    one = undo_overlay_draft(caller, MODULE, both.seen)
    assert set(one.overlay.changes) == {f"{AT}/note/title"}
    none = undo_overlay_draft(caller, MODULE, one.seen)
    assert none.at_address(f"{AT}/note/title") == first.at_address(f"{AT}/note/title") is not ABSENT
    assert refusal(undo_overlay_draft, caller, MODULE, none.seen) == [("", "not_found")]
