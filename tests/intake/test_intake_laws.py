"""What holds for every cell: a repair never fails, its kind can read the value, what export writes comes back."""

from datetime import date, datetime, time
from decimal import Decimal
from time import process_time as time_now

import pytest
from dougong.intake import Column, Hints, Table, Target, body, find_tables, guess, repair, repair_column
from dougong.intake.repairing import NOTHING, REPAIRS
from dougong.kinds import KINDS, Unreadable
from dougong.problem import MESSAGES, Json
from hypothesis import given
from hypothesis import strategies as st

from tests.intake import raw

CHOICES = {"oneOf": [{"const": "labour", "title": "劳务分包"}, {"const": "trade", "title": "专业分包"}]}
SCHEMAS = {
    "choice": CHOICES,
    "choices": {"type": "array", "items": CHOICES, "uniqueItems": True},
    "reference": {"reference": "a/b"},
    "quantity": {"unit": "t"},
}
MESSY = st.text("0123456789.,-+/:年月日万亿元吨%％（）()￥¥ \u3000\xa0一二abcxEe是否无#N/A：。、０１'", max_size=14)
CELLS = st.one_of(
    st.none(), st.booleans(), MESSY, st.text(max_size=20), st.dates(), st.times(), st.datetimes(),
    st.decimals(allow_nan=False, allow_infinity=False), st.sampled_from([Decimal("NaN"), Decimal("Infinity")]),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda one: Decimal(format(one, ".15g"))),
)  # fmt: skip
HINTS = st.builds(
    Hints,
    factor=st.sampled_from([Decimal(1), Decimal(10_000), Decimal("0.001")]),
    unit=st.sampled_from(["", "万元", "%", "h", "kg"]),
    percent=st.sampled_from(["", "fraction", "hundredths"]),
    sure=st.booleans(),
    date_order=st.sampled_from(["", "dmy", "mdy", "ymd"]),
    year=st.sampled_from([0, 2025]),
)


def target(kind: str) -> Target:
    return raw.target(kind, SCHEMAS.get(kind))


def judged(value: Json, wanted: Target) -> str:
    """The code a kind refuses a value with; "" where it reads it."""
    try:
        KINDS[wanted.kind].read(value, wanted.options)
    except Unreadable as refused:
        return refused.problem.code
    return ""


@given(st.sampled_from(sorted(REPAIRS)), CELLS, HINTS)
def test_a_repair_never_fails_and_gives_what_its_kind_can_judge(kind: str, cell: object, hints: Hints) -> None:
    wanted = target(kind)
    found = repair(cell, wanted, hints)
    assert found.value is None or found.problem is None
    for code in [note.code for note in found.notes] + ([found.problem.code] if found.problem else []):
        assert code in MESSAGES
    if found.value is None or wanted.reference or kind == "user":
        return
    assert judged(found.value, wanted) in {"", "limit", "format"}


@given(st.sampled_from(sorted(REPAIRS)), st.lists(CELLS, max_size=12), HINTS)
def test_a_column_says_the_same_as_its_cells(kind: str, cells: list[object], hints: Hints) -> None:
    wanted = target(kind)
    column = repair_column(cells, wanted, hints)
    for at, cell in enumerate(cells):
        one = repair(cell, wanted, hints)
        seen = column.values[at], column.notes.get(at, ()), column.problems.get(at)
        assert seen == (one.value, one.notes, one.problem)


def exact(places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(-(10**9), 10**9, places=places)


WRITTEN = {
    "money": exact(2), "price": exact(4), "quantity": exact(4), "number": exact(6),
    "percent": st.decimals(0, Decimal("0.999999"), places=6), "integer": st.integers(-(10**12), 10**12).map(Decimal),
    "date": st.dates(date(1900, 1, 1), date(2199, 1, 1)),
    "time": st.times().map(lambda one: one.replace(microsecond=0)),
    "choice": st.sampled_from(["劳务分包", "专业分包"]), "boolean": st.sampled_from(["是", "否", "Yes", "No"]),
    "month": st.dates(date(2000, 1, 1)).map(lambda one: f"{one:%Y-%m}"),
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(WRITTEN))
@given(data=st.data())
def test_what_an_export_writes_comes_back_without_a_word(kind: str, data: st.DataObject) -> None:
    wanted, cell = target(kind), data.draw(WRITTEN[kind])
    found = repair(cell, wanted)
    assert (found.notes, found.problem) == ((), None)
    read = KINDS[kind].read(found.value, wanted.options)
    if isinstance(cell, Decimal | date | time):
        assert read == cell


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=30))
def test_a_text_comes_back_as_it_was_but_for_blanks_and_words_for_nothing(text: str) -> None:
    found = repair(text, target("text"))
    if found.value is None:
        assert found.notes == () or (text.strip()[:1] != "" and len(text) <= 8)
    else:
        assert found.value == text or found.notes


LONG = 32_767  # the longest text a cell can hold
EVIL = [" ", "1", ",", "(", "-", "9%", "年", "1 ", "t ", "a:", "是、", "\u3000", "周一", "万"]


@pytest.mark.parametrize("kind", sorted(REPAIRS))
def test_the_longest_cells_are_judged_at_once(kind: str) -> None:
    begun = time_now()
    for piece in EVIL:
        repair("1" + piece * (LONG // len(piece)) + "x", target(kind))
    assert time_now() - begun < 1


def test_hundreds_of_long_labels_are_compared_at_once() -> None:
    columns = tuple(Column(at, f"{at}合同(" * 5_000, samples=("1", "2")) for at in range(300))
    wanted = [Target(f"/f{at}", f"字段{at}金额", "money") for at in range(40)]
    begun = time_now()
    assert len(guess(Table((0,), 1, 2, columns), wanted)) == 300
    assert time_now() - begun < 10


def test_words_for_nothing_are_few() -> None:
    assert "0" not in NOTHING
    assert len(NOTHING) < 20


@given(st.lists(st.lists(CELLS, min_size=4, max_size=4).map(tuple), max_size=12))
def test_any_sheet_has_tables_within_it_or_none(rows: list[tuple[object, ...]]) -> None:
    for found in find_tables(rows):
        assert 0 <= found.header_rows[0] <= found.header_rows[-1] < found.first_row <= found.last_row < len(rows)
        assert len(list(body(found, rows))) == found.entries


def test_a_moment_is_a_day_where_a_day_is_wanted() -> None:
    found = repair(datetime(2025, 4, 3, 8, 30), target("date"))
    assert (found.value, [note.code for note in found.notes]) == ("2025-04-03", ["intake.note.time_dropped"])
