"""What a list is asked, as a value and as an address; the periods of filters; what is left out of a wrong address."""

import json
from datetime import date

import pytest
from dougong.listing import Branch, Leaf, Wanted, as_far_as_possible, read_wanted, read_wanted_as_far, write_wanted
from dougong.listing.periods import PERIODS, days_of
from dougong.problem import Problem, Refused

FILTER = Branch("any", (
    Leaf("team", "one_of", ["x"]), Branch("all", (Leaf("day", "within", "today"), Leaf("note", "empty")))))  # fmt: skip


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(),
        Wanted(view="mine", q="钢筋 %", state="open", filter=FILTER, sort=("a", "-b"), group=("team", "day:month"),
               columns=("a", "team.name"), removed=True, after="x"),
    ],
)  # fmt: skip
def test_an_address_says_what_is_wanted(wanted: Wanted) -> None:
    assert read_wanted(write_wanted(wanted)) == wanted


def test_what_cannot_be_read_is_told_and_the_rest_stays() -> None:
    wanted, problems = read_wanted_as_far({"filter": "{", "sort": "a,b,c,d,e,f,a", "q": " a\0 b ", "state": "open"})
    assert [problem.pointer for problem in problems] == ["/filter", "/sort"]
    assert wanted == Wanted(state="open", sort=("a", "b", "c", "d", "e"), q="a b")
    with pytest.raises(Refused):
        read_wanted({"group": "a,b,c"})


def test_a_condition_more() -> None:
    more = Leaf("team", "empty")
    assert Wanted(after="x").narrowed(more) == Wanted(filter=Branch("all", (more,)))
    assert Wanted(filter=FILTER).narrowed(more).filter == Branch("all", (FILTER, more))
    both = Branch("all", (more,))
    assert Wanted(filter=both).narrowed(more).filter == Branch("all", (more, more))


def test_what_is_refused_is_left_out() -> None:
    def work(wanted: Wanted) -> str:
        text = write_wanted(wanted).get("filter", "")
        found = [Problem("/filter/any/1/all/0/to", "enum")] if "within" in text else []
        found += [Problem("/sort", "unknown_key")] if wanted.sort else []
        if found:
            raise Refused(found)
        return text

    answer, wanted, told = as_far_as_possible(Wanted(filter=FILTER, sort=("x",), state="open"), work)
    assert json.loads(answer) == {"any": [{"field": "team", "is": "one_of", "to": ["x"]},
                                          {"all": [{"field": "note", "is": "empty"}]}]}  # fmt: skip
    assert (wanted.sort, wanted.state, len(told)) == ((), "open", 2)

    def never(_wanted: Wanted) -> str:
        raise Refused([Problem("", "not_found")])

    with pytest.raises(Refused):
        as_far_as_possible(Wanted(filter=FILTER), never)


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("today", "2024-02-29", "2024-02-29"), ("yesterday", "2024-02-28", "2024-02-28"),
        ("this_week", "2024-02-26", "2024-03-03"), ("last_week", "2024-02-19", "2024-02-25"),
        ("this_month", "2024-02-01", "2024-02-29"), ("last_month", "2024-01-01", "2024-01-31"),
        ("this_year", "2024-01-01", "2024-12-31"), ("last_year", "2023-01-01", "2023-12-31"),
        ("last_days:1", "2024-02-29", "2024-02-29"), ("last_days:30", "2024-01-31", "2024-02-29"),
        ("next_days:2", "2024-02-29", "2024-03-01"),
    ],
)  # fmt: skip
def test_periods(word: str, first: str, last: str) -> None:
    assert days_of(word, date(2024, 2, 29)) == (date.fromisoformat(first), date.fromisoformat(last))


def test_no_periods() -> None:
    for word in ("", "soon", "last_days:0", "last_days:", "last_days:99999", "last_days:-1", "next_days:1.5"):
        assert days_of(word, date(2024, 2, 29)) is None
    for word in (*PERIODS, "last_days:9999", "next_days:9999"):
        for edge in (date.min, date.max):
            days_of(word, edge)  # at the end of the calendar there may be none, and nothing breaks
