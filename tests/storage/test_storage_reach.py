"""What a reader may not see he can neither read nor filter, sort, sum, group nor count by."""

import random
from datetime import date
from decimal import Decimal

import pytest
from dougong.access import matching_cases
from dougong.definition import Context, record_env
from dougong.expression import NUMBER, TEXT, Column, Compare, IsNull, Literal, Not, parse, to_term
from dougong.problem import Ref, Refused
from dougong.storage import Measure, Query, Record, count, count_and_sums, one, select, total
from dougong.tenancy import NoTenant, reading, writing

from tests.company import make_member
from tests.storage.kit import NO_LAYOUT, Kit, ids

pytestmark = [pytest.mark.storage]

TOTAL = Column(("total",), NUMBER)
HIDE = ("/total", "/rows/*/rate")


def _things(kit: Kit) -> None:
    """Two projects; in each one draft and one effective thing, worth 100 and 200, 300 and 400."""
    amount = 0
    for code in ("P1", "P2"):
        place = kit.place(code)
        for state in ("draft", "effective"):
            amount += 100
            rows = tuple({"rate": Decimal(amount), "hours": Decimal(1)} for _ in range(2))
            kit.new(
                kit.thing, at=place, state=state, tag=f"{code}{state}", total=Decimal(amount),
                day=date(2025, 1, amount // 100), rows=rows,
            )  # fmt: skip


def test_another_tenants_records_are_not_there(kit: Kit) -> None:
    with writing(kit.tenant):
        mine = kit.new(kit.party, code="A")
    with reading(kit.other):
        assert select(kit.everything(kit.party), kit.party, NO_LAYOUT, Query()).records == ()
        assert count(kit.everything(kit.party), kit.party, NO_LAYOUT, Query()) == 0
        with pytest.raises(Refused) as refused:
            one(kit.everything(kit.party), kit.party, mine.id, NO_LAYOUT)
        assert refused.value.problems[0].code == "not_found"
    with writing(kit.other), pytest.raises(Refused) as refused:
        kit.new(kit.thing, party=mine.ref)
    assert [(p.pointer, p.code) for p in refused.value.problems] == [("/party", "reference")]


def test_without_a_tenant_nothing_is_read(kit: Kit) -> None:
    with pytest.raises(NoTenant):
        select(kit.everything(kit.party), kit.party, NO_LAYOUT, Query())


def test_rows_are_those_of_any_case(desk: Kit) -> None:
    _things(desk)
    reach = desk.reach(desk.thing, ("state == 'draft'", ()), ("total > 350", ()))
    found = select(reach, desk.thing, NO_LAYOUT, Query(sort=("total",))).records
    assert [one.values["total"] for one in found] == [100, 300, 400]
    assert count(reach, desk.thing, NO_LAYOUT, Query()) == 3


def test_a_right_may_follow_references(desk: Kit) -> None:
    mine = desk.new(desk.party, code="A", leader=desk.me)
    other = desk.new(desk.party, code="B")
    place = Ref("project", desk.new(desk.site, code="P9", manager=desk.me).id)
    desk.new(desk.thing, at=place, tag="mine", party=mine.ref)
    desk.new(desk.thing, at=place, tag="other", party=other.ref)
    desk.new(desk.thing, tag="none")
    for where, tags in {
        "party.leader == me": {"mine"},
        "party.leader != me": {"other", "none"},
        "project.manager == me": {"mine", "other"},
        "party.code == 'B' || party == null": {"other", "none"},
        "!(party.code == 'B')": {"mine", "none"},
    }.items():
        reach = desk.reach(desk.thing, (where, ()))
        found = select(reach, desk.thing, NO_LAYOUT, Query(fields=("tag",))).records
        assert {one.values["tag"] for one in found} == tags, where


@pytest.mark.parametrize(
    "cases",
    [
        [("true", HIDE)],
        [("state == 'draft'", HIDE), ("state == 'effective'", ())],
        [("true", HIDE), ("total >= 300", ())],
        [("state == 'draft'", ("/total",)), ("true", ("/rows/*/rate", "/day"))],
        [("project in my_projects", ("/rows",)), ("state == 'draft'", ("/tag",)), ("day > today()", ())],
    ],
)
def test_sql_and_the_evaluator_agree_on_rows_and_fields(desk: Kit, cases: list[tuple[str, tuple[str, ...]]]) -> None:
    _things(desk)
    everything = select(desk.everything(desk.thing), desk.thing, NO_LAYOUT, Query(sort=("total",))).records
    reach = desk.reach(desk.thing, *cases, my_projects=(everything[0].project,), today=date(2025, 1, 3))
    found = {one.id: one for one in select(reach, desk.thing, NO_LAYOUT, Query()).records}
    for record in everything:
        matching = matching_cases(reach, desk.thing, record.values, _context(desk, record))
        assert bool(matching) is (record.id in found)
        if matching:
            seen = found[record.id]
            for key in ("total", "tag", "day", "rows"):
                shown = any(case.shows(f"/{key}") for case in matching)
                assert (seen.values[key] is not None) is shown
            rows = seen.values["rows"] or ()
            rate_shown = any(case.shows("/rows/*/rate") for case in matching)
            assert all((row["rate"] is not None) is rate_shown for row in rows)
            assert all(row["hours"] == 1 for row in rows)


def test_a_hidden_field_counts_as_empty_in_conditions(desk: Kit) -> None:
    _things(desk)
    hidden = desk.reach(desk.thing, ("true", HIDE))
    partly = desk.reach(desk.thing, ("true", HIDE), ("state == 'draft'", ()))
    for where, all_of, some in [
        (Compare(">=", TOTAL, Literal(Decimal(0), NUMBER)), 0, 2),
        (Compare("==", TOTAL, Literal(Decimal(200), NUMBER)), 0, 0),
        (IsNull(TOTAL), 4, 2),
        (Not(IsNull(TOTAL)), 0, 2),
        (Compare("!=", TOTAL, Literal(Decimal(100), NUMBER)), 4, 3),
        (Not(Compare("==", TOTAL, Literal(Decimal(100), NUMBER))), 4, 3),
    ]:
        assert count(hidden, desk.thing, NO_LAYOUT, Query(where=where)) == all_of
        assert count(partly, desk.thing, NO_LAYOUT, Query(where=where)) == some


def test_a_hidden_field_orders_nothing(desk: Kit) -> None:
    _things(desk)
    reach = desk.reach(desk.thing, ("true", HIDE))
    plain = ids(select(reach, desk.thing, NO_LAYOUT, Query(sort=("id",))).records)
    assert ids(select(reach, desk.thing, NO_LAYOUT, Query(sort=("total", "id"))).records) == plain
    partly = desk.reach(desk.thing, ("true", HIDE), ("state == 'draft'", ()))
    found = select(partly, desk.thing, NO_LAYOUT, Query(sort=("-total",))).records
    assert [one.values["total"] for one in found] == [300, 100, None, None]


def test_a_hidden_field_is_in_no_sum(desk: Kit) -> None:
    _things(desk)
    hidden = desk.reach(desk.thing, ("true", HIDE))
    partly = desk.reach(desk.thing, ("true", HIDE), ("state == 'draft'", ()))
    everything = desk.everything(desk.thing)
    for reach, of_records, of_rows in ((hidden, 0, 0), (partly, 400, 800), (everything, 1000, 2000)):
        assert count_and_sums(reach, desk.thing, NO_LAYOUT, Query(), ("total",)) == (4, {"total": of_records})
        (found,) = total(reach, desk.thing, NO_LAYOUT, Query(), [Measure("rows/rate"), Measure("rows/hours")])
        assert found.figures == (of_rows, 8)
    grouped = total(partly, desk.thing, NO_LAYOUT, Query(), [Measure("", "count")], group=["total"])
    assert {one.group[0]: one.figures[0] for one in grouped} == {None: 2, 100: 1, 300: 1}


def test_a_cursor_tells_nothing_hidden(desk: Kit) -> None:
    _things(desk)
    partly = desk.reach(desk.thing, ("true", HIDE), ("state == 'draft'", ()))
    pages, after = [], None
    for _ in range(4):
        page = select(partly, desk.thing, NO_LAYOUT, Query(sort=("total",), limit=1, after=after))
        pages += [one.values["total"] for one in page.records]
        after = page.next
    assert pages == [100, 300, None, None]
    assert after is None


def test_filters_of_a_person_follow_no_references(desk: Kit) -> None:
    _things(desk)
    reach = desk.reach(desk.thing, ("true", ()))
    with pytest.raises(Refused) as refused:
        select(reach, desk.thing, NO_LAYOUT, Query(where=IsNull(Column(("party", "id_card"), TEXT))))
    assert refused.value.problems[0].code == "unknown_key"


def test_personal_data_are_found_by_equality_only(desk: Kit) -> None:
    card = "11010519491231002X"
    made = desk.new(desk.party, code="A", id_card=card)
    reach = desk.reach(desk.party, ("true", ()))
    column = Column(("id_card",), TEXT)
    found = select(reach, desk.party, NO_LAYOUT, Query(where=Compare("==", column, Literal(card, TEXT)))).records
    assert ids(found) == [made.id]
    assert found[0].values["id_card"] == card
    other = Query(where=Compare("==", column, Literal("11010519491231003X", TEXT)))
    assert count(reach, desk.party, NO_LAYOUT, other) == 0
    with pytest.raises(Refused) as refused:
        count(reach, desk.party, NO_LAYOUT, Query(where=Compare("<", column, Literal(card, TEXT))))
    assert refused.value.problems[0].code == "personal"


def test_names_that_are_no_fields_are_refused(desk: Kit) -> None:
    reach = desk.reach(desk.thing, ("true", ()))
    for query in (
        Query(sort=("nothing",)), Query(sort=("rows",)), Query(sort=("x; DROP TABLE x",)),
        Query(sort=("photos",)),
        Query(where=IsNull(Column(("tenant_id",), NUMBER))),
    ):  # fmt: skip
        with pytest.raises(Refused):
            select(reach, desk.thing, NO_LAYOUT, query)


def test_a_right_that_sql_cannot_decide_is_refused(desk: Kit) -> None:
    with pytest.raises(Refused) as refused:
        select(desk.reach(desk.thing, ("rows.count() > 2", ())), desk.thing, NO_LAYOUT, Query())
    assert refused.value.problems[0].code == "not_in_sql"


def test_system_names_can_be_asked_for(desk: Kit) -> None:
    _things(desk)
    for text in (
        "state in ['draft'] && created_by == me", "version == 1 && project in my_projects", "number == null",
        "created_at >= updated_at",
    ):  # fmt: skip
        term = to_term(parse(text), record_env(desk.thing))
        everything = select(desk.everything(desk.thing), desk.thing, NO_LAYOUT, Query()).records
        params = {"me": desk.me, "my_projects": tuple({one.project for one in everything})}
        assert term is not None
        assert count(desk.everything(desk.thing), desk.thing, NO_LAYOUT, Query(where=term, params=params)) > 0


def _context(kit: Kit, record: Record) -> Context:
    return Context(today=date(2025, 1, 3), me=kit.me, system=record.system)


@pytest.mark.parametrize("seed", range(3))
def test_random_conditions_agree_with_the_evaluator(desk: Kit, seed: int) -> None:
    chance = random.Random(seed)
    place = desk.place()
    for number in range(12):
        desk.new(
            desk.thing, at=place if number % 2 else None, tag=f"t{number}",
            state=chance.choice(["draft", "effective"]),
            total=chance.choice([None, Decimal(0), Decimal("10.5")]),
            day=chance.choice([None, date(2025, 1, 3)]),
            done=chance.choice([None, True, False]), cause=chance.choice([None, "own", "rework"]),
        )  # fmt: skip
    everything = select(desk.everything(desk.thing), desk.thing, NO_LAYOUT, Query()).records
    atoms = [
        "total > 5", "total == null", "day <= today()", "done", "!done", "cause == 'own'",
        "cause in ['own', null]",
        "state != 'draft'", "project in my_projects", "total + 1 >= 1", "true", "false",
    ]  # fmt: skip
    for _ in range(40):
        text = f"({chance.choice(atoms)} {chance.choice(['&&', '||'])} {chance.choice(atoms)})"
        text = f"!{text}" if chance.random() < 0.3 else text
        reach = desk.reach(desk.thing, (text, ()), my_projects=(place,), today=date(2025, 1, 3))
        found = set(ids(select(reach, desk.thing, NO_LAYOUT, Query()).records))
        wanted = {
            record.id
            for record in everything
            if matching_cases(reach, desk.thing, record.values, _context(desk, record))
        }
        assert found == wanted, text


def test_me_is_only_me(kit: Kit) -> None:
    stranger = Ref("user", make_member(kit.tenant).id)
    with writing(kit.tenant):
        kit.new(kit.party, code="A")
        kit.new(kit.party, by=stranger, code="B")
        reach = kit.reach(kit.party, ("created_by == me", ()))
        assert [one.values["code"] for one in select(reach, kit.party, NO_LAYOUT, Query()).records] == ["A"]
