"""What each word says of each kind of field, on both databases; and what a filter may not say."""

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from dougong.listing import FILTERS, filter_fields, open_list, read_wanted
from dougong.problem import GeoPoint, Ref, Refused
from dougong.tenancy import new_id

from tests.emptying import tables_can_be_emptied
from tests.listing.counter import entry_for, found, partly
from tests.storage.conftest import desk, kit
from tests.storage.kit import Kit

__all__ = ["desk", "kit", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage]

FILE = Ref("file", new_id())
POINT = GeoPoint(Decimal(31), Decimal(121))


def leaf(field: str, word: str, to: Any = None) -> str:
    return json.dumps({"field": field, "is": word, **({} if to is None else {"to": to})})


#: Field -> values of the things a, b and (always) one without: word, what it is compared with, who is found.
CASES: dict[str, tuple[Any, Any, list[tuple[str, Any, str]]]] = {
    "tag": ("a", "b", [("equal", "a", "a"), ("one_of", ["a", "z"], "a"), ("not_equal", "a", "bo"),
                       ("none_of", ["a", "o"], "b"), ("starts", "B", "b"), ("contains", "A", "a")]),
    "story": ("100%_!钢筋", "x", [("contains", "0%_!钢", "a"), ("contains", "_x", ""), ("empty", None, "o")]),
    "rich": ("<p>Wall</p>", "x", [("contains", "wall", "a"), ("filled", None, "ab")]),
    "done": (True, False, [("equal", True, "a"), ("equal", False, "b"), ("empty", None, "o")]),
    "whole": (5, -3, [("equal", 5, "a"), ("less", 0, "b"), ("between", [9, -9], "ab"), ("not_equal", 5, "bo"),
                      ("more", 5, ""), ("at_least", 5, "a")]),
    "real": (Decimal("1.5"), Decimal(2), [("at_most", "1.5", "a"), ("more", 1.5, "b"), ("empty", None, "o")]),
    "weight": (Decimal("0.5"), Decimal(9), [("between", ["0.5", "0.6"], "a"), ("equal", "9.000000", "b")]),
    "total": (Decimal("10.01"), Decimal(-1), [("more", 10, "a"), ("at_most", "10.01", "ab"), ("less", 0, "b")]),
    "price": (Decimal(1), Decimal(2), [("equal", 2, "b"), ("filled", None, "ab")]),
    "share": (Decimal("0.03"), Decimal(1), [("equal", "0.03", "a"), ("at_least", "0.5", "b")]),
    "effort": (480, 30, [("at_least", 60, "a"), ("equal", 30, "b"), ("empty", None, "o")]),
    "day": (date(2025, 4, 10), date(2025, 3, 31), [
        ("equal", "2025-04-10", "a"), ("on_or_before", "2025-03-31", "b"), ("on_or_after", "2025-04-01", "a"),
        ("between", ["2025-03-31", "2025-04-10"], "ab"), ("within", "today", "a"), ("within", "this_month", "a"),
        ("within", "last_month", "b"), ("within", "this_week", "a"), ("within", "last_days:11", "ab"),
        ("within", "last_days:10", "a"), ("within", "next_days:1", "a"), ("within", "this_year", "ab")]),
    "moment": (datetime(2025, 4, 9, 16, 0, tzinfo=UTC), datetime(2025, 4, 9, 15, 59, 59, tzinfo=UTC), [
        ("equal", "2025-04-10", "a"), ("within", "today", "a"), ("within", "yesterday", "b"),
        ("on_or_before", "2025-04-09", "b"), ("on_or_after", "2025-04-10", "a"),
        ("between", ["2025-04-09", "2025-04-10"], "ab"), ("empty", None, "o")]),
    "hour": (time(7, 30), time(23, 0), [("on_or_before", "07:30", "a"), ("between", ["08:00", "23:00"], "b")]),
    "month": ("2025-04", "2024-12", [("equal", "2025-04", "a"), ("within", "this_month", "a"),
                                     ("within", "last_year", "b"), ("on_or_before", "2024-12", "b"),
                                     ("one_of", ["2025-04", "2025-05"], "a")]),
    "cause": ("own", "rework", [("one_of", ["own"], "a"), ("none_of", ["own"], "bo"), ("equal", "rework", "b"),
                                ("not_equal", "rework", "ao"), ("empty", None, "o")]),
    "grade": (1, 3, [("one_of", ["1", "2"], "a"), ("equal", "3", "b")]),
    "trades": (("steel", "form"), ("form",), [("one_of", ["steel"], "a"), ("one_of", ["form"], "ab"),
                                              ("none_of", ["steel"], "bo"), ("empty", None, "o"),
                                              ("filled", None, "ab")]),
    "file": (FILE, FILE, [("filled", None, "ab"), ("empty", None, "o")]),
    "photos": ((FILE,), (FILE, FILE), [("filled", None, "ab"), ("empty", None, "o")]),
    "signed": (FILE, None, [("filled", None, "a"), ("empty", None, "bo")]),
    "spot": (POINT, None, [("filled", None, "a"), ("empty", None, "bo")]),
    "area": ((POINT, POINT, POINT), None, [("filled", None, "a")]),
    "mail": ("a@b.cn", "c@d.cn", [("contains", "@B", "a"), ("starts", "c@", "b"), ("equal", "a@b.cn", "a")]),
    "site_phone": ("13800138000", "13900138000", [("starts", "139", "b")]),
    "link": ("https://a.cn/%25", "https://b.cn", [("contains", "%25", "a")]),
    "qr": ("Q-1", "Q-2", [("starts", "q-1", "a"), ("one_of", ["Q-1", "Q-2"], "ab")]),
    "card": ("6222020000000000003", "6222020000000000011", [("filled", None, "ab"), ("empty", None, "o")]),
    "credit": ("91310000MA1FL0000X", None, [("starts", "9131", "a")]),
    "extra": ({"a": 1}, None, [("filled", None, "a"), ("empty", None, "bo")]),
    "group": ({"depth": Decimal(1)}, None, [("filled", None, "a")]),
    "rows": (({"hours": Decimal(8), "rate": Decimal(1)}, {"hours": Decimal(2)}), ({"rate": Decimal(5)},),
             [("filled", None, "ab"), ("empty", None, "o")]),
}  # fmt: skip


def three(kit: Kit, field: str, a: Any, b: Any) -> None:
    place = kit.place()
    for tag, value in (("a", a), ("b", b), ("o", None)):
        values = {"tag": tag, **({} if field == "tag" else {field: value})}
        kit.new(kit.thing, at=place, **values)


@pytest.mark.parametrize("field", CASES)
def test_each_word_finds_what_it_says(desk: Kit, field: str) -> None:
    a, b, cases = CASES[field]
    three(desk, field, a, b)
    entry = entry_for(desk)
    for word, to, expected in cases:
        assert found(entry, leaf(field, word, to)) == set(expected), (field, word, to)


def test_references_and_people(desk: Kit) -> None:
    top = desk.new(desk.thing, tag="top")
    one, two = desk.new(desk.party, code="A"), desk.new(desk.party, code="B")
    middle = desk.new(desk.thing, tag="middle", above=top.ref, party=one.ref, owner=desk.me, parties=(one.ref, two.ref))
    desk.new(desk.thing, tag="leaf", above=middle.ref, party=two.ref, parties=(two.ref,), watchers=(desk.me,))
    entry = entry_for(desk)
    first, second = str(one.id), str(two.id)
    cases = [
        ("party", "one_of", [first], "middle"), ("party", "none_of", [first], "top leaf"),
        ("party", "equal", second, "leaf"), ("party", "not_equal", second, "top middle"),
        ("party", "empty", None, "top"), ("party", "filled", None, "middle leaf"),
        ("parties", "one_of", [first], "middle"), ("parties", "one_of", [second], "middle leaf"),
        ("parties", "none_of", [first], "top leaf"), ("parties", "empty", None, "top"),
        ("owner", "me", None, "middle"), ("owner", "one_of", [str(desk.me.id)], "middle"),
        ("watchers", "me", None, "leaf"), ("created_by", "me", None, "top middle leaf"),
        ("above", "one_of", [str(top.id)], "middle"), ("above", "under", [str(top.id)], "middle leaf"),
        ("above", "under", [str(middle.id)], "leaf"), ("above", "under", str(new_id()), ""),
    ]  # fmt: skip
    for field, word, to, expected in cases:
        assert found(entry, leaf(field, word, to)) == set(expected.split()), (field, word)


def test_the_platforms_own_names(desk: Kit) -> None:
    place, other = desk.place("P1"), desk.place("P2")
    desk.new(desk.thing, at=place, tag="a", state="open", number="TH-2025-0001")
    desk.new(desk.thing, at=other, tag="b", state="draft")
    entry = entry_for(desk)
    cases: list[tuple[str, str, Any, str]] = [
        ("state", "one_of", ["open"], "a"), ("state", "none_of", ["open"], "b"), ("number", "starts", "th-2025", "a"),
        ("number", "contains", "0001", "a"), ("number", "empty", None, "b"),
        ("project", "one_of", [str(place.id)], "a"), ("project", "not_equal", str(place.id), "b"),
        ("created_at", "within", "next_days:9000", "ab"), ("updated_at", "on_or_before", "2025-01-01", ""),
    ]  # fmt: skip
    for field, word, to, expected in cases:
        assert found(entry, leaf(field, word, to)) == set(expected), (field, word)


def test_personal_data_are_found_whole(desk: Kit) -> None:
    kept = desk.new(desk.party, code="A", id_card="11010519491231002X", phone="13800138000")
    desk.new(desk.party, code="B")
    entry = entry_for(desk, desk.party)

    def codes(field: str, word: str, to: Any = None) -> list[Any]:
        wanted = read_wanted({"filter": leaf(field, word, to), "columns": "code"})
        return [one.id for one in open_list(entry, wanted).records]

    assert codes("id_card", "equal", "11010519491231002X") == [kept.id]
    assert codes("phone", "equal", "13800138000") == [kept.id]
    assert codes("phone", "filled") == [kept.id]
    assert codes("phone", "equal", "13800138001") == []
    for word in ("contains", "starts", "one_of"):
        with pytest.raises(Refused):
            codes("phone", word, "138")


def test_any_line_of_an_entry(desk: Kit) -> None:
    worker = desk.new(desk.party, code="A")
    lines = ({"hours": Decimal(8), "worker": worker.ref}, {"hours": Decimal(2)})
    desk.new(desk.thing, tag="a", rows=lines)
    desk.new(desk.thing, tag="b", rows=({"hours": Decimal(2)},))
    desk.new(desk.thing, tag="o")
    entry = entry_for(desk)
    cases: list[tuple[str, str, Any, str]] = [
        ("rows/hours", "at_least", 8, "a"), ("rows/hours", "less", 3, "ab"), ("rows/hours", "empty", None, "o"),
        ("rows/hours", "not_equal", 2, "o"), ("rows/worker", "one_of", [str(worker.id)], "a"),
        ("rows/worker", "none_of", [str(worker.id)], "bo"), ("rows/worker", "filled", None, "a"),
    ]  # fmt: skip
    for field, word, to, expected in cases:
        assert found(entry, leaf(field, word, to)) == set(expected), (field, word)


def test_and_and_or(desk: Kit) -> None:
    for tag, whole in (("a", 1), ("b", 2), ("c", 3), ("d", None)):
        desk.new(desk.thing, tag=tag, whole=whole)
    entry = entry_for(desk)

    def parts(*leaves: str) -> list[Any]:
        return [json.loads(one) for one in leaves]

    one, two, three_ = (leaf("whole", "equal", n) for n in (1, 2, 3))
    assert found(entry, json.dumps({"any": parts(one, two)})) == {"a", "b"}
    assert found(entry, json.dumps({"all": parts(one, two)})) == set()
    assert found(entry, json.dumps({"all": []})) == {"a", "b", "c", "d"}
    nested = {"all": [{"any": [{"all": parts(one)}, *parts(three_)]}, *parts(leaf("tag", "not_equal", "a"))]}
    assert found(entry, json.dumps(nested)) == {"c"}


def test_what_is_hidden_filters_nothing(desk: Kit) -> None:
    """In rows where a field may not be read it counts as empty, whatever is asked."""
    everything = {
        "whole": 7, "story": "secret", "day": date(2025, 4, 10), "cause": "own", "trades": ("steel",),
        "rows": ({"hours": Decimal(8)},), "total": Decimal(1), "card": "6222020000000000000",
    }  # fmt: skip
    for tag, done in (("seen", True), ("hidden", False)):
        desk.new(desk.thing, tag=tag, done=done, **everything)
    questions: list[tuple[str, str, Any]] = [
        ("whole", "equal", 7), ("story", "contains", "secret"), ("day", "within", "today"),
        ("cause", "one_of", ["own"]), ("trades", "one_of", ["steel"]), ("trades", "filled", None),
        ("rows", "filled", None),
        ("rows/hours", "at_least", 1), ("total", "between", [0, 2]), ("card", "filled", None),
    ]  # fmt: skip
    entry = entry_for(desk, reach=partly(desk, *everything))
    for field, word, to in questions:
        assert found(entry, leaf(field, word, to)) == {"seen"}, (field, word)
    assert found(entry, leaf("whole", "empty")) == {"hidden"}
    assert found(entry, leaf("trades", "none_of", ["steel"])) == {"hidden"}
    blind = entry_for(desk, reach=desk.reach(desk.thing, ("true", tuple(f"/{key}" for key in everything))))
    offered = {one.key.partition("/")[0] for one in filter_fields(blind)}
    assert not offered & set(everything)
    for field, word, to in questions:
        with pytest.raises(Refused) as refused:
            found(blind, leaf(field, word, to))
        assert refused.value.problems[0].code == "unknown_key", field


def test_the_number_of_queries_is_constant(desk: Kit) -> None:
    entry = entry_for(desk)
    top = desk.new(desk.thing, tag="top")
    below, others = leaf("above", "under", [str(top.id)]), leaf("trades", "none_of", ["steel"])
    text = json.dumps({"all": [json.loads(one) for one in (below, others, leaf("rows/hours", "empty"))]})

    def asked() -> int:
        with CaptureQueriesContext(connection) as taken:
            found(entry, text)
        return len(taken)

    asked()  # what tables there are is read once
    first = asked()
    for number in range(20):
        desk.new(desk.thing, tag=str(number), above=top.ref)
    assert asked() == first
    assert len(found(entry, text)) == 20


WRONG: list[tuple[str, str, str]] = [
    ("{", "/filter", "filter"),
    ("[]", "/filter", "filter"),
    ('{"all": 1}', "/filter", "filter"),
    ('{"all": [], "any": []}', "/filter", "filter"),
    ('{"all": [1]}', "/filter/all/0", "filter"),
    ('{"all": [{"all": [{"all": [{"all": []}]}]}]}', "/filter/all/0/all/0/all/0", "limit"),
    ("[" * 5000, "/filter", "filter"),
    ('{"field": "whole", "is": "equal", "to": NaN}', "/filter", "filter"),
    ('{"field": "tag", "is": "equal", "to": "\\ud800"}', "/filter", "filter"),
    ('{"all": [{"field": "whole", "is": "like", "to": 1}]}', "/filter/all/0/is", "enum"),
    ('{"all": [{"field": "whole", "is": "equal"}]}', "/filter/all/0/to", "required"),
    ('{"field": "whole", "is": "equal", "to": 1, "x": 1}', "/filter", "filter"),
    ('{"all": [{"field": "nothing", "is": "empty"}]}', "/filter/all/0/field", "unknown_key"),
    ('{"all": [{"field": "rows/nothing", "is": "empty"}]}', "/filter/all/0/field", "unknown_key"),
    ('{"all": [{"field": "version", "is": "filled"}]}', "/filter/all/0/field", "unknown_key"),
    ('{"any": [{"field": "whole", "is": "contains", "to": "1"}]}', "/filter/any/0/is", "enum"),
    ('{"any": [{"field": "whole", "is": "equal", "to": "many"}]}', "/filter/any/0/to", "type"),
    ('{"all": [{"field": "day", "is": "between", "to": ["2025-01-01"]}]}', "/filter/all/0/to", "filter_between"),
    ('{"all": [{"field": "day", "is": "between", "to": ["2025-01-01", "soon"]}]}', "/filter/all/0/to/1", "format"),
    ('{"all": [{"field": "day", "is": "within", "to": "sometime"}]}', "/filter/all/0/to", "enum"),
    ('{"all": [{"field": "day", "is": "within", "to": "last_days:99999"}]}', "/filter/all/0/to", "enum"),
    ('{"all": [{"field": "cause", "is": "one_of", "to": ["own", "x"]}]}', "/filter/all/0/to/1", "enum"),
    ('{"all": [{"field": "party", "is": "one_of", "to": ["x"]}]}', "/filter/all/0/to/0", "reference"),
    ('{"all": [{"field": "tag", "is": "equal", "to": {"a": 1}}]}', "/filter/all/0/to", "type"),
    ('{"all": [{"field": "tag", "is": "contains", "to": " "}]}', "/filter/all/0/to", "required"),
    ('{"all": [{"field": "total", "is": "more", "to": 1e999999}]}', "/filter/all/0/to", "limit"),
]  # fmt: skip


def test_what_is_wrong_is_told_at_its_place(desk: Kit) -> None:
    entry = entry_for(desk)
    for text, pointer, code in WRONG:
        with pytest.raises(Refused) as refused:
            found(entry, text)
        problem = refused.value.problems[0]
        assert problem.pointer == pointer, (text, problem)
        assert problem.code == code, (text, problem)
    many = json.dumps({"all": [json.loads(leaf("whole", "equal", 1))] * 51})
    with pytest.raises(Refused):
        found(entry, many)


def test_every_field_is_offered_with_words_of_its_kind(desk: Kit) -> None:
    offered = {one.key: one for one in filter_fields(entry_for(desk))}
    assert {"number", "state", "project", "created_by", "created_at", "updated_by", "updated_at"} <= set(offered)
    assert set(desk.thing.fields) <= set(offered), "every kind can at least be empty"
    assert {"rows/worker", "rows/hours"} <= set(offered)
    for one in offered.values():
        assert set(one.words) <= {*FILTERS[one.kind], "me"}, one.key
    assert offered["cause"].choices == (("own", "Own"), ("rework", "Rework"))
    assert "under" in offered["above"].words
    assert "under" not in offered["party"].words
